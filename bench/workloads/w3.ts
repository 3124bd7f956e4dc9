import type { Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { scattered } from '../pages.ts';
import { World } from '../world.ts';

const SIZES = [
  { size: 1_000, most: 45_000 },
  { size: 5_114, most: undefined },
  { size: 10_000, most: 450_000 },
] as const;

/** Descriptors of many fragments of 4 KiB, in both directions. */
export const w3: Workload = {
  about: 'constituents of one page each in fragments of 4 KiB',
  run(bench) {
    const took = SIZES.map(({ size, most }) => {
      const exchange = new Exchange(new World(), scattered(size));
      return bench.time(`share, ${size}`, { run: (count) => exchange.cycles(count) }, most);
    });
    const [least = 0, , largest = 0] = took;
    bench.compare('to 1000', largest / least, 12);
    const releasing = new Exchange(new World(), scattered(1_000), { release: true });
    bench.time('share, 1000 with RX_RELEASE', { run: (count) => releasing.cycles(count) });
  },
};
