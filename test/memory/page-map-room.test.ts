import { describe, expect, test } from 'vitest';
import { PageMap } from '../../src/core/memory/page-map.ts';
import { GIB, MIB2, rangesOf, rangesWith, replaceRanges, runsOf } from './support.ts';

const A = 0x20_0000;
const HELD = A | 1;
/** Tables that are kept though nothing in them differs. */
const IDLE_KEPT = 64;

/** A map of whole gigabytes of `A`, each in one entry, so that every table is one that a test asked for. */
function mapOfA(gigabytes: number, maxTables: number): PageMap {
  const map = new PageMap(gigabytes * GIB, maxTables);
  map.fill(0, gigabytes * GIB, A);
  return map;
}

function hold(map: PageMap, page: number, pages = 1): boolean {
  const done = map.replace(page, pages, A, HELD);
  if (done < pages) map.replace(page, done, HELD, A);
  return done === pages;
}

function letGo(map: PageMap, page: number, pages = 1): void {
  expect(map.replace(page, pages, HELD, A)).toBe(pages);
}

/** How many scattered pages of the first gigabyte find room: one table for the gigabyte, one for each. */
function roomFor(map: PageMap): number {
  let chunks = 0;
  while (chunks < MIB2 && hold(map, chunks * MIB2 + 3)) chunks++;
  for (let chunk = 0; chunk < chunks; chunk++) letGo(map, chunk * MIB2 + 3);
  return chunks;
}

/** One page each in so many entries of a size, at another place in each. */
function scattered(count: number, apart: number): string {
  return Array.from({ length: count }, (_, index) => `${index * (apart + 1)}+1`).join(' ');
}

