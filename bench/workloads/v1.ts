import type { Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { GuestWorld } from '../guest-world.ts';
import { median } from '../measure.ts';
import { scattered } from '../pages.ts';

/** Guest pages: behind its buffers, and none next to another. */
const HEAP = 16;
/** 4 MiB in pages of their own. */
const MOST = 1024;
const LIVE = 1000;
const MS = 1e6;

/** A guest's calls by way of the hypervisor, beside those of one that calls the manager itself. */
export const v1: Workload = {
  about: 'what a mediator adds to the calls of a guest',
  run(bench) {
    const pages = (count: number, first = HEAP) => scattered(count, first);
    const cycle = (mediated: boolean, count: number) => new Exchange(new GuestWorld(mediated), pages(count));
    const direct = cycle(false, 1);
    const alone = bench.time('one page, no mediator, 4 calls', { run: (count) => direct.cycles(count) });
    const mediated = cycle(true, 1);
    const took = bench.time('one page, mediated, 4 calls', { run: (count) => mediated.cycles(count) });
    bench.compare('to no mediator', took / alone, 2.5);

    const few = cycle(true, MOST / 4);
    const small = bench.time(`${MOST / 4} pages apart, mediated`, { run: (count) => few.cycles(count) });
    const many = cycle(true, MOST);
    const large = bench.time(`${MOST} pages apart, 4 MiB, mediated`, { run: (count) => many.cycles(count) });
    bench.compare(`a page, to one of ${MOST / 4}`, large / small / 4, 1.25);

    const beside = new GuestWorld(true);
    share(beside, LIVE);
    const crowded = new Exchange(beside, pages(1, HEAP + 2 * LIVE));
    const among = bench.time(`one page beside ${LIVE} live, mediated`, {
      run: (count) => crowded.cycles(count),
    });
    bench.compare('to none live', among / took, 1.25);

    bench.note(`the end of a guest with ${LIVE} live shares`, ends(bench.effort.samples), 20 * MS);
  },
};

/** Shares pages, each in a send of its own, and leaves it at that. */
function share(world: GuestWorld, count: number): void {
  for (const page of scattered(count, HEAP)) new Exchange(world, [page]).send();
}

/** Nanoseconds of processor time that the end of a guest takes: the median of so many ends, each of a guest that has shared anew. */
function ends(count: number): number {
  const world = new GuestWorld(true);
  const times = Array.from({ length: count }, () => {
    share(world, LIVE);
    const start = process.cpuUsage();
    world.destroyGuest();
    const { user, system } = process.cpuUsage(start);
    world.createGuest();
    return (user + system) * 1e3;
  });
  return median(times);
}
