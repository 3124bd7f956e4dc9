/** What is drawn of a run that grows: each part is handed over once, and what comes of them is what is handed over at once. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { GrowingTimeline, timelineOf } from '../../src/core/timeline/timeline.ts';
import { OverviewFollower, overviewOf } from '../../src/studio/model/run/follow-overview.ts';
import { GrowingOverview } from '../../src/studio/model/run/growing-overview.ts';
import { LaneEvents } from '../../src/studio/model/run/lane-events.ts';
import { MapMoment } from '../../src/studio/model/run/map-moment.ts';
import type { RunOverview } from '../../src/studio/model/run/overview.ts';
import { played } from '../timeline/support.ts';

const MACHINES = ['three-worlds', 'gunyah', 'both', 'linux-driver', 'guests'];

/** A page that is handed a run part by part, and stands at a moment meanwhile. */
function handedOver(
  events: readonly RecordedEvent[],
  machine: MachineSpec | undefined,
  cuts: readonly number[],
  at: number,
) {
  const timeline = new GrowingTimeline(machine);
  const parts = [...cuts.map((cut) => cut % (events.length + 1)), events.length].sort((a, b) => a - b);
  timeline.add(events.slice(0, parts[0]));
  let run: RunOverview = structuredClone(overviewOf(timeline));
  let follower = new OverviewFollower(timeline);
  follower.next();
  let overview = new GrowingOverview(run);
  let moment = new MapMoment(run.pages);
  const lanes = new LaneEvents();
  for (const [index, part] of parts.slice(1).entries()) {
    moment.moveTo(at);
    lanes.add(run);
    timeline.add(events.slice(parts[index], part));
    if (follower.outdated) {
      run = structuredClone(overviewOf(timeline));
      follower = new OverviewFollower(timeline);
      follower.next();
      overview = new GrowingOverview(run);
      moment = new MapMoment(run.pages);
      continue;
    }
    const growth = structuredClone(follower.next());
    run = overview.add(growth);
    moment.grow(run.pages, growth.pages);
  }
  return { run, moment, byLane: lanes.add(run) };
}

describe('an overview that grows', () => {
  test.each(MACHINES)('is the one that was made at once: %s', async (name) => {
    const { events, machine } = await played(`machines/${name}.yaml`);

    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), fc.nat(), fc.boolean(), (cuts, any, known) => {
        const spec = known ? machine : undefined;
        const at = any % (events.length + 1);
        const whole = overviewOf(timelineOf(events, spec));
        const { run, moment, byLane } = handedOver(events, spec, cuts, at - 1);
        expect(run).toEqual(whole);
        expect(byLane).toEqual(new LaneEvents().add(whole));
        const plain = new MapMoment(whole.pages);
        for (const each of [at - 1, events.length - 1, -1, Math.floor(at / 2)]) {
          moment.moveTo(each);
          plain.moveTo(each);
          for (let index = 0; index < whole.pages.size; index += 1 + (index >> 4))
            expect(moment.stateAt(index)).toBe(plain.stateAt(index));
          expect(moment.cell(0, 1024)).toEqual(plain.cell(0, 1024));
        }
      }),
      { numRuns: 12 },
    );
  });

  test('knows from the start whose pages are that somebody sends later', () => {
    const claim = { change: 'claimed', party: 'os', address: '0x2000', pages: 1 };
    const event = (changes: readonly (typeof claim)[]): RecordedEvent => ({
      ...{ kind: 'abort', seq: 1, caller: 'os', cpu: 0, changes },
    });
    // A change that says nothing, so that the page is there before it is sent.
    const events = [event([{ ...claim, change: 'folded' }]), event([claim])];

    const { run, moment } = handedOver(events, undefined, [1], 0);

    moment.moveTo(0);
    expect(run.pages.states.owner[moment.stateAt(0)]).toBe(0);
    expect([...run.pages.initial]).toEqual([moment.stateAt(0)]);
  });
});
