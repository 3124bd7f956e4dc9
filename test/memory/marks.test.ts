import { describe, expect, test } from 'vitest';
import { Marks } from '../../src/core/memory/marks.ts';
import { PageMap } from '../../src/core/memory/page-map.ts';
import { View } from '../../src/core/memory/view.ts';
import { blockAt, chainOf, GIB, MIB2, type Ranges, rangesOf, runsOf } from './support.ts';

const A = 0x20_0000;
const B = 0x40_0000;
const HELD = A | 1;

const PHYSICAL = undefined;
/** Addresses 100..109 are pages 500..509, 110..114 are 300..304, 120..129 are 500..509 once more. Nothing is at 115..119. */
const VIEW = View.of([
  { at: 100, page: 500, pages: 10 },
  { at: 110, page: 300, pages: 5 },
  { at: 120, page: 500, pages: 10 },
]);

/** Twenty single pages, every second one: three blocks of extents. */
const TWENTY: Ranges = Array.from({ length: 20 }, (_, index) => `${200 + 2 * index}+1`).join(' ');

/** Two gigabytes of `A`, one list of ranges over them, and a way to replace a part of it. */
function setUp(ranges: Ranges, view: View | undefined, tables = 100) {
  const map = new PageMap(2 * GIB, tables);
  map.fill(0, 2 * GIB, A);
  const { extents, first, count } = chainOf(ranges);
  const marks = new Marks(map, extents);
  const replace = (word: number, into: number, from = 0, to = count) =>
    marks.replace(blockAt(extents, first, from), from, to, view, word, into);
  const stopped = () => [marks.stoppedExtent, marks.stoppedPage, marks.stoppedWord];
  return { map, replace, stopped };
}

/** All pages that have a word, one by one. */
function pagesWith(map: PageMap, word: number): number[] {
  return [...map.runs()]
    .filter((run) => run.word === word)
    .flatMap(({ page, pages }) => Array.from({ length: pages }, (_, index) => page + index));
}

describe('every page of the extents gets the word', () => {
  test.each([
    ['one page', '7+1', PHYSICAL, [7]],
    ['extents out of order', '9+2 4+1 7+1', PHYSICAL, [4, 7, 9, 10]],
    ['an extent in a view', '102+3', VIEW, [502, 503, 504]],
    ['an extent over two windows', '108+4', VIEW, [300, 301, 508, 509]],
    ['extents in a view, one of them empty in a hole', '111+2 116+0 100+1', VIEW, [301, 302, 500]],
  ])('%s', (_name, ranges, view, pages) => {
    const { map, replace } = setUp(ranges, view);

    expect(replace(A, HELD)).toBe(true);
    expect(pagesWith(map, HELD)).toEqual(pages);
    expect(replace(HELD, A)).toBe(true);
    expect(pagesWith(map, HELD)).toEqual([]);
  });

  test.each([
    [0, 20],
    [0, 8],
    [8, 16],
    [7, 9],
    [3, 19],
    [16, 20],
    [5, 5],
    [20, 20],
  ])('only extents from %i to before %i', (from, to) => {
    const { map, replace } = setUp(TWENTY, PHYSICAL);

    expect(replace(A, HELD, from, to)).toBe(true);

    const chosen = rangesOf(TWENTY).slice(from, to);
    expect(pagesWith(map, HELD)).toEqual(chosen.map(([page]) => page));
  });
});

describe('one odd page, and nothing is changed', () => {
  test.each([
    ['the first page of the first extent', PHYSICAL, '50+3 60+3 70+3', 50, 0],
    ['a page inside the first extent', PHYSICAL, '50+3 60+3 70+3', 51, 0],
    ['the last page of the first extent', PHYSICAL, '50+3 60+3 70+3', 52, 0],
    ['the first page of the middle extent', PHYSICAL, '50+3 60+3 70+3', 60, 1],
    ['a page inside the middle extent', PHYSICAL, '50+3 60+3 70+3', 61, 1],
    ['the last page of the last extent', PHYSICAL, '50+3 60+3 70+3', 72, 2],
    ['the only page', PHYSICAL, '50+1', 50, 0],
    ['the last extent of the first block', PHYSICAL, TWENTY, 214, 7],
    ['the first extent of the second block', PHYSICAL, TWENTY, 216, 8],
    ['the last extent of the last block', PHYSICAL, TWENTY, 238, 19],
    ['the last page of a gigabyte, behind 2 MiB', PHYSICAL, `${GIB}+${MIB2} 0+${GIB}`, GIB - 1, 1],
    ['in a view: the first page of the first extent', VIEW, '100+3 105+3 111+3', 500, 0],
    ['in a view: a page inside the first extent', VIEW, '100+3 105+3 111+3', 501, 0],
    ['in a view: the last page of the middle extent', VIEW, '100+3 105+3 111+3', 507, 1],
    ['in a view: the first page of the last extent', VIEW, '100+3 105+3 111+3', 301, 2],
    ['in a view: the last page of the last extent', VIEW, '100+3 105+3 111+3', 303, 2],
    ['in a view: the first page of a second window', VIEW, '100+2 108+5', 300, 1],
    ['in a view: the last page of a second window', VIEW, '100+2 108+5', 302, 1],
  ])('%s', (_name, view, ranges, odd, extent) => {
    const { map, replace, stopped } = setUp(ranges, view);
    map.fill(odd, 1, B);
    const before = runsOf(map);

    expect(replace(A, HELD)).toBe(false);

    expect(stopped()).toEqual([extent, odd, B]);
    expect(runsOf(map)).toEqual(before);
    map.fill(odd, 1, A);
    expect(replace(A, HELD)).toBe(true);
  });
});

