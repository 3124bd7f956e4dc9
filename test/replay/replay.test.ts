import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFrame, frameOf, w } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import type { RecordedCall } from '../../src/core/decode/recorded-event.ts';
import { readRecordedMoment } from '../../src/core/replay/recorded-moment.ts';
import { Replay } from '../../src/core/replay/replay.ts';
import { EXAMPLES } from '../../src/core/scenario/examples/examples.ts';
import { RM_EXAMPLES } from '../../src/core/scenario/examples/gunyah/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import type { Scenario } from '../../src/core/scenario/scenario.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { MACHINE, OS_BUFFERS, VAULT } from '../board/machine.ts';
import { recorded, replayed } from './record.ts';

const REQUEST = functionId('FFA_MSG_SEND_DIRECT_REQ');
const RESPONSE = functionId('FFA_MSG_SEND_DIRECT_RESP');
const SUCCESS = functionId('FFA_SUCCESS');
const ERROR = functionId('FFA_ERROR');

/** A call of the OS, and its answer. */
function called(seq: number, question: readonly number[], answer: readonly number[]): RecordedCall {
  return {
    ...{ kind: 'call', seq, caller: 'os', cpu: 0, in: frameOf(...question), out: frameOf(...answer) },
    ...{ tx: undefined, rx: undefined, changes: [] },
  };
}

/** What no recording tells: that another world takes a page away, that a manager lies to a mediator, and with what descriptor a hypervisor maps the buffers of a VM. */
const UNTOLD = ['mailbox/no-tx', 'mailbox/descriptor'];
const isTold = (rule: string, { steps }: Scenario) =>
  !UNTOLD.includes(rule) && !steps.some(({ act }) => act.verb === 'withdraw' || act.verb === 'lie');

describe.each(['broken', 'kept'] as const)('a recording of every example, %s', (way) => {
  const scenarios = [...EXAMPLES, ...RM_EXAMPLES].map(
    (example) => [example.rule, scenarioOf(example, way)] as const,
  );

  test.each(scenarios.filter(([rule, scenario]) => isTold(rule, scenario)))(
    '%s, is as it is replayed',
    (_, scenario) => {
      const events = recorded(scenario);
      expect(events.length).toBeGreaterThan(0);
      expect(replayed(scenario, events)).toBeUndefined();
    },
  );
});

describe.each(['machines/gunyah.yaml', 'machines/both.yaml', 'machines/gunyah-mediator.yaml'])(
  'a recording of %s',
  (file) => {
    test('is as it is replayed', async () => {
      const reading = await readMachine(readFileSync(file, 'utf8'), file);
      if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
      const events = recorded(reading.scenario);
      expect(events.filter(({ kind }) => kind === 'request').length).toBeGreaterThan(7);
      expect(replayed(reading.scenario, events)).toBeUndefined();
    });

    test('shows pages that a request moved otherwise', async () => {
      const reading = await readMachine(readFileSync(file, 'utf8'), file);
      if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
      const events = recorded(reading.scenario).map((event) =>
        event.kind === 'request'
          ? { ...event, changes: event.changes.map((each) => ({ ...each, pages: 9 })) }
          : event,
      );
      const deviation = replayed(reading.scenario, events);
      expect(deviation?.differences.map(({ what }) => what)).toEqual(['pages']);
      expect(deviation?.request?.id).toBe(0x5100_0013);
    });

    test('shows a request that no packets carry', async () => {
      const reading = await readMachine(readFileSync(file, 'utf8'), file);
      if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
      const events = recorded(reading.scenario).map((event) =>
        event.kind === 'request' ? { ...event, payload: new Uint8Array(14_617) } : event,
      );
      expect(replayed(reading.scenario, events)?.differences).toEqual([
        {
          what: 'request',
          name: '',
          expected: 'at most 14616 bytes',
          seen: '14617 bytes, which no packets carry',
        },
      ]);
    });

    test('shows a request that comes otherwise', async () => {
      const reading = await readMachine(readFileSync(file, 'utf8'), file);
      if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
      const events = recorded(reading.scenario).map((event) =>
        event.kind === 'request' && event.refusal !== undefined
          ? { ...event, reply: Uint8Array.of(0, 0, 0, 0) }
          : event,
      );
      const differences = replayed(reading.scenario, events)?.differences;
      expect(differences?.map(({ what, expected }) => [what, expected])).toEqual([['reply', 'OK']]);
    });
  },
);

test('a recording of guests that come and go is as it is replayed', async () => {
  const file = 'machines/guests.yaml';
  const reading = await readMachine(readFileSync(file, 'utf8'), file);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const events = recorded(reading.scenario);
  expect(
    events.flatMap(({ kind, caller }) => (kind === 'tick' || kind === 'create' ? [`${kind} ${caller}`] : [])),
  ).toEqual(['create android', 'tick hypervisor', 'create android']);

  expect(replayed(reading.scenario, events)).toBeUndefined();
  const timeless = events.filter(({ kind }) => kind !== 'tick');
  expect(replayed(reading.scenario, timeless)?.differences).toEqual([
    {
      what: 'pages',
      name: '',
      expected: 'returned 0x406fe000+2 android; returned 0x40400000+2 android',
      seen: '',
    },
  ]);
});

test('a recording that does not tell what mediators settle is replayed as before', async () => {
  const file = 'machines/guests.yaml';
  const reading = await readMachine(readFileSync(file, 'utf8'), file);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const old = recorded(reading.scenario).filter(({ kind }) => kind !== 'settle');

  expect(replayed(reading.scenario, old)).toBeUndefined();
  const timeless = old.filter(({ kind }) => kind !== 'tick');
  expect(replayed(reading.scenario, timeless)?.differences[0]).toMatchObject({
    what: 'turn',
    expected: 'android runs',
  });
});

