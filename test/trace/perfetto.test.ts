import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Event, eventsOf, problemsOf } from './chrome-problems.ts';
import { CAPTURES, call, exported, played, recordingOf } from './export.ts';

const SHARE = 0x8400_0073;
const LEND = 0x8400_0072;
const DONATE = 0x8400_0071;
const RETRIEVE = 0x8400_0074;
const RETRIEVED = 0x8400_0075;
const RELINQUISH = 0x8400_0076;
const RECLAIM = 0x8400_0077;
const MORE = 0x8400_007a;
const FRAGMENT = 0x8400_007b;
const REQUEST = 0x8400_006f;
const RESPONSE = 0x8400_0070;
const WAIT = 0x8400_006b;
const SUCCESS = 0x8400_0061;
const ERROR = 0x8400_0060;
const INTERRUPT = 0x8400_0062;
const DENIED = 0xffff_fffa;

const claimed = (address: string, pages: number) => ({
  changes: [{ change: 'claimed', party: 'os', address, pages }],
});
/** A retrieve request or relinquish descriptor, as far as it names handle 7. */
const REQUEST_7 = { tx: '00000000000000000700000000000000' };
const LEAVE_7 = { tx: '07000000000000000000000000000000' };

const traced = (...events: readonly object[]): readonly Event[] =>
  eventsOf(exported('perfetto', recordingOf(events)));
const ofPhase = (events: readonly Event[], ...phases: readonly string[]) =>
  events.filter(({ ph }) => phases.includes(ph));
const counters = (events: readonly Event[]) => ofPhase(events, 'C').map(({ ts, args }) => ({ ts, ...args }));

describe('a slice', () => {
  test('is a call with its registers by name, at as many milliseconds as its number', () => {
    expect(traced(call(12, 'os', [SHARE, 0x70, 0x70], [SUCCESS, 0, 7], claimed('0x40100000', 1)))[3]).toEqual(
      {
        ph: 'X',
        name: 'FFA_MEM_SHARE_32',
        cat: 'call',
        pid: 1,
        tid: 1,
        ts: 12_000,
        dur: 800,
        args: {
          call: 12,
          'total length': '0x70',
          'fragment length': '0x70',
          answer: 'FFA_SUCCESS_32 w2 7',
          results: { 'handle low': '7' },
          pages: ['claimed 0x40100000+1 os'],
        },
      },
    );
  });

  test('tells which rule refused, where, why and what to do', () => {
    const refusal = { rule: 'reclaim/held', status: 'DENIED', bytes: { offset: 112, length: 16 } };
    const [slice] = ofPhase(traced(call(1, 'os', [RECLAIM, 7], [ERROR, 0, DENIED], { refusal })), 'X');
    expect(slice).toMatchObject({
      cat: 'call,refused',
      args: {
        answer: 'FFA_ERROR DENIED',
        refusal: {
          rule: 'reclaim/held',
          status: 'DENIED',
          place: 'bytes 112+16',
          must: 'No borrower has the memory any more.',
        },
      },
    });
  });

  test('has the time that was recorded', () => {
    const events = traced(
      call(0, 'os', [0x8400_0069], [SUCCESS], { t_us: 500 }),
      call(1, 'os', [0x8400_0069], [SUCCESS], { t_us: 500 }),
      call(2, 'os', [0x8400_0069], [SUCCESS], { t_us: 20 }),
    );
    expect(ofPhase(events, 'X').map(({ ts, dur }) => [ts, dur])).toEqual([
      [500, 1],
      [501, 1],
      [502, 1],
    ]);
  });
});

describe('of Gunyah', () => {
  const RECLAIM = { kind: 'request', seq: 4, from: 'hlos', id: '0x51000015', payload: '0500000000000000' };

  test('a request is a slice that tells the answer and the pages', () => {
    const changes = [{ change: 'returned', party: 'hlos', address: '0x80100000', pages: 1 }];
    const [slice] = ofPhase(traced({ ...RECLAIM, reply: '00000000', changes }), 'X');
    expect(slice).toMatchObject({ name: 'MEM_RECLAIM', cat: 'request', ts: 4000, dur: 800 });
    expect(slice!.args).toEqual({
      ...{ call: 4, request: 'MEM_RECLAIM handle 5', answer: 'OK' },
      pages: ['returned 0x80100000+1 hlos'],
    });
  });

  test('a refusal tells which rule, where, why and what to do', () => {
    const refusal = { rule: 'rm-reclaim/handle', status: 'HANDLE_INVALID', bytes: { offset: 0, length: 4 } };
    const [slice] = ofPhase(traced({ ...RECLAIM, reply: '07000000', refusal }), 'X');
    expect(slice).toMatchObject({
      cat: 'request,refused',
      args: {
        answer: 'HANDLE_INVALID',
        refusal: {
          ...{ rule: 'rm-reclaim/handle', status: 'HANDLE_INVALID', place: 'bytes 0+4' },
          ...{ must: 'The handle is that of a parcel.', why: 'There is nothing to reclaim.' },
        },
      },
    });
  });

  test.each([
    ['shorter than a header', { why: 'shorter than a header', rule: 'rm-packet/short' }],
    ['moonlight', { why: 'moonlight' }],
  ])('a packet that was dropped is a moment: %s', (why, told) => {
    const [moment] = ofPhase(traced({ kind: 'drop', seq: 4, from: 'hlos', packet: '21', why }), 'i');
    expect(moment).toMatchObject({ name: 'packet dropped', ts: 4900 });
    expect(moment!.args).toEqual({ packet: 'a packet of 1 bytes', ...told });
  });
});

