import type { KindName } from './kind.ts';
import type { LogReading } from './log/fact.ts';

/** What came in: a file, a pipe, a paste. */
export interface Source {
  /** Empty for a paste. */
  readonly bytes: Uint8Array;
  /** Absent for bytes that are no text. */
  readonly text: string | undefined;
  /** The text line by line, without line ends; of bytes that are no text what text is in them, where that is most of them. */
  readonly lines: readonly string[];
}

/** Where in a recording bytes were found. */
interface Origin {
  /** Number of the call. */
  readonly seq: number;
  /** As in `FFA_MEM_SHARE_64`. */
  readonly function: string;
  /** The buffer that held the bytes: the caller's TX at the call, or its RX at the return. Of Gunyah, which part of the exchange they are. */
  readonly buffer: 'TX' | 'RX' | 'request' | 'reply' | 'notice';
}

/** One run of bytes to be inspected, with what its surroundings say about it. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly origin?: Origin;
  /** The lines of a log that dump them, counted from 1. */
  readonly lines?: { readonly first: number; readonly last: number };
  readonly kind?: KindName;
  /** How the kind is known, as a clause. */
  readonly because?: string;
  /** FF-A version that was negotiated. */
  readonly version?: number;
  /** Id of the message of Gunyah that they belong to. */
  readonly message?: number;
  /** Bytes of one partition description. */
  readonly partitionInfoSize?: number;
}

/** Why an input cannot be read: what stands there and what should. Lines and columns count from 1. */
export interface Mistake {
  readonly ok: false;
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;
}

export type Reading =
  | {
      readonly ok: true;
      readonly pieces: readonly Piece[];
      /** Sentences about what was left out or taken for granted. */
      readonly notes: readonly string[];
      /** What else a log says. */
      readonly log?: LogReading;
    }
  | Mistake;

/** One format of input: a file of its own, and a line in `formats.ts`. */
export interface Format {
  readonly name: string;
  /** Why the input has this format, as a clause; `undefined` when it has another. */
  detects(source: Source): string | undefined;
  read(source: Source): Reading;
}

/** The longest run of bytes that is inspected: a quarter of a million constituents. */
export const MAX_BYTES: number = 4 * 1024 * 1024;

/** The answer for an input that is one run of bytes. */
export function wholePiece(bytes: Uint8Array, ...notes: string[]): Reading {
  return { ok: true, pieces: [{ bytes }], notes };
}

export function mistake(line: number, column: number, found: string, expected: string): Mistake {
  return { ok: false, line, column, found, expected };
}

/** The mistake of more bytes than are inspected. */
export function tooLong(line: number, column: number): Mistake {
  return mistake(line, column, `more than ${MAX_BYTES} bytes`, 'the bytes of one descriptor');
}

const EXCERPT = 24;

/** The start of a text in quotes, safe to print. */
export function quote(text: string): string {
  const plain = text.slice(0, EXCERPT).replace(/[^ -~]/g, '?');
  return `'${plain}${text.length > EXCERPT ? '...' : ''}'`;
}

/** The line on which the first word stands, counted from 0; -1 when there is none. */
export function firstLine(lines: readonly string[]): number {
  return lines.findIndex((line) => line.trim() !== '');
}
