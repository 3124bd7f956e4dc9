import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_SIZE, PAGE_WORDS } from '../../../src/core/memory/pages.ts';
import { type MachineMemory, SparseMemory } from '../../../src/core/memory/physical-memory.ts';
import { GuestMemory } from '../../../src/node/qemu/link/guest-memory.ts';
import { GuestRam } from '../../../src/node/qemu/link/guest-ram.ts';

/** Eight pages of memory, of which the guest has pages 2 to 5. */
const PAGES = 8;
const GUEST_AT = 2;
const GUEST_PAGES = 4;

const ram = new GuestRam(GUEST_AT * PAGE_SIZE, GUEST_PAGES * PAGE_SIZE);
afterAll(() => ram.close());
beforeEach(() => ram.write(ram.base, new Uint8Array(ram.bytes), 0, ram.bytes));

type Act = (memory: MachineMemory) => unknown;

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

test('memory that is partly the guest reads and writes like memory that is all here', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      ram.write(ram.base, new Uint8Array(ram.bytes), 0, ram.bytes);
      const [guest, sparse] = [new GuestMemory(ram, PAGES), new SparseMemory(PAGES)];
      for (const each of acts) expect(each(guest)).toEqual(each(sparse));
    }),
  );
});

describe("the guest's pages", () => {
  test('are in its RAM, where it sees them at once', () => {
    const memory = new GuestMemory(ram, PAGES);
    memory.writeBytes(GUEST_AT * PAGE_SIZE - 2, Uint8Array.of(1, 2, 3, 4));

    const seen = new Uint8Array(4);
    ram.read(ram.base, seen, 0, 4);
    expect([...seen]).toEqual([3, 4, 0, 0]);
  });

  test('are read as the guest left them', () => {
    const memory = new GuestMemory(ram, PAGES);
    ram.write(ram.base + PAGE_SIZE, Uint32Array.of(0x1234_5678), 0, 4);
    const into = new Uint32Array(1);
    memory.read(GUEST_AT + 1, into, 1);
    expect(into[0]).toBe(0x1234_5678);
  });

  test.each([
    ['before its first byte', ram.base - 1, 1],
    ['behind its last', ram.base + ram.bytes, 1],
    ['across its end', ram.base + ram.bytes - 1, 2],
  ])('are not %s: that is a defect of who asks', (_name, at, length) => {
    expect(() => ram.read(at, new Uint8Array(length), 0, length)).toThrow("is not in the guest's memory");
  });
});
