/**
 * UUIDs as FF-A carries them: the sixteen bytes of RFC 4122 read as four little-endian words.
 *
 * 378daedc-f06b-4446-8314-40ab933c87a3 travels in w1..w4 as 0xdcae8d37 0x46446bf0 0xab401483 0xa3873c93.
 *
 * Source: clients-linux-uboot-pkvm 1.6, regressions G1.
 */

import { byteText } from './hex.ts';

/** Four little-endian words, or two x registers seen as halves. */
export type UuidWords = readonly [number, number, number, number];

export const NIL_UUID: UuidWords = [0, 0, 0, 0];

const TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The words of a UUID in its usual text form; `undefined` when the text is not one. */
export function parseUuid(text: string): UuidWords | undefined {
  if (!TEXT.test(text)) return undefined;
  const digits = text.replaceAll('-', '');
  const word = (index: number) => {
    let value = 0;
    for (let byte = 3; byte >= 0; byte--) {
      const at = index * 8 + byte * 2;
      value = value * 256 + Number.parseInt(digits.slice(at, at + 2), 16);
    }
    return value;
  };
  return [word(0), word(1), word(2), word(3)];
}

/** The usual text form of four words. */
export function uuidText(words: ArrayLike<number>): string {
  let digits = '';
  for (let index = 0; index < 4; index++)
    for (let byte = 0; byte < 4; byte++) digits += byteText((words[index] >>> (byte * 8)) & 0xff);
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Whether all four words are zero. */
export function isNilUuid(words: ArrayLike<number>): boolean {
  return (words[0] | words[1] | words[2] | words[3]) === 0;
}

/** Whether two UUIDs have the same four words. */
export function sameUuid(left: UuidWords, right: ArrayLike<number>): boolean {
  return left.every((word, index) => word === right[index]);
}
