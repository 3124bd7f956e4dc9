/** Pages that lie apart, numbered without gaps. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_PAGES, PageSpace } from '../../src/core/timeline/page-space.ts';

const APART = new PageSpace([
  { page: 0x100, pages: 4 },
  { page: 0x40, pages: 2 },
  { page: 0x102, pages: 4 },
]);

describe('a space of pages', () => {
  test('counts pages in their order, each once', () => {
    expect(APART.extents).toEqual([
      { page: 0x40, pages: 2 },
      { page: 0x100, pages: 6 },
    ]);
    expect(APART.size).toBe(8);
  });

  test.each([
    [0x3f, -1],
    [0x40, 0],
    [0x41, 1],
    [0x42, -1],
    [0x100, 2],
    [0x105, 7],
    [0x106, -1],
  ])('knows the index of page %i: %i', (page, index) => {
    expect(APART.indexOf(page)).toBe(index);
    if (index >= 0) expect(APART.pageAt(index)).toBe(page);
  });

  test('has no page behind the last', () => {
    expect(() => APART.pageAt(8)).toThrow(RangeError);
  });

  test('cuts a run into the parts that are there', () => {
    expect(APART.parts({ page: 0x41, pages: 0xc1 })).toEqual([
      { index: 1, count: 1 },
      { index: 2, count: 2 },
    ]);
    expect(APART.parts({ page: 0x50, pages: 8 })).toEqual([]);
  });

  test('keeps what a page map can hold, and says that there is more', () => {
    const space = new PageSpace([{ page: 0, pages: 2 ** 40 }]);

    expect(space.size).toBe(MOST_PAGES);
    expect(space.cut).toBe(true);
    expect(APART.cut).toBe(false);
  });

  test('finds every page again', () => {
    const extent = fc.record({ page: fc.nat(200), pages: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(extent, { maxLength: 8 }), fc.nat(250), (extents, page) => {
        const space = new PageSpace(extents);
        const there = extents.some((each) => page >= each.page && page < each.page + each.pages);
        const index = space.indexOf(page);

        expect(index >= 0).toBe(there);
        if (there) expect(space.pageAt(index)).toBe(page);
      }),
    );
  });
});
