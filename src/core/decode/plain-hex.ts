import { ByteList } from './byte-list.ts';
import { bytesOfDigits } from './hex-digits.ts';
import { type Format, type Mistake, mistake, quote, type Reading, tooLong, wholePiece } from './reading.ts';

const GAP = /(?:[\s,;:]+|#.*|\/\/.*)/y;
const NUMBER = /(0x|\\x)?([0-9a-f]+)/iy;

/** What is expected where nothing is a digit: most such inputs are no bytes at all. */
export const NO_DIGITS = 'hex digits';

/** More digits than any register has: a run of bytes with one `0x` in front. */
const LONGEST_NUMBER = 16;

/** Hex digits in pairs, apart or not, with or without `0x`, with comments. What is no other format is read as this. */
export const plainHex: Format = {
  name: 'plain hex',
  detects: () => 'it is no dump, no array and no recording',
  read: ({ lines }) => readHex(lines),
};

/** Reads bytes as pairs of hex digits. */
export function readHex(lines: readonly string[]): Reading {
  const list = new ByteList();
  for (const [index, text] of lines.entries()) {
    for (let at = 0; at < text.length; ) {
      GAP.lastIndex = at;
      if (GAP.test(text)) {
        at = GAP.lastIndex;
        continue;
      }
      NUMBER.lastIndex = at;
      const [whole = '', prefix, digits = ''] = NUMBER.exec(text) ?? [];
      const wrong = misfit(whole === '' ? text.slice(at) : whole, prefix, digits);
      if (wrong !== undefined) return mistake(index + 1, at + 1, ...wrong);
      if (!list.add(bytesOfDigits(digits.padStart(2, '0')))) return tooLong(index + 1, at + 1);
      at += whole.length;
    }
  }
  return list.length === 0 ? empty() : wholePiece(list.toBytes());
}

function misfit(whole: string, prefix: string | undefined, digits: string): [string, string] | undefined {
  if (digits === '') return [quote(whole), NO_DIGITS];
  if (prefix !== undefined) {
    if (digits.length <= 2 || (digits.length > LONGEST_NUMBER && digits.length % 2 === 0)) return undefined;
    return [quote(whole), 'single bytes; nothing says the byte order of a longer number'];
  }
  return digits.length % 2 === 0 ? undefined : [quote(whole), 'two hex digits for each byte'];
}

function empty(): Mistake {
  return mistake(1, 1, 'no bytes', NO_DIGITS);
}
