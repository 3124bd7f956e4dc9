/** A run, for any moment of it. The oracle for pages is the ledger of the machine that ran. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hexText } from '../../src/core/abi/hex.ts';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { readRecordedEvent } from '../../src/core/decode/recorded-line.ts';
import { pageOf } from '../../src/core/memory/pages.ts';
import { EXAMPLES } from '../../src/core/scenario/examples/examples.ts';
import { RM_EXAMPLES } from '../../src/core/scenario/examples/gunyah/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { eventText } from '../../src/core/timeline/event-words.ts';
import { recordedOf } from '../../src/core/timeline/recorded.ts';
import { timelineOf } from '../../src/core/timeline/timeline.ts';
import { nameText } from '../../src/core/timeline/transaction-name.ts';
import { traceJson } from '../../src/node/cli/run-json.ts';
import { baseReport, eventOfCall, played, scenarioIn, timelineIn } from './support.ts';

const MACHINES = ['three-worlds', 'gunyah', 'both', 'linux-driver', 'guests', 'gunyah-mediator'].map(
  (name) => `machines/${name}.yaml`,
);
const THREE = 'machines/three-worlds.yaml';
const NOTE = pageOf(0x4010_0000);
const LOAN = pageOf(0x4020_1000);
const GIFT = pageOf(0x4040_0000);

describe('a timeline', () => {
  test.each(MACHINES)('ends where the ledger of the machine ends: %s', async (file) => {
    const { events, board, machine } = await played(file);
    const { pages } = timelineOf(events, machine);

    for (const { address, owner, held, access } of baseReport(board)) {
      const state = pages.stateAt(pages.space.indexOf(pageOf(address)), events.length);
      const hold = state.holds.at(-1);
      expect([hexText(address), state.owner, hold?.kind, hold && events[hold.since]?.seq]).toEqual([
        hexText(address),
        owner,
        held?.kind,
        held?.since,
      ]);
      const others = access.filter(({ partition }) => partition !== owner).map(({ partition }) => partition);
      expect([...state.borrowers].sort()).toEqual([...others].sort());
    }
  });

  test('ends where the ledger ends, for every example, and knows what is not over', () => {
    for (const example of [...EXAMPLES, ...RM_EXAMPLES])
      for (const way of ['broken', 'kept'] as const) {
        const events: RecordedEvent[] = [];
        const { board } = runScenario(scenarioOf(example, way), (run) => {
          const recorded = run.kind === 'trace' ? recordedOf(run.event) : undefined;
          if (recorded !== undefined) events.push(recorded);
        });
        const { pages, transactions } = timelineOf(events, board.spec);
        const held = baseReport(board).flatMap(({ address, held: hold }) =>
          hold === undefined || hold.kind === 'mailbox' ? [] : { address, hold },
        );
        const followed = held.map(({ address }) => {
          const hold = pages.stateAt(pages.space.indexOf(pageOf(address)), events.length).holds.at(-1);
          // The ledger counts from what came last, where more was appended.
          const last = transactions.find(({ begin }) => begin === hold?.since)?.parts.at(-1);
          return [hold?.kind, events[last ?? -1]?.seq];
        });
        expect(followed, `${example.rule} ${way}`).toEqual(held.map(({ hold }) => [hold.kind, hold.since]));
        // A guest knows what was passed on by the handle of the manager behind, and not by its mediator's.
        if (board.spec.mediator !== undefined) continue;
        const open = transactions.filter(({ end }) => end === undefined).map((life) => nameText(life));
        const names = held.map(({ hold: { handle, protocol } }) =>
          nameText({ handle, protocol: protocol ?? 'ffa' }),
        );
        expect([...new Set(open)].sort(), `${example.rule} ${way}`).toEqual([...new Set(names)].sort());
      }
  });

  test('knows who held a page at every moment', async () => {
    const timeline = await timelineIn(THREE);
    const { pages } = timeline;
    const at = (page: number, seq: number) =>
      pages.stateAt(pages.space.indexOf(page), eventOfCall(timeline, seq));

    expect(at(NOTE, 11)).toEqual({ owner: 'linux', holds: [], borrowers: [] });
    expect(at(NOTE, 12)).toMatchObject({ owner: 'linux', holds: [{ kind: 'share' }], borrowers: [] });
    expect(at(NOTE, 14)).toMatchObject({ owner: 'linux', borrowers: ['vault'] });
    expect(at(NOTE, 19)).toEqual({ owner: 'linux', holds: [], borrowers: [] });
    expect(at(LOAN, 24)).toMatchObject({ holds: [{ kind: 'lend' }], borrowers: ['vault', 'notary'] });
    expect(at(GIFT, 41)).toEqual({ owner: 'notary', holds: [], borrowers: [] });
  });

  test('tells the whole history of a page', async () => {
    const timeline = await timelineIn(THREE);
    const { pages, events } = timeline;

    const history = pages.historyOf(pages.space.indexOf(LOAN));

    expect(history.map(({ event }) => events.get(event)?.seq)).toEqual([20, 21, 23, 25, 26, 27]);
  });

  test('names what a mediator settles as time passes in the history of a page', async () => {
    const { pages, events } = await timelineIn('machines/guests.yaml');

    const history = pages.historyOf(pages.space.indexOf(pageOf(0x406f_f000)));

    const told = history.map(({ event }) => `${events.get(event)!.caller} ${eventText(events.get(event)!)}`);
    expect(told.at(-1)).toBe('hypervisor settles what guests left, as time passes');
    expect(history.map(({ after }) => pages.states.all[after])).toMatchObject([
      { owner: 'android', holds: [{ kind: 'share' }], borrowers: [] },
      { owner: 'android', holds: [{ kind: 'share' }], borrowers: ['vault'] },
      { owner: 'android', holds: [{ kind: 'share' }], borrowers: [] },
      { owner: 'android', holds: [], borrowers: [] },
    ]);
  });

  test('follows transactions from the send to the end, and who had them', async () => {
    const timeline = await timelineIn(THREE);
    const { transactions, events } = timeline;
    const seq = (event: number | undefined) => (event === undefined ? undefined : events.get(event)?.seq);

    expect(transactions.map(({ send, begin, end }) => [send, seq(begin), seq(end)])).toEqual([
      ['share', 12, 19],
      ['lend', 20, 27],
      ['lend', 28, 30],
      ['share', 33, 39],
      ['donate', 40, 41],
    ]);
    expect(transactions[1]?.steps.map(({ step, by, event }) => [step, by, seq(event)])).toEqual([
      ['retrieved', 'vault', 21],
      ['retrieved', 'notary', 23],
      ['relinquished', 'vault', 25],
      ['relinquished', 'notary', 26],
    ]);
  });

  test('follows parcels like transactions, with what is appended', async () => {
    const { transactions, events } = await timelineIn('machines/gunyah.yaml');
    const seq = (event: number | undefined) => (event === undefined ? undefined : events.get(event)?.seq);

    expect(
      transactions
        .slice(0, 4)
        .map(({ protocol, handle, send, pages, begin, end, parts }) => [
          protocol,
          handle,
          send,
          pages,
          [seq(begin), seq(end)],
          parts.map(seq),
        ]),
    ).toEqual([
      ['gunyah', 0n, 'share', 1, [1, 8], [1]],
      ['gunyah', 1n, 'lend', 3, [9, 14], [9, 11]],
      ['gunyah', 2n, 'lend', 1, [15, 17], [15]],
      ['gunyah', 3n, 'donate', 1, [21, 22], [21]],
    ]);
    expect(transactions[0]?.steps.map(({ step, by, event }) => [step, by, seq(event)])).toEqual([
      ['accepted', 'peer', 3],
      ['released', 'peer', 6],
    ]);
    // A VM that starts accepts what its device tree names; whoever starts it does not.
    expect(transactions[5]?.steps.map(({ step, by }) => [step, by])).toEqual([
      ['accepted', 'guest'],
      ['released', 'guest'],
    ]);
  });

  test('lets a call that hands the processor over last until it comes back', async () => {
    const timeline = await timelineIn(THREE);
    const { lanes, lane, slices } = timeline;
    const request = eventOfCall(timeline, 13);
    const response = eventOfCall(timeline, 16);

    expect(lanes).toEqual(['linux', 'vault', 'notary']);
    expect([lanes[lane[request]!], lanes[slices.next[request]!]]).toEqual(['linux', 'vault']);
    expect(slices.until[request]).toBe(response + 1);
  });

  test.each([
    ['gives calls by exception level to the only partition there', THREE, 'linux'],
    ['leaves them at their level where several sit there', 'machines/gunyah-mediator.yaml', 'NS-EL1'],
  ])('%s', async (_, file, caller) => {
    const { machine } = await scenarioIn(file);
    const lines = readFileSync('test/fixtures/captures/linux-7.2-spmc-v1.1-share.ndjson', 'utf8').split('\n');
    const captured = lines.slice(1, 40).map((line, at) => readRecordedEvent(line, at + 2) as RecordedEvent);

    const { lanes, lane, events } = timelineOf(captured, machine);

    expect(new Set([...lane].map((each) => lanes[each]))).toEqual(new Set([caller]));
    expect(lanes.includes('NS-EL1')).toBe(caller === 'NS-EL1');
    expect([...events].every((event) => event.caller === caller)).toBe(true);
  });

  test('without a machine, knows what the events tell: who sends a page owned it before', async () => {
    const { events } = await played(THREE);
    const timeline = timelineOf(events);
    const index = timeline.pages.space.indexOf(NOTE);

    expect(timeline.pages.stateAt(index, -1)).toEqual({ owner: 'linux', holds: [], borrowers: [] });
    expect(timeline.pages.space.indexOf(pageOf(0x40ff_f000))).toBe(-1);
  });

  test.each<[string, Partial<Extract<RecordedEvent, { kind: 'abort' }>>]>([
    ['no pages', { changes: [{ change: 'claimed', party: 'a', address: '0x0', pages: 0 }] }],
    [
      'more pages than there are',
      { changes: [{ change: 'claimed', party: 'a', address: '0x1000', pages: 2 ** 52 }] },
    ],
    ['fewer than none', { changes: [{ change: 'claimed', party: 'a', address: '0x0', pages: -5 }] }],
    ['a change of the future', { changes: [{ change: 'folded', party: 'a', address: '0x0', pages: 1 }] }],
  ])('lives on after %s', (_, event) => {
    const timeline = timelineOf([{ kind: 'abort', seq: 1, caller: 'a', cpu: 0, changes: [], ...event }]);

    expect(timeline.lanes).toEqual(['a']);
  });
});

test('an event of a board is what its recording says, for every example', () => {
  let compared = 0;
  for (const example of EXAMPLES)
    for (const way of ['broken', 'kept'] as const)
      runScenario(scenarioOf(example, way), (run) => {
        if (run.kind !== 'trace') return;
        const line = readRecordedEvent(JSON.stringify(traceJson(run.event)), 1);
        const recorded = recordedOf(run.event);
        expect(recorded ?? 'other').toEqual(line);
        compared++;
      });
  expect(compared).toBeGreaterThan(1000);
});
