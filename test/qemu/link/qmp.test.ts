import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Qmp, QmpClosed, QmpError } from '../../../src/node/qemu/link/qmp.ts';

const GREETING =
  '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}}, "capabilities": []}}\r\n';

/** QEMU's end of its control socket, played by a test. */
class PlayedQemu {
  readonly heard: unknown[] = [];
  private readonly stream: Duplex;
  readonly qmp: Qmp;

  constructor() {
    const { heard } = this;
    this.stream = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, done) => {
        heard.push(JSON.parse(bytes.toString()));
        done();
      },
    });
    this.qmp = new Qmp(this.stream);
  }

  says(text: string): void {
    this.stream.push(text);
  }

  ends(): void {
    this.stream.destroy();
  }
}

describe('the control of QEMU', () => {
  test('asks to be served before anything else', async () => {
    const qemu = new PlayedQemu();
    qemu.says(`${GREETING}{"return": {}}\r\n`);
    const stopped = qemu.qmp.run('stop');
    qemu.says('{"return": {}}\r\n');
    expect(await stopped).toEqual({});
    expect(qemu.heard).toEqual([
      { execute: 'qmp_capabilities', arguments: {} },
      { execute: 'stop', arguments: {} },
    ]);
  });

  test('says which QEMU it is', async () => {
    const qemu = new PlayedQemu();
    qemu.says(GREETING);
    expect(await qemu.qmp.version).toMatchObject({ major: 7, minor: 2 });
  });

  test('gives each command its own answer, however the lines arrive', async () => {
    const qemu = new PlayedQemu();
    const answers = [qemu.qmp.run('first'), qemu.qmp.run('second', { of: 2 })];
    const said = `${GREETING}{"return": {}}\n{"event": "STOP"}\n{"return": {"status": "gr\u00fcn"}}\n{"return": 2}\n`;
    for (const byte of Buffer.from(said)) qemu.says(Buffer.of(byte) as unknown as string);
    expect(await Promise.all(answers)).toEqual([{ status: 'grün' }, 2]);
  });

  test('tells of a refusal, and goes on', async () => {
    const qemu = new PlayedQemu();
    const refused = qemu.qmp.run('fly');
    const served = qemu.qmp.run('stop');
    qemu.says(
      `${GREETING}{"return": {}}\n{"error": {"class": "CommandNotFound", "desc": "no fly"}}\n{"return": {}}\n`,
    );
    await expect(refused).rejects.toThrow(QmpError);
    await expect(refused).rejects.toThrow('no fly');
    expect(await served).toEqual({});
  });

  test('waits for one of some statuses of an event, and for no other event', async () => {
    const qemu = new PlayedQemu();
    const end = qemu.qmp.status('MIGRATION', ['completed', 'failed']);
    for (const [event, status] of [
      ['OTHER', 'failed'],
      ['MIGRATION', 'active'],
      ['MIGRATION', 'completed'],
    ])
      qemu.says(`${JSON.stringify({ event, data: { status } })}\n`);
    expect(await end).toBe('completed');
  });

  test('gives up what it waits for when QEMU ends, and takes no more', async () => {
    const qemu = new PlayedQemu();
    const waits = [qemu.qmp.version, qemu.qmp.run('stop'), qemu.qmp.status('MIGRATION', ['completed'])];
    qemu.ends();
    for (const each of waits) await expect(each).rejects.toThrow(QmpClosed);
    await expect(qemu.qmp.run('stop')).rejects.toThrow(QmpClosed);
    await expect(qemu.qmp.status('MIGRATION', [])).rejects.toThrow(QmpClosed);
  });
});
