import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PageMap, type SavedPageMap } from '../../src/core/memory/page-map.ts';
import { Cells } from './cells.ts';
import { GIB, MIB2, runsOf } from './support.ts';

/** Every page of three entries of 2 MiB: the model is a word for each page. */
const EVERY_PAGE = Array.from({ length: 2 * MIB2 + 101 }, (_, page) => page);

/** Places in four gigabytes and a bit where entries and tables begin and end, and pages beside them. */
const BORDERS = [0, GIB, 2 * GIB, 3 * GIB, 4 * GIB]
  .flatMap((gigabyte) => [0, 1, 5, 6, 511, 512, 513, 1024, 1025, 2048].map((page) => gigabyte + page))
  .concat([GIB, 2 * GIB, 4 * GIB].flatMap((gigabyte) => [gigabyte - 512, gigabyte - 2, gigabyte - 1]))
  .sort((left, right) => left - right);

/** The same near the places where 31 and 32 bits end, and behind 2^36. */
const HIGH_BORDERS = [0, 1, GIB]
  .concat(
    [2 ** 31, 2 ** 32, 2 ** 36].flatMap((high) => [-513, -512, -1, 0, 1, 512].map((page) => high + page)),
  )
  .concat([2 ** 36 + 3 * GIB, 2 ** 36 + 3 * GIB + 77]);

/** Two cuts in order. */
function spanOf(cuts: readonly number[], left: number, right: number): [number, number] {
  const [low, high] = [left % cuts.length, right % cuts.length].sort((one, other) => one - other);
  return [cuts[low!]!, cuts[high!]!];
}

/** Replaces a span in map and model; both stop at the same page. */
function replaceBoth(map: PageMap, cells: Cells, start: number, end: number, from: number, to: number): void {
  const stop = cells.firstOther(start, end, from);
  expect(map.replace(start, end - start, from, to)).toBe(stop - start);
  cells.fill(start, stop, to);
}

/** The same as a list of runs that ends in the one given; a run that is stopped stays as it was. */
function replaceRunsBoth(
  map: PageMap,
  cells: Cells,
  spans: readonly [number, number][],
  from: number,
  to: number,
) {
  const pages = Float64Array.from(spans, ([start]) => start);
  const counts = Uint32Array.from(spans, ([start, end]) => end - start);
  let run = 0;
  let stop = 0;
  for (; run < spans.length; run++) {
    const [start, end] = spans[run]!;
    stop = cells.firstOther(start, end, from);
    if (stop < end) break;
    cells.fill(start, end, to);
  }
  expect(map.replaceRuns(pages, counts, 0, spans.length, from, to)).toBe(run);
  if (run < spans.length) expect(map.stoppedAt).toBe(stop);
}

const STEP = fc.record({
  action: fc.constantFrom(
    'replace',
    'replace',
    'replace',
    'runs',
    'fill',
    'runAt',
    'save',
    'restore',
    'there and back',
  ),
  left: fc.nat(10_000),
  right: fc.nat(10_000),
  from: fc.nat(3),
  to: fc.nat(3),
});

describe('with tables enough, a page map is a word for each page', () => {
  test.each([
    ['every page of four tables', EVERY_PAGE, 40],
    ['borders in four gigabytes', BORDERS, 150],
    ['borders up to 2^36 pages', HIGH_BORDERS, 60],
  ])('%s', (_name, cuts, numRuns) => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 50, size: 'max' }), (steps) => {
        const map = new PageMap(cuts.at(-1)!, 1000);
        let cells = new Cells(cuts);
        const copies = [{ saved: map.save(), cells: cells.copy() }];
        for (const { action, left, right, from, to } of steps) {
          const [start, end] = spanOf(cuts, left, right);
          // Words seldom meet by chance: most steps take the one they find.
          const found = from === 0 ? 1 : (cells.get(start) ?? 0);
          if (action === 'replace') replaceBoth(map, cells, start, end, found, to);
          else if (action === 'runs') {
            const other = spanOf(cuts, left + 1, right + 3);
            const single = [start, Math.min(start + 1, end)] as [number, number];
            // A run in a list has a length of 32 bits.
            const spans = [single, other].filter(([at, to]) => cuts.includes(to) && to - at < 2 ** 32);
            replaceRunsBoth(map, cells, spans, found, to);
          } else if (action === 'fill') {
            expect(map.fill(start, end - start, to)).toBe(true);
            cells.fill(start, end, to);
          } else if (action === 'there and back') {
            const before = runsOf(map);
            const done = map.replace(start, end - start, found, 9);
            expect(map.replace(start, done, 9, found)).toBe(done);
            expect(runsOf(map)).toEqual(before);
          } else if (action === 'runAt' && start < end) {
            const pages = cells.firstOther(start, end, cells.get(start)!) - start;
            expect(map.runAt(start, end - start)).toEqual({ page: start, pages, word: cells.get(start) });
          } else if (action === 'save') copies.push({ saved: map.save(), cells: cells.copy() });
          else if (action === 'restore') {
            const copy = copies[left % copies.length]!;
            map.restore(copy.saved);
            cells = copy.cells.copy();
          }
          expect([start, end].map((page) => map.get(page))).toEqual(
            [start, end].map((page) => cells.get(page) ?? 0),
          );
        }
        expect(runsOf(map)).toEqual(cells.runs());
      }),
      { numRuns },
    );
  });
});

