import type { Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { run } from '../pages.ts';
import { FIRST_PAGE } from '../partition.ts';
import { World } from '../world.ts';

const GIB_PAGES = 262_144;

/** Large runs of memory. */
export const w4: Workload = {
  about: 'one constituent of many pages',
  run(bench) {
    const sharing = (pages: number, first: number) => {
      const exchange = new Exchange(new World(), run(pages, first));
      return { run: (count: number) => exchange.cycles(count) };
    };
    bench.time('512 pages, aligned', sharing(512, FIRST_PAGE));
    bench.time('262144 pages, aligned', sharing(GIB_PAGES, FIRST_PAGE), 1_500);
    bench.time('262144 pages, off by one', sharing(GIB_PAGES, FIRST_PAGE + 1), 5_000);
  },
};
