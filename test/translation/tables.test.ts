import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stage2 } from '../../src/core/translation/format.ts';
import { TableStore } from '../../src/core/translation/table-store.ts';
import { type Mapping, mostTables, TranslationTables } from '../../src/core/translation/tables.ts';
import { type Leaf, Processor } from './processor.ts';

const MIB2 = 512;
const GIB = 512 * 512;
const FORMAT = stage2(39);
/** Normal memory, read and write, as an address's leaf shows it. */
const RW = { low: 0x7fc, high: 1 << 22 };

function machine(tables = 64) {
  const store = new TableStore(0x1000, tables);
  const space = new TranslationTables(store, FORMAT);
  const processor = new Processor();
  const settle = () => {
    const stale = store.breakEntries(processor);
    if (stale) processor.invalidate([space.rootPage]);
    store.makeEntries(processor);
    return stale;
  };
  settle();
  processor.invalidate([space.rootPage]);
  const leaf = (at: number): Leaf | undefined => processor.walk(space.rootPage, 1, BigInt(at) << 12n);
  return { store, space, processor, settle, leaf };
}

function to(page: number, attributes = RW): Mapping {
  return { page, ...attributes };
}

describe('what is mapped', () => {
  test.each([
    ['a page', 0x80, 1, 0x80, 3],
    ['2 MiB', 3 * MIB2, MIB2, 7 * MIB2, 2],
    ['2 MiB to where no block can lead', 3 * MIB2, MIB2, 7 * MIB2 + 1, 3],
    ['a gigabyte', GIB, GIB, 3 * GIB, 1],
    ['a gigabyte to where only 2 MiB blocks can lead', GIB, GIB, 3 * GIB + MIB2, 2],
    ['the last page of 39 bits', 2 ** 27 - 1, 1, 5, 3],
    ['a page beyond 32 bits of pages', 0x80, 1, 2 ** 36 - 1, 3],
  ])('%s', (_name, at, pages, page, level) => {
    const { space, settle, leaf } = machine(1024);

    space.set(at, pages, to(page));
    settle();

    expect(leaf(at)).toEqual({ page, level, lower: 0x7fc, upper: 0x10 });
    expect(leaf(at + pages - 1)).toEqual({ page: page + pages - 1, level, lower: 0x7fc, upper: 0x10 });
    expect(at === 0 ? undefined : leaf(at - 1)).toBeUndefined();
  });

  test('addresses beyond the regime are an error of whoever sets them', () => {
    const { space } = machine();

    expect(() => space.set(2 ** 27 - 1, 2, to(0))).toThrow('beyond 39 bits');
  });
});

describe('blocks', () => {
  test('are split when a page of theirs goes, and put together when it comes back', () => {
    const { store, space, settle, leaf } = machine();
    space.set(GIB, GIB, to(GIB));
    settle();
    const whole = store.used;

    space.set(GIB + 5, 1, undefined);
    const stale = settle();

    expect(stale).toBe(true);
    expect(leaf(GIB + 5)).toBeUndefined();
    expect(leaf(GIB + 4)).toEqual({ page: GIB + 4, level: 3, lower: 0x7fc, upper: 0x10 });
    expect(leaf(GIB + MIB2)?.level).toBe(2);
    expect(store.used).toBe(whole + 2);

    space.set(GIB + 5, 1, to(GIB + 5));
    settle();
    expect(leaf(GIB + 5)?.level).toBe(1);
    expect(store.used).toBe(whole);
  });

  test('are not touched by saying again what they say', () => {
    const { space, processor, settle } = machine();
    space.set(GIB, GIB, to(GIB));
    settle();
    const before = processor.writes;

    space.set(GIB + 5, 700, to(GIB + 5));

    expect(settle()).toBe(false);
    expect(processor.writes).toBe(before);
  });
});

test('what was invalid needs no invalidated TLB', () => {
  const { space, settle } = machine();

  space.set(7, 1, to(9));

  expect(settle()).toBe(false);
});

test('no table is lost in a hundred thousand cycles of taking a page away and giving it back', () => {
  const { store, space, settle } = machine();
  space.set(0, 4 * MIB2, to(0));
  settle();
  const before = store.used;

  for (let cycle = 0; cycle < 100_000; cycle++) {
    const at = (cycle * 37) % (4 * MIB2);
    space.set(at, 1, undefined);
    if (cycle % 16 === 0) settle();
    space.set(at, 1, to(at));
    if (cycle % 8 === 0) settle();
  }
  settle();

  expect(store.used).toBe(before);
});

test('a store that is too small says so', () => {
  const { space } = machine(2);

  expect(() => space.set(7, 1, to(9))).toThrow('all 2 translation tables are in use');
});

/** Ranges around the borders of blocks: page, length, where to (a multiple of 2 MiB away, or a few pages more), attributes. */
const SET = fc.record({
  block: fc.constantFrom(0, MIB2, GIB - MIB2, GIB, 2 * GIB - MIB2),
  offset: fc.constantFrom(0, 1, 2, MIB2 - 1),
  pages: fc.constantFrom(1, 2, MIB2 - 1, MIB2, MIB2 + 1, GIB),
  shift: fc.constantFrom(0, MIB2, GIB, 3),
  mapping: fc.constantFrom(undefined, RW, { low: 0x77c, high: 0 }),
  settle: fc.boolean(),
});
const PROBES = [0, 1, 2, MIB2, GIB - MIB2, GIB, GIB + MIB2, 2 * GIB - MIB2, 2 * GIB].flatMap((at) =>
  [-1, 0, 1, 2, MIB2 - 1].map((more) => at + more).filter((page) => page >= 0),
);

test('any sequence: addresses lead where the last word said, and break-before-make is kept', () => {
  fc.assert(
    fc.property(fc.array(SET, { maxLength: 24 }), (sets) => {
      const { store, space, settle, leaf } = machine(mostTables(FORMAT, 4 * GIB));
      const said: ((at: number) => Mapping | undefined | 'nothing said')[] = [];
      for (const { block, offset, pages, shift, mapping, settle: now } of sets) {
        const at = block + offset;
        const where = mapping === undefined ? undefined : to(at + shift, mapping);
        space.set(at, pages, where);
        said.unshift((page) => {
          if (page < at || page >= at + pages) return 'nothing said';
          return where === undefined ? undefined : { ...where, page: where.page + page - at };
        });
        if (now) settle();
      }
      settle();
      for (const page of PROBES) {
        const last = said.map((of) => of(page)).find((each) => each !== 'nothing said');
        const found = leaf(page);
        expect(found && { page: found.page, lower: found.lower, upper: found.upper }).toEqual(
          last && { page: last.page, lower: last.low, upper: last.high >>> 18 },
        );
      }
      space.set(0, 4 * GIB, undefined);
      settle();
      expect(store.used).toBe(1);
    }),
    { numRuns: 60 },
  );
});
