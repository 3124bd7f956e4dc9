import { type InspectOptions, inspect } from './inspect.ts';
import type { Inspection } from './inspection.ts';
import type { Piece } from './reading.ts';

/** Inspects a piece of an input as its surroundings have it, unless the options say otherwise. */
export function inspectPiece(piece: Piece, options: InspectOptions = {}): Inspection {
  const { partitionInfoSize = piece.partitionInfoSize } = options;
  return inspect(piece.bytes, {
    ...options,
    call: options.call ?? piece.kind,
    version: options.version ?? piece.version,
    ...(partitionInfoSize !== undefined && { partitionInfoSize }),
  });
}
