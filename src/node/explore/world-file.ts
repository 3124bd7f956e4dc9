/** What came of a small world, for programs, as `tantalum explore --exhaustive --json` prints it. In Node and in a browser. */

import { z } from 'zod';
import { tally, whole } from './batch-schema.ts';

export const worldSchema = z.object({
  world: z.string(),
  closed: z.boolean(),
  states: whole,
  edges: whole,
  calls: whole,
  depth: whole,
  left: whole,
  bytes: whole,
  seconds: z.number().min(0),
  rules: tally,
  /** The shortest way to something that does not hold. */
  found: z
    .object({
      invariant: z.string(),
      problem: z.string(),
      deeds: whole,
      /** The path of the machine file that plays it, where it was written. */
      file: z.string().optional(),
    })
    .optional(),
});

export type WorldFile = z.output<typeof worldSchema>;
