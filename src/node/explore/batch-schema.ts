import { z } from 'zod';
import type { BatchResult } from '../../core/explore/campaign/batch.ts';

/** A number of things. */
export const whole = z.int().min(0);
/** How often each of several things was met, by their names. */
export const tally = z.record(z.string(), whole);
/** Something that does not hold, but for its scenario. */
export const foundShape = {
  walk: whole,
  machine: whole,
  invariant: z.string(),
  problem: z.string(),
  moves: whole,
};

const json = z.record(z.string(), z.json());

const foundSchema = z.strictObject({
  ...foundShape,
  scenario: z.strictObject({ about: z.string(), steps: z.array(json) }).optional(),
});

/** What came of a batch, as it comes from a file or from another machine. */
const resultSchema = z.strictObject({
  batch: whole,
  walks: whole,
  calls: whole,
  found: z.array(foundSchema),
  met: tally,
  rules: tally,
});

/** A result that was read, or undefined where that is none. */
export function readResult(value: unknown): BatchResult | undefined {
  const read = resultSchema.safeParse(value);
  // zod leaves out what is undefined, as JSON does.
  return read.success ? (read.data as BatchResult) : undefined;
}
