import { inspectPiece } from '../../core/decode/inspect-piece.ts';
import type { Fact, Unread } from '../../core/decode/log/fact.ts';
import { factWords, isTold, linesText } from '../../core/decode/log/fact-words.ts';
import type { Input, UnreadableInput } from '../../core/decode/read-as.ts';
import { readAny } from '../../core/decode/read-input.ts';
import type { Piece } from '../../core/decode/reading.ts';
import { sourceOf } from '../../core/decode/source.ts';
import type { Rule } from '../../core/rules/rule.ts';
import type { Choice } from './choice.ts';
import { type PieceView, pieceView } from './piece-view.ts';

/** A run of bytes in the list of all that an input has. */
export interface PieceRow {
  readonly index: number;
  readonly title: string;
  /** Where it stands; '' for an input that is nothing else. */
  readonly place: string;
  readonly broken: number;
  readonly valid: boolean;
}

/** What a line of a log says. */
export interface FactRow {
  readonly place: string;
  readonly words: string;
  readonly refused: boolean;
  readonly values: string;
  /** The rules that are broken, or usually are where this is said. */
  readonly rules: readonly Rule[];
  /** Whether somebody said which rule it is. */
  readonly told: boolean;
  readonly remarks: readonly string[];
}

/** An input that cannot be read, and the start of the line at which it stops to make sense. */
export interface UnreadableView {
  readonly ok: false;
  readonly mistake: UnreadableInput;
  readonly excerpt: string;
}

/** An input, what is in it, and one of its pieces in detail. */
export interface ReadableView {
  readonly ok: true;
  readonly format: string;
  readonly reason: string;
  readonly notes: readonly string[];
  readonly pieces: readonly PieceRow[];
  readonly pieceCount: number;
  readonly facts: readonly FactRow[];
  readonly factCount: number;
  readonly unread: readonly Unread[];
  readonly piece: PieceView | undefined;
}

export type DecodeView = UnreadableView | ReadableView;

/** Longer lists tell nothing more. */
const MOST_ROWS = 500;
const EXCERPT = 120;

/** Reads an input once, and shows it in as many ways as it is asked for. Never throws, whatever the input. */
export class Decoder {
  readonly #read: Input | UnreadableInput;
  readonly #lines: readonly string[];
  #rows: readonly PieceRow[] | undefined;

  constructor(input: Uint8Array | string) {
    const source = sourceOf(input);
    this.#read = readAny(source);
    this.#lines = this.#read.ok ? [] : source.lines;
  }

  view(choice: Choice): DecodeView {
    const read = this.#read;
    if (!read.ok) {
      const line = this.#lines[read.line - 1] ?? '';
      return { ok: false, mistake: read, excerpt: line.slice(0, EXCERPT) };
    }
    const { format, reason, notes, pieces, log } = read;
    const alone = pieces.length === 1 && pieces[0]?.origin === undefined && log === undefined;
    this.#rows ??= alone ? [] : pieces.slice(0, MOST_ROWS).map(pieceRow);
    const piece = pieces[Math.min(choice.piece, pieces.length - 1)];
    const facts = log?.facts.filter(({ kind }) => kind !== 'mention') ?? [];
    return {
      ok: true,
      format,
      reason,
      notes,
      pieces: this.#rows,
      pieceCount: pieces.length,
      facts: facts.slice(0, MOST_ROWS).map(factRow),
      factCount: facts.length,
      unread: log?.unread.slice(0, MOST_ROWS) ?? [],
      piece: piece === undefined ? undefined : pieceView(piece, choice),
    };
  }
}

function pieceRow(piece: Piece, index: number): PieceRow {
  const { kind, broken, valid } = inspectPiece(piece);
  return {
    index,
    title: `${piece.origin?.function ?? kind}, ${piece.bytes.length} bytes`,
    place: placeOf(piece),
    broken: broken.length,
    valid,
  };
}

function placeOf({ origin, lines }: Piece): string {
  if (origin !== undefined) return `call ${origin.seq}, ${origin.buffer}`;
  return lines === undefined ? '' : linesText({ line: lines.first, lastLine: lines.last });
}

function factRow(fact: Fact): FactRow {
  const { fields, status, rules, remarks, reason } = fact;
  return {
    place: linesText(fact),
    words: factWords(fact),
    refused: status !== undefined || fact.kind === 'refusal',
    values: fields.map(({ name, value }) => `${name} ${value}`).join(', '),
    rules,
    told: isTold(fact),
    remarks: reason === undefined ? remarks : [`Line ${reason} says why.`, ...remarks],
  };
}
