import { splitWords } from './dump-row.ts';
import { readDump } from './read-dump.ts';
import { type Format, firstLine, mistake, quote } from './reading.ts';

const FIRST = /^\s*[0-9a-f]{6,7}\s+[0-9a-f]{4}(?:\s|$)/i;
const OFFSET = /^\s*([0-9a-f]{6,16})(?:\s+|$)/i;

/** Rows of `hexdump` without options: an offset and 16-bit words, which a little-endian machine shows byte-swapped. */
export const hexdumpWords: Format = {
  name: 'hexdump',
  detects({ lines }) {
    const first = firstLine(lines);
    const words = first >= 0 && FIRST.test(lines[first]);
    return words ? 'rows start with an offset before 16-bit words' : undefined;
  },
  read: ({ lines }) =>
    readDump(lines, 'little-endian', (text, line) => {
      const match = OFFSET.exec(text);
      if (match === null) return mistake(line, 1, quote(text), 'an offset and words of four hex digits');
      const offset = BigInt(`0x${match[1]}`);
      const start = match[0].length;
      if (start === text.length) return { kind: 'end', line, column: 1, offset };
      return splitWords(text, { line, start, offset }, 4);
    }),
};