describe('a hole in the view, and nothing is changed', () => {
  test.each([
    ['the first page', '115+1 100+1', 115, 0],
    ['the first extent begins before the view', '99+3 110+1', 99, 0],
    ['in the middle of an extent', '100+2 113+4 121+1', 115, 1],
    ['between two windows of one extent', '110+12', 115, 0],
    ['the last page of the last extent', '100+2 112+2 128+3', 130, 2],
    ['the only page of the last extent', '100+2 119+1', 119, 1],
  ])('%s', (_name, ranges, address, extent) => {
    const { map, replace, stopped } = setUp(ranges, VIEW);
    const before = runsOf(map);

    expect(replace(A, HELD)).toBe(false);

    expect(stopped()).toEqual([extent, address, -1]);
    expect(runsOf(map)).toEqual(before);
  });
});

describe('a page that the extents have twice', () => {
  const twice = View.of([
    { at: 0, page: 40, pages: 4 },
    { at: 4, page: 40, pages: 4 },
  ]);

  test.each([
    ['two equal extents', '5+2 5+2', PHYSICAL, 5, 1],
    ['a single page in a range', '5+3 7+1', PHYSICAL, 7, 1],
    ['a range that ends in an earlier one', '5+1 9+4 2+4', PHYSICAL, 5, 2],
    ['far apart in the list', `${TWENTY} 200+1`, PHYSICAL, 200, 20],
    ['a gigabyte and a page of it', `0+${GIB} 77+1`, PHYSICAL, 77, 1],
    ['at two addresses of a view', '100+1 120+1', VIEW, 500, 1],
    ['at two addresses, the second inside an extent', '102+1 120+4', VIEW, 502, 1],
    // 42 and 43 are at 2 and 3; behind them come 40, 41, and 42 again.
    ['in one extent, over two windows on the same pages', '20+0 2+5', twice, 42, 1],
  ])('is met the second time with the word it was given: %s', (_name, ranges, view, page, extent) => {
    const { map, replace, stopped } = setUp(ranges, view);
    const before = runsOf(map);

    expect(replace(A, HELD)).toBe(false);

    expect(stopped()).toEqual([extent, page, HELD]);
    expect(runsOf(map)).toEqual(before);
  });
});

describe('no table left, and nothing is changed', () => {
  const far = View.of([
    { at: 0, page: 10, pages: 2 },
    { at: 2, page: MIB2 + 10, pages: 2 },
    { at: 4, page: GIB - 1, pages: 2 },
  ]);

  test.each([
    ['for the first page', '10+1', PHYSICAL, 1, 10, 0],
    ['for the second extent', `10+1 ${MIB2 + 10}+1`, PHYSICAL, 2, MIB2 + 10, 1],
    ['inside an extent', `10+1 ${MIB2 - 2}+4`, PHYSICAL, 2, MIB2, 1],
    ['in a view, for the first page', '0+1', far, 1, 10, 0],
    ['in a view, for the second window', '0+4', far, 2, MIB2 + 10, 0],
    ['in a view, inside the last extent', '0+1 2+1 4+2', far, 4, GIB, 2],
  ])('%s', (_name, ranges, view, tables, page, extent) => {
    const { map, replace, stopped } = setUp(ranges, view, tables);
    const before = runsOf(map);

    expect(replace(A, HELD)).toBe(false);

    expect(stopped()).toEqual([extent, page, A]);
    expect(runsOf(map)).toEqual(before);
  });
});