describe('a map with too few tables refuses, is as it was, and works again when there is room', () => {
  describe.each([
    ['a page', '5+1', 2],
    ['2 MiB', `${MIB2}+${MIB2}`, 1],
    ['a page more than a gigabyte', `0+${GIB + 1}`, 2],
    ['a page across 2 MiB', `${MIB2 - 1}+2`, 3],
    ['a page across a gigabyte', `${GIB - 1}+2`, 4],
    ['four scattered pages', `0+1 ${MIB2}+1 ${2 * MIB2}+1 ${GIB}+1`, 6],
    ['70 pages, each in its own 2 MiB', scattered(70, MIB2), 71],
    ['a page in each of 40 gigabytes', scattered(40, GIB), 80],
  ])('%s', (_name, text, needed) => {
    const ranges = rangesOf(text);

    test(`needs ${needed} tables`, () => {
      const map = mapOfA(40, needed);
      expect(replaceRanges(map, ranges, A, HELD)).toBe(ranges.length);
      expect([rangesWith(map, HELD), map.tables]).toEqual([text, needed]);
    });

    test('finds no room in one fewer', () => {
      const map = mapOfA(40, needed - 1);
      const before = runsOf(map);

      const stopped = replaceRanges(map, ranges, A, HELD);

      expect(stopped).toBeLessThan(ranges.length);
      expect(map.get(map.stoppedAt)).toBe(A);
      expect(replaceRanges(map, ranges.slice(0, stopped), HELD, A)).toBe(stopped);
      expect(runsOf(map)).toEqual(before);
      expect(roomFor(map)).toBe(Math.max(0, needed - 2));
    });
  });

  test('a range that runs out of tables at its far end gives back its near end', () => {
    const map = mapOfA(2, 3);

    expect(map.replace(GIB - 1, 2, A, HELD)).toBe(1);
    expect(map.replace(GIB - 1, 1, HELD, A)).toBe(1);

    expect(runsOf(map)).toEqual([[0, 2 * GIB, A]]);
    expect(roomFor(map)).toBe(2);
  });

  test('what is held stays held while others are refused', () => {
    const map = mapOfA(2, 3);
    expect([hold(map, 5), hold(map, MIB2 + 5)]).toEqual([true, true]);
    const full = runsOf(map);

    expect([hold(map, 2 * MIB2 + 5), hold(map, GIB + 5), hold(map, GIB + MIB2, MIB2)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(runsOf(map)).toEqual(full);
    expect([hold(map, 6), hold(map, GIB, GIB), hold(map, 2 * MIB2, MIB2)]).toEqual([true, true, true]);

    letGo(map, MIB2 + 5);
    expect(hold(map, 3 * MIB2 + 5)).toBe(true);
    expect(hold(map, MIB2 + 5)).toBe(false);
  });

  test('a map without any table', () => {
    const map = mapOfA(2, 0);
    expect([hold(map, 0), hold(map, 0, MIB2), hold(map, 0, GIB)]).toEqual([false, false, true]);
    expect(runsOf(map)).toEqual([
      [0, GIB, HELD],
      [GIB, GIB, A],
    ]);
  });
});

describe('idle tables', () => {
  test('are kept, so that sharing the same again takes no new ones', () => {
    const map = mapOfA(1, 100);
    for (let turn = 0; turn < 3; turn++) {
      for (let chunk = 0; chunk < 60; chunk++) expect(hold(map, chunk * MIB2)).toBe(true);
      expect(map.tables).toBe(61);
      for (let chunk = 0; chunk < 60; chunk++) letGo(map, chunk * MIB2);
      expect(map.tables).toBe(61);
    }
  });

  test.each([
    ['2 MiB each, of one gigabyte', 1, 300, MIB2],
    ['one gigabyte each', 300, 300, GIB],
  ])('beyond 64 fold back: %s', (_name, gigabytes, count, apart) => {
    const map = mapOfA(gigabytes, 1000);
    for (let index = 0; index < count; index++) hold(map, index * apart);
    for (let index = 0; index < count; index++) letGo(map, index * apart);

    expect(runsOf(map)).toEqual([[0, gigabytes * GIB, A]]);
    // Each kept table of 2 MiB has a table of a gigabyte above it, which is not idle.
    expect(map.tables).toBeLessThanOrEqual(2 * IDLE_KEPT);
    expect(map.replace(0, GIB, A, HELD)).toBe(GIB);
  });

  test('are kept while others are in use', () => {
    const map = mapOfA(1, 200);
    for (let chunk = 0; chunk < 10; chunk++) hold(map, chunk * MIB2);
    for (let chunk = 0; chunk < 10; chunk++) letGo(map, chunk * MIB2);

    for (let chunk = 10; chunk < 100; chunk++) hold(map, chunk * MIB2);

    expect(map.tables).toBe(101);
  });

  test('are kept when one of them is used again', () => {
    const map = mapOfA(64, 200);
    for (let gigabyte = 0; gigabyte < 64; gigabyte++) hold(map, gigabyte * GIB);
    for (let gigabyte = 0; gigabyte < 64; gigabyte++) letGo(map, gigabyte * GIB);

    hold(map, 5 * GIB + 9);

    expect(map.tables).toBe(128);
  });

  test('are kept when a range is refused that has nothing to do with them', () => {
    const map = new PageMap(GIB, 8);
    map.fill(MIB2, MIB2, A);
    map.fill(MIB2, MIB2, 0);

    expect(hold(map, MIB2, MIB2)).toBe(false);

    expect([map.tables, runsOf(map)]).toEqual([1, []]);
  });

  test('make room for others when there is no other', () => {
    const map = mapOfA(4, 9);
    for (let gigabyte = 0; gigabyte < 4; gigabyte++) {
      for (let chunk = 0; chunk < 8; chunk++) expect(hold(map, gigabyte * GIB + chunk * MIB2)).toBe(true);
      for (let chunk = 0; chunk < 8; chunk++) letGo(map, gigabyte * GIB + chunk * MIB2);
    }
    expect(runsOf(map)).toEqual([[0, 4 * GIB, A]]);
    expect(map.tables).toBeLessThanOrEqual(9);
  });

  test('fold on the spot when the whole entry above them is replaced', () => {
    const map = mapOfA(2, 100);
    for (let chunk = 0; chunk < 50; chunk++) hold(map, chunk * MIB2 + 1);
    for (let chunk = 0; chunk < 50; chunk++) letGo(map, chunk * MIB2 + 1);

    expect(hold(map, 0, MIB2)).toBe(true);
    expect(map.tables).toBe(50);
    letGo(map, 0, MIB2);
    expect(hold(map, 0, GIB)).toBe(true);
    expect([map.tables, runsOf(map)]).toEqual([
      0,
      [
        [0, GIB, HELD],
        [GIB, GIB, A],
      ],
    ]);
  });

  test('fold with the gigabyte that is replaced, and those of the next one stay', () => {
    const map = mapOfA(2, 100);
    hold(map, 0, MIB2);
    letGo(map, 0, MIB2);
    hold(map, GIB + 5);
    letGo(map, GIB + 5);

    expect(hold(map, 0, GIB)).toBe(true);
    expect(map.tables).toBe(2);

    expect(hold(map, GIB, GIB)).toBe(true);
    expect(map.tables).toBe(0);
  });

  test('that have folded are not noted any more: none is given out twice', () => {
    const map = mapOfA(1, 200);
    for (let chunk = 10; chunk < 90; chunk++) hold(map, chunk * MIB2);
    for (let chunk = 0; chunk < 5; chunk++) hold(map, chunk * MIB2);
    for (let chunk = 0; chunk < 5; chunk++) letGo(map, chunk * MIB2);
    expect(hold(map, 0, 5 * MIB2)).toBe(true);
    // So many become idle now that every note has its turn.
    for (let chunk = 10; chunk < 90; chunk++) letGo(map, chunk * MIB2);
    letGo(map, 0, 5 * MIB2);

    expect(replaceRanges(map, scattered(199, MIB2), A, HELD)).toBe(199);

    expect(rangesWith(map, HELD)).toBe(scattered(199, MIB2));
  });

  test('of memory that is nobody’s fold like others', () => {
    const map = new PageMap(2 * GIB, 8);
    map.fill(GIB, GIB, A);
    map.fill(5, 1, A);
    map.fill(5, 1, 0);

    expect(map.fill(0, GIB, A)).toBe(true);

    expect([map.tables, runsOf(map)]).toEqual([0, [[0, 2 * GIB, A]]]);
    expect(roomFor(map)).toBe(7);
  });

  test('do not fold while a page in them differs', () => {
    const map = mapOfA(1, 2);
    hold(map, 5);
    hold(map, 6);
    letGo(map, 5);
    expect(hold(map, 0, MIB2)).toBe(false);
    expect(hold(map, MIB2)).toBe(false);
    expect(map.get(6)).toBe(HELD);
  });
});

describe('found by search', () => {
  test('making room does not fold the idle table that the room is for', () => {
    const map = mapOfA(3, 5);
    // The table of the first gigabyte is idle, and the first that is noted as such.
    hold(map, 0, MIB2);
    letGo(map, 0, MIB2);
    // So is a table in the third gigabyte; the one above it is not.
    hold(map, 2 * GIB);
    letGo(map, 2 * GIB);
    // In the second gigabyte tables become idle and fold, until a next one would displace the very first.
    for (let noted = 0; noted < IDLE_KEPT - 3; noted++) {
      hold(map, GIB);
      letGo(map, GIB);
      hold(map, GIB, MIB2);
      letGo(map, GIB, MIB2);
    }
    hold(map, GIB);

    // This page needs a table. It comes from the third gigabyte, where the one above is then idle and displaces the first.
    expect(hold(map, 5 * MIB2)).toBe(true);

    expect(rangesWith(map, HELD)).toBe(`${5 * MIB2}+1 ${GIB}+1`);
    letGo(map, 5 * MIB2);
    letGo(map, GIB);
    expect(runsOf(map)).toEqual([[0, 3 * GIB, A]]);
    expect(roomFor(map)).toBe(4);
  });
});