test('the processor goes to another endpoint and comes back', () => {
  const events = traced(
    call(1, 'os', [REQUEST, 0x8001], [REQUEST, 0x8001], { next: 'vault' }),
    call(2, 'vault', [RESPONSE, 0x8001_0000], [RESPONSE, 0x8001_0000], { next: 'os' }),
  );
  expect(problemsOf(events)).toEqual([]);
  expect(
    events.map(({ ph, name, tid, ts, id }) => [ph, name, tid, ts, id].join(' ').trim()).slice(1),
  ).toEqual([
    'M thread_name 1',
    'M thread_sort_index 1',
    'B FFA_MSG_SEND_DIRECT_REQ_32 1 1000',
    's processor 1 1000 1',
    'M thread_name 2',
    'M thread_sort_index 2',
    'B FFA_MSG_SEND_DIRECT_RESP_32 2 2000',
    'f processor 2 2000 1',
    's processor 2 2000 2',
    'f processor 1 2800 2',
    'E FFA_MSG_SEND_DIRECT_REQ_32 1 2800',
    'E FFA_MSG_SEND_DIRECT_RESP_32 2 2800',
  ]);
});

describe('a transaction', () => {
  test('is a band from the send to the reclaim, and an arrow through the calls about it', () => {
    const events = traced(
      call(1, 'os', [SHARE], [SUCCESS, 0, 7], claimed('0x40100000', 2)),
      call(2, 'vault', [RETRIEVE], [RETRIEVED], REQUEST_7),
      call(3, 'vault', [RELINQUISH], [SUCCESS], LEAVE_7),
      call(4, 'os', [RECLAIM, 7], [SUCCESS]),
    );
    expect(problemsOf(events)).toEqual([]);
    expect(ofPhase(events, 'b', 'n', 'e').map(({ ph, ts, name }) => [ph, ts, name])).toEqual([
      ['b', 1000, 'share 0x7'],
      ['n', 2000, 'retrieved by vault'],
      ['n', 3000, 'relinquished by vault'],
      ['e', 4000, 'share 0x7'],
    ]);
    expect(ofPhase(events, 's', 't', 'f').map(({ ph, ts, tid }) => [ph, ts, tid])).toEqual([
      ['s', 1000, 1],
      ['t', 2000, 2],
      ['t', 3000, 2],
      ['f', 4000, 1],
    ]);
  });

  test('counts its pages while it lives', () => {
    const events = traced(
      call(1, 'os', [SHARE], [SUCCESS, 0, 7], claimed('0x1000', 2)),
      call(2, 'os', [LEND], [SUCCESS, 0, 8, 1], claimed('0x8000', 4)),
      call(3, 'os', [DONATE], [SUCCESS, 0, 9], claimed('0x20000', 8)),
      call(4, 'os', [RECLAIM, 7], [SUCCESS]),
      call(5, 'os', [RECLAIM, 8], [ERROR, 0, DENIED]),
      call(6, 'os', [RECLAIM, 8, 1], [SUCCESS]),
    );
    expect(counters(events)).toEqual([
      { ts: 1000, shared: 2, lent: 0, donated: 0 },
      { ts: 2000, shared: 2, lent: 4, donated: 0 },
      { ts: 3000, shared: 2, lent: 4, donated: 8 },
      { ts: 4000, shared: 0, lent: 4, donated: 8 },
      { ts: 6000, shared: 0, lent: 0, donated: 8 },
    ]);
  });

  test('begins when the last fragment has come', () => {
    const events = traced(
      call(1, 'os', [SHARE], [MORE, 7, 0, 0x1000]),
      call(2, 'os', [FRAGMENT, 7, 0, 0x60], [SUCCESS, 0, 7], claimed('0x1000', 256)),
    );
    expect(counters(events)).toEqual([{ ts: 2000, shared: 256, lent: 0, donated: 0 }]);
  });

  test('of a donation ends with the retrieve', () => {
    const events = traced(
      call(1, 'os', [DONATE], [SUCCESS, 0, 7], claimed('0x1000', 1)),
      call(2, 'vault', [RETRIEVE], [RETRIEVED], REQUEST_7),
    );
    expect(ofPhase(events, 'e').map(({ ts, name }) => [ts, name])).toEqual([[2000, 'donate 0x7']]);
  });

  test('ends with its owner', () => {
    const returned = [{ change: 'returned', party: 'os', address: '0x1000', pages: 1 }];
    const events = traced(call(1, 'os', [SHARE], [SUCCESS, 0, 7], claimed('0x1000', 1)), {
      kind: 'abort',
      seq: 1,
      from: 'os',
      changes: returned,
    });
    expect(ofPhase(events, 'i', 'e').map(({ ph, ts, name }) => [ph, ts, name])).toEqual([
      ['i', 1900, 'torn down'],
      ['e', 1900, 'share 0x7'],
    ]);
    expect(problemsOf(events)).toEqual([]);
  });

  test('that nobody reclaims ends with the recording', () => {
    const events = traced(
      call(1, 'os', [SHARE], [SUCCESS, 0, 7], claimed('0x1000', 1)),
      call(2, 'os', [WAIT], [REQUEST], { next: 'vault' }),
    );
    expect(problemsOf(events)).toEqual([]);
    expect(ofPhase(events, 'e', 'f').map(({ ts }) => ts)).toEqual([2800, 2800, 2800]);
  });
});

