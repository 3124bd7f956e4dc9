import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Client } from '../serve/client.ts';
import { asking, UUIDS } from '../serve/served.ts';
import { Serving } from './serving.ts';
import { tantalum } from './support.ts';

const MACHINE = 'machines/served.yaml';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const vault = (folder: string) => Client.open(join(folder, 'linux', UUIDS.vault));

describe('tantalum serve', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with %s and leaves nothing behind',
    async (signal) => {
      const folder = temporary();
      const serving = await Serving.start([MACHINE, '--devices', folder]);
      const client = await vault(folder);
      expect(await serving.stop(signal)).toEqual({ code: 0, signal: null });
      expect({ files: readdirSync(folder), err: serving.err }).toEqual({ files: [], err: '' });
      await client.ended;
    },
  );

  test('takes away what it left behind when it was killed', async () => {
    const folder = temporary();
    const first = await Serving.start([MACHINE, '--devices', folder]);
    await first.stop('SIGKILL');
    expect(readdirSync(folder)).toContain('.server');

    await Serving.start([MACHINE, '--devices', folder]);
    expect((await vault(folder)).hello.endpoint).toBe(0x8001);
  });

  test('says where the files are, for programs', async () => {
    const folder = temporary();
    const { out } = await Serving.start([MACHINE, '--devices', folder, '--json']);
    const { devices, vms } = JSON.parse(out);
    expect(devices).toBe(folder);
    expect(vms[0]).toEqual({
      name: 'linux',
      folder: join(folder, 'linux'),
      memoryBytes: 0xffe000,
      sockets: [
        { file: UUIDS.linux, partition: 'linux', endpoint: 0, self: true },
        { file: UUIDS.vault, partition: 'vault', endpoint: 0x8001, self: false },
        { file: UUIDS.notary, partition: 'notary', endpoint: 0x8002, self: false },
      ],
    });
  });

  test('has a driver claim a partition, once for however often it is named', async () => {
    const folder = temporary();
    const claims = ['--claim', UUIDS.vault, '--claim', UUIDS.vault.toUpperCase()];
    await Serving.start([MACHINE, '--devices', folder, ...claims]);
    expect(await (await vault(folder)).refused('REQUEST', asking(1))).toMatchObject({
      errno: 1,
      rule: 'serve/claimed',
    });
  });

  test('has calls go wrong, prints them, and records them', async () => {
    const folder = temporary();
    const record = join(folder, 'calls.ndjson');
    const options = ['--trace', '--record', record, '--inject', 'FFA_MSG_SEND_DIRECT_REQ=BUSY*1'];
    const serving = await Serving.start([MACHINE, '--devices', join(folder, 'ffa'), ...options]);
    const client = await vault(join(folder, 'ffa'));
    expect(await client.refused('REQUEST', asking(1))).toMatchObject({ errno: 16, status: -4 });
    expect((await client.call('REQUEST', asking(1))).data[0]).toBe(0xffff_fffen);
    await serving.stop();
    expect(serving.err).toContain('FFA_MSG_SEND_DIRECT_REQ');
    expect(readFileSync(record, 'utf8')).toContain('processes on sockets');
  });

  test('tells of a program that fails, and ends', async () => {
    const folder = temporary();
    const programs = join(folder, 'programs.mjs');
    writeFileSync(
      programs,
      `export default { *vault(ffa) { yield* ffa.wait(); throw new Error('out of cheese'); } };`,
    );
    const serving = await Serving.start([MACHINE, '--devices', join(folder, 'ffa'), '--programs', programs]);
    const client = await vault(join(folder, 'ffa'));
    client.put('REQUEST', asking(1));
    expect(await serving.ended).toMatchObject({ code: 1 });
    expect(serving.err).toContain('tantalum: the program of vault failed: Error: out of cheese');
    expect(readdirSync(folder)).toEqual(['programs.mjs']);
  });
});

describe('tantalum serve says what is wrong, and what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  test.each<[string, readonly string[], string]>([
    ['no folder is given', [MACHINE], "required option '--devices <folder>' not specified"],
    ['the folder is a file', [MACHINE, '--devices', file('file', '')], 'is a file'],
    ['the machine is not there', ['none.yaml', '--devices', folder], 'there is no file none.yaml'],
    ['the machine is wrong', ['test/fixtures/machines/typo.yaml', '--devices', folder], 'typo.yaml:'],
    ['no VM has a UUID', ['machines/three-worlds.yaml', '--devices', folder], 'has a UUID and buffers'],
    [
      'no partition has the UUID',
      [MACHINE, '--devices', folder, '--claim', 'x'],
      'no VM can reach a partition x',
    ],
    [
      'the module is not there',
      [MACHINE, '--devices', folder, '--programs', 'none.mjs'],
      'none.mjs cannot be loaded',
    ],
    [
      'the module has no programs',
      [MACHINE, '--devices', folder, '--programs', file('empty.mjs', 'export default {};')],
      'exports no programs',
    ],
    [
      'a program is for nobody',
      [MACHINE, '--devices', folder, '--programs', file('nobody.mjs', 'export default { *bank() {} };')],
      'has a program for bank, and the machine no such partition',
    ],
    ['the profile is none', [MACHINE, '--devices', folder, '--profile', 'x'], 'Allowed choices are'],
    ['the fault is none', [MACHINE, '--devices', folder, '--inject', 'x'], '--inject'],
    [
      'the disk is full that a recording is written to',
      [MACHINE, '--devices', folder, '--record', '/dev/full'],
      'Make room there',
    ],
    [
      'the path is too long',
      [MACHINE, '--devices', join(folder, 'x'.repeat(80))],
      'is too long for a socket',
    ],
  ])('%s', (_name, args, message) => {
    const { code, out, err } = tantalum(['serve', ...args]);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
