import { splitWords } from './dump-row.ts';
import { readDump } from './read-dump.ts';
import { type Format, firstLine, mistake, quote } from './reading.ts';

/** Words of 16 bits; longer ones only behind offset 0, or any column of hex numbers would do. */
const FIRST = /^\s*(?:[0-9a-f]{6,7}\s+([0-9a-f]{4})|0{6,7}\s+([0-9a-f]{16}|[0-9a-f]{8}))(?:\s|$)/i;
const OFFSET = /^\s*([0-9a-f]{6,16})(?:\s+|$)/i;

/**
 * Rows of `hexdump` without options, or of `od -A x -t x2`, `x4` and `x8`: an offset and words, which a little-endian machine shows
 * byte-swapped.
 */
export const hexdumpWords: Format = {
  name: 'hexdump',
  detects({ lines }) {
    const digits = digitsIn(lines);
    return digits === 0 ? undefined : `rows start with an offset before ${digits * 4}-bit words`;
  },
  read: ({ lines }) => {
    const digits = digitsIn(lines);
    return readDump(lines, 'little-endian', (text, line) => {
      const match = OFFSET.exec(text);
      if (match === null) return mistake(line, 1, quote(text), `an offset and words of ${digits} hex digits`);
      const offset = BigInt(`0x${match[1]}`);
      const start = match[0].length;
      if (start === text.length) return { kind: 'end', line, column: 1, offset };
      return splitWords(text, { line, start, offset }, digits);
    });
  },
};

/** Hex digits of the words of a dump; 0 for what is none. */
function digitsIn(lines: readonly string[]): number {
  const first = firstLine(lines);
  const match = first < 0 ? null : FIRST.exec(lines[first]);
  return (match?.[1] ?? match?.[2] ?? '').length;
}