test('faults and preemptions are moments', () => {
  const fault = { access: 'read', address: '0x40010000', kind: 'translation' };
  const events = traced(call(1, 'os', [REQUEST], [INTERRUPT, 0x8001_0000]), {
    kind: 'fault',
    seq: 1,
    from: 'os',
    cpu: 0,
    fault,
  });
  expect(ofPhase(events, 'i').map(({ ts, name, args }) => ({ ts, name, args }))).toEqual([
    { ts: 1800, name: 'preempted', args: undefined },
    { ts: 1900, name: 'translation fault', args: { access: 'read', address: '0x40010000' } },
  ]);
});

describe('the viewers find nothing wrong', () => {
  test('with a machine of three worlds', async () => {
    const events = eventsOf(exported('perfetto', await played('machines/three-worlds.yaml')));
    expect(problemsOf(events)).toEqual([]);
    const tracks = events.filter(({ name }) => name === 'thread_name').map(({ args }) => args);
    expect(tracks).toEqual([{ name: 'vault' }, { name: 'notary' }, { name: 'linux' }]);
    expect(ofPhase(events, 'b').map(({ name }) => name)).toEqual([
      'share 0x7',
      'lend 0x100000007',
      'lend 0x200000007',
      'share 0x300000007',
      'donate 0x400000007',
    ]);
  });

  test.each(CAPTURES)('with %s', (file) => {
    expect(problemsOf(eventsOf(exported('perfetto', readFileSync(file, 'utf8'))))).toEqual([]);
  });

  test('with a megabyte whose pages only the descriptor tells', () => {
    const events = eventsOf(exported('perfetto', readFileSync(CAPTURES[2]!, 'utf8')));
    expect(Math.max(...counters(events).map((count) => (count as { shared?: number }).shared ?? 0))).toBe(
      257,
    );
  });

  test('with any events in any order', () => {
    const name = fc.constantFrom('os', 'vault', 'notary', '');
    const word = fc.constantFrom(
      SHARE,
      LEND,
      DONATE,
      RETRIEVE,
      RECLAIM,
      FRAGMENT,
      MORE,
      REQUEST,
      SUCCESS,
      ERROR,
      0,
    );
    const small = fc.nat({ max: 3 });
    const registers = fc
      .tuple(word, small, small, small)
      .map((all) => all.map((value) => `0x${value.toString(16)}`));
    const change = fc.constantFrom('claimed', 'returned');
    const changes = fc.array(
      fc.record({ change, party: name, address: fc.constantFrom('0x1000', '0x2000'), pages: small }),
      { maxLength: 2 },
    );
    const event = fc.record(
      {
        kind: fc.constantFrom('call', 'call', 'call', 'abort'),
        seq: fc.nat({ max: 9 }),
        from: name,
        cpu: fc.nat({ max: 1 }),
        t_us: fc.nat({ max: 99 }),
        in: registers,
        out: registers,
        next: name,
        tx: fc.constantFrom(REQUEST_7.tx, LEAVE_7.tx, '00', ''),
        changes,
      },
      { requiredKeys: ['kind', 'seq', 'in', 'changes'] },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        expect(problemsOf(traced(...events))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
