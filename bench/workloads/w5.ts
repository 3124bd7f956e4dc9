import type { Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { run } from '../pages.ts';
import { World } from '../world.ts';

/** Several borrowers of one page. */
export const w5: Workload = {
  about: 'one page to several borrowers, each of whom retrieves and relinquishes',
  run(bench) {
    const sharing = (borrowers: number, most?: number) => {
      const world = new World(borrowers);
      const exchange = new Exchange(world, run(1), { receivers: world.partitions.slice(1) });
      return bench.time(`${borrowers} borrowers`, { run: (count) => exchange.cycles(count) }, most);
    };
    sharing(1);
    sharing(2);
    sharing(4);
    const eight = sharing(8);
    const most = sharing(32);
    bench.compare('to 8', most / eight, 6);
  },
};