describe('a replay shows', () => {
  test('registers by their names, and the rule', () => {
    const replay = new Replay(MACHINE, []);
    const reclaim = called(1, [functionId('FFA_MEM_RECLAIM'), 7], [SUCCESS]);
    expect(replay.take({ ...reclaim, refusal: { rule: 'reclaim/held', status: 'DENIED' } })).toEqual({
      ...{ seq: 1, caller: 'os', call: reclaim.in },
      differences: [
        { what: 'x0', name: '', expected: '0x84000061 FFA_SUCCESS_32', seen: '0x84000060 FFA_ERROR' },
        {
          ...{ what: 'x2', name: 'status', expected: '0x0' },
          seen: expect.stringMatching(/^0xfffffffe INVALID_PARAMETERS/) as string,
        },
        { what: 'rule', name: '', expected: 'reclaim/held', seen: 'reclaim/unknown-handle' },
      ],
    });
  });

  test('who goes on, what RX holds and which pages change hands', () => {
    const { tx, rx, pages } = OS_BUFFERS;
    const map = called(1, [functionId('FFA_RXTX_MAP'), tx, rx, pages], [SUCCESS]);
    const page = { change: 'claimed', party: 'os', address: '0x40002000', pages: 1 };
    const different = { ...map, next: 'vault', rx: Uint8Array.of(1), changes: [page] };
    expect(new Replay(MACHINE, []).take(different)?.differences).toEqual([
      { what: 'next', name: '', expected: 'vault', seen: 'os' },
      { what: 'RX', name: '', expected: '01', seen: '' },
      {
        ...{ what: 'pages', name: '', expected: 'claimed 0x40002000+1 os' },
        seen: 'claimed 0x40000000+1 os; claimed 0x40001000+1 os',
      },
    ]);
  });

  test('a caller whose turn it is not', () => {
    const replay = new Replay(MACHINE, []);
    replay.take(called(1, [REQUEST, VAULT], [REQUEST, VAULT]));
    expect(replay.take(called(2, [REQUEST, VAULT], [REQUEST, VAULT]))?.differences).toEqual([
      { what: 'turn', name: '', expected: 'os runs', seen: 'os waits for another partition' },
    ]);
  });
});

describe('a replay', () => {
  test('answers as a partition that was not recorded', () => {
    const asked = called(1, [REQUEST, VAULT, 0, 7], [RESPONSE, VAULT * 0x1_0000, 0, 8]);
    expect(new Replay(MACHINE, []).take(asked)).toBeUndefined();
  });

  test('makes no calls that are not of FF-A, that nobody answered otherwise, or that the manager never saw', () => {
    const replay = new Replay(MACHINE, []);
    expect(replay.take(called(1, [0x8400_0000], [0x1_0001]))).toBeUndefined();
    expect(replay.take({ ...called(2, [functionId('FFA_ID_GET')], []), out: undefined })).toBeUndefined();
    const injected = {
      ...called(2, [functionId('FFA_ID_GET')], [ERROR, 0, 0xffff_fffc]),
      injected: true,
    } as const;
    expect(replay.take(injected)).toBeUndefined();
  });

  test('takes the only partition of the normal world for one that goes by its exception level', () => {
    const replay = new Replay(MACHINE, []);
    expect(replay.party({ kind: 'call', caller: 'NS-EL1' })).toBe('os');
    expect(replay.party({ kind: 'call', caller: 'vault' })).toBe('vault');
    expect(replay.party({ kind: 'call', caller: 'stranger' })).toBeUndefined();
    const [os, ...others] = MACHINE.partitions;
    const two = {
      ...MACHINE,
      partitions: [os!, { ...os!, name: 'vm', id: 1, level: 'NS-EL1' as const, memory: [] }, ...others],
    };
    expect(new Replay(two, []).party({ kind: 'call', caller: 'NS-EL1' })).toBeUndefined();
  });

  test('leaves registers that FF-A has no names for to be the same as well', () => {
    const replay = new Replay(MACHINE, []);
    const out = createFrame();
    out.set(frameOf(SUCCESS));
    out[2 * 17] = 9;
    const differences = replay.take({ ...called(1, [functionId('FFA_ID_GET')], []), out })?.differences;
    expect(differences).toEqual([{ what: 'x17', name: '', expected: '0x9', seen: '0x0' }]);
    expect(w(out, 0)).toBe(SUCCESS);
  });
});

test.each([
  ['{"kind":"preempt","seq":4,"from":"vault","cpu":1}', { kind: 'preempt', seq: 4, caller: 'vault', cpu: 1 }],
  ['{"kind":"preempt","seq":4,"from":"vault"}', { kind: 'preempt', seq: 4, caller: 'vault', cpu: 0 }],
  ['{"kind":"tick","seq":4,"from":"hypervisor"}', { kind: 'tick', seq: 4, caller: 'hypervisor', cpu: 0 }],
  ['{"kind":"create","seq":4,"from":"linux"}', { kind: 'create', seq: 4, caller: 'linux', cpu: 0 }],
  ['{"kind":"preempt","seq":"4","from":"vault"}', undefined],
  ['{"kind":"call","seq":4,"from":"vault"}', undefined],
  ['{"kind":"preempt","seq":4,', undefined],
  ['[]', undefined],
])('a moment between calls is read from %s', (text, event) => {
  expect(readRecordedMoment(text)).toEqual(event);
});
