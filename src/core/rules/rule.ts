import type { StatusName } from '../abi/statuses.ts';

/**
 * What a rule of any protocol says: one reason for which something is refused.
 *
 * Rules are data. Documentation, `explain`, the coverage of tests and the differences between managers are made from them.
 */
export interface AnyRule {
  /** In words: area, then the thing that is judged, "send/receiver-count". Stable. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly what: string;
  /** Why it must hold. */
  readonly why: string;
  /** What the caller can do about it. */
  readonly fix: string;
  /** Where the rule comes from: names of docs/sources.md. */
  readonly source: string;
  /** What follows relies on it, or there is nothing to go on with: no profile can switch it off. */
  readonly structural?: true;
}

/** A rule of FF-A: one reason for which a call is refused. */
export interface Rule extends AnyRule {
  /** What a caller gets to see. A profile may say otherwise. */
  readonly status: StatusName;
  /** Holds only in profiles that switch it on. */
  readonly optional?: true;
}
