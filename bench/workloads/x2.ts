import { worldNamed } from '#core/explore/worlds/registry.js';
import { Search } from '#core/explore/worlds/search.js';
import type { Workload } from '../bench.ts';

/** Then it begins anew: what comes behind is alike. */
const STATES = 20_000;
const SETTLING = 10;

/** What an edge of a small world costs: the deed, what is looked at after it, and its part of putting states back; and what a state takes. */
export const x2: Workload = {
  about: 'a small world, edge by edge',
  run(bench) {
    const world = worldNamed('loans')?.make();
    if (world === undefined) throw new Error('there is no world of loans');
    for (const [name, remembers, most] of [
      ['an edge', true, 3_333],
      ['an edge, all refusals made again', false, undefined],
    ] as const) {
      let search = new Search(world, { remembers });
      let ahead = 0;
      let bytes = 0;
      const run = (edges: number) => {
        for (ahead -= edges; ahead < 0; ) {
          const before = search.met.edges;
          const stage = search.advance(1);
          if (stage !== 'more') throw new Error('the world ends too soon');
          ahead += search.met.edges - before;
          if (search.met.states < STATES) continue;
          bytes = search.met.bytes / search.met.states;
          search = new Search(world, { remembers });
        }
      };
      bench.time(name, { run, most: 1000, settling: SETTLING }, most);
      // A slow machine may not have come that far.
      if (bytes === 0) bytes = search.met.bytes / search.met.states;
      bench.compare('bytes a state', bytes, 64);
    }
  },
};
