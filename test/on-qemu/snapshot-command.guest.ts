import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tantalum } from '../cli/support.ts';
import { RELEASES } from './linux-guests.ts';

/** The one that boots sooner where there are two: the small one. */
const RELEASE = RELEASES.toSorted((left, right) => right.length - left.length).at(-1) ?? '';
const PARROT = `
memory: { secure: { base: 0x0e020000, size: 64K, secure: true } }
partitions:
  parrot:
    id: 0x8003
    memory: [{ base: 0x0e020000, size: 64K }]
    buffers: { tx: 0x0e020000, rx: 0x0e021000 }
    program: echo
`;

const folder = mkdtempSync(join(tmpdir(), 'tantalum-snapshots-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);

interface Report {
  readonly how: string;
  readonly calls: readonly { readonly function: string; readonly calls: number }[];
  readonly open: readonly {
    readonly handle: string;
    readonly holders: readonly { readonly partition: string }[];
  }[];
}

function reportOf(text: string): Report {
  return JSON.parse(text) as Report;
}

function holders({ open }: Report): readonly string[] {
  return open.flatMap((each) => each.holders.map(({ partition }) => partition));
}

describe.runIf(RELEASE !== '')('tantalum boot --snapshot', () => {
  const shell = inFolder('shell.snapshot');
  let taken: ReturnType<typeof tantalum>;
  beforeAll(() => {
    const machine = inFolder('parrot.yaml');
    writeFileSync(machine, PARROT);
    const args = ['--guest', RELEASE, '--append', 'quiet', '--partition', machine, '--json'];
    taken = tantalum(['boot', ...args, '--snapshot', shell]);
  }, 600_000);

  /** Goes on with it, and types. */
  function restored(input: string, ...args: readonly string[]): ReturnType<typeof tantalum> {
    return tantalum(['boot', '--restore', shell, ...args], { input });
  }

  test('ends at the shell, with pages that are shared, and says what goes on', () => {
    expect([taken.code, reportOf(taken.out).how]).toEqual([0, 'saved']);
    expect(holders(reportOf(taken.out))).toContain('optee');
    expect(taken.err).toContain(`tantalum boot --restore ${shell} goes on with it`);
    expect(readdirSync(folder).toSorted()).toEqual(['parrot.yaml', 'shell.snapshot']);
  });

  test('goes on twice: drivers work, pages come back, and the recording is whole', () => {
    for (const name of ['first.ndjson', 'second.ndjson']) {
      const recording = inFolder(name);
      const typed = 'head -c 4 /dev/hwrng | wc -c; ls /sys/bus/arm_ffa/devices | wc -l; poweroff -f\n';
      const { code, out, err } = restored(typed, '--json', '--record', recording);

      expect([code, reportOf(out).how]).toEqual([0, 'off']);
      expect(err).toMatch(/\n4\r?\n4\r?\n/);
      expect(reportOf(out).open).toEqual([]);
      const reclaims = reportOf(out).calls.find((each) => each.function.startsWith('FFA_MEM_RECLAIM'));
      expect(reclaims?.calls).toBeGreaterThan(0);
      expect(tantalum(['replay', recording])).toMatchObject({ code: 0 });
    }
  });

  test('is taken once more, when the console says a text', () => {
    const again = inFolder('again.snapshot');
    const typed = 'X=forty; echo read""y; read line; echo $X-$line; poweroff -f\n';
    expect(restored(typed, '--snapshot', again, '--snapshot-at', 'ready')).toMatchObject({ code: 0 });

    const { code, out } = tantalum(['boot', '--restore', again], { input: 'two\n' });
    expect(out).toContain('forty-two');
    expect(code).toBe(0);
  });

  test('is refused when its memory is damaged, and nothing goes on', () => {
    const damaged = inFolder('damaged.snapshot');
    const bytes = readFileSync(shell);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(damaged, bytes);
    const { code, out, err } = tantalum(['boot', '--restore', damaged], { input: 'poweroff -f\n' });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`${damaged} is damaged`);
  });

  test('is not written when the guest ends before', () => {
    const never = inFolder('never.snapshot');
    const { code, err } = restored('poweroff -f\n', '--snapshot', never, '--snapshot-at', 'no such text');
    expect(code).toBe(2);
    expect(err).toContain(`${never} was not written: the guest has ended before`);
    expect(readdirSync(folder)).not.toContain('never.snapshot');
  });
});
