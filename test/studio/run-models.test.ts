/** What the run page draws, without a page. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageDelta } from '../../src/core/timeline/page-deltas.ts';
import { DeltaList } from '../../src/core/timeline/page-deltas.ts';
import { RunAnswers } from '../../src/studio/model/run/answers.ts';
import { BAND_ROWS, BandRows, kindOf, labelOf } from '../../src/studio/model/run/bands.ts';
import { eventsAround } from '../../src/studio/model/run/events-around.ts';
import { overviewOf } from '../../src/studio/model/run/follow-overview.ts';
import { LaneEvents } from '../../src/studio/model/run/lane-events.ts';
import {
  boxOf,
  CELL,
  cellText,
  pageAt,
  panned,
  placeOf,
  revealing,
  wholeView,
  zoomed,
} from '../../src/studio/model/run/map-layout.ts';
import { MapMoment } from '../../src/studio/model/run/map-moment.ts';
import { ACCESS } from '../../src/studio/model/run/map-state.ts';
import { pageIndexIn } from '../../src/studio/model/run/page-index.ts';
import { RecordingReader } from '../../src/studio/model/run/read-recording.ts';
import {
  COLUMN,
  columnsOf,
  inSight,
  pannedTime,
  revealingTime,
  wholeTime,
  zoomedTime,
} from '../../src/studio/model/run/time-layout.ts';
import { eventOfCall, timelineIn } from '../timeline/support.ts';

const THREE = 'machines/three-worlds.yaml';
/** As remarkable as their numbers say. */
const STATES = { owner: new Int32Array(4), access: Uint8Array.of(0, 1, 2, 3) };

describe('the pages at a moment', () => {
  const pages = fc.integer({ min: 1, max: 400 });
  const change = fc.record({ at: fc.nat(399), count: fc.integer({ min: 1, max: 200 }), state: fc.nat(3) });

  /** Changes one by one, page by page: what a moment has to agree with. */
  function plain(size: number, changes: readonly { at: number; count: number; state: number }[]) {
    const list = new DeltaList();
    const states = new Uint32Array(size);
    const moments = [states.slice()];
    for (const [event, { at, count, state }] of changes.entries()) {
      for (let index = at; index < Math.min(size, at + count); index++) {
        const delta: PageDelta = { event, index, count: 1, before: states[index]!, after: state };
        states[index] = state;
        list.push(delta);
      }
      moments.push(states.slice());
    }
    return { deltas: list.all, moments };
  }

  test('are the same however one comes there, cell by cell', () => {
    fc.assert(
      fc.property(
        pages,
        fc.array(change, { maxLength: 8 }),
        fc.array(fc.nat(8), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 8 }),
        (size, changes, visits, zoom) => {
          const { deltas, moments } = plain(size, changes);
          const moment = new MapMoment({ initial: new Uint32Array(size), deltas, states: STATES });
          for (const visit of visits) {
            const at = Math.min(visit, changes.length);
            moment.moveTo(at - 1);
            for (let first = 0; first < size; first += 2 ** zoom) {
              const seen = [...moments[at]!.subarray(first, first + 2 ** zoom)];
              expect(moment.cell(first, 2 ** zoom)).toEqual({
                state: Math.max(...seen),
                mixed: new Set(seen).size > 1,
              });
            }
            const run = moments[at]!.findIndex((state) => state !== moments[at]![0]);
            expect(moment.runFrom(0, size)).toBe(run < 0 ? size : run);
          }
        },
      ),
    );
  });
});

describe('the page map', () => {
  const BOX = boxOf(640, 200);

  test.each([
    [1, 0, '4 KiB'],
    [1280, 0, '4 KiB'],
    [1281, 1, '8 KiB'],
    [1_000_000, 10, '4 MiB'],
    [2 ** 24, 14, '64 MiB'],
  ])('shows %i pages at zoom %i, a cell being %s', (size, zoom, text) => {
    expect(wholeView(size, BOX)).toEqual({ zoom, first: 0 });
    expect(cellText({ zoom, first: 0 })).toBe(text);
  });

  test('finds the page at the place where it is drawn, and none beside the map', () => {
    const view = { zoom: 2, first: 256 };
    const place = placeOf(600, view, BOX)!;

    expect(pageAt(place.x + 1, place.y + CELL - 1, view, BOX, 10_000)).toBe(600);
    expect(pageAt(640, 0, view, BOX, 10_000)).toBe(-1);
    expect(pageAt(0, 0, view, BOX, 200)).toBe(-1);
    expect(placeOf(10, view, BOX)).toBeUndefined();
  });

  test('keeps a page in sight whatever is zoomed, panned and revealed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat(),
        fc.array(fc.constantFrom<-1 | 1>(-1, 1)),
        (size, any, zooms) => {
          const page = any % size;
          let view = revealing(wholeView(size, BOX), page, size, BOX);
          for (const by of zooms) view = revealing(zoomed(view, by, page, size, BOX), page, size, BOX);

          expect(placeOf(page, view, BOX)).toBeDefined();
          expect(view.first % 2 ** view.zoom).toBe(0);
          expect(panned(view, -1_000_000, size, BOX).first).toBe(0);
        },
      ),
    );
  });
});

