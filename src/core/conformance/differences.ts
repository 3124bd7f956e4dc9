import type { Case } from './case.ts';
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
}

/** Something that a profile does not offer: the runs that need it are left out. */
export interface Lack {
  /** Name of the fact; "* is offered FFA_YIELD" for all kinds of endpoints. */
  readonly fact: Fact['name'];
  readonly source: string;
}

/** Whether a fact is one that a profile is said to lack. */
export function isLacked({ name }: Fact, { fact }: Lack): boolean {
  return fact.startsWith('* ') ? name.endsWith(fact.slice(1)) : name === fact;
}

/** How a profile departs from what the suite expects of everybody. All of it has to be seen, and nothing else. */
export interface Differences {
  readonly profile: string;
  /** It stands between the normal world and a manager: runs of secure owners come as expected of everybody. */
  readonly mediates?: true;
  readonly lacks: readonly Lack[];
  readonly differs: readonly Difference[];
}

/** A difference that was announced for a check of a run. */
export interface Announced {
  readonly check: Check['what'];
  readonly difference: Difference;
}

/** The differences that a profile announces for a case when its owner is secure, or not. */
export function announcedFor(
  { id }: Case,
  secureOwner: boolean,
  { differs, mediates }: Differences,
): readonly Announced[] {
  if (mediates === true && secureOwner) return [];
  return differs.flatMap((difference) => (difference.at[id] ?? []).map((check) => ({ check, difference })));
}

/** Whether a check came out as a difference announces. */
export function shows(check: KeptCheck, { check: what, difference }: Announced): boolean {
  if (check.what !== what || check.got !== difference.seen) return false;
  // A target that cannot name rules sees no difference between two rules with one status.
  if (check.rule === undefined && difference.rule !== undefined) return true;
  const { rule = check.expectedRule } = difference;
  return !check.passed && (rule === undefined || check.rule === undefined || check.rule === rule);
}
