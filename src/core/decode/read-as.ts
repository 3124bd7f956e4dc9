import type { LogReading } from './log/fact.ts';
import type { Format, Mistake, Piece, Source } from './reading.ts';

/** An input that was read. */
export interface Input {
  readonly ok: true;
  /** Name of its format. */
  readonly format: string;
  /** Why it was taken for that, as a clause. */
  readonly reason: string;
  readonly pieces: readonly Piece[];
  readonly notes: readonly string[];
  /** What else a log says. */
  readonly log?: LogReading;
}

/** An input that cannot be read, and the format it was taken for; '' for an empty one. */
export type UnreadableInput = Mistake & { readonly format: string; readonly reason: string };

/** Reads an input in one format; `undefined` when it has another. */
export function readAs(format: Format, source: Source): Input | UnreadableInput | undefined {
  const reason = format.detects(source);
  return reason === undefined ? undefined : { ...format.read(source), format: format.name, reason };
}
