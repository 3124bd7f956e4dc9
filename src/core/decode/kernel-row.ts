/** Rows of bytes behind whatever a log writes before them. Lines count from 1. */

import { byteCount, type DumpRow, splitRow } from './dump-row.ts';
import type { Mistake } from './reading.ts';

const OFFSET = /(?<![0-9a-z])([0-9a-f]{8}|[0-9a-f]{16}):\s+(?=[0-9a-f]{2})/gi;
const PAIR = /(?<=\s)[0-9a-f]{2}/gi;
const COMMENT = /\/\/|\/\*|^\s*#/;

/** Characters that a log writes before the bytes of a row, at most. */
const LONGEST_PREFIX = 256;

/** Fewer bytes behind a word of a line without offset are more likely to be prose. */
const FEWEST_BYTES = 8;

/** A line with an offset and a colon somewhere. Of several, the first that bytes follow. */
export function offsetRow(text: string, line: number): DumpRow | Mistake | undefined {
  let row: DumpRow | Mistake | undefined;
  for (const match of text.matchAll(OFFSET)) {
    const start = match.index + match[0].length;
    row = splitRow(text, { line, start, offset: BigInt(`0x${match[1]}`) });
    if ('kind' in row) return row;
  }
  return row;
}

/** Eight bytes or more behind a word that is no number. */
export function bareRow(text: string, line: number): DumpRow | undefined {
  for (const { index: start } of text.slice(0, LONGEST_PREFIX).matchAll(PAIR)) {
    const prefix = text.slice(0, start).trimEnd();
    if (/[0-9a-f,]/i.test(prefix.slice(-1)) || COMMENT.test(prefix)) continue;
    const row = splitRow(text, { line, start, offset: undefined });
    if ('kind' in row && byteCount(row) >= FEWEST_BYTES) return row;
  }
  return undefined;
}

/** Bytes of a line without offset, behind the same prefix as in the row before. */
export function bareRowBehind(prefix: string, text: string, line: number): DumpRow | Mistake | undefined {
  for (const { index: start } of text.slice(0, LONGEST_PREFIX).matchAll(PAIR))
    if (prefixShape(text.slice(0, start)) === prefix)
      return splitRow(text, { line, start, offset: undefined });
  return undefined;
}

/** What stands before bytes, without what changes from line to line: times, processors, blanks. */
export function prefixShape(prefix: string): string {
  return prefix.replace(/[\s\d.]+/g, ' ');
}
