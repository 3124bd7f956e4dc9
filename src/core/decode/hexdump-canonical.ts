import { byteCount, type DumpRow, type RowPlace, splitWords, wrongText } from './dump-row.ts';
import { readDump } from './read-dump.ts';
import { type Format, firstLine, type Mistake, mistake, quote } from './reading.ts';

const FIRST = /^\s*[0-9a-f]{6,16}\s+[0-9a-f]{2}(?:\s|$)/i;
const OFFSET = /^\s*([0-9a-f]{6,16})(?:\s+|$)/i;

/** Rows of `hexdump -C`: an offset, single bytes, the text between bars. `od -A x -t x1z` prints nearly the same. */
export const hexdumpCanonical: Format = {
  name: 'hexdump -C',
  detects({ lines }) {
    const first = firstLine(lines);
    return first >= 0 && FIRST.test(lines[first])
      ? 'rows start with an offset before single bytes'
      : undefined;
  },
  read: ({ lines }) =>
    readDump(lines, 'written', (text, line) => {
      const match = OFFSET.exec(text);
      if (match === null) return mistake(line, 1, quote(text), 'an offset and bytes in hex');
      const offset = BigInt(`0x${match[1]}`);
      const start = match[0].length;
      if (start === text.length) return { kind: 'end', line, column: 1, offset };
      return canonicalRow(text, { line, start, offset });
    }),
};

/** Reads the bytes of a row, and the text between bars. */
export function canonicalRow(text: string, place: RowPlace): DumpRow | Mistake {
  const bar = text.slice(place.start).search(/[|>]/);
  if (bar < 0) return splitWords(text, place, 2);
  const end = place.start + bar;
  const row = splitWords(text, place, 2, end);
  if ('ok' in row) return row;
  const shown = text.slice(end + 1).replace(/[|<]\s*$/, '');
  const length = byteCount(row);
  if (shown.length === length) return { ...row, text: shown };
  return wrongText(place.line, end + 2, shown.length, length);
}
