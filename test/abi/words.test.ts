import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highWord, joinWords, lowerHalf, lowWord, packHalves, upperHalf } from '../../src/core/abi/words.ts';

describe('halves of a word', () => {
  test.each([
    [0x8004, 0x0000, 0x8004_0000],
    [0x8001, 0x8002, 0x8001_8002],
    [0xffff, 0xffff, 0xffff_ffff],
    [0x0000, 0x8004, 0x0000_8004],
  ])('R7: %i and %i pack to a word that is never negative', (high, low, word) => {
    expect(packHalves(high, low)).toBe(word);
    expect([upperHalf(word), lowerHalf(word)]).toEqual([high, low]);
  });

  test('bits above the sixteenth of a half do not reach the other', () => {
    expect(packHalves(0x1_0001, 0x1_0002)).toBe(0x0001_0002);
  });

  test('a word that was read as negative has the same halves', () => {
    expect([upperHalf(0x8004_0001 | 0), lowerHalf(0x8004_0001 | 0)]).toEqual([0x8004, 1]);
  });
});

describe('words of a 64-bit value', () => {
  test('R5: a handle with both top bits', () => {
    const handle = 0x8000_0001_0000_0002n;
    expect([lowWord(handle), highWord(handle)]).toEqual([2, 0x8000_0001]);
    expect(joinWords(2, 0x8000_0001)).toBe(handle);
  });

  test('splitting and joining is the identity', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        expect(joinWords(lowWord(value), highWord(value))).toBe(value);
      }),
    );
  });

  test('negative words join as the bits they hold', () => {
    expect(joinWords(-1, -2)).toBe(0xffff_fffe_ffff_ffffn);
  });
});
