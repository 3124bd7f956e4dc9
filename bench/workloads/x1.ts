import { provingGround } from '#core/explore/ground.js';
import { Lab } from '#core/explore/lab.js';
import { walk } from '#core/explore/walk.js';
import type { Workload } from '../bench.ts';

/** Calls of one walk: the beginning, the audits and the death of everybody are part of the figure. */
const CALLS = 1000;
/** Campaigns go on for minutes, and what they do seldom is many things: after 20,000 calls half of their code is not compiled yet. */
const SETTLING = 10;

/** What it costs to think of a call, to make it, and to check what came of it. */
export const x1: Workload = {
  about: 'random calls, checked',
  run(bench) {
    for (const [name, model, most] of [
      ['a call, 24 invariants', false, 5_000],
      ['a call, 24 invariants and the specification', true, 25_000],
    ] as const) {
      const lab = new Lab(provingGround(), { model });
      let number = 0;
      const run = (calls: number) => {
        const found = walk(lab, { seed: 1, walk: number++, calls, faults: false });
        if (found !== undefined) throw new Error(found.breach.problem);
      };
      bench.time(name, { run, most: CALLS, settling: SETTLING }, most);
    }
  },
};
