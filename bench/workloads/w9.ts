import type { Workload } from '../bench.ts';
import { refusedReclaims, refusedRetrievals } from '../refused-returns.ts';
import { refusedSends } from '../refused-sends.ts';

/** Refusals, each beside the success of the same call. */
export const w9: Workload = {
  about: 'a refusal of each class, beside the success of the same call',
  run(bench) {
    refusedSends(bench, 1);
    refusedSends(bench, 170);
    refusedRetrievals(bench);
    refusedReclaims(bench);
  },
};
