import type { Case } from './case.ts';
import type { RunName } from './cast.ts';
import type { Check } from './checks.ts';
import type { KeptCheck } from './log.ts';
import type { Fact } from './needs.ts';

/** Checks that a profile does not pass for one reason, and what is seen instead. */
export interface Difference {
  /** What comes instead of what is expected: "DENIED", "success". */
  readonly seen: string;
  /** The rule that refuses, where it is not the one that is meant. */
  readonly rule?: string;
  /** Where it is written, as docs/sources.md cites. */
  readonly source: string;
  /** The checks, by the id of their case, in their words. */
  readonly at: Readonly<Record<Case['id'], readonly Check['what'][]>>;
  /** The runs in which it is seen; all that take place when left out. */
  readonly runs?: readonly RunName[];
}

/** Something that a profile does not offer: the runs that need it are left out. */
export interface Lack {
  readonly fact: Fact['name'];
  readonly source: string;
}

/** How a profile departs from what the suite expects of everybody. All of it has to be seen, and nothing else. */
export interface Differences {
  readonly profile: string;
  readonly lacks: readonly Lack[];
  readonly differs: readonly Difference[];
}

/** A difference that was announced for a check of a run. */
export interface Announced {
  readonly check: Check['what'];
  readonly difference: Difference;
}

/** The differences that a profile announces for a run. */
export function announcedFor(subject: Case, run: RunName, { differs }: Differences): readonly Announced[] {
  return differs
    .filter(({ runs }) => runs === undefined || runs.includes(run))
    .flatMap((difference) => (difference.at[subject.id] ?? []).map((check) => ({ check, difference })));
}

/** Whether a check came out as a difference announces. */
export function shows(check: KeptCheck, { check: what, difference }: Announced): boolean {
  if (check.what !== what || check.got !== difference.seen) return false;
  // A target that cannot name rules sees no difference between two rules with one status.
  if (check.rule === undefined && difference.rule !== undefined) return true;
  const { rule = check.expectedRule } = difference;
  return !check.passed && (rule === undefined || check.rule === undefined || check.rule === rule);
}
