import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { View, type Window } from '../../src/core/memory/view.ts';

/** Addresses 100..109 are pages 500..509, 110..114 are 300..304, 120..120 is 2^36. */
const WINDOWS: readonly Window[] = [
  { at: 120, page: 2 ** 36, pages: 1 },
  { at: 100, page: 500, pages: 10 },
  { at: 110, page: 300, pages: 5 },
];

/** Every address of a view in a range, with the page behind it: what a naive table of it would hold. */
function translations(view: View, from: number, to: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let at = from; at < to; at++) if (view.physical(at) >= 0) pairs.push([at, view.physical(at)]);
  return pairs;
}

describe('translation', () => {
  test.each([
    ['before the first window', 99, -1, 0],
    ['the first page of a window', 100, 500, 10],
    ['inside it', 104, 504, 6],
    ['its last page', 109, 509, 1],
    ['the window right behind it, whose pages are others', 110, 300, 5],
    ['its last page', 114, 304, 1],
    ['the first page of a hole', 115, -1, 0],
    ['the last page of a hole', 119, -1, 0],
    ['a window of one page, far away', 120, 2 ** 36, 1],
    ['behind the last window', 121, -1, 0],
    ['address 0', 0, -1, 0],
    ['beyond all', 2 ** 52, -1, 0],
  ])('%s', (_name, at, page, contiguous) => {
    const view = View.of(WINDOWS);

    expect(view.physical(at)).toBe(page);
    expect(view.contiguous(at, 1000)).toBe(contiguous);
    expect(view.contiguous(at, 1)).toBe(Math.min(1, contiguous));
  });

  test('the identity view: every address is the page itself, as far as one asks', () => {
    const view = View.identity();
    expect(view.identity).toBe(true);
    expect([0, 1, 2 ** 40].map((at) => view.physical(at))).toEqual([0, 1, 2 ** 40]);
    expect(view.contiguous(7, 2 ** 32)).toBe(2 ** 32);
    expect([view.freePlace(1), view.seams, view.save()]).toEqual([-1, 0, []]);
  });

  test('a view without windows has nothing', () => {
    const view = View.of([]);
    expect([view.identity, view.physical(0), view.contiguous(0, 1), view.freePlace(1)]).toEqual([
      false,
      -1,
      0,
      -1,
    ]);
  });
});

test.each([
  ['no window', [], 0],
  ['one', [[0, 5]], 0],
  [
    'two that touch',
    [
      [0, 5],
      [5, 1],
    ],
    1,
  ],
  [
    'two with a hole between',
    [
      [0, 5],
      [6, 1],
    ],
    0,
  ],
  [
    'pairs that touch',
    [
      [0, 2],
      [2, 2],
      [10, 1],
      [11, 1],
    ],
    2,
  ],
  [
    'three in a row',
    [
      [7, 1],
      [8, 1],
      [9, 1],
    ],
    2,
  ],
] as [string, [number, number][], number][])(
  'a seam is where two windows touch: %s',
  (_name, list, seams) => {
    const windows = list.map(([at, pages], index) => ({ at, page: 100 * index, pages }));
    expect(View.of(windows).seams).toBe(seams);
  },
);

describe('windows', () => {
  test.each([
    ['one page of another', [0, 10], [9, 1]],
    ['the same place', [5, 1], [5, 1]],
    ['one inside the other', [0, 10], [3, 2]],
    ['given the other way round', [9, 5], [0, 10]],
  ])('that overlap are refused: %s', (_name, left, right) => {
    const windows = [left, right].map(([at, pages]) => ({ at: at!, page: 0, pages: pages! }));
    expect(() => View.of(windows)).toThrow(RangeError);
  });

  test('that touch are fine, and two may show the same pages', () => {
    const view = View.of([
      { at: 10, page: 7, pages: 2 },
      { at: 12, page: 7, pages: 2 },
    ]);
    expect(translations(view, 0, 20)).toEqual([
      [10, 7],
      [11, 8],
      [12, 7],
      [13, 8],
    ]);
  });

  test('the list given stays the caller’s', () => {
    const windows = [{ at: 5, page: 1, pages: 1 }];
    const view = View.of(windows);

    windows[0] = { at: 6, page: 1, pages: 1 };
    view.open({ at: 7, page: 2, pages: 1 });

    expect(translations(view, 0, 10)).toEqual([
      [5, 1],
      [7, 2],
    ]);
    expect(windows).toHaveLength(1);
  });
});

