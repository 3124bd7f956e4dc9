import { PAGE_SIZE } from '../../../core/abi/pages.ts';
import type { Constituent } from '../../../core/abi/transaction.ts';

/** A run of pages. */
export interface Range {
  readonly page: number;
  readonly pages: number;
}

/** Addresses have 52 bits. */
const END = 2 ** 52 / PAGE_SIZE;
/** A gigabyte, where most machines have no RAM. */
const FIRST_FREE = 2 ** 30 / PAGE_SIZE;

/** The pages that constituents name, in their order and without overlap. What lies outside of the address space is left out. */
export function rangesOf(constituents: readonly Constituent[]): readonly Range[] {
  const named = constituents
    .map(({ address, pages }) => ({ page: Math.floor(address / PAGE_SIZE), pages }))
    .filter(({ page, pages }) => pages > 0 && page + pages <= END)
    .sort((left, right) => left.page - right.page);
  const ranges: Range[] = [];
  for (const range of named) {
    const last = ranges.at(-1);
    const end = last === undefined ? -1 : last.page + last.pages;
    if (last === undefined || range.page > end) ranges.push(range);
    else if (range.page + range.pages > end)
      ranges[ranges.length - 1] = { page: last.page, pages: range.page + range.pages - last.page };
  }
  return ranges;
}

/** A place beside ranges for two buffers of so many pages, one behind the other. */
export function freeRange(ranges: readonly Range[], pages: number): Range {
  let page = FIRST_FREE;
  for (const range of ranges)
    if (page < range.page + range.pages && range.page < page + pages * 2) page = range.page + range.pages;
  return { page, pages };
}
