import type { Bench, Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { run, scattered } from '../pages.ts';
import { FAR, FIRST_PAGE } from '../partition.ts';
import { World } from '../world.ts';

const LIVE = [0, 1, 10, 99, 999, 9_999];
const FLAT = 1.25;

/** A fresh share beside many that live. */
export const w6: Workload = {
  about: 'one page, while other shares are live',
  run(bench) {
    for (const apart of [2, FAR]) {
      const where = apart === FAR ? '2 MiB apart' : 'packed';
      compare(bench, LIVE, (live) => ({ name: `${live} live, ${where}`, size: 1, liveSize: 1, apart }));
    }
    compare(bench, [0, 10, 99], (live) => ({
      name: `170 ranges, ${live} live of 170`,
      size: 170,
      liveSize: 170,
      apart: 2,
    }));
  },
};

interface Neighbourhood {
  readonly name: string;
  /** Constituents of the fresh share and of each live one. */
  readonly size: number;
  readonly liveSize: number;
  readonly apart: number;
}

function compare(bench: Bench, lives: readonly number[], describe: (live: number) => Neighbourhood): void {
  let alone = 0;
  for (const live of lives) {
    const { name, size, liveSize, apart } = describe(live);
    const world = new World();
    for (let index = 0; index < live; index++)
      new Exchange(world, scattered(liveSize, FIRST_PAGE + index * liveSize * apart, apart)).send();
    const first = FIRST_PAGE + live * liveSize * apart;
    const fresh = new Exchange(world, size === 1 ? run(1, first) : scattered(size, first));
    const ns = bench.measure({ run: (count) => fresh.cycles(count) });
    if (live === 0) alone = ns;
    bench.note(name, ns);
    bench.compare('to none live', ns / alone, FLAT);
  }
}
