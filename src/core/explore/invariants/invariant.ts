import type { Books } from './books.ts';
import type { Seen } from './seen.ts';

/**
 * Something that has to hold of every state, whatever was called.
 *
 * It is looked at where something changed, after each move, and everywhere in an audit. A form that is left out adds nothing to the others.
 */
export interface Invariant {
  /** Its number in the list of those that others used, and we. */
  readonly number: number;
  readonly id: string;
  /** What holds, as a sentence. */
  readonly what: string;
  readonly source: string;
  /** Rules without which it need not hold: a manager that is known not to have one of them is not held to it. */
  readonly relies?: readonly string[];
  /** It is not held where a hypervisor mediates, which notes things that nobody is told of. */
  readonly unlessMediated?: true;
  /** Of a run of pages that have one word, of which this is the first: what is wrong. Asked of runs that changed, and of all in an audit. */
  readonly page?: (books: Books, page: number, word: number) => string | undefined;
  /** After a move: what is wrong with what came of it. */
  readonly move?: (books: Books, seen: Seen) => string | undefined;
  /** In an audit: what is wrong with the whole. */
  readonly whole?: (books: Books) => string | undefined;
  /** When everybody has died: what is left that should not be. */
  readonly end?: (books: Books) => string | undefined;
}

/** An invariant that does not hold. */
export interface Breach {
  readonly invariant: Invariant;
  readonly problem: string;
}
