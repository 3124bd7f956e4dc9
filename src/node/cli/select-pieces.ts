import type { KindName } from '../../core/decode/kind.ts';
import type { Input } from '../../core/decode/read-as.ts';
import type { Piece } from '../../core/decode/reading.ts';
import { CommandError } from './exit.ts';

export interface Selection {
  readonly call?: KindName | undefined;
  /** Number of a call in a recording. */
  readonly seq?: number | undefined;
}

/**
 * The pieces of an input that a command line asks for. Throws a CommandError when there is none of them, unless it is a log, which says
 * more than bytes.
 */
export function selectPieces({ pieces, log }: Input, { call, seq }: Selection): readonly Piece[] {
  if (log !== undefined && seq === undefined) return pieces;
  if (pieces.length === 0 && log === undefined)
    throw new CommandError(
      'no call of the recording carries a descriptor',
      'Record the TX and RX bytes of each call as "tx" and "rx".',
    );
  if (seq !== undefined) return numbered(pieces, seq, call);
  const [first] = pieces;
  if (call === undefined || first?.origin === undefined) return pieces;
  const chosen = pieces.filter(({ kind }) => kind === call);
  if (chosen.length > 0) return chosen;
  throw new CommandError(`the recording holds nothing of kind ${call}`, known(pieces));
}

/** Of a call that carries a question and an answer, the one that is named; else all it carries, read as named. */
function numbered(pieces: readonly Piece[], seq: number, call: KindName | undefined): readonly Piece[] {
  if (pieces.every(({ origin }) => origin === undefined))
    throw new CommandError('only a recording has numbered calls', 'Leave --seq out.');
  const chosen = pieces.filter(({ origin }) => origin?.seq === seq);
  if (chosen.length === 0) throw new CommandError(`call ${seq} carries no descriptor`, known(pieces));
  const named = chosen.filter(({ kind }) => kind === call);
  return named.length > 0 ? named : chosen;
}

function known(pieces: readonly Piece[]): string {
  const calls = pieces.map(({ origin, kind }) => `${origin?.seq} (${kind ?? 'unknown'})`);
  return `There are: ${calls.join(', ')}.`;
}
