import { describe, expect, test } from 'vitest';
import { PageMap } from '../../src/core/memory/page-map.ts';
import { GIB, rangesWith, replaceRanges, runsOf } from './support.ts';

const A = 0x20_0000;
const B = 0x40_0000;
const HELD = A | 1;

/** More than 2^36 pages: 48 bits of address, and a bit more. */
const LARGE = 2 ** 36 + GIB + 5;

describe('two pages of a large map', () => {
  test.each([
    ['below 2^31', 2 ** 31 - 1],
    ['2^31', 2 ** 31],
    ['below 2^32', 2 ** 32 - 1],
    ['2^32', 2 ** 32],
    ['below 2^36', 2 ** 36 - 1],
    ['2^36', 2 ** 36],
    ['the last of the map', LARGE - 2],
  ])('%s', (_name, page) => {
    const map = new PageMap(LARGE, 16);
    map.fill(0, LARGE, A);

    expect(map.replace(page, 2, A, HELD)).toBe(2);

    expect([page - 1, page, page + 1].map((at) => map.get(at))).toEqual([A, HELD, HELD]);
    expect(map.get(page % 2 ** 32)).toBe(page < 2 ** 32 ? HELD : A);
    expect(map.runAt(page, 9)).toEqual({ page, pages: 2, word: HELD });
    expect(replaceRanges(map, `${page}+1 ${page + 1}+1`, HELD, A)).toBe(2);
    expect(map.runAt(0, LARGE)).toEqual({ page: 0, pages: LARGE, word: A });
  });
});

test('a range over more than 2^36 pages', () => {
  const map = new PageMap(LARGE, 16);
  map.fill(0, LARGE, A);
  expect(map.replace(1, LARGE - 2, A, HELD)).toBe(LARGE - 2);
  expect(runsOf(map)).toEqual([
    [0, 1, A],
    [1, LARGE - 2, HELD],
    [LARGE - 1, 1, A],
  ]);
});

describe('pages beyond the map, where 32-bit arithmetic comes round', () => {
  test.each([
    ['the first behind it', 4 * GIB],
    ['2^31', 2 ** 31],
    ['2^32', 2 ** 32],
    ['2^49: 2^31 gigabytes', 2 ** 49],
    ['2^50: 2^32 gigabytes', 2 ** 50],
    ['2^51', 2 ** 51],
    ['the last page of 64 bits', 2 ** 52 - 1],
  ])('%s: no page of the map answers for them', (_name, far) => {
    const map = new PageMap(4 * GIB, 16);
    map.fill(0, 4 * GIB, A);
    map.replace(5, 1, A, B);

    for (const page of [far, far + 5])
      for (const word of [A, B]) {
        expect(map.get(page)).toBe(0);
        expect(map.replace(page, 1, word, HELD)).toBe(0);
        expect(replaceRanges(map, `${page}+1`, word, HELD)).toBe(0);
        expect(replaceRanges(map, `${page}+2`, word, HELD)).toBe(0);
        expect(map.fill(page, 1, HELD)).toBe(false);
      }

    expect([rangesWith(map, B), rangesWith(map, HELD)]).toEqual(['5+1', '']);
  });
});
