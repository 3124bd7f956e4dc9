/** However its constituents lie, each thousand more of a response takes as many steps from extent to extent and from run to run as the one before. */

import { expect, test, vi } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import type { Constituent } from '../../src/core/abi/transaction.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { describeRequest, fetchFragment, retrieveFirst } from '../../src/core/client/retrieve.ts';
import { Extents } from '../../src/core/memory/extents.ts';
import { Runs } from '../../src/core/memory/runs.ts';

const PAGE = 0x1000;
/** Constituents that fill so many fragments of 256, or of 250 behind a head, to the same place in the last one. */
const STEP = 1024;
const MOST = 4 * STEP;
const FLAT_RAM = 0x4000_0000;
const SPREAD_RAM = 0x8000_0000;
const SECURE_RAM = 0xe00_0000;
const buffersAt = (address: number) => ({ tx: address, rx: address + PAGE, pages: 1 });

const MACHINE = describeMachine({
  memory: [
    { name: 'flat', base: FLAT_RAM, pages: 2 * MOST + 2 },
    { name: 'spread', base: SPREAD_RAM, pages: 2 * MOST + 4 },
    { name: 'secure', base: SECURE_RAM, pages: 32, secure: true },
  ],
  partitions: [
    { name: 'flat', id: 1, memory: [{ base: FLAT_RAM, pages: 2 * MOST + 2 }], buffers: buffersAt(FLAT_RAM) },
    {
      // Its pages lie side by side for itself, and one page apart in memory.
      name: 'spread',
      id: 2,
      memory: Array.from({ length: MOST + 2 }, (_, index) => ({
        at: index * PAGE,
        base: SPREAD_RAM + 2 * index * PAGE,
        pages: 1,
      })),
      buffers: buffersAt(0),
    },
    {
      name: 'vault',
      id: 0x8001,
      memory: [{ base: SECURE_RAM, pages: 16 }],
      buffers: buffersAt(SECURE_RAM),
    },
    {
      name: 'hidden',
      id: 0x8002,
      memory: [{ at: 0, base: SECURE_RAM + 16 * PAGE, pages: 16 }],
      borrowing: { at: 0x9000_0000, pages: MOST },
      buffers: buffersAt(PAGE),
    },
  ],
});

const everyOther = (base: number) => (count: number) =>
  Array.from({ length: count }, (_, index): Constituent => ({ address: base + 2 * index * PAGE, pages: 1 }));
const sideBySide = (count: number) =>
  Array.from({ length: count }, (_, index): Constituent => ({ address: (2 + index) * PAGE, pages: 1 }));
const one = (count: number): readonly Constituent[] => [{ address: 2 * PAGE, pages: count }];

/** How many steps it takes to fetch what is left of a response of `count` constituents, when each fragment is fetched so many times. */
function workOf(
  sender: string,
  constituents: readonly Constituent[],
  borrower: string,
  times: number,
): number {
  const board = new Board(MACHINE);
  board.boot();
  for (const { name, buffers } of MACHINE.partitions) board.perform(name, (ffa) => ffa.start(buffers));
  const [from, to] = [sender, borrower].map(
    (name) => MACHINE.partitions.find((each) => each.name === name)!.id,
  );
  const receivers = [{ endpoint: to!, permissions: DATA_RW }];
  const handle = board.perform(sender, (ffa) => ffa.share({ receivers, constituents }));
  const { total, fragment } = board.perform(borrower, ({ driver }) =>
    retrieveFirst(driver, describeRequest(driver, { handle, sender: from!, receivers })),
  );
  const fetch = (at: number) =>
    board.perform(borrower, ({ driver }) => fetchFragment(driver, handle, at)).length;
  const counters = [vi.spyOn(Runs.prototype, 'next'), vi.spyOn(Extents.prototype, 'after')];

  for (let at = fragment.length; at < total; ) {
    const length = fetch(at);
    for (let again = 1; again < times; again++) fetch(at);
    at += length;
  }

  const steps = counters.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  for (const counter of counters) counter.mockRestore();
  return steps;
}

test.each([
  ['ranges in physical addresses', 'flat', everyOther(FLAT_RAM + 2 * PAGE), 'vault', 1],
  ['the same, each fragment three times', 'flat', everyOther(FLAT_RAM + 2 * PAGE), 'vault', 3],
  ['ranges that are translated', 'spread', sideBySide, 'vault', 1],
  ['the same, each fragment three times', 'spread', sideBySide, 'vault', 3],
  ['one range that is in as many pieces', 'spread', one, 'vault', 1],
  ["ranges in the borrower's own addresses", 'spread', sideBySide, 'hidden', 1],
  ['the same, each fragment three times', 'spread', sideBySide, 'hidden', 3],
] as const)('%s', (_name, sender, memory, borrower, times) => {
  const [first, second, third, fourth] = [1, 2, 3, 4].map((count) =>
    workOf(sender, memory(count * STEP), borrower, times),
  );

  expect(first).toBeGreaterThan(0);
  expect([third! - second!, fourth! - third!]).toEqual([second! - first!, second! - first!]);
});
