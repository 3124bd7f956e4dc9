import { describe, expect, test } from 'vitest';
import { PageMap } from '../../src/core/memory/page-map.ts';
import { GIB, MIB2, rangesWith, runsOf } from './support.ts';

/** Words of three kinds of page. */
const A = 0x20_0000;
const B = 0x40_0000;
const HELD = A | 1;

/** A map of 4 GiB and a bit whose pages are all `A`, each gigabyte in one entry. */
const PAGES = 4 * GIB + 700;
function mapOfA(tables = 1000): PageMap {
  const map = new PageMap(PAGES, tables);
  map.fill(0, PAGES, A);
  return map;
}

/** What `runsOf` gives when all is `A` but one range. */
function allBut(page: number, pages: number, word: number): number[][] {
  return [
    [0, page, A],
    [page, pages, word],
    [page + pages, PAGES - page - pages, A],
  ].filter(([, count]) => count !== 0);
}

describe('a new map', () => {
  test('has a word for every page, and it is 0', () => {
    const map = new PageMap(PAGES, 8);
    expect([0, 1, GIB, PAGES - 1].map((page) => map.get(page))).toEqual([0, 0, 0, 0]);
    expect([runsOf(map), map.tables]).toEqual([[], 0]);
  });
});

describe('a range is replaced, and the pages beside it are not', () => {
  test.each([
    ['the first page', 0, 1, 2],
    ['the last page of the first 2 MiB', MIB2 - 1, 1, 2],
    ['two pages across 2 MiB', MIB2 - 1, 2, 3],
    ['2 MiB, aligned', MIB2, MIB2, 1],
    ['2 MiB, one page off', MIB2 + 1, MIB2, 3],
    ['4 MiB, aligned', 2 * MIB2, 2 * MIB2, 1],
    ['4 MiB and a page on each side', 2 * MIB2 - 1, 2 * MIB2 + 2, 3],
    ['the last page of a gigabyte', GIB - 1, 1, 2],
    ['two pages across a gigabyte', GIB - 1, 2, 4],
    ['a gigabyte, aligned', GIB, GIB, 0],
    ['two gigabytes, aligned', GIB, 2 * GIB, 0],
    ['a gigabyte, 2 MiB off', GIB + MIB2, GIB, 2],
    ['a gigabyte, one page off', GIB + 1, GIB, 4],
    ['a gigabyte and a page behind', GIB, GIB + 1, 2],
    ['a gigabyte and a page before', 2 * GIB - 1, GIB + 1, 2],
    ['three gigabytes but for the first and last page', GIB + 1, 3 * GIB - 2, 4],
    ['all but the first and last page of the map', 1, PAGES - 2, 4],
    ['the last page of the map', PAGES - 1, 1, 2],
  ])('%s (at %i, %i pages) costs %i tables', (_name, page, pages, tables) => {
    const map = mapOfA();
    const before = map.tables;

    const done = map.replace(page, pages, A, HELD);

    expect(done).toBe(pages);
    expect(runsOf(map)).toEqual(allBut(page, pages, HELD));
    expect([page, page + pages - 1].map((at) => map.get(at))).toEqual([HELD, HELD]);
    expect([page - 1, page + pages].filter((at) => at >= 0 && at < PAGES).map((at) => map.get(at))).toEqual(
      allBut(page, pages, HELD)
        .filter(([, , word]) => word === A)
        .map(() => A),
    );
    // The end of the map is not aligned: its last gigabyte has two tables from the start.
    expect(map.tables - before).toBe(page + pages > 4 * GIB ? tables - 2 : tables);
  });

  test.each([
    ['a page', 5, 1],
    ['2 MiB', MIB2, MIB2],
    ['a gigabyte', GIB, GIB],
    ['an odd range', MIB2 - 3, GIB + 700],
  ])(
    '%s, again and again: the map is the same after every turn, and no table is added',
    (_name, page, pages) => {
      const map = mapOfA();
      map.replace(page, pages, A, HELD);
      const tables = map.tables;

      for (let turn = 0; turn < 200; turn++) {
        expect(map.replace(page, pages, HELD, A)).toBe(pages);
        expect(runsOf(map)).toEqual([[0, PAGES, A]]);
        expect(map.replace(page, pages, A, HELD)).toBe(pages);
        expect(map.tables).toBe(tables);
      }
      expect(runsOf(map)).toEqual(allBut(page, pages, HELD));
    },
  );

  test('no pages at all', () => {
    const map = mapOfA();
    expect(map.replace(7, 0, A, HELD)).toBe(0);
    expect(runsOf(map)).toEqual([[0, PAGES, A]]);
  });
});

