import type { Move } from '../move.ts';
import type { Outcome } from '../outcome.ts';
import type { Counts } from './counts.ts';

/** A move and what came of it, with what was noted before. */
export interface Seen {
  readonly move: Move;
  readonly outcome: Outcome;
  /** How much there was of everything before the move. */
  readonly before: Counts;
  /** What the specification has against the answer. */
  readonly disagreement: string | undefined;
}
