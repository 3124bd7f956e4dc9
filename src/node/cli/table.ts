import { wrap } from './wrap.ts';

/** A row of bytes and what they mean. */
export interface ByteRow {
  /** Bytes from the start of the input. */
  readonly offset: number;
  /** The bytes in hex, without separators. */
  readonly raw: string;
  readonly name: string;
  readonly value: string;
  /** What stands below the value: its parts. */
  readonly remark: string;
}

/** Where the columns of a table of bytes lie. */
export interface ByteTable {
  /** Hex digits of an offset. */
  readonly offsetDigits: number;
  /** Bytes side by side. */
  readonly bytesPerLine: number;
  /** Characters of the longest name. */
  readonly nameWidth: number;
  /** Characters of a line. */
  readonly width: number;
}

const GUTTER = 2;
const GAP = '  ';
/** Below this many characters a line has four bytes instead of eight. */
const WIDE = 72;
/** More bytes than this in one row say nothing: a payload, a tail. */
const MOST_BYTES = 32;

/** Lays a table out for rows whose bytes end at `end`. */
export function byteTable(rows: readonly ByteRow[], end: number, width: number): ByteTable {
  return {
    offsetDigits: Math.max(4, end.toString(16).length),
    bytesPerLine: width < WIDE ? 4 : 8,
    nameWidth: rows.reduce((most, { name }) => Math.max(most, name.length), 0),
    width,
  };
}

/** The characters before the column of names. */
export function marginOf({ offsetDigits, bytesPerLine }: ByteTable): number {
  return GUTTER + offsetDigits + GAP.length + bytesPerLine * 3 - 1 + GAP.length;
}

/** The lines of a row: bytes on the left, name and value on the right, each wrapped in its own column. */
export function byteLines(row: ByteRow, mark: string, table: ByteTable): string[] {
  const { offsetDigits, nameWidth, width } = table;
  const left = hexLines(row.raw, table.bytesPerLine);
  const room = width - marginOf(table);
  const beside = nameWidth + GAP.length + row.value.length <= room;
  const first = beside ? row.name.padEnd(nameWidth) + GAP + row.value : row.name;
  const below = [beside ? '' : row.value, row.remark].filter((text) => text !== '');
  const right = [first, ...below.flatMap((text) => wrap(text, room - GAP.length).map((line) => GAP + line))];
  const lines: string[] = [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const at = index === 0 ? row.offset.toString(16).padStart(offsetDigits, '0') : '';
    const bytes = (left[index] ?? '').padEnd(table.bytesPerLine * 3 - 1);
    const gutter = (index === 0 ? mark : '').padEnd(GUTTER);
    lines.push([gutter + at.padEnd(offsetDigits), bytes, right[index] ?? ''].join(GAP).trimEnd());
  }
  return lines;
}

function hexLines(raw: string, bytesPerLine: number): string[] {
  const bytes = raw.match(/../g) ?? [];
  const shown = bytes.length > MOST_BYTES ? bytes.slice(0, bytesPerLine) : bytes;
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += bytesPerLine)
    lines.push(shown.slice(at, at + bytesPerLine).join(' '));
  return shown.length < bytes.length ? [...lines, '...'] : lines;
}