describe('a page with another word stops the replacing, and what was done can be undone', () => {
  test.each([
    ['one page', 7, 1, 0],
    ['the first of many', 7, 100, 0],
    ['in the middle', 7, 100, 50],
    ['the last of many', 7, 100, 99],
    ['the first of 2 MiB', MIB2, MIB2, 0],
    ['in the middle of 2 MiB', MIB2, MIB2, 100],
    ['the last of 2 MiB', MIB2, MIB2, MIB2 - 1],
    ['the first of a gigabyte', GIB, GIB, 0],
    ['in the middle of a gigabyte', GIB, GIB, 100_000],
    ['the last of a gigabyte', GIB, GIB, GIB - 1],
    ['the first page of the second gigabyte', GIB, 2 * GIB, GIB],
    ['in an odd range, behind a gigabyte', MIB2 + 9, 3 * GIB, 2 * GIB + 17],
  ])('%s', (_name, page, pages, stop) => {
    const map = mapOfA();
    map.replace(page + stop, 1, A, B);
    const before = runsOf(map);

    const done = map.replace(page, pages, A, HELD);

    expect(done).toBe(stop);
    expect(rangesWith(map, HELD)).toBe(stop === 0 ? '' : `${page}+${stop}`);
    expect(map.get(page + stop)).toBe(B);
    expect(map.replace(page, done, HELD, A)).toBe(stop);
    expect(runsOf(map)).toEqual(before);
  });

  test('a whole entry of another word: 2 MiB, a gigabyte', () => {
    const map = mapOfA();
    map.replace(MIB2, MIB2, A, B);
    map.replace(GIB, GIB, A, B);

    expect(map.replace(0, GIB, A, HELD)).toBe(MIB2);
    expect(map.replace(MIB2 + 3, 4, A, HELD)).toBe(0);
    expect(map.replace(2 * GIB - 1, 2, A, HELD)).toBe(0);
    expect(map.replace(GIB - 5, 10, A, HELD)).toBe(5);
    expect(map.replace(GIB, GIB, A, HELD)).toBe(0);
    expect(rangesWith(map, B)).toBe(`${MIB2}+${MIB2} ${GIB}+${GIB}`);
  });

  test('the end of the map: pages behind it have no word', () => {
    const map = mapOfA();

    expect(map.replace(PAGES - 3, 5, A, HELD)).toBe(3);
    expect(map.replace(PAGES, 1, 0, HELD)).toBe(0);
    expect(map.replace(0, 2 ** 40, A, HELD)).toBe(PAGES - 3);
    expect(map.get(PAGES)).toBe(0);
  });
});

describe('fill', () => {
  test('gives pages a word, whatever they had', () => {
    const map = new PageMap(PAGES, 16);
    map.fill(10, 5, A);
    map.fill(12, 1, B);

    expect(map.fill(8, GIB, HELD)).toBe(true);

    expect(runsOf(map)).toEqual([[8, GIB, HELD]]);
  });

  test('takes pages away again with word 0', () => {
    const map = mapOfA();
    expect(map.fill(0, PAGES, 0)).toBe(true);
    expect(runsOf(map)).toEqual([]);
  });

  test('with the word that pages have already changes nothing and needs no table', () => {
    const map = new PageMap(2 * GIB, 0);
    map.fill(0, 2 * GIB, A);
    expect(map.fill(3, GIB, A)).toBe(true);
    expect(runsOf(map)).toEqual([[0, 2 * GIB, A]]);
  });

  test.each([
    ['behind the map', PAGES, 1],
    ['far behind the map', 2 ** 51, 1],
    ['across its end', PAGES - 1, 2],
  ])('says so when pages are %s', (_name, page, pages) => {
    const map = new PageMap(PAGES, 16);
    expect(map.fill(page, pages, A)).toBe(false);
    expect(map.get(PAGES)).toBe(0);
  });
});

describe('runs', () => {
  test.each([
    ['the whole run from its start', 0, PAGES, 0, 100, A],
    ['the rest of a run', 40, PAGES, 40, 60, A],
    ['one page', 100, PAGES, 100, 1, B],
    ['a run over 2 MiB and a gigabyte', 101, PAGES, 101, 2 * GIB - 101, HELD],
    ['no further than asked', 101, 5, 101, 5, HELD],
    ['no further than asked, across tables', MIB2 - 1, MIB2 + 2, MIB2 - 1, MIB2 + 2, HELD],
    ['pages of nobody', 2 * GIB, 2 ** 32, 2 * GIB, 2 ** 32, 0],
    ['behind the map', PAGES, 9, PAGES, 9, 0],
    ['far behind the map', 2 ** 50, 9, 2 ** 50, 9, 0],
  ])('at a page: %s', (_name, at, limit, page, pages, word) => {
    const map = new PageMap(PAGES, 16);
    map.fill(0, 100, A);
    map.fill(100, 1, B);
    map.fill(101, 2 * GIB - 101, HELD);

    expect(map.runAt(at, limit)).toEqual({ page, pages, word });
  });

  test.each([
    ['of 2 MiB', 3, MIB2 - 3, A],
    ['of the rest of a gigabyte', MIB2 + 3, GIB - MIB2 - 3, B],
    ['of a gigabyte', GIB + 5, GIB - 5, A],
  ])('end where others begin, from inside them: %s', (_name, page, pages, word) => {
    const map = mapOfA();
    map.replace(MIB2, GIB - MIB2, A, B);
    map.replace(2 * GIB, GIB, A, B);

    expect(map.runAt(page, PAGES)).toEqual({ page, pages, word });
  });

  test('of all pages are merged across entries and tables', () => {
    const map = mapOfA();
    map.fill(MIB2 - 1, 1, HELD);
    map.fill(MIB2, MIB2, HELD);
    map.fill(2 * MIB2, 1, HELD);
    expect(runsOf(map)).toEqual(allBut(MIB2 - 1, MIB2 + 2, HELD));
  });
});
