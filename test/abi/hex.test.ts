import { expect, test } from 'vitest';
import { bytesText, byteText, hexText } from '../../src/core/abi/hex.ts';

test.each([
  [hexText(0), '0x0'],
  [hexText(0x8001), '0x8001'],
  [hexText(5n, 4), '0x0005'],
  [hexText(0xffff_ffff_ffff_fffen, 8), '0xfffffffffffffffe'],
  [byteText(0), '00'],
  [byteText(0xf0), 'f0'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});

test.each([
  [[], ''],
  [[0x0f, 0xa0], '0f a0'],
])('bytes %j', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
