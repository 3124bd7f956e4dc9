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

/** What breaks when moves are made once more, and at which of them; their number when it breaks at the end. */
export interface Broken {
  readonly breach: Breach;
  readonly at: number;
}

/** Shortens a finding on the lab that made it. */
export function shrink(lab: Lab, finding: Finding): Shrunk {
  const shorter = shortened(finding, TRIES);
  let next = shorter.next();
  while (next.done !== true) next = shorter.next(replay(lab, next.value, finding.ended));
  return next.value;
}

/**
 * Leaves out moves, then parts of moves, as long as the same invariant is still broken: halves first, then quarters, down to single ones, until
 * nothing more can go. Asks what comes of moves, at most as often as is said and once more.
 */
export function* shortened(
  finding: Finding,
  most: number,
): Generator<readonly Move[], Shrunk, Broken | undefined> {
  const { ended } = finding;
  let { moves, breach } = finding;
  let tries = 0;
  function* same(
    others: readonly Move[],
  ): Generator<readonly Move[], Broken | undefined, Broken | undefined> {
    const broken = tries++ < most ? yield others : undefined;
    if (broken?.breach.invariant.id !== finding.breach.invariant.id) return undefined;
    moves = others;
    breach = broken.breach;
    return broken;
  }
  const first = yield* same(moves);
  if (first !== undefined) moves = moves.slice(0, first.at + 1);
  for (let before = -1; before !== moves.length; ) {
    before = moves.length;
    for (let size = Math.ceil(moves.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let from = moves.length - size; from >= 0; from -= size)
        yield* same([...moves.slice(0, from), ...moves.slice(from + size)]);
  }
  for (let at = 0; at < moves.length; at++)
    for (const simpler of simplerThan(moves[at])) yield* same(moves.with(at, simpler));
  return { breach, moves, ended };
}

/** Makes moves once more. */
export function replay(lab: Lab, moves: readonly Move[], ended: boolean): Broken | undefined {
  lab.reset();
  for (const [at, move] of moves.entries()) {
    const breach = lab.step(move);
    if (breach !== undefined) return { breach, at };
  }
  const breach = lab.audit() ?? (ended ? lab.end() : undefined);
  return breach === undefined ? undefined : { breach, at: moves.length };
}

/** The same move with something less about it. */
function simplerThan(move: Move): readonly Move[] {
  if (move.do !== 'call') return [];
  const { rewrite, starve, ...plain } = move;
  const { handle } = move;
  const { vcpu, ...byFirst } = move;
  const { uppers, ...narrow } = move;
  const simpler: Move[] = [];
  if (vcpu !== undefined) simpler.push(byFirst);
  if (uppers !== undefined) simpler.push(narrow);
  if (rewrite !== undefined || starve !== undefined) simpler.push(plain);
  if (handle?.twist !== undefined) simpler.push({ ...move, handle: { of: handle.of } });
  if (move.words.length > 1) simpler.push({ ...move, words: trimmed(move.words) });
  return simpler;
}

/** Without zeros at the end. */
function trimmed(words: readonly number[]): readonly number[] {
  return words.slice(0, words.findLastIndex((word) => word !== 0) + 1);
}
