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

test('ranges in front of a list and behind its end are not looked at', () => {
  const map = mapOfA();
  map.replace(9, 1, A, B);

  const stopped = map.replaceRuns(Float64Array.of(4, 5, 6, 7), Uint32Array.of(1, 1, 1, 1), 1, 3, A, HELD);

  expect([stopped, rangesWith(map, HELD)]).toEqual([3, '5+2']);
});

describe('single pages are looked for where they are, in whatever order their tables came', () => {
  /** Pages that give their gigabyte and their 2 MiB tables, and 2 MiB that give their gigabyte one. */
  test.each([
    ['the second gigabyte first', `${GIB + 7}+1 7+1`, `${GIB + 9}+1`],
    ['the second gigabyte last', `7+1 ${GIB + 7}+1`, `${GIB + 9}+1`],
    ['2 MiB of the second gigabyte first', `${GIB + MIB2}+${MIB2} 7+1`, `${GIB + 9}+1`],
    ['the first page behind 2 MiB', `${MIB2 + 7}+1`, `${MIB2}+1`],
    ['from the second 2 MiB back to the first', `${MIB2 + 7}+1`, `${MIB2 + 5}+1 5+1`],
    ['from the first 2 MiB on to the second', `7+1 ${MIB2 + 7}+1`, `510+1 ${MIB2}+1`],
  ])('%s', (_name, tables, ranges) => {
    const map = new PageMap(2 * GIB, 1000);
    map.fill(0, 2 * GIB, A);
    for (const [page, pages] of rangesOf(tables)) map.replace(page, pages, A, B);

    expect(replaceRanges(map, ranges, A, HELD)).toBe(rangesOf(ranges).length);

    const inOrder = [...rangesOf(ranges)].sort(([one], [other]) => one - other);
    expect(rangesWith(map, HELD)).toBe(inOrder.map(([page, pages]) => `${page}+${pages}`).join(' '));
  });

  test('words may be as small as the numbers of tables', () => {
    const map = new PageMap(2 * GIB, 1000);
    map.fill(0, 2 * GIB, 1);
    map.replace(3 * MIB2, 1, 1, 5);

    expect(replaceRanges(map, `${MIB2 + 7}+1 ${GIB + 7}+1`, 1, 9)).toBe(2);

    expect(rangesWith(map, 9)).toBe(`${MIB2 + 7}+1 ${GIB + 7}+1`);
  });

  test('pages of nobody have no table, in a gigabyte of nobody and in one that is somebody’s', () => {
    const map = new PageMap(2 * GIB, 1000);
    map.fill(0, GIB - MIB2, A);
    map.replace(7, 1, A, B);

    expect(replaceRanges(map, `${GIB + 9}+1`, A, HELD)).toBe(0);
    expect(replaceRanges(map, `${GIB - MIB2 + 9}+1`, A, HELD)).toBe(0);

    expect(rangesWith(map, HELD)).toBe('');
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
