import { splitRow } from './dump-row.ts';
import { readDump } from './read-dump.ts';
import { type Format, firstLine, mistake, quote } from './reading.ts';

const OFFSET = /^\s*([0-9a-f]{4,16}):\s+(?=\S)/i;

/** Rows of `xxd`: an offset with a colon, groups of any size, the text. U-Boot's `md` prints the same with addresses. */
export const xxd: Format = {
  name: 'xxd',
  detects({ lines }) {
    const first = firstLine(lines);
    return first >= 0 && OFFSET.test(lines[first]) ? 'rows start with an offset and a colon' : undefined;
  },
  read: ({ lines }) =>
    readDump(lines, 'written', (text, line) => {
      const match = OFFSET.exec(text);
      if (match === null) return mistake(line, 1, quote(text), 'an offset, a colon and bytes in hex');
      return splitRow(text, { line, start: match[0].length, offset: BigInt(`0x${match[1]}`) });
    }),
};
