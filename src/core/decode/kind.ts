import type { AnnotateOptions, AnnotationKind } from '../abi/annotate.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../abi/versions.ts';
import type { Policy } from '../rules/profile.ts';
import type { Examined } from './gunyah/examine.ts';
import type { Verdict } from './verdict.ts';

/** What bytes of FF-A can be inspected as. */
export type StructureName =
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

/** What bytes of Gunyah's resource manager can be inspected as. */
export type MessageKindName = 'rm-packet' | 'rm-message' | 'rm-reply';

/** What bytes can be inspected as: the name that `--call` takes. */
export type KindName = StructureName | MessageKindName;

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

/** What kinds of both protocols have: each is a row of `kinds.ts`. */
interface AnyKind {
  /** Whose bytes they are and where they lie. */
  readonly about: string;
  /** Why bytes look like this kind, as a clause; `undefined` when they do not. `version` is that of FF-A, where it is known. */
  recognises(bytes: Uint8Array, version: number | undefined): string | undefined;
}

/** A kind of bytes of FF-A. */
export interface StructureKind extends AnyKind {
  readonly speaks?: undefined;
  readonly name: StructureName;
  readonly annotation: AnnotationKind;
  guess(bytes: Uint8Array): Guess;
  /** How the bytes are divided, where the version alone does not say it. */
  divide?(bytes: Uint8Array, version: number): AnnotateOptions;
  /** Tells the verdict of every rule that the bytes break. Returns sentences about what was judged and what was not. */
  judge(subject: Subject): readonly string[];
}

/** A kind of bytes of Gunyah's resource manager. Where a message's id is not in the bytes it has to be given. */
export interface MessageKind extends AnyKind {
  readonly speaks: 'Gunyah';
  readonly name: MessageKindName;
  /** What they are more exactly, as a clause. */
  reason(bytes: Uint8Array, id: number): string;
  examine(bytes: Uint8Array, id: number): Examined;
}

export type Kind = StructureKind | MessageKind;

/** The guess for a structure that no version has changed. */
export function alike(reason: string): Guess {
  return { versions: [VERSION_1_2, VERSION_1_1, VERSION_1_0], reasons: [reason] };
}
