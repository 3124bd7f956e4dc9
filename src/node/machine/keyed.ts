import { z } from 'zod';

/** A map with known keys only. Mistakes about other keys carry the known ones, for "did you mean". */
export function keyed<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(SEPARATOR) : undefined),
  });
}

/** The known keys, from the message of an issue about an unknown one. */
export function knownKeys(message: string): readonly string[] {
  return message.split(SEPARATOR);
}

const SEPARATOR = ', ';
