/** The notations of machine files for runs of pages. */

import { z } from 'zod';
import type { Constituent } from '../../core/abi/transaction.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import { keyed } from './keyed.ts';
import { address, HALF_END, pagesOfSize, whole } from './numbers.ts';

const RUN = 'an address for one page, or ADDRESS+PAGES: 0x40100000+4';
const MOST_TIMES = 100_000;

const run = z
  .union([address, z.string().regex(/^(0x[0-9a-fA-F]+|\d+)\+\d+$/, RUN)], { error: RUN })
  .transform((value): Constituent => {
    if (typeof value === 'number') return { address: value, pages: 1 };
    const [at, pages] = value.split('+').map(Number);
    return { address: at ?? 0, pages: pages ?? 0 };
  })
  .refine(({ address: at, pages }) => Number.isSafeInteger(at) && pages < HALF_END, { error: RUN });

/** Many runs that lie apart from each other, as a descriptor needs them that does not fit one fragment. */
const series = keyed({
  at: address.meta({ description: 'The address of the first run.' }),
  pages: whole(1, HALF_END - 1, 'a number of pages')
    .default(1)
    .meta({ description: 'Pages of each run.' }),
  times: whole(1, MOST_TIMES, `a number of runs, 1 to ${MOST_TIMES}`).meta({ description: 'How many runs.' }),
  every: pagesOfSize.meta({ description: 'Bytes from one run to the next: 8K.' }),
}).transform(({ at, pages, times, every }): Constituent[] =>
  Array.from({ length: times }, (_, index) => ({ address: at + index * every * PAGE_SIZE, pages })),
);

/** A list of runs of pages. */
export const runs = z
  .array(
    z.union([run, series], {
      error: ({ input }) =>
        typeof input === 'object' ? 'a run of pages, or { at, pages, times, every }' : RUN,
    }),
    { error: 'a list of pages: [0x40100000, 0x40200000+4]' },
  )
  .transform((list) => list.flat())
  .refine((list) => list.reduce((sum, { pages }) => sum + pages, 0) < HALF_END, {
    error: 'fewer than 2^32 pages altogether',
  });
