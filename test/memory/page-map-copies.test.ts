import { describe, expect, test } from 'vitest';
import { PageMap } from '../../src/core/memory/page-map.ts';
import { GIB, MIB2, rangesOf, rangesWith, runsOf } from './support.ts';

const A = 0x20_0000;
const B = 0x40_0000;
const HELD = A | 1;

function mapOfA(gigabytes: number, maxTables: number): PageMap {
  const map = new PageMap(gigabytes * GIB, maxTables);
  map.fill(0, gigabytes * GIB, A);
  return map;
}

/** Takes or gives back one page in each of these entries of 2 MiB, at another place in each. Returns how many could be done. */
function eachPage(map: PageMap, first: number, end: number, from: number, to: number): number {
  let done = 0;
  for (let chunk = first; chunk < end; chunk++) done += map.replace(chunk * MIB2 + chunk, 1, from, to);
  return done;
}

test('a copy brings every page back, in any order, and stays as it is', () => {
  const map = mapOfA(4, 1000);
  map.replace(7, 1, A, HELD);
  const early = { saved: map.save(), runs: runsOf(map) };
  map.replace(GIB, GIB, A, HELD);
  eachPage(map, 10, 200, A, HELD);
  const late = { saved: map.save(), runs: runsOf(map) };

  for (const { saved, runs } of [early, late, early, early, late]) {
    map.restore(saved);
    expect(runsOf(map)).toEqual(runs);
    map.replace(9, 3 * GIB, A, HELD);
    map.replace(7, 1, HELD, A);
  }
});

test('a copy of a full map is full, and has room again when pages are let go', () => {
  const map = mapOfA(1, 100);
  expect(eachPage(map, 0, 100, A, HELD)).toBe(99);
  const full = map.save();
  expect(eachPage(map, 0, 99, HELD, A)).toBe(99);
  expect(eachPage(map, 200, 299, A, HELD)).toBe(99);

  map.restore(full);

  expect(eachPage(map, 200, 201, A, HELD)).toBe(0);
  expect(eachPage(map, 0, 99, HELD, A)).toBe(99);
  expect(runsOf(map)).toEqual([[0, GIB, A]]);
  expect(eachPage(map, 200, 299, A, HELD)).toBe(99);
});

test('tables that came into use and became idle after a copy can be had again when it is put back', () => {
  const map = mapOfA(1, 6);
  const saved = map.save();
  eachPage(map, 0, 5, A, HELD);
  eachPage(map, 0, 5, HELD, A);

  map.restore(saved);

  for (let turn = 0; turn < 3; turn++) {
    expect(eachPage(map, 10 * turn, 10 * turn + 6, A, HELD)).toBe(5);
    expect(eachPage(map, 10 * turn, 10 * turn + 5, HELD, A)).toBe(5);
  }
});

test('tables that were idle when a copy was taken are noted once: none is given out twice', () => {
  const map = mapOfA(1, 200);
  eachPage(map, 10, 90, A, HELD);
  eachPage(map, 0, 5, A, HELD);
  eachPage(map, 0, 5, HELD, A);
  map.restore(map.save());

  // They become idle once more, and fold; then so many become idle that every note has its turn.
  eachPage(map, 0, 5, A, HELD);
  eachPage(map, 0, 5, HELD, A);
  expect(map.replace(0, 5 * MIB2, A, HELD)).toBe(5 * MIB2);
  eachPage(map, 10, 90, HELD, A);
  map.replace(0, 5 * MIB2, HELD, A);

  expect(eachPage(map, 100, 299, A, HELD)).toBe(199);
  const pages = Array.from({ length: 199 }, (_, index) => `${(100 + index) * (MIB2 + 1)}+1`);
  expect(rangesWith(map, HELD)).toBe(pages.join(' '));
});

test('another map of the size takes a copy over, also with more tables than it has grown yet', () => {
  const map = mapOfA(1, 300);
  expect(eachPage(map, 0, 250, A, HELD)).toBe(250);
  const other = mapOfA(1, 300);

  other.restore(map.save());
  eachPage(map, 0, 1, HELD, A);

  expect([map.get(0), other.get(0)]).toEqual([A, HELD]);
  expect(eachPage(other, 0, 250, HELD, A)).toBe(250);
  expect(runsOf(other)).toEqual([[0, GIB, A]]);
  expect(eachPage(other, 200, 500, A, HELD)).toBe(299);
});

describe('a copy stays as it is, whatever becomes of its tables', () => {
  const hold = (map: PageMap, page: number, pages = 1) => map.replace(page, pages, A, HELD);
  const letGo = (map: PageMap, page: number, pages = 1) => map.replace(page, pages, HELD, A);

  type Steps = (map: PageMap) => void;
  test.each<readonly [name: string, before: Steps, held: string, after: Steps]>([
    ['more is held in one', (map) => hold(map, 5), '5+1', (map) => hold(map, 6)],
    [
      'one is used for other pages, of another word',
      (map) => hold(map, 5),
      '5+1',
      (map) => {
        letGo(map, 5);
        map.replace(GIB - 9, 1, B, HELD);
      },
    ],
    [
      'an idle one folds',
      (map) => {
        hold(map, 5);
        letGo(map, 5);
      },
      '',
      (map) => hold(map, 0, MIB2),
    ],
    [
      'one that has folded is used again',
      (map) => {
        hold(map, 5);
        letGo(map, 5);
        hold(map, 0, MIB2);
        letGo(map, 0, MIB2);
      },
      '',
      (map) => hold(map, 5),
    ],
  ])('%s', (_name, before, ranges, after) => {
    const map = mapOfA(1, 2);
    map.replace(GIB - MIB2, MIB2, A, B);
    before(map);
    const saved = map.save();
    after(map);

    for (let turn = 0; turn < 2; turn++) {
      map.restore(saved);

      expect(rangesWith(map, HELD)).toBe(ranges);
      for (const [page, pages] of rangesOf(ranges)) expect(letGo(map, page, pages)).toBe(pages);
      // There is one table for pages of 2 MiB, and it can be had.
      expect(hold(map, 9 * MIB2)).toBe(1);
      expect(hold(map, 10 * MIB2)).toBe(0);
      expect(runsOf(map)).toEqual([
        [0, 9 * MIB2, A],
        [9 * MIB2, 1, HELD],
        [9 * MIB2 + 1, GIB - 10 * MIB2 - 1, A],
        [GIB - MIB2, MIB2, B],
      ]);
    }
  });
});
