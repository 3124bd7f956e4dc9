/** A run to which events are added as they come is the same as one whose events came together. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { MOST_PAGES } from '../../src/core/timeline/page-space.ts';
import { LASTING } from '../../src/core/timeline/slices.ts';
import { GrowingTimeline, type Timeline, timelineOf } from '../../src/core/timeline/timeline.ts';
import { played } from './support.ts';

/** All that there is to see of a timeline. */
function seen({ events, lanes, lane, names, name, wrong, slices, pages, transactions }: Timeline): object {
  const { space, initial, deltas, states } = pages;
  return {
    ...{ events: [...events], lanes, lane, names, name, wrong, slices },
    ...{ transactions, initial, deltas },
    states: states.all,
    space: { extents: space.extents, size: space.size, cut: space.cut },
  };
}

/** Cuts events into the parts in which they come. */
function* parts<T>(events: readonly T[], lengths: readonly number[]): Generator<readonly T[]> {
  let at = 0;
  for (const length of lengths) {
    yield events.slice(at, at + length);
    at += length;
  }
  yield events.slice(at);
}

function grown(events: readonly RecordedEvent[], lengths: readonly number[], machine?: MachineSpec) {
  const timeline = new GrowingTimeline(machine);
  for (const part of parts(events, lengths)) timeline.add(part);
  return timeline;
}

const lengths = fc.array(fc.nat(20), { maxLength: 12 });
const name = fc.constantFrom('os', 'vm', 'vault', 'late');

/** Frames are of 18 registers. */
const frame = (...words: readonly number[]) =>
  Uint32Array.from({ length: 36 }, (_, at) => (at % 2 ? 0 : (words[at / 2] ?? 0)));
const [SHARE, RECLAIM, SUCCESS] = [0x8400_0073, 0x8400_0077, 0x8400_0061];

/** Any event of any manager: pages may be anybody's, and what is done to them need not make sense. */
const event: fc.Arbitrary<RecordedEvent> = fc
  .record({
    caller: name,
    cpu: fc.nat(1),
    next: fc.option(fc.constantFrom('os', 'vault', 'nobody', ''), { nil: undefined }),
    sends: fc.boolean(),
    handle: fc.nat(3),
    dies: fc.boolean(),
    changes: fc.array(
      fc.record({
        change: fc.constantFrom('claimed', 'mapped', 'unmapped', 'returned', 'transferred', 'folded'),
        party: name,
        address: fc.nat(40).map((page) => `0x${(page * 4096).toString(16)}`),
        pages: fc.nat(6),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ caller, cpu, next, sends, handle, dies, changes }) =>
    dies
      ? { kind: 'abort', seq: 1, caller, cpu, changes }
      : {
          ...{ kind: 'call', seq: 1, caller, cpu, tx: undefined, rx: undefined, changes },
          in: sends ? frame(SHARE, 64, 64) : frame(RECLAIM, handle),
          out: sends ? frame(SUCCESS, 0, handle) : frame(SUCCESS),
          ...(next === undefined ? {} : { next }),
        },
  );

describe('a timeline that grows', () => {
  test.each(['three-worlds', 'gunyah', 'both', 'linux-driver', 'guests'])(
    'is the one that was made at once: %s',
    async (machine) => {
      const { events, machine: spec } = await played(`machines/${machine}.yaml`);
      const [known, unknown] = [seen(timelineOf(events, spec)), seen(timelineOf(events))];

      fc.assert(
        fc.property(lengths, (cut) => {
          expect(seen(grown(events, cut, spec))).toEqual(known);
          expect(seen(grown(events, cut))).toEqual(unknown);
        }),
        { numRuns: 10 },
      );
    },
  );

  test('is so whatever happens', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), lengths, (events, cut) => {
        expect(seen(grown(events, cut))).toEqual(seen(timelineOf(events)));
      }),
    );
  });

  test('lets a call last until the processor comes back', () => {
    const call = (caller: string, next: string): RecordedEvent => ({
      ...{ kind: 'call', seq: 1, caller, cpu: 0, tx: undefined, rx: undefined, changes: [] },
      ...{ in: frame(), out: frame(), next },
    });
    const timeline = new GrowingTimeline();

    timeline.add([call('os', 'vault'), call('vault', 'vault')]);
    expect([...timeline.slices.until]).toEqual([LASTING, 2]);
    timeline.add([call('vault', 'os')]);
    expect([...timeline.slices.until]).toEqual([3, 2, LASTING]);
  });

  test('keeps the lowest pages where there are more than it has room for', () => {
    const claim = (address: number, pages: number): RecordedEvent => ({
      ...{ kind: 'abort', seq: 1, caller: 'os', cpu: 0 },
      changes: [{ change: 'claimed', party: 'os', address: `0x${address.toString(16)}`, pages }],
    });
    const timeline = new GrowingTimeline();

    timeline.add([claim(2 ** 40, MOST_PAGES)]);
    timeline.add([claim(0x1000, 4)]);

    const { space, deltas } = timeline.pages;
    expect([space.size, space.cut]).toEqual([MOST_PAGES, true]);
    expect([...deltas.index, ...deltas.count]).toEqual([4, 0, MOST_PAGES - 4, 4]);
    expect(timeline.pages.stateAt(0, 1)).toMatchObject({ owner: 'os', holds: [{ since: 1 }] });
    expect(timeline.pages.stateAt(4, 1)).toMatchObject({ owner: 'os', holds: [{ since: 0 }] });
  });
});
