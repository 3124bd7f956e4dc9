import { z } from 'zod';
import { keyed } from './keyed.ts';
import * as fields from './step-fields.ts';

type Shape = z.core.$ZodLooseShape;

/** A verb that a partition or a VM does. */
export function does<Verb extends string, Keys extends Shape>(verb: Verb, description: string, keys: Keys) {
  return keyed({ do: z.literal(verb), ...fields.common, ...keys }).meta({ description });
}

/** A verb that nobody does. */
export function happens<Verb extends string, Keys extends Shape>(
  verb: Verb,
  description: string,
  keys: Keys,
) {
  return keyed({ do: z.literal(verb), note: fields.note, ...keys }).meta({ description });
}
