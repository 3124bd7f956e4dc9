import { knownOf } from './identify.ts';
import { type InspectOptions, inspect } from './inspect.ts';
import type { Inspection } from './inspection.ts';
import type { Piece } from './reading.ts';

/** Inspects a piece of an input as its surroundings have it, unless the options say otherwise. */
export function inspectPiece(piece: Piece, options: InspectOptions = {}): Inspection {
  const { partitionInfoSize = piece.partitionInfoSize } = options;
  return inspect(piece.bytes, {
    ...options,
    ...knownOf(piece, options),
    ...(partitionInfoSize !== undefined && { partitionInfoSize }),
  });
}