describe('free places', () => {
  const borrowing = { at: 1000, pages: 10 };

  test.each([
    ['nothing there', [], 10, 1000],
    ['more than there is', [], 11, -1],
    ['behind what lies at the start', [[1000, 4]], 6, 1004],
    ['not enough behind it', [[1000, 4]], 7, -1],
    ['before what lies at the end', [[1006, 4]], 6, 1000],
    [
      'the first gap that is large enough',
      [
        [1002, 1],
        [1004, 1],
      ],
      2,
      1000,
    ],
    [
      'a gap passed over as too small',
      [
        [1001, 1],
        [1004, 1],
      ],
      2,
      1002,
    ],
    [
      'behind two gaps',
      [
        [1001, 1],
        [1003, 1],
      ],
      3,
      1004,
    ],
    ['a window that reaches into the range from below', [[990, 12]], 8, 1002],
    ['a window that reaches out of it', [[1008, 20]], 8, 1000],
    ['no page left', [[1000, 10]], 1, -1],
    ['a window around it all', [[900, 1000]], 1, -1],
    [
      'windows elsewhere',
      [
        [0, 5],
        [2000, 5],
      ],
      10,
      1000,
    ],
  ] as [string, [number, number][], number, number][])('%s', (_name, taken, pages, place) => {
    const windows = taken.map(([at, count]) => ({ at, page: 0, pages: count }));

    expect(View.of(windows, borrowing).freePlace(pages)).toBe(place);
  });

  test.each([
    ['elsewhere', 1, [[0, 5]], 3, 1000],
    ['at the start', 1, [[1000, 2]], 3, 1004],
    [
      'before and behind a window',
      1,
      [
        [1000, 1],
        [1004, 3],
      ],
      3,
      1007,
    ],
    ['from before all', 1, [[998, 3]], 2, 1001],
    [
      'everywhere',
      1,
      [
        [1000, 3],
        [1004, 6],
      ],
      1,
      -1,
    ],
    ['nowhere, and a place begins at every fourth page', 4, [], 4, 1004],
    [
      'where a place would begin and where it would end',
      4,
      [
        [1000, 1],
        [1006, 1],
      ],
      3,
      -1,
    ],
    ['behind where a place would begin', 4, [[1001, 2]], 2, 1004],
  ] as [string, number, [number, number][], number, number][])(
    'leave out what is kept: %s',
    (_name, alignment, kept, pages, place) => {
      const view = View.of([{ at: 1003, page: 0, pages: 1 }], borrowing);
      const ranges = kept.map(([at, count]) => ({ at, pages: count }));
      expect(view.freePlace(pages, alignment, ranges)).toBe(place);
    },
  );

  test('a window opened is found, closed is gone, and its place is free again', () => {
    const view = View.of(WINDOWS, borrowing);
    const before = translations(view, 0, 2000);

    view.open({ at: 1000, page: 40, pages: 2 });
    view.open({ at: 1002, page: 60, pages: 1 });
    expect(translations(view, 1000, 1010)).toEqual([
      [1000, 40],
      [1001, 41],
      [1002, 60],
    ]);
    expect(view.freePlace(8)).toBe(-1);
    view.close(1000, 3);

    expect(translations(view, 0, 2000)).toEqual(before);
    expect(view.freePlace(10)).toBe(1000);
  });
});

