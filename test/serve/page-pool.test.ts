import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInside, PagePool, type PageRun, without } from '../../src/node/serve/page-pool.ts';

const PAGES = 32;
const run = (page: number, pages: number): PageRun => ({ address: page * 0x1000, pages });
const pagesOf = (runs: readonly PageRun[]) =>
  runs.flatMap(({ address, pages }) => Array.from({ length: pages }, (_, index) => address / 0x1000 + index));

const anyRun = fc
  .tuple(fc.nat(PAGES - 1), fc.integer({ min: 1, max: 8 }))
  .map(([page, pages]) => run(page, Math.min(pages, PAGES - page)));

test('a pool gives every page once, and none that is taken', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant('back' as const))), (acts) => {
      const pool = new PagePool();
      pool.give(run(4, PAGES));
      const taken: PageRun[] = [];
      const isTaken = new Set<number>();
      for (const act of acts) {
        if (act === 'back') {
          const back = taken.shift();
          if (back === undefined) continue;
          for (const page of pagesOf([back])) isTaken.delete(page);
          pool.give(back);
          continue;
        }
        const address = pool.take(act);
        // First fit fails only where no run of free pages is long enough.
        const free = Array.from({ length: PAGES }, (_, index) => (isTaken.has(index + 4) ? ' ' : 'f')).join(
          '',
        );
        expect(address !== undefined).toBe(free.includes('f'.repeat(act)));
        if (address === undefined) continue;
        const got = run(address / 0x1000, act);
        for (const page of pagesOf([got])) {
          expect(isTaken.has(page)).toBe(false);
          expect(page >= 4 && page < PAGES + 4).toBe(true);
          isTaken.add(page);
        }
        taken.push(got);
      }
    }),
  );
});

test('runs without others have the pages of the first and none of the others', () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 3 }), fc.array(anyRun, { maxLength: 4 }), (runs, holes) => {
      const gone = new Set(pagesOf(holes));
      expect(pagesOf(without(runs, holes))).toEqual(pagesOf(runs).filter((page) => !gone.has(page)));
    }),
  );
});

test('bytes are inside of runs when each of their pages is', () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 5 }), fc.nat(PAGES * 4), fc.nat(40), (runs, at, quarters) => {
      const [address, bytes] = [at * 0x400, quarters * 0x400];
      const there = new Set(pagesOf(runs));
      const touched = Array.from({ length: quarters }, (_, index) => Math.floor((at + index) / 4));
      expect(isInside(runs, address, bytes)).toBe(quarters > 0 && touched.every((page) => there.has(page)));
    }),
  );
});
