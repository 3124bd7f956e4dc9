import { Grammar, type Temper } from './grammar/grammar.ts';
import type { Breach } from './invariants/invariant.ts';
import type { Lab } from './lab.ts';
import type { Move } from './move.ts';

/** Which walk to take. The same plan on the same machine is the same walk. */
export interface WalkPlan {
  readonly seed: number;
  /** Its number in the campaign. */
  readonly walk: number;
  readonly calls: number;
  readonly faults: boolean;
  /** Partitions act on their first contexts only: where moves are made once more, others have no processor to make calls with. */
  readonly firstContexts?: boolean;
}

/** Calls between two audits. */
const AUDIT_EVERY = 500;
/** Moves that come to nothing, for each call that is wanted, before a walk gives up: everybody may be dead. */
const PATIENCE = 20;

/** Something that does not hold, and how it came to that. */
export interface Finding {
  readonly walk: number;
  readonly breach: Breach;
  /** All moves of the walk. `ended` says that everybody died after them. */
  readonly moves: readonly Move[];
  readonly ended: boolean;
}

/** Walks from the beginning of a lab to the death of everybody. Returns what was found, if something was; `moves` are added to. */
export function walk(
  lab: Lab,
  { seed, walk: number, calls, faults, firstContexts = false }: WalkPlan,
  moves: Move[] = [],
): Finding | undefined {
  lab.reset();
  const temper = { ...temperOf(number, faults), firstContexts };
  const grammar = new Grammar(lab.stand, temper, seed, number);
  const end = lab.calls + calls;
  const found = (breach: Breach, ended = false) => ({ walk: number, breach, moves, ended });
  let nextAudit = lab.calls + AUDIT_EVERY;
  for (let tries = 0; lab.calls < end && tries < calls * PATIENCE; tries++) {
    const move = grammar.next();
    moves.push(move);
    const breach = lab.step(move);
    if (breach !== undefined) return found(breach);
    if (lab.outcome !== undefined) grammar.learn(move, lab.outcome);
    // The end of a walk has an audit of its own.
    if (lab.calls < nextAudit || lab.calls >= end) continue;
    nextAudit += AUDIT_EVERY;
    const wrong = lab.audit();
    if (wrong !== undefined) return found(wrong);
  }
  const wrong = lab.audit() ?? lab.end();
  return wrong === undefined ? undefined : found(wrong, true);
}

/** Walks differ in how much of them is spoilt: from nothing to every third call. */
function temperOf(walk: number, faults: boolean): Temper {
  return { hostility: [0, 5, 15, 35][walk % 4], faults: faults && walk % 2 === 1 };
}
