import type { Breach } from './invariants/invariant.ts';
import type { Lab } from './lab.ts';
import type { Move } from './move.ts';
import type { Finding } from './walk.ts';

/** Times that moves are tried before what was reached is good enough. */
const TRIES = 4000;

/** A finding with as few moves as were found to do. */
export interface Shrunk {
  readonly breach: Breach;
  readonly moves: readonly Move[];
  readonly ended: boolean;
}

/**
 * Leaves out moves, then parts of moves, as long as the same invariant is still broken: halves first, then quarters, down to single ones, until
 * nothing more can go.
 */
export function shrink(lab: Lab, finding: Finding): Shrunk {
  const { ended } = finding;
  let tries = 0;
  const broken = (moves: readonly Move[]) => (tries++ < TRIES ? replay(lab, moves, ended) : undefined);
  const same = (moves: readonly Move[]) => broken(moves)?.breach.invariant.id === finding.breach.invariant.id;
  let moves = cutAt(finding.moves, replay(lab, finding.moves, ended)?.at);
  for (let before = -1; before !== moves.length; ) {
    before = moves.length;
    for (let size = Math.ceil(moves.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let from = moves.length - size; from >= 0; from -= size) {
        const without = [...moves.slice(0, from), ...moves.slice(from + size)];
        if (same(without)) moves = without;
      }
  }
  for (let at = 0; at < moves.length; at++)
    for (const simpler of simplerThan(moves[at])) {
      const changed = moves.with(at, simpler);
      if (same(changed)) moves = changed;
    }
  const { breach } = replay(lab, moves, ended) ?? finding;
  return { breach, moves, ended };
}

/** Makes moves once more. Returns what breaks, and at which move; the number of moves when it breaks at the end. */
export function replay(
  lab: Lab,
  moves: readonly Move[],
  ended: boolean,
): { readonly breach: Breach; readonly at: number } | undefined {
  lab.reset();
  for (const [at, move] of moves.entries()) {
    const breach = lab.step(move);
    if (breach !== undefined) return { breach, at };
  }
  const breach = lab.audit() ?? (ended ? lab.end() : undefined);
  return breach === undefined ? undefined : { breach, at: moves.length };
}

function cutAt(moves: readonly Move[], at = moves.length): readonly Move[] {
  return moves.slice(0, at + 1);
}

/** The same move with something less about it. */
function simplerThan(move: Move): readonly Move[] {
  if (move.do !== 'call') return [];
  const { rewrite, starve, ...plain } = move;
  const { handle } = move;
  const simpler: Move[] = [];
  if (rewrite !== undefined || starve !== undefined) simpler.push(plain);
  if (handle?.twist !== undefined) simpler.push({ ...move, handle: { of: handle.of } });
  if (move.words.length > 1) simpler.push({ ...move, words: trimmed(move.words) });
  return simpler;
}

/** Without zeros at the end. */
function trimmed(words: readonly number[]): readonly number[] {
  return words.slice(0, words.findLastIndex((word) => word !== 0) + 1);
}
