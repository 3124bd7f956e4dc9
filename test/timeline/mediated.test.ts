/** Guests that end and begin while time passes: a timeline says of every page what the ledger said at that moment. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROPERTY_VM_DESTROYED } from '../../src/core/abi/bits.ts';
import { isSecureId } from '../../src/core/abi/operations.ts';
import { HYPERVISOR_ID } from '../../src/core/board/machine.ts';
import type { PageRun } from '../../src/core/board/page-report.ts';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { pageOf } from '../../src/core/memory/pages.ts';
import type { Scenario, Step } from '../../src/core/scenario/scenario.ts';
import { Stage } from '../../src/core/scenario/stage.ts';
import { perform } from '../../src/core/scenario/verbs.ts';
import { recordedOf } from '../../src/core/timeline/recorded.ts';
import { type Timeline, timelineOf } from '../../src/core/timeline/timeline.ts';
import { baseReport, scenarioIn } from './support.ts';

/** What the ledger says after a step, and how many events there were by then. */
interface Moment {
  readonly events: number;
  readonly runs: readonly PageRun[];
}

const DESTROYED_RESPONSE = 0x8000_0007;
const VAULT_ANSWERS: Step = {
  by: 'vault',
  act: {
    verb: 'call',
    function: 'FFA_MSG_SEND_DIRECT_RESP',
    args: { 1: 0x8001_0000, 2: DESTROYED_RESPONSE },
  },
};

describe.each<[string, Promise<Scenario>, readonly Step[]]>([
  ['guests', scenarioIn('machines/guests.yaml'), []],
  ['VMs of Gunyah', scenarioIn('machines/gunyah-mediator.yaml'), []],
  [
    'guests of whose end a partition is told',
    scenarioIn('machines/guests.yaml').then(withToldVault),
    [VAULT_ANSWERS],
  ],
])('a timeline of %s', (_, file, more) => {
  test('is the ledger after each step, whoever ends and however much time passes', async () => {
    const scenario = await file;
    fc.assert(
      fc.property(livesOf(scenario, more), (steps) => {
        const { timeline, moments } = lived(scenario, steps);
        for (const { events, runs } of moments) {
          const pages = runs.flatMap((run) => pagesOf(timeline, run).map((page) => ({ page, run })));
          const seen = pages.map(({ page }) => `${page}: ${told(timeline, page, events - 1)}`);
          expect(seen).toEqual(pages.map(({ page, run }) => `${page}: ${held(run)}`));
        }
      }),
      { numRuns: 20 },
    );
  });
});

/** The steps of a scenario but for a few; between them guests end, time passes, and some more happens. */
function livesOf({ steps, machine }: Scenario, more: readonly Step[]): fc.Arbitrary<readonly Step[]> {
  const [secure, guests] = [true, false].map((wanted) =>
    machine.partitions.filter(({ id }) => id !== HYPERVISOR_ID && isSecureId(id) === wanted),
  );
  const abort = (partitions: typeof guests): fc.Arbitrary<Step> =>
    fc.constantFrom(...partitions!).map(({ name }) => ({ by: name, act: { verb: 'abort' } }));
  const create = fc
    .constantFrom(...guests!)
    .map(({ name }): Step => ({ by: '', act: { verb: 'create', guest: name } }));
  const tick = fc
    .integer({ min: 1, max: 5 })
    .map((times): Step => ({ by: '', act: { verb: 'tick', times } }));
  const placed = (step: fc.Arbitrary<Step>, minLength: number, maxLength: number) =>
    fc.array(fc.tuple(fc.nat(steps.length), step), { minLength, maxLength });
  return fc
    .tuple(
      placed(abort(guests), 1, 3),
      placed(tick, 4, 8),
      placed(fc.oneof(create, abort(secure), ...more.map((step) => fc.constant(step))), 0, 4),
      fc.uniqueArray(fc.nat(steps.length), { maxLength: 4 }),
    )
    .map(([ends, ticks, others, left]) =>
      steps.flatMap((step, at) => [
        ...[...ends, ...ticks, ...others].flatMap(([place, each]) => (place === at ? [each] : [])),
        ...(left.includes(at) ? [] : [step]),
      ]),
    );
}

/** Plays steps whatever comes of them, and looks at the ledger after each. */
function lived({ machine, drivers }: Scenario, steps: readonly Step[]) {
  const stage = new Stage(machine, drivers);
  const events: RecordedEvent[] = [];
  const moments: Moment[] = [];
  const look = () => moments.push({ events: events.length, runs: baseReport(stage.board) });
  stage.board.listen((event) => {
    const recorded = recordedOf(event);
    if (recorded !== undefined) events.push(recorded);
  });
  look();
  stage.board.boot();
  look();
  for (const step of steps) {
    try {
      perform(stage, step);
    } catch {
      // A partition that is gone, or waits, does nothing.
    }
    look();
  }
  return { timeline: timelineOf(events, machine), moments };
}

/** The first page of a run, and each in it from which on the timeline has ever told something else. */
function pagesOf({ pages: { deltas, space } }: Timeline, { address, pages }: PageRun): readonly number[] {
  const first = space.indexOf(pageOf(address));
  const borders = [...deltas.index, ...deltas.index.map((index, at) => index + deltas.count[at]!)];
  return [first, ...new Set(borders.filter((border) => border > first && border < first + pages))];
}

function told({ pages, events }: Timeline, page: number, moment: number): string {
  const { owner, holds, borrowers } = pages.stateAt(page, moment);
  const since = holds.map((hold) => `${hold.kind} since call ${events.get(hold.since)?.seq}`);
  return [`of ${owner}`, ...since, ...[...borrowers].sort()].join(', ');
}

function held({ owner, held: hold, access }: PageRun): string {
  const since = hold === undefined ? [] : [`${hold.kind} since call ${hold.since}`];
  const borrowers = access.map(({ partition }) => partition).filter((name) => name !== owner);
  return [`of ${owner}`, ...since, ...borrowers.sort()].join(', ');
}

function withToldVault({ machine, ...scenario }: Scenario): Scenario {
  const partitions = machine.partitions.map((partition) => ({
    ...partition,
    properties: partition.properties | (isSecureId(partition.id) ? PROPERTY_VM_DESTROYED : 0),
  }));
  return { ...scenario, machine: { ...machine, partitions } };
}