describe('the timeline', () => {
  test('shows all events, and zooms around a point', () => {
    const whole = wholeTime(1000, 500);

    expect(inSight(whole, 1000, 500)).toEqual([0, 1000]);
    const closer = zoomedTime(whole, 4, 250, 1000, 500);
    expect(closer).toEqual({ first: 375, scale: 2 });
    expect(zoomedTime(closer, 0.01, 0, 1000, 500)).toEqual(whole);
    expect(pannedTime(closer, 5000, 1000, 500)).toEqual({ first: 750, scale: 2 });
    expect(revealingTime(closer, 900, 1000, 500)).toEqual({ first: 750, scale: 2 });
    expect(revealingTime(closer, 400, 1000, 500)).toBe(closer);
  });

  test('keeps what went wrong in sight where events are narrower than pixels', async () => {
    const run = overviewOf(await timelineIn(THREE));
    const lists = new LaneEvents().add(run);

    const columns = columnsOf(run, lists[0]!, wholeTime(run.count, 10), 10);

    expect([...columns]).toContain(COLUMN.WRONG);
    expect(lists.map((list) => list.length).reduce((sum, length) => sum + length)).toBe(run.count);
  });

  test('shows in each column what happens there, however many begin in it', () => {
    const events = fc.array(
      fc.record({ here: fc.boolean(), lasts: fc.integer({ min: 1, max: 40 }), fails: fc.boolean() }),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 60 }), (events, width) => {
        const until = Uint32Array.from(events, ({ lasts }, at) => at + lasts);
        const wrong = Uint8Array.from(events, ({ fails }) => (fails ? 1 : 0));
        const list = Uint32Array.from([...events.keys()].filter((at) => events[at]!.here));
        const view = wholeTime(events.length, width);
        const column = (at: number) => Math.floor(at * view.scale);

        const seen = columnsOf(
          { count: events.length, wrong, slices: { until } } as never,
          list,
          view,
          width,
        );

        for (let x = 0; x < width; x++) {
          const failed = list.some((at) => column(at) === x && wrong[at] === 1);
          const busy = list.some((at) => column(at) <= x && x < Math.max(column(at) + 1, column(until[at]!)));
          expect(seen[x]).toBe(failed ? COLUMN.WRONG : busy ? COLUMN.BUSY : COLUMN.EMPTY);
        }
      }),
    );
  });

  test('draws a call that began out of sight and lasts', async () => {
    const run = overviewOf(await timelineIn(THREE));
    const waits = run.slices.until.findIndex((until, event) => until > event + 3);
    const list = new LaneEvents().add(run)[run.lane[waits]!]!;

    expect(columnsOf(run, list, { first: waits + 2, scale: 4 }, 4)[0]).toBe(COLUMN.BUSY);
  });

  test.each([
    ['ffa', 'share', 0x7n, 'share 0x7'],
    ['ffa', 'donate', 0xffff_ffff_0000_0001n, 'donate 0xffffffff00000001'],
    ['gunyah', 'lend', 0x10n, 'lend parcel 0x10'],
  ] as const)('names a transaction of %s: %s', (protocol, send, handle, label) => {
    const kind = kindOf({
      ...{ protocol, send, handle, sender: 'a', pages: 1, begin: 0, parts: [], steps: [] },
    });
    const [low, high] = new Uint32Array(BigUint64Array.of(handle).buffer);

    const bands = {
      kind: Uint8Array.of(0, kind),
      low: Uint32Array.of(0, low!),
      high: Uint32Array.of(0, high!),
    };

    expect(labelOf(bands, 1)).toBe(label);
  });

  test('gives transactions rows of their own as long as there are any', () => {
    const life = (begin: number, end?: number) => ({
      ...{ protocol: 'ffa' as const, handle: 1n, send: 'share' as const, sender: 'a' },
      ...{ pages: 1, parts: [], steps: [], begin },
      ...(end === undefined ? {} : { end }),
    });
    const rowsOf = (lives: readonly ReturnType<typeof life>[]) => {
      const rows = new BandRows();
      return lives.map((_, number) => rows.place(lives, number));
    };

    expect(rowsOf([life(0, 4), life(1, 2), life(3, 5), life(5)])).toEqual([0, 1, 1, 0]);
    expect(Math.max(...rowsOf(Array.from({ length: 20 }, (_, begin) => life(begin))))).toBe(BAND_ROWS - 1);
  });
});

