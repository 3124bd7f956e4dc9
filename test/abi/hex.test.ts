import { expect, test } from 'vitest';
import { bytesText, byteText, hexText } from '../../src/core/abi/hex.ts';

test.each<[number | bigint, number | undefined, string]>([
  [0, undefined, '0x0'],
  [0x8001, undefined, '0x8001'],
  [5n, 4, '0x0005'],
  [0xffff_ffff_ffff_fffen, 8, '0xfffffffffffffffe'],
])('%d with at least %s digits is %s', (value, digits, text) => {
  expect(hexText(value, digits)).toBe(text);
});

test.each([
  [0, '00'],
  [0xf0, 'f0'],
])('the byte %i is %s', (byte, text) => {
  expect(byteText(byte)).toBe(text);
});

test.each([
  [[], ''],
  [[0x0f, 0xa0], '0f a0'],
])('the bytes %j are "%s"', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
