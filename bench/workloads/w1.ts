import { OPERATION } from '#core/abi/operations.js';
import type { Workload } from '../bench.ts';
import { collections } from '../collections.ts';
import { Exchange } from '../exchange.ts';
import { run } from '../pages.ts';
import { World } from '../world.ts';

const STEADY_CYCLES = 1_000_000;

/** One page, one borrower. */
export const w1: Workload = {
  about: 'one page to one borrower',
  async run(bench) {
    const exchange = new Exchange(new World(), run(1));
    bench.time('share, 4 calls', { run: (count) => exchange.cycles(count) }, 600);
    const lend = new Exchange(new World(), run(1), { operation: OPERATION.LEND });
    bench.time('lend, 4 calls', { run: (count) => lend.cycles(count) });
    const releasing = new Exchange(new World(), run(1), { release: true });
    bench.time('share, 5 calls with RX_RELEASE', { run: (count) => releasing.cycles(count) });
    const cycles = bench.effort.samples > 10 ? STEADY_CYCLES : STEADY_CYCLES / 100;
    const start = performance.now();
    const seen = await collections(() => releasing.cycles(cycles));
    const ns = ((performance.now() - start) * 1e6) / cycles;
    bench.note(`${cycles} cycles on end, 5 calls`, ns);
    bench.compare('collections', seen, 0);
  },
};
