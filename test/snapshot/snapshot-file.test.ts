import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HEADER_BYTES } from '../../src/node/snapshot/header.ts';
import { SnapshotProblem } from '../../src/node/snapshot/problem.ts';
import { SnapshotFile } from '../../src/node/snapshot/read-snapshot.ts';
import { writeSnapshot } from '../../src/node/snapshot/write-snapshot.ts';

const MAKER = { tantalum: '1.2.3', monitor: 'abcd' };
const MEMORY = Uint8Array.from({ length: 10_000 }, (_, index) => index % 251);
const STATE = Uint8Array.of(1, 2, 3, 4, 5);
const BYTES = HEADER_BYTES + MEMORY.length + STATE.length;

let folder: string;
let name: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tantalum-snapshot-'));
  name = join(folder, 'shell.snapshot');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes memory in two pieces, and a state. */
function written(): Promise<number> {
  return writeSnapshot(name, MAKER, async (put) => {
    put(MEMORY.subarray(0, 7000));
    put(MEMORY.subarray(7000));
    return STATE;
  });
}

/** Reads all of it, in pieces of another length. */
function readAll(): { readonly state: Uint8Array; readonly memory: Uint8Array } {
  const file = new SnapshotFile(name, MAKER);
  try {
    const memory = new Uint8Array(MEMORY.length);
    file.take(memory.subarray(0, 4000));
    file.take(memory.subarray(4000));
    file.verify();
    return { state: file.state, memory };
  } finally {
    file.close();
  }
}

describe('a snapshot', () => {
  test('is read as it was written, as often as one likes', async () => {
    expect(await written()).toBe(BYTES);
    for (let again = 0; again < 2; again++) expect(readAll()).toEqual({ state: STATE, memory: MEMORY });
    expect(readdirSync(folder)).toEqual(['shell.snapshot']);
  });

  test('says in its first lines what it is', async () => {
    await written();
    const [first, second] = readFileSync(name, 'latin1').split('\n');
    expect(first).toMatch(/^tantalum-snapshot [0-9a-f]{8}$/);
    expect(JSON.parse(second!)).toMatchObject({ format: 1, ...MAKER, memory: { bytes: MEMORY.length } });
  });

  test('takes the place of one that was there', async () => {
    writeFileSync(name, 'older');
    await written();
    expect(readAll().state).toEqual(STATE);
  });
});

describe('a snapshot that fails', () => {
  test('leaves what was there, and nothing else', async () => {
    writeFileSync(name, 'older');
    const fill = async (put: (piece: Uint8Array) => void) => {
      put(MEMORY);
      throw new RangeError('the guest has ended');
    };
    await expect(writeSnapshot(name, MAKER, fill)).rejects.toThrow(RangeError);
    expect([readdirSync(folder), readFileSync(name, 'utf8')]).toEqual([['shell.snapshot'], 'older']);
  });

  test('leaves nothing behind when the disk is full', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { syscall: 'write' });
    const fill = () => Promise.reject(full);
    await expect(writeSnapshot(name, MAKER, fill)).rejects.toThrow(`cannot write ${name}: ENOSPC`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says so when the system does not let it be written', async () => {
    name = join(folder, 'no', 'such', 'folder');
    await expect(written()).rejects.toThrow(SnapshotProblem);
    await expect(written()).rejects.toThrow(`cannot write ${name}: ENOENT`);
  });
});

describe('a file is refused', () => {
  /** Bytes of the file with those at some places changed. */
  function changed(...places: readonly number[]): Uint8Array {
    const bytes = readFileSync(name);
    for (const place of places) bytes[place]! ^= 0x20;
    return bytes;
  }

  test.each<[what: string, change: () => Uint8Array, why: string]>([
    ['that is empty', () => new Uint8Array(0), 'is no snapshot'],
    ['that is something else', () => Buffer.alloc(2 * HEADER_BYTES, 'kernel'), 'is no snapshot'],
    ['that ends in its header', () => readFileSync(name).subarray(0, 100), 'is damaged'],
    [
      'that ends in its memory',
      () => readFileSync(name).subarray(0, 8000),
      `has 8000 bytes instead of ${BYTES}`,
    ],
    [
      'that ends a byte too soon',
      () => readFileSync(name).subarray(0, BYTES - 1),
      `has ${BYTES - 1} bytes instead of ${BYTES}`,
    ],
    [
      'that goes on behind its end',
      () => Buffer.concat([readFileSync(name), STATE]),
      `has ${BYTES + 5} bytes`,
    ],
    ['whose checksum of the header is wrong', () => changed(20), 'is damaged'],
    ['whose header is damaged', () => changed(40), 'is damaged'],
    ['whose memory is damaged', () => changed(HEADER_BYTES + 5000), 'is damaged'],
    ['whose state is damaged', () => changed(BYTES - 1), 'is damaged'],
  ])('%s', async (_what, change, why) => {
    await written();
    writeFileSync(name, change());
    expect(readAll).toThrow(SnapshotProblem);
    expect(readAll).toThrow(`${name} ${why}`);
  });

  test.each([
    ['another version', { ...MAKER, tantalum: '1.3.0' }, 'was made by Tantalum 1.2.3, and this is 1.3.0'],
    ['another build', { ...MAKER, monitor: 'ef01' }, 'was made by another build of this version'],
  ])('that %s has made', async (_what, maker, why) => {
    await written();
    expect(() => new SnapshotFile(name, maker)).toThrow(`${name} ${why}`);
  });

  test('that is a folder', () => {
    expect(() => new SnapshotFile(folder, MAKER)).toThrow(`${folder} is no snapshot`);
  });

  test('that is not there', () => {
    expect(() => new SnapshotFile(name, MAKER)).toThrow(`${name} cannot be read: ENOENT`);
  });
});
