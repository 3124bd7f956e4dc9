import { closeSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_SIZE, PAGE_WORDS } from '../../src/core/memory/pages.ts';
import { SparseMemory } from '../../src/core/memory/physical-memory.ts';
import { openAnonymousFile } from '../../src/node/ram/anonymous-file.ts';
import { BackedMemory } from '../../src/node/ram/backed-memory.ts';
import { FileRam } from '../../src/node/ram/file-ram.ts';

/** Eight pages of memory: 2 and 3 are in one file, behind a page that nobody has, 4 and 6 in another, in the other order. */
const PAGES = 8;
const TWO = openAnonymousFile(3 * PAGE_SIZE);
const OTHER = openAnonymousFile(2 * PAGE_SIZE);
const inFile = (descriptor: number, page: number, pages: number, offset: number) =>
  new FileRam({ base: page * PAGE_SIZE, bytes: pages * PAGE_SIZE, descriptor, offset: offset * PAGE_SIZE });

const ram = inFile(TWO, 2, 2, 1);
const RAMS = [ram, inFile(OTHER, 6, 1, 0), inFile(OTHER, 4, 1, 1)];
afterAll(() => {
  for (const descriptor of [TWO, OTHER]) closeSync(descriptor);
});
function clearFiles(): void {
  for (const each of RAMS) each.write(each.base, new Uint8Array(each.bytes), 0, each.bytes);
}
beforeEach(clearFiles);

type Act = (memory: SparseMemory | BackedMemory) => unknown;

const page = fc.nat(PAGES + 1);
const words = fc.nat(PAGE_WORDS);
const address = fc.oneof(
  fc.nat(PAGES * PAGE_SIZE + 8),
  page.map((at) => at * PAGE_SIZE),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(page, words).map<Act>(([at, count]) => (memory) => {
    const into = new Uint32Array(PAGE_WORDS);
    return [memory.read(at, into, count), into.subarray(0, count).join()];
  }),
  fc.tuple(page, words, fc.nat()).map<Act>(([at, count, value]) => (memory) => {
    return memory.write(at, new Uint32Array(PAGE_WORDS).fill(value), count);
  }),
  fc.tuple(page, fc.nat(PAGES)).map<Act>(
    ([at, count]) =>
      (memory) =>
        memory.zero(at, count),
  ),
  fc.tuple(page, fc.nat(PAGES)).map<Act>(
    ([at, count]) =>
      (memory) =>
        memory.reachable(at, count),
  ),
  fc.tuple(page, fc.boolean()).map<Act>(
    ([at, away]) =>
      (memory) =>
        memory.withdraw(at, away),
  ),
  fc.tuple(address, fc.nat(3 * PAGE_SIZE)).map<Act>(([at, length]) => (memory) => {
    return memory.readBytes(at, length)?.join();
  }),
  fc.tuple(address, fc.uint8Array({ maxLength: 64 })).map<Act>(([at, bytes]) => (memory) => {
    return memory.writeBytes(at, bytes);
  }),
  fc.tuple(address, fc.nat(255)).map<Act>(([at, value]) => (memory) => {
    return memory.writeBytes(at, new Uint8Array(2 * PAGE_SIZE).fill(value));
  }),
);

test('memory that is partly in files reads and writes like memory that is all here', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      clearFiles();
      const [backed, sparse] = [new BackedMemory(RAMS, PAGES), new SparseMemory(PAGES)];
      for (const each of acts) expect(each(backed)).toEqual(each(sparse));
    }),
  );
});

describe('pages in a file', () => {
  test('are seen by others at once', () => {
    const memory = new BackedMemory(RAMS, PAGES);
    memory.writeBytes(2 * PAGE_SIZE - 2, Uint8Array.of(1, 2, 3, 4));

    const seen = new Uint8Array(PAGE_SIZE + 4);
    readSync(TWO, seen, 0, seen.length, 0);
    expect([...seen.subarray(-6)]).toEqual([0, 0, 3, 4, 0, 0]);
  });

  test('are read as others left them', () => {
    const memory = new BackedMemory(RAMS, PAGES);
    writeSync(OTHER, Uint32Array.of(0x1234_5678), 0, 4, PAGE_SIZE);
    const into = new Uint32Array(1);
    memory.read(4, into, 1);
    expect(into[0]).toBe(0x1234_5678);
  });

  test('are zeros where somebody has cut the file short, until they are written again', () => {
    const memory = new BackedMemory(RAMS, PAGES);
    memory.writeBytes(6 * PAGE_SIZE, Uint8Array.of(1, 2, 3, 4));
    ftruncateSync(OTHER, 2);

    expect([...(memory.readBytes(6 * PAGE_SIZE, 4) ?? [])]).toEqual([1, 2, 0, 0]);
    memory.writeBytes(6 * PAGE_SIZE + 3, Uint8Array.of(5));
    expect([...(memory.readBytes(6 * PAGE_SIZE, 4) ?? [])]).toEqual([1, 2, 0, 5]);
  });

  test.each([
    ['before its first byte', ram.base - 1, 1],
    ['behind its last', ram.base + ram.bytes, 1],
    ['across its end', ram.base + ram.bytes - 1, 2],
  ])('are not %s: that is a defect of who asks', (_name, at, length) => {
    expect(() => ram.read(at, new Uint8Array(length), 0, length)).toThrow('is not in the memory of the file');
  });
});
