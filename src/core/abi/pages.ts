import type { Constituent } from './transaction.ts';

/** Bytes of the pages that constituents and buffers are counted in, whatever page size an endpoint's own tables use. */
export const PAGE_SIZE = 4096;

/** Pages below the highest address that a constituent can name: the architecture has 52 bits. */
export const ADDRESSABLE_PAGES: number = 2 ** 40;

/** How many pages there are in all. */
export function pagesIn(ranges: readonly Pick<Constituent, 'pages'>[]): number {
  return ranges.reduce((sum, { pages }) => sum + pages, 0);
}