describe('answers about a run', () => {
  test('are there for every event, page and transaction, and for none that there is not', async () => {
    const timeline = await timelineIn(THREE);
    const answers = new RunAnswers(timeline);
    const last = timeline.events.length - 1;

    for (let number = 0; number <= last; number++) expect(answers.event(number)?.number).toBe(number);
    expect(answers.rows([-1, 2, last, last + 1]).map(({ number }) => number)).toEqual([2, last]);
    expect(answers.transaction(1, last)).toMatchObject({
      title: 'lend of linux, handle 0x100000007, 4 pages',
      state: 'over',
    });
    for (const number of [-1, 1_000_000]) {
      expect(answers.event(number)).toBeUndefined();
      expect(answers.page(number, 0)).toBeUndefined();
      expect(answers.transaction(number, 0)).toBeUndefined();
    }
  });

  test('list all pages, run by run, at any moment', async () => {
    const timeline = await timelineIn(THREE);
    const answers = new RunAnswers(timeline);

    for (const moment of [timeline.events.length - 1, 0, 20]) {
      const { rows, more } = answers.pageRows(moment);
      expect(more).toBe(false);
      expect(rows.reduce((sum, { pages }) => sum + pages, 0)).toBe(timeline.pages.space.size);
    }
  });
});

test.each<[string, number, readonly number[] | undefined, readonly number[]]>([
  ['all, at the start', -1, undefined, [0, 1, 2]],
  ['all, in the middle', 5, undefined, [4, 5, 6]],
  ['all, at the end', 9, undefined, [7, 8, 9]],
  ['some, before the first', 0, [3, 5, 7, 9], [3, 5, 7]],
  ['some, between two', 6, [3, 5, 7, 9], [3, 5, 7]],
  ['some, behind the last', 9, [3, 5, 7, 9], [5, 7, 9]],
  ['few', 4, [3], [3]],
  ['none', 4, [], []],
])('the events around a moment: %s', (_, moment, only, expected) => {
  expect(eventsAround(moment, 3, 10, only)).toEqual(expected);
});

test('a page is found by its number and by an address in it', () => {
  const extents = [{ page: 0x4_0000, pages: 16 }];

  expect([0x4_0001, 0x4000_1fff, 0x3_ffff, 7].map((value) => pageIndexIn(extents, value))).toEqual([
    1, 1, -1, -1,
  ]);
});

describe('mailboxes', () => {
  test('tell where they are and whose they are, both ways in time', async () => {
    const timeline = await timelineIn(THREE);
    const answers = new RunAnswers(timeline);
    const vault = (seq: number) =>
      answers.mailboxes(eventOfCall(timeline, seq)).find(({ lane }) => timeline.lanes[lane] === 'vault');
    const index = (address: number) => timeline.pages.space.indexOf(address / 4096);

    expect(vault(14)).toEqual({
      ...{ lane: 1, pages: 1, tx: '0x1000', rx: '0x2000', txOwner: 'vault', rxOwner: 'vault' },
      // Its stage 2 puts its memory elsewhere.
      ...{ txPage: index(0x0e00_0000), rxPage: index(0x0e00_1000) },
    });
    expect(vault(15)?.rxOwner).toBe('the manager');
    expect(vault(14)?.rxOwner).toBe('vault');
    expect(answers.mailboxes(-1)).toEqual([]);
  });
});

describe('a recording in parts', () => {
  const LINES = [
    '{"format":"ffa-trace","version":1,"machine":{"a":1}}',
    '{"seq":1,"from":"os","in":["0x84000063"]}',
    '',
  ];

  test('is the same wherever it is cut', () => {
    const text = LINES.join('\n');
    for (let at = 0; at <= text.length; at++) {
      const reader = new RecordingReader();
      const events = [...reader.take(text.slice(0, at)), ...reader.take(text.slice(at)), ...reader.end()];
      expect(events).toMatchObject([{ seq: 1 }]);
      expect(reader).toMatchObject({ count: 1, machine: '{"a":1}', notes: [] });
    }
  });

  test('keeps what came before a line that is wrong', () => {
    const reader = new RecordingReader();

    const events = reader.take([LINES[0], LINES[1], '{"seq":"x"}', LINES[1], ''].join('\n'));

    expect(events.length).toBe(1);
    expect(reader.end()).toEqual([]);
    expect(reader.notes).toEqual([
      `Line 3: found '"seq":"x"}', expected "seq", the number of the call. What follows is left out.`,
    ]);
  });
});

test('every way to use a page is remarkable in its own degree', () => {
  expect(new Set(ACCESS).size).toBe(ACCESS.length);
  expect(ACCESS.at(-1)).toBe('lent');
});
