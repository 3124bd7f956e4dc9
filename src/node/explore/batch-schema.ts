import { z } from 'zod';
import type { BatchResult } from '../../core/explore/campaign/batch.ts';

const whole = z.int().min(0);
const json = z.record(z.string(), z.json());

const foundSchema = z.strictObject({
  walk: whole,
  machine: whole,
  invariant: z.string(),
  problem: z.string(),
  moves: whole,
  scenario: z.strictObject({ about: z.string(), steps: z.array(json) }).optional(),
});

/** What came of a batch, as it comes from a file or from another machine. */
const resultSchema = z.strictObject({
  batch: whole,
  walks: whole,
  calls: whole,
  found: z.array(foundSchema),
  met: z.record(z.string(), whole),
  rules: z.record(z.string(), whole),
});

/** A result that was read, or undefined where that is none. */
export function readResult(value: unknown): BatchResult | undefined {
  const read = resultSchema.safeParse(value);
  // zod leaves out what is undefined, as JSON does.
  return read.success ? (read.data as BatchResult) : undefined;
}
