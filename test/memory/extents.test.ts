import { describe, expect, test } from 'vitest';
import { EXTENTS_PER_BLOCK, Extents } from '../../src/core/memory/extents.ts';
import { addTo } from './support.ts';

/** Adds `count` extents, each told from all others, to a chain. Returns its blocks in order. */
function fill(extents: Extents, first: number, count: number, mark: number): number[] {
  const blocks = [first];
  for (let index = 0; index < count; index++) {
    const block = addTo(extents, blocks.at(-1)!, index, mark + index, index + 1);
    if (block === 0) break;
    if (block !== blocks.at(-1)) blocks.push(block);
  }
  return blocks;
}

/** The ranges of a chain, read along its blocks. */
function read(extents: Extents, first: number, count: number): number[][] {
  const ranges: number[][] = [];
  for (let block = first; block !== 0; block = extents.after(block))
    for (let at = block * EXTENTS_PER_BLOCK; at < (block + 1) * EXTENTS_PER_BLOCK; at++)
      if (ranges.length < count) ranges.push([extents.page[at]!, extents.pages[at]!]);
  return ranges;
}

function expected(count: number, mark: number): number[][] {
  return Array.from({ length: count }, (_, index) => [mark + index, index + 1]);
}

describe('a chain', () => {
  test.each([
    [0, 1],
    [1, 1],
    [8, 1],
    [9, 2],
    [16, 2],
    [17, 3],
    [80, 10],
  ])('%i extents take %i blocks and are read in the order they were added', (count, blocks) => {
    const extents = new Extents(100, 1);

    const chain = fill(extents, extents.open(), count, 1000);

    expect(chain).toHaveLength(blocks);
    expect(extents.slots.live).toBe(blocks);
    expect(read(extents, chain[0]!, count)).toEqual(expected(count, 1000));
    expect(extents.after(chain.at(-1)!)).toBe(0);
  });

  test('ranges are kept as they are: not sorted, not merged, not widened', () => {
    const extents = new Extents(8, 1);
    const block = extents.open();
    const ranges = [
      [9, 1],
      [8, 1],
      [2 ** 40, 2 ** 32 - 1],
      [8, 1],
      [7, 0],
    ];

    ranges.forEach(([page, pages], index) => {
      addTo(extents, block, index, page!, pages!);
    });

    expect(read(extents, block, 5)).toEqual(ranges);
  });

  test('two chains that grow in turn stay apart', () => {
    const extents = new Extents(64, 2);
    const left = extents.open();
    const right = extents.open();
    let [lastLeft, lastRight] = [left, right];

    for (let index = 0; index < 20; index++) {
      lastLeft = addTo(extents, lastLeft, index, 1000 + index, index + 1);
      lastRight = addTo(extents, lastRight, index, 5000 + index, index + 1);
    }

    expect(read(extents, left, 20)).toEqual(expected(20, 1000));
    expect(read(extents, right, 20)).toEqual(expected(20, 5000));
  });
});

describe('room', () => {
  test.each([
    ['one extent for one transaction', 1, 1, 16],
    ['eight for one', 8, 1, 16],
    ['nine for one', 9, 1, 24],
    ['none beyond the first block of each', 0, 3, 8],
  ])('%s: a chain is full only when no block is left', (_name, capacity, chains, most) => {
    const extents = new Extents(capacity, chains);
    for (let chain = 1; chain < chains; chain++) extents.open();
    const first = extents.open();

    const chain = fill(extents, first, most + 5, 0);

    expect(addTo(extents, chain.at(-1)!, most, 1, 1)).toBe(0);
    expect(read(extents, first, most + 5)).toEqual(expected(most, 0));
    expect(extents.open()).toBe(0);
  });

  test('an extent that found no room leaves the chain as it was, and finds room later', () => {
    const extents = new Extents(8, 1);
    const other = extents.open();
    const first = extents.open();
    const [block] = fill(extents, first, 8, 100);
    expect(addTo(extents, block!, 8, 7, 7)).toBe(0);
    expect(extents.after(block!)).toBe(0);

    extents.close(other);
    const next = addTo(extents, block!, 8, 108, 9);

    expect(next).not.toBe(0);
    expect(read(extents, first, 9)).toEqual(expected(9, 100));
  });

  test('closing gives every block back', () => {
    const extents = new Extents(32, 1);
    const [first] = fill(extents, extents.open(), 30, 0);
    expect(extents.slots.live).toBe(4);

    extents.close(first!);

    expect(extents.slots.live).toBe(0);
    expect(fill(extents, extents.open(), 40, 0)).toHaveLength(5);
  });

  test('a block that is used again does not lead into its old chain', () => {
    const extents = new Extents(32, 1);
    const [first] = fill(extents, extents.open(), 24, 0);
    extents.close(first!);

    const again = [extents.open(), extents.open(), extents.open()];

    expect(again.map((block) => extents.after(block))).toEqual([0, 0, 0]);
  });
});

describe('several ranges at once', () => {
  const page = Float64Array.of(100, 101, 102, 103, 104, 105, 106, 107, 108, 109);
  const pages = Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  test.each([
    [
      'all that there are',
      0,
      0,
      3,
      3,
      [
        [100, 1],
        [101, 2],
        [102, 3],
      ],
    ],
    [
      'from the middle of the list',
      0,
      4,
      6,
      2,
      [
        [104, 5],
        [105, 6],
      ],
    ],
    [
      'from the middle of the block',
      5,
      0,
      2,
      2,
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [100, 1],
        [101, 2],
      ],
    ],
    [
      'no more than the block takes',
      6,
      1,
      10,
      2,
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [101, 2],
        [102, 3],
      ],
    ],
    ['none', 3, 2, 2, 0, []],
  ] as [string, number, number, number, number, number[][]][])(
    '%s',
    (_name, at, from, end, count, expected) => {
      const extents = new Extents(32, 1);
      extents.open();
      const block = extents.open();

      expect(extents.fill(block, at, page, pages, from, end)).toBe(count);

      expect(read(extents, block, expected.length)).toEqual(expected);
      expect(extents.pages.reduce((sum, each) => sum + each, 0)).toBe(
        expected.reduce((sum, [, each = 0]) => sum + each, 0),
      );
    },
  );
});

test('a copy brings back ranges, chains and room', () => {
  const extents = new Extents(32, 1);
  const chain = fill(extents, extents.open(), 12, 100);
  const saved = { table: extents.save(), slots: extents.slots.save() };

  extents.close(chain[0]!);
  fill(extents, extents.open(), 40, 900);
  extents.restore(saved.table);
  extents.slots.restore(saved.slots);

  expect(read(extents, chain[0]!, 12)).toEqual(expected(12, 100));
  expect(extents.slots.live).toBe(2);
  expect(fill(extents, extents.open(), 32, 500)).toHaveLength(3);
  expect(read(extents, chain[0]!, 12)).toEqual(expected(12, 100));
});
