/** Bytes that are changed field by field and digit by digit. */

import { expect, test } from 'vitest';
import { withDigit, withField } from '../../src/studio/model/learn/edit-bytes.ts';

const BYTES = Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55);

test.each([
  ['decimal', '1', [0x11, 1, 0, 0x44, 0x55]],
  ['hex, low byte first', '0x8001', [0x11, 0x01, 0x80, 0x44, 0x55]],
  ['the largest that fits', ' 65535 ', [0x11, 0xff, 0xff, 0x44, 0x55]],
])('a number is written into its field: %s', (_, text, expected) => {
  expect(withField(BYTES, { offset: 1, length: 2 }, text)).toEqual(Uint8Array.from(expected));
  expect(BYTES).toEqual(Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55));
});

test.each([
  ['too large', '65536'],
  ['negative', '-1'],
  ['no number', 'two'],
  ['nothing', ''],
])('what is no number of two bytes is none: %s', (_, text) => {
  expect(withField(BYTES, { offset: 1, length: 2 }, text)).toBeUndefined();
});

test.each([
  [false, 0xa, 0xa2],
  [true, 0xa, 0x2a],
])('a digit is typed over the first or the second of a byte', (second, digit, expected) => {
  expect(withDigit(BYTES, 1, second, digit)).toEqual(Uint8Array.of(0x11, expected, 0x33, 0x44, 0x55));
});