test('a copy brings the windows back, in any order and more than once', () => {
  const view = View.of(WINDOWS, { at: 1000, pages: 10 });
  const early = view.save();
  view.open({ at: 1000, page: 40, pages: 2 });
  const late = view.save();
  const [before, after] = [View.of(early), View.of(late)].map((copy) => translations(copy, 0, 1100));

  for (const [saved, expected] of [
    [early, before],
    [late, after],
    [early, before],
  ] as const) {
    view.restore(saved);
    expect(translations(view, 0, 1100)).toEqual(expected);
    view.close(100, 10);
  }
});

test('against a table of addresses: places are the first that are free, and nothing else moves', () => {
  const borrowing = { at: 10, pages: 12 };
  const fixed: Window[] = [
    { at: 13, page: 100, pages: 2 },
    { at: 30, page: 200, pages: 3 },
  ];
  const steps = fc.array(fc.record({ pages: fc.integer({ min: 1, max: 5 }), closes: fc.nat(9) }), {
    maxLength: 40,
    size: 'max',
  });
  fc.assert(
    fc.property(steps, (list) => {
      const view = View.of(fixed, borrowing);
      const table = new Map([
        [13, 100],
        [14, 101],
        [30, 200],
        [31, 201],
        [32, 202],
      ]);
      const opened: { at: number; pages: number }[] = [];
      list.forEach(({ pages, closes }, index) => {
        const [gone] = closes < opened.length ? opened.splice(closes, 1) : [];
        if (gone !== undefined) {
          view.close(gone.at, gone.pages);
          for (let at = gone.at; at < gone.at + gone.pages; at++) table.delete(at);
        }
        let place = 10;
        const isFree = () => ![...Array(pages).keys()].some((offset) => table.has(place + offset));
        while (place + pages <= 22 && !isFree()) place++;
        expect(view.freePlace(pages)).toBe(place + pages <= 22 ? place : -1);
        if (place + pages <= 22) {
          const page = 1000 * (index + 1);
          view.open({ at: place, page, pages });
          opened.push({ at: place, pages });
          for (let offset = 0; offset < pages; offset++) table.set(place + offset, page + offset);
        }
        expect(translations(view, 0, 40)).toEqual([...table].sort(([left], [right]) => left - right));
      });
    }),
  );
});

test.each([
  [
    'none',
    [],
    [
      [100, 500, 10],
      [110, 300, 5],
      [120, 2 ** 36, 1],
    ],
  ],
  [
    'none that any window shows',
    [
      [0, 300],
      [510, 5],
    ],
    [
      [100, 500, 10],
      [110, 300, 5],
      [120, 2 ** 36, 1],
    ],
  ],
  [
    'a whole window',
    [[300, 5]],
    [
      [100, 500, 10],
      [120, 2 ** 36, 1],
    ],
  ],
  [
    'more than all of it',
    [
      [290, 30],
      [2 ** 36 - 1, 3],
    ],
    [[100, 500, 10]],
  ],
  [
    'its start',
    [[500, 2]],
    [
      [102, 502, 8],
      [110, 300, 5],
      [120, 2 ** 36, 1],
    ],
  ],
  [
    'its end',
    [[508, 4]],
    [
      [100, 500, 8],
      [110, 300, 5],
      [120, 2 ** 36, 1],
    ],
  ],
  [
    'from the middle, twice',
    [
      [501, 1],
      [505, 3],
    ],
    [
      [100, 500, 1],
      [102, 502, 3],
      [108, 508, 2],
      [110, 300, 5],
      [120, 2 ** 36, 1],
    ],
  ],
  [
    'from several windows',
    [
      [304, 1],
      [500, 9],
    ],
    [
      [109, 509, 1],
      [110, 300, 4],
      [120, 2 ** 36, 1],
    ],
  ],
] as [string, [number, number][], [number, number, number][]][])(
  'a view that forgets pages shows all others where they were: %s',
  (_name, runs, left) => {
    const view = View.of(WINDOWS);

    view.forget(runs.map(([page, pages]) => ({ page, pages })));

    expect(view.save()).toEqual(left.map(([at, page, pages]) => ({ at, page, pages })));
  },
);
