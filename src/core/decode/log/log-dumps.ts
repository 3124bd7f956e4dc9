import { assembleDump } from '../assemble-dump.ts';
import { byteCount, type DumpLine, type DumpRow } from '../dump-row.ts';
import { bareRowBehind, prefixShape } from '../kernel-row.ts';
import { MAX_BYTES, type Piece } from '../reading.ts';
import { DUMP_STYLES, type DumpStyle } from './dump-styles.ts';
import type { Unread } from './fact.ts';

/** Fewer bytes are no descriptor. */
const FEWEST_BYTES = 8;
/** Rows that are missing show in a jump of the offset; a longer one starts another dump. */
const LONGEST_JUMP = 4096n;
/** Lines of others that may come between two rows without offsets. */
const MOST_BETWEEN = 2;
/** Dumps that are printed at the same time, by processors that do not wait for one another. */
const MOST_OPEN = 8;
const OFFSET = /[0-9a-f]{8,16}(?::|\s)\s{0,8}$/i;
const END = /^\s{0,8}[0-9a-f]{8}\s{0,8}$/i;

/** A dump that is still being printed. */
interface OpenDump {
  readonly style: DumpStyle;
  /** What stands before its rows, without what changes. */
  readonly prefix: string;
  readonly text: string;
  readonly lines: DumpLine[];
  /** The offset of the next row; `undefined` where rows have none. */
  next: bigint | undefined;
  bytes: number;
  lastLine: number;
}

/** What the dumps of a log hold. */
export interface LogDumps {
  readonly pieces: readonly Piece[];
  /** Sentences about what was taken for granted. */
  readonly notes: readonly string[];
  readonly unread: readonly Unread[];
}

/** Finds dumps among the lines of a log: each of one style, behind one prefix, row following row. */
export class DumpCollector {
  readonly #pieces: Piece[] = [];
  readonly #notes: string[] = [];
  readonly #unread: Unread[] = [];
  /** The one that had a row last stands last. */
  #open: OpenDump[] = [];

  /** Takes a line. False for one that is no row of a dump. Lines count from 1. */
  add(text: string, line: number): boolean {
    for (const style of DUMP_STYLES) {
      const row = style.row(text, line);
      if (row === undefined || 'ok' in row) continue;
      this.#addRow(row, style, text);
      return true;
    }
    return this.#addRest(text, line);
  }

  /** The dumps that were found, when there are no more lines. */
  finish(): LogDumps {
    for (const dump of this.#open) this.#close(dump);
    this.#open = [];
    const pieces = this.#pieces.sort((left, right) => (left.lines?.first ?? 0) - (right.lines?.first ?? 0));
    return { pieces, notes: this.#notes, unread: this.#unread };
  }

  #addRow(row: DumpRow, style: DumpStyle, text: string): void {
    const prefix = prefixShape(text.slice(0, row.column - 1).replace(OFFSET, ''));
    const alike = this.#open.filter((dump) => dump.style === style && dump.prefix === prefix).reverse();
    const dump = alike.find((one) => follows(one, row)) ?? alike.find((one) => jumps(one, row));
    if (dump === undefined) this.#begin(row, style, prefix, text);
    else this.#continue(dump, row);
  }

  #begin(row: DumpRow, style: DumpStyle, prefix: string, text: string): void {
    const bytes = byteCount(row);
    const next = row.offset === undefined ? undefined : row.offset + BigInt(bytes);
    this.#open.push({ style, prefix, text, lines: [row], next, bytes, lastLine: row.line });
    if (this.#open.length > MOST_OPEN) this.#close(this.#open.shift() as OpenDump);
  }

  #continue(dump: OpenDump, row: DumpRow): void {
    const bytes = byteCount(row);
    dump.lines.push(row);
    dump.bytes += bytes;
    dump.lastLine = row.line;
    if (row.offset !== undefined) dump.next = row.offset + BigInt(bytes);
    this.#open = [...this.#open.filter((other) => other !== dump), dump];
  }

  /** What follows a row without being one: a star, the offset at the end, a last row that is too short to be known by itself. */
  #addRest(text: string, line: number): boolean {
    const dump = this.#open.at(-1);
    if (dump === undefined || line - dump.lastLine > 1) return false;
    const column = text.length - text.trimStart().length + 1;
    if (dump.next === undefined) {
      const row = bareRowBehind(dump.prefix, text, line);
      if (row === undefined || 'ok' in row) return false;
      this.#continue(dump, row);
    } else if (text.trim() === '*') dump.lines.push({ kind: 'repeat', line, column });
    else if (END.test(text) && endsAt(dump, BigInt(`0x${text.trim()}`)))
      dump.lines.push({ kind: 'end', line, column, offset: BigInt(`0x${text.trim()}`) });
    else return false;
    dump.lastLine = line;
    return true;
  }

  #close({ lines: rows, style, bytes, text, lastLine }: OpenDump): void {
    if (bytes < FEWEST_BYTES) return;
    if (rows.at(-1)?.kind === 'repeat') rows.pop();
    const [{ line }] = rows;
    const reading = assembleDump(rows, style.order);
    if (!reading.ok) {
      const reason = `a dump with ${reading.found} on line ${reading.line}, expected ${reading.expected}`;
      this.#unread.push({ line, lastLine, text, reason });
      return;
    }
    const lines = { first: line, last: lastLine };
    this.#pieces.push(...reading.pieces.map((piece) => ({ ...piece, lines })));
    this.#notes.push(...reading.notes.map((note) => `Dump of line ${line}: ${note}`));
  }
}

function follows({ next, bytes, lastLine }: OpenDump, { offset, line }: DumpRow): boolean {
  if (bytes > MAX_BYTES) return false;
  return offset === undefined ? line - lastLine <= MOST_BETWEEN + 1 : offset === next;
}

/** Whether an offset alone is where a dump ends: behind its last row, or behind what a star stands for. */
function endsAt({ next = 0n, lines }: OpenDump, offset: bigint): boolean {
  const most = lines.at(-1)?.kind === 'repeat' ? next + BigInt(MAX_BYTES) : next;
  return offset >= next - 1n && offset <= most;
}

/** Whether rows are missing before this one, or stand behind a star. */
function jumps({ next }: OpenDump, { offset }: DumpRow): boolean {
  return offset !== undefined && next !== undefined && offset > next && offset - next <= LONGEST_JUMP;
}
