import { assembleDump } from './assemble-dump.ts';
import { byteCount, type DumpRow, splitRow } from './dump-row.ts';
import type { Format, Mistake } from './reading.ts';

const OFFSET = /(?<![0-9a-z])([0-9a-f]{8}|[0-9a-f]{16}):\s+(?=[0-9a-f]{2})/gi;
const PAIR = /(?<=\s)[0-9a-f]{2}/gi;
const COMMENT = /\/\/|\/\*|^\s*#/;

/** Characters that a log writes before the bytes of a row, at most. */
const LONGEST_PREFIX = 256;

/** Fewer bytes behind a word of a line without offset are more likely to be prose. */
const FEWEST_BYTES = 8;

/**
 * Rows of the kernel's `print_hex_dump`, with what a log writes before them: time, driver, prefix, and an offset or
 * address unless the dump has none. Groups of more than one byte are numbers of a little-endian machine. Lines of
 * the log that are no rows are passed over; a row that is missing shows in the offsets.
 */
export const kernelDump: Format = {
  name: 'print_hex_dump',
  detects: ({ lines }) =>
    lines.some((line, index) => isRow(readOffsetRow(line, index)) || isRow(findBareRow(line, index)))
      ? 'log lines end in rows of bytes'
      : undefined,
  read({ lines }) {
    const withOffset = lines.some((line, index) => isRow(readOffsetRow(line, index)));
    const rows: DumpRow[] = [];
    let prefix: string | undefined;
    for (const [index, text] of lines.entries()) {
      const row = withOffset ? readOffsetRow(text, index) : readBareRow(text, index, prefix);
      if (row === undefined) continue;
      if ('ok' in row) return row;
      rows.push(row);
      prefix ??= shapeOf(text.slice(0, row.column - 1));
    }
    return assembleDump(rows, 'little-endian');
  },
};

function isRow(row: DumpRow | Mistake | undefined): boolean {
  return row !== undefined && 'kind' in row;
}

/** A line with an offset and a colon somewhere. Of several, the first that bytes follow. */
function readOffsetRow(text: string, index: number): DumpRow | Mistake | undefined {
  let row: DumpRow | Mistake | undefined;
  for (const match of text.matchAll(OFFSET)) {
    const start = match.index + match[0].length;
    row = splitRow(text, { line: index + 1, start, offset: BigInt(`0x${match[1]}`) });
    if ('kind' in row) return row;
  }
  return row;
}

/** A line of a dump without offsets: bytes behind the same prefix as in the first row. */
function readBareRow(text: string, index: number, prefix: string | undefined): DumpRow | Mistake | undefined {
  if (prefix === undefined) return findBareRow(text, index);
  for (const { index: start } of text.slice(0, LONGEST_PREFIX).matchAll(PAIR))
    if (shapeOf(text.slice(0, start)) === prefix)
      return splitRow(text, { line: index + 1, start, offset: undefined });
  return undefined;
}

/** Eight bytes or more behind a word that is no number. */
function findBareRow(text: string, index: number): DumpRow | undefined {
  for (const { index: start } of text.slice(0, LONGEST_PREFIX).matchAll(PAIR)) {
    const prefix = text.slice(0, start).trimEnd();
    if (/[0-9a-f,]/i.test(prefix.slice(-1)) || COMMENT.test(prefix)) continue;
    const row = splitRow(text, { line: index + 1, start, offset: undefined });
    if ('kind' in row && byteCount(row) >= FEWEST_BYTES) return row;
  }
  return undefined;
}

/** A prefix without what changes from line to line: times, processors, blanks. */
function shapeOf(prefix: string): string {
  return prefix.replace(/[\s\d.]+/g, ' ');
}
