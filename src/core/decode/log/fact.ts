import type { Rule } from '../../rules/rule.ts';

/** Whose log a line is from; '' where it does not tell. */
export type Owner = 'Hafnium' | 'TF-A' | 'OP-TEE' | 'Linux' | 'Xen' | 'pKVM' | '';

/**
 * What a line is about: the registers of a `call` or of an `answer`, or an answer in words; a `mention` of a function
 * without its registers; a `refusal` that a manager explains in words; a `state` of a manager, a driver or a transaction.
 */
export type FactKind = 'call' | 'answer' | 'mention' | 'refusal' | 'state';

/** A named value, as people read it. */
export interface FactField {
  readonly name: string;
  readonly value: string;
}

/** Something about FF-A that lines of a log say. */
export interface Fact {
  readonly kind: FactKind;
  /** Where it starts and ends, counted from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly owner: Owner;
  /** Whose registers these are, or what is mentioned, as in FFA_MEM_SHARE_32; absent where it is neither. */
  readonly function?: string;
  /** What the line is about, as a noun. */
  readonly text?: string;
  /** The function that is answered or spoken of, as in FFA_MEM_SHARE; absent where nobody says. */
  readonly about?: string;
  readonly fields: readonly FactField[];
  /** As in DENIED; absent where nothing is refused, or nobody says with what. */
  readonly status?: string;
  /** Of an answer: the line of the call. */
  readonly answers?: number;
  /** Of an answer: the line on which a manager says why. */
  readonly reason?: number;
  /** What is broken, or usually broken where this is said, the likeliest first. */
  readonly rules: readonly Rule[];
  /** Sentences about what looks wrong. */
  readonly remarks: readonly string[];
}

/** Lines that are about FF-A, or seem to be, and were not understood. */
export interface Unread {
  readonly line: number;
  readonly lastLine: number;
  /** The start of the first line. */
  readonly text: string;
  /** Why, as a clause. */
  readonly reason: string;
}

/** What a log says, line by line, beside the bytes that it dumps. */
export interface LogReading {
  readonly facts: readonly Fact[];
  readonly unread: readonly Unread[];
}
