import { describe, expect, test } from 'vitest';
import { PageMap } from '../../src/core/memory/page-map.ts';
import { GIB, MIB2, rangesOf, rangesWith, replaceRanges, runsOf } from './support.ts';

const A = 0x20_0000;
const B = 0x40_0000;
const HELD = A | 1;
const PAGES = 4 * GIB + 700;

function mapOfA(): PageMap {
  const map = new PageMap(PAGES, 1000);
  map.fill(0, PAGES, A);
  return map;
}

describe('a list of ranges', () => {
  const ALL = `4+1 9+1 20+30 ${MIB2}+${MIB2} ${GIB - 1}+2 ${2 * GIB}+${GIB}`;

  test.each([
    ['in order', ALL],
    ['backwards', ALL.split(' ').reverse().join(' ')],
  ])('is replaced as a whole, single pages and long ranges, %s', (_name, ranges) => {
    const map = mapOfA();

    expect(replaceRanges(map, ranges, A, HELD)).toBe(6);

    expect(rangesWith(map, HELD)).toBe(ALL);
    expect(replaceRanges(map, ranges, HELD, A)).toBe(6);
    expect(runsOf(map)).toEqual([[0, PAGES, A]]);
  });

  test.each([
    [0, ALL],
    [2, `20+30 ${MIB2}+${MIB2} ${GIB - 1}+2 ${2 * GIB}+${GIB}`],
    [5, `${2 * GIB}+${GIB}`],
    [6, ''],
  ])('is replaced from index %i on', (first, expected) => {
    const map = mapOfA();

    expect(replaceRanges(map, ALL, A, HELD, first)).toBe(6);

    expect(rangesWith(map, HELD)).toBe(expected);
  });

  test('ranges of no pages change nothing and stop nothing', () => {
    const map = mapOfA();
    expect(replaceRanges(map, `5+0 ${PAGES + 9}+0 6+1`, A, HELD)).toBe(3);
    expect(rangesWith(map, HELD)).toBe('6+1');
  });
});

describe('a page in the way stops a list: the ranges before it are replaced, its own is not', () => {
  test.each([
    ['a single page, the first range', '7+1 8+1 9+1', 7, 0],
    ['a single page, in the middle', '6+1 7+1 9+1', 7, 1],
    ['a single page, the last range', '5+1 6+1 7+1', 7, 2],
    ['the first page of a range', '5+2 7+2 9+1', 7, 1],
    ['the last page of a range', '5+3 9+1', 7, 0],
    ['inside 2 MiB', `${GIB}+3 0+${MIB2}`, 7, 1],
    ['inside a gigabyte', `${GIB}+3 0+${GIB}`, 7, 1],
    ['a single page that the list has twice', '5+1 9+1 5+1', 5, 2],
    ['a page that two long ranges share', `${GIB}+${GIB} ${GIB - 4}+5`, GIB, 1],
    ['the first page behind the map', `5+1 ${PAGES - 1}+2`, PAGES, 1],
    ['a page far behind the map', `5+1 ${2 ** 51}+1`, 2 ** 51, 1],
  ])('%s', (_name, ranges, page, run) => {
    const map = mapOfA();
    map.replace(7, 1, A, B);
    const before = runsOf(map);

    const stopped = replaceRanges(map, ranges, A, HELD);

    expect([stopped, map.stoppedAt]).toEqual([run, page]);
    const earlier = rangesOf(ranges).slice(0, run);
    const held = rangesOf(rangesWith(map, HELD));
    const sum = (list: readonly (readonly number[])[]) =>
      list.reduce((pages, [, count]) => pages + count!, 0);
    expect(sum(held)).toBe(sum(earlier));
    expect(replaceRanges(map, earlier, HELD, A)).toBe(run);
    expect(runsOf(map)).toEqual(before);
  });
});
