import type { Workload } from '../bench.ts';
import { ParcelCycle } from '../parcels.ts';

const MOST_NS = 3_000;
const MOST_NS_512 = 60_000;
/** How much dearer a region may be among ten times as many. */
const MOST_GROWTH = 1.25;

/** Parcels of Gunyah's resource manager, from the packets of a request to those of its answer. */
export const g1: Workload = {
  about: 'parcels: share, accept, release and reclaim, packets included',
  run(bench) {
    const one = new ParcelCycle(1);
    bench.time('1 region', { run: (count) => one.cycles(count) }, MOST_NS);
    const full = new ParcelCycle(512);
    bench.time('512 regions', { run: (count) => full.cycles(count) }, MOST_NS_512);
    const small = perRegion(bench, 10_000);
    const large = perRegion(bench, 100_000);
    bench.compare('of a region of 10,000', large / small, MOST_GROWTH);
  },
};

/** Nanoseconds per region of a parcel that is made by appends and reclaimed. */
function perRegion(bench: Parameters<Workload['run']>[0], regions: number): number {
  const cycle = new ParcelCycle(regions);
  const ns = bench.measure({ run: (count) => cycle.builds(count) }) / regions;
  bench.note(`a region of ${regions.toLocaleString('en')}, over appends`, ns);
  return ns;
}
