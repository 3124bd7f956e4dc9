import type { Constituent } from '#core/abi/transaction.js';
import { addressOf } from '#core/memory/pages.js';
import { FIRST_PAGE } from './partition.ts';

/** `count` single pages, `apart` pages from one to the next. */
export function scattered(count: number, first = FIRST_PAGE, apart = 2): readonly Constituent[] {
  return Array.from({ length: count }, (_, index) => ({
    address: addressOf(first + index * apart),
    pages: 1,
  }));
}

/** One run of pages. */
export function run(pages: number, first = FIRST_PAGE): readonly Constituent[] {
  return [{ address: addressOf(first), pages }];
}
