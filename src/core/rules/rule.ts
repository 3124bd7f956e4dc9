import type { StatusName } from '../abi/statuses.ts';

/**
 * A rule: one reason for which a call is refused.
 *
 * Rules are data. Documentation, `explain`, the coverage of tests and the differences between managers are made from them.
 */
export interface Rule {
  /** In words: area, then the thing that is judged, "send/receiver-count". Stable. */
  readonly id: string;
  /** What a caller gets to see. A profile may say otherwise. */
  readonly status: StatusName;
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
  /** Holds only in profiles that switch it on. */
  readonly optional?: true;
}