describe('with few tables, a range is replaced as a whole or not at all', () => {
  const A = 0x20_0000;

  /** Ranges as transactions hold and release them, in a map that never has room for all. */
  const HOLD = fc.record({
    action: fc.constantFrom('hold', 'hold', 'hold', 'release', 'release', 'save', 'restore'),
    gigabyte: fc.nat(3),
    chunk: fc.nat(3),
    offset: fc.constantFrom(0, 0, 1, 511),
    pages: fc.constantFrom(1, 1, 2, 512, 514, 1024, GIB, GIB + 1),
    pick: fc.nat(100),
  });

  interface Held {
    readonly start: number;
    readonly pages: number;
    readonly word: number;
  }

  class Holder {
    readonly map: PageMap;
    held: readonly Held[] = [];
    private copies: { saved: SavedPageMap; held: readonly Held[] }[] = [];

    constructor(maxTables: number) {
      this.map = new PageMap(5 * GIB, maxTables);
      this.map.fill(0, 5 * GIB, A);
    }

    hold(start: number, pages: number, word: number): void {
      const inTheWay = this.held
        .filter((other) => start < other.start + other.pages && other.start < start + pages)
        .map((other) => Math.max(0, other.start - start));
      const free = Math.min(pages, ...inTheWay);
      const done = this.map.replace(start, pages, A, word);
      expect(done).toBeLessThanOrEqual(free);
      if (done === pages) this.held = [...this.held, { start, pages, word }];
      else {
        if (done < free) expect(this.map.tables).toBe(this.map.maxTables);
        expect(this.map.replace(start, done, word, A)).toBe(done);
      }
    }

    release(pick: number): void {
      const range = this.held[pick % this.held.length];
      if (range === undefined) return;
      expect(this.map.replace(range.start, range.pages, range.word, A)).toBe(range.pages);
      this.held = this.held.filter((other) => other !== range);
    }

    save(): void {
      this.copies.push({ saved: this.map.save(), held: this.held });
    }

    restore(pick: number): void {
      const copy = this.copies[pick % this.copies.length];
      if (copy === undefined) return;
      this.map.restore(copy.saved);
      this.held = copy.held;
    }

    /** All that is held, and `A` between. */
    expectAsHeld(): void {
      const holes: number[][] = [];
      let at = 0;
      const ranges = [...this.held].sort((left, right) => left.start - right.start);
      for (const { start, pages, word } of ranges) {
        holes.push([at, start - at, A], [start, pages, word]);
        at = start + pages;
      }
      holes.push([at, 5 * GIB - at, A]);
      expect(runsOf(this.map)).toEqual(holes.filter(([, pages]) => pages !== 0));
    }

    /** When nothing is held, every table can be had: one for a gigabyte, the others for pages in it. */
    expectNoTableLost(): void {
      while (this.held.length > 0) this.release(0);
      this.expectAsHeld();
      const { maxTables } = this.map;
      for (let chunk = 0; chunk < maxTables - 1; chunk++)
        expect(this.map.replace(chunk * MIB2, 1, A, 7)).toBe(1);
    }
  }

  test.each([1, 2, 3, 4, 5, 7, 9])('%i tables', (maxTables) => {
    fc.assert(
      fc.property(fc.array(HOLD, { maxLength: 120, size: 'max' }), (steps) => {
        const holder = new Holder(maxTables);
        steps.forEach(({ action, gigabyte, chunk, offset, pages, pick }, index) => {
          if (action === 'hold') holder.hold(gigabyte * GIB + chunk * MIB2 + offset, pages, A | (index + 1));
          else if (action === 'release') holder.release(pick);
          else if (action === 'save') holder.save();
          else holder.restore(pick);
        });
        holder.expectAsHeld();
        holder.expectNoTableLost();
      }),
      { numRuns: 60 },
    );
  });

  test('more ranges than tables that are kept idle, over and over', () => {
    const step = fc.record({ gigabyte: fc.nat(4), chunk: fc.nat(80), offset: fc.nat(9), hold: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 300, maxLength: 900, size: 'max' }), (steps) => {
        const holder = new Holder(200);
        steps.forEach(({ gigabyte, chunk, offset, hold }, index) => {
          // In turn mostly held and mostly released, so that many tables become idle together.
          const mostly = index % 300 < 150 ? 1 : 4;
          if (hold >= mostly) holder.hold(gigabyte * GIB + chunk * MIB2 + offset, 1, A | (index + 1));
          else holder.release(index);
        });
        holder.expectAsHeld();
        holder.expectNoTableLost();
      }),
      { numRuns: 15 },
    );
  });
});
