/** The parties and the memory that walks of `ledger-pair.ts` begin with. */

import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { GIB, MIB2, type Range } from './support.ts';

export const RW = READ | WRITE;
export const ALL = RW | EXECUTE;
export const TRANSACTIONS = 6;
export const BORROWERS = 8;
/** Blocks of eight extents: one for each transaction, and two more. */
export const BLOCKS = TRANSACTIONS + 2;

/** Parties 1 to 3 see physical pages, 4 and 5 addresses of their own. 6 never does anything. */
export const PARTIES = [1, 2, 3, 4, 5, 6];

/**
 * Memory that transactions name: owner, first page, pages, rights, whether device memory. Around it all is the first party's, so that
 * its pages cost tables: at the borders of 2 MiB and of a gigabyte, and alone in one.
 */
export const MEMORY: readonly [
  owner: number,
  page: number,
  pages: number,
  rights: number,
  device: boolean,
][] = [
  [2, 100, 5, ALL, false],
  [3, 110, 3, RW, false],
  [4, 120, 3, ALL, false],
  [4, 130, 3, ALL, false],
  [5, 140, 3, ALL, false],
  [1, 150, 1, READ, false],
  [1, 151, 1, ALL, true],
  [0, 160, 2, 0, false],
  [1, 510, 4, ALL, false],
  [1, 5 * MIB2, 2, ALL, false],
  [1, GIB - 2, 4, ALL, false],
  [1, 2 * GIB - 1, 1, ALL, false],
];
export const ALL_PAGES = 2 * GIB;
/** Tables that this memory takes before anything is sent. */
export const OWN_TABLES = 2;
/** Windows at the start: party, address, page, pages. And where each borrows. */
export const WINDOWS: readonly [party: number, at: number, page: number, pages: number][] = [
  [4, 50, 120, 3],
  [4, 53, 130, 3],
  [5, 60, 140, 3],
];
export const BORROWING: ReadonlyMap<number, Range> = new Map([
  [4, [100, 7]],
  [5, [200, 4]],
]);

/** Pages to name in extents: all of those, and some that no map has. */
export const PAGES = [
  ...MEMORY.flatMap(([, page, pages]) => numbers(page, pages)),
  4 * GIB,
  2 ** 50 + 510,
  2 ** 50 + 511,
];
/** Addresses to name: all that may be something to a party with its own. */
export const ADDRESSES = [...numbers(49, 15), ...numbers(99, 9), ...numbers(200, 5)];

export function numbers(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
