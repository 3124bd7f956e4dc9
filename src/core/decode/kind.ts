import type { AnnotateOptions, AnnotationKind } from '../abi/annotate.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../abi/versions.ts';
import type { Policy } from '../rules/profile.ts';
import type { Verdict } from './verdict.ts';

/** What bytes can be inspected as: the name that `--call` takes. */
export type KindName =
  | 'share'
  | 'lend'
  | 'donate'
  | 'retrieve'
  | 'response'
  | 'relinquish'
  | 'fragment'
  | 'partition-info'
  | 'message'
  | 'rxtx'
  | 'resource-info'
  | 'address-map'
  | 'boot-info';

/** Versions that bytes were written for, the most likely first, and why, as clauses. */
export interface Guess {
  readonly versions: readonly [number, ...number[]];
  readonly reasons: readonly string[];
}

/** What is judged. */
export interface Subject {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly policy: Policy;
  readonly verdict: Verdict;
}

/** One kind of bytes: a row of `kinds.ts`. */
export interface Kind {
  readonly name: KindName;
  /** Whose bytes they are and where they lie. */
  readonly about: string;
  readonly annotation: AnnotationKind;
  /** Why bytes look like this kind, as a clause; `undefined` when they do not. `version` where it is known. */
  recognises(bytes: Uint8Array, version: number | undefined): string | undefined;
  guess(bytes: Uint8Array): Guess;
  /** How the bytes are divided, where the version alone does not say it. */
  divide?(bytes: Uint8Array, version: number): AnnotateOptions;
  /** Tells the verdict of every rule that the bytes break. Returns sentences about what was judged and what was not. */
  judge(subject: Subject): readonly string[];
}

/** The guess for a structure that no version has changed. */
export function alike(reason: string): Guess {
  return { versions: [VERSION_1_2, VERSION_1_1, VERSION_1_0], reasons: [reason] };
}
