import type { StatusName } from '../../abi/statuses.ts';

/**
 * One reason for which a call has to be refused.
 *
 * The specification gives reasons and hardly ever their order: where a call breaks several, a manager may name any of them. What orders
 * there are is in `precedence.ts`.
 */
export interface Clause<Case> {
  /** The name that this project has for it. */
  readonly rule: string;
  readonly status: StatusName;
  /** Where it stands: names of docs/sources.md. */
  readonly source: string;
  /** The specification leaves it to the manager: it may refuse for this reason, and need not. */
  readonly may?: true;
  /** Whether a call gives this reason. What cannot be read gives none: that it cannot be read is a reason of its own. */
  readonly broken: (of: Case) => boolean;
}

/** A reason that a call gives. Its status is one of FF-A's, or an error of the resource manager. */
export interface Reason {
  readonly rule: string;
  readonly status: string;
  readonly may?: true;
}

/** All reasons that a call gives. */
export function reasonsIn<Case>(clauses: readonly Clause<Case>[], of: Case): readonly Reason[] {
  let reasons: Reason[] | undefined;
  for (const clause of clauses)
    if (clause.broken(of)) {
      reasons ??= [];
      reasons.push(clause);
    }
  return reasons ?? NONE;
}

const NONE: readonly Reason[] = [];
