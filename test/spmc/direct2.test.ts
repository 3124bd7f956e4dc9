/** FFA_MSG_SEND_DIRECT_REQ2 and its response, and framework messages. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { VERSION_1_1 } from '../../src/core/abi/versions.ts';
import type { Answer } from './support/actor.ts';
import { FFA } from './support/ids.ts';
import { pair, SP1, SP2, USER, waiting } from './support/processors.ts';
import { stateOf } from './support/state.ts';
import { EVERYTHING, SP1_UUID, type World, type WorldOptions } from './support/world.ts';

/** x2 and x3 of a request to SP1_UUID: its words, lowest first. */
const SERVICE = [0x2222_2222_1111_1111n, 0x4444_4444_3333_3333n] as const;
/** x4..x17. */
const DATA = Array.from({ length: 14 }, (_, index) => 0x1000_0000_0000_0001n * BigInt(index + 1));

function counter(options: WorldOptions = {}): World {
  return waiting({ properties: { sp1: EVERYTHING, sp2: EVERYTHING }, ...options });
}

function ask(w: World, from: 'os' | 'vm1' | 'sp1' | 'sp2' = 'os', service = SERVICE): Answer {
  return w[from].callWide(FFA.DIRECT_REQ2, BigInt(pair(w[from].id, SP1)), ...service, ...DATA);
}

function halvesOf(...values: readonly bigint[]): number[] {
  return values.flatMap((value) => [Number(value & 0xffff_ffffn), Number(value >> 32n)]);
}

describe('FFA_MSG_SEND_DIRECT_REQ2', () => {
  it('G8: carries fourteen registers there, from x4 on, and fourteen back', () => {
    const w = counter();

    const request = ask(w);
    expect(request.next).toBe(w.sp1.context);
    expect([...request.frame]).toEqual([FFA.DIRECT_REQ2, 0, SP1, 0, ...halvesOf(...SERVICE, ...DATA)]);

    const response = w.sp1.callWide(FFA.DIRECT_RESP2, BigInt(pair(SP1, 0)), 0n, 0n, ...DATA);
    expect(response.next).toBe(w.os.context);
    expect([...response.frame]).toEqual([
      ...[FFA.DIRECT_RESP2, 0, pair(SP1, 0), 0, 0, 0, 0, 0],
      ...halvesOf(...DATA),
    ]);
  });

  it.each([
    ['to no service in particular', [0n, 0n], 'FFA_MSG_SEND_DIRECT_REQ2_64'],
    [
      'to another service of the same partition',
      [0xaaaa_0002_aaaa_0001n, 0xaaaa_0004_aaaa_0003n],
      'FFA_MSG_SEND_DIRECT_REQ2_64',
    ],
    [
      'to a service that differs in its last word',
      [SERVICE[0], SERVICE[1] ^ (1n << 63n)],
      'INVALID_PARAMETERS message/unknown-service x2',
    ],
    [
      'to the halves the wrong way round',
      [SERVICE[1], SERVICE[0]],
      'INVALID_PARAMETERS message/unknown-service x2',
    ],
  ] as const)('%s', (_name, service, verdict) => {
    expect(ask(counter(), 'os', service as unknown as typeof SERVICE).verdict).toMatch(
      verdict.replace('_64', ''),
    );
  });

  it('from a VM, and by the hypervisor for it', () => {
    const w = counter();

    expect(ask(w, 'vm1').next).toBe(w.sp1.context);
    expect(w.sp1.callWide(FFA.DIRECT_RESP2, BigInt(pair(SP1, 1))).next).toBe(w.vm1.context);
    expect(w.os.callWide(FFA.DIRECT_REQ2, BigInt(pair(1, SP1))).next).toBe(w.sp1.context);
  });
});

type Refusal = readonly [name: string, call: (w: World) => Answer, verdict: string];
const request2 =
  (from: 'os' | 'vm1' | 'sp2', parties: number): Refusal[1] =>
  (w) =>
    w[from].callWide(FFA.DIRECT_REQ2, BigInt(parties));

describe('requests that are refused change nothing', () => {
  const cases: readonly Refusal[] = [
    ['another sender', request2('vm1', pair(2, SP1)), 'INVALID_PARAMETERS message/sender x1'],
    ['to itself', request2('os', 0), 'INVALID_PARAMETERS message/to-self x1'],
    ['to a VM', request2('os', pair(0, 1)), 'INVALID_PARAMETERS message/unknown-receiver x1'],
    ['to nobody', request2('os', pair(0, 0x8009)), 'INVALID_PARAMETERS message/unknown-receiver x1'],
    ['to one without the method', request2('os', pair(0, USER)), 'DENIED message/receiver-method x1'],
  ];

  it.each(cases)('%s', (_name, call, verdict) => {
    const w = counter();
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('to one of FF-A 1.1', () => {
    const w = counter({ versions: { sp1: VERSION_1_1 } });

    expect(ask(w).verdict).toBe('DENIED message/receiver-version x1');
  });

  it('from one of FF-A 1.1', () => {
    expect(ask(counter({ versions: { os: VERSION_1_1 } })).verdict).toBe(
      'NOT_SUPPORTED call/later-version x0',
    );
  });

  it('from a partition that sends only requests of the first kind', () => {
    const w = counter({ properties: { sp1: EVERYTHING, sp2: 0x103 } });
    w.os.call(FFA.RUN, pair(SP2, 0));

    expect(ask(w, 'sp2').verdict).toBe('DENIED message/sender-method x1');
  });

  it('to one that serves already', () => {
    const w = counter();
    ask(w);
    const before = stateOf(w.spmc);

    expect(ask(w, 'vm1').verdict).toBe('BUSY message/receiver-busy');
    expect(stateOf(w.spmc)).toEqual(before);
  });
});

describe('responses', () => {
  const respond =
    (id: number, parties: bigint, x2 = 0n, x3 = 0n) =>
    (w: World) =>
      w.sp1.callWide(id, parties, x2, x3);
  const back = BigInt(pair(SP1, 0));

  it.each([
    ['of the first kind', respond(FFA.DIRECT_RESP_64, back), 'DENIED message/response-kind x0'],
    ['of the first kind, 32-bit', respond(FFA.DIRECT_RESP, back), 'DENIED message/response-kind x0'],
    ['to another', respond(FFA.DIRECT_RESP2, BigInt(pair(SP1, 1))), 'DENIED message/wrong-requester x1'],
    ['as another', respond(FFA.DIRECT_RESP2, BigInt(pair(SP2, 0))), 'INVALID_PARAMETERS message/sender x1'],
    ['with x2', respond(FFA.DIRECT_RESP2, back, 1n), 'INVALID_PARAMETERS message/flags x2'],
    [
      'with the upper half of x3',
      respond(FFA.DIRECT_RESP2, back, 0n, 1n << 32n),
      'INVALID_PARAMETERS message/flags x2',
    ],
  ])('%s are refused, and the right one still arrives', (_name, call, verdict) => {
    const w = counter();
    ask(w);
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
    expect(respond(FFA.DIRECT_RESP2, back)(w).next).toBe(w.os.context);
  });

  it('of the second kind to a request of the first', () => {
    const w = counter();
    w.os.call(FFA.DIRECT_REQ_64, pair(0, SP1));

    expect(respond(FFA.DIRECT_RESP2, back)(w).verdict).toBe('DENIED message/response-kind x0');
  });

  it('to no request', () => {
    const w = counter();
    w.os.call(FFA.RUN, pair(SP1, 0));

    expect(respond(FFA.DIRECT_RESP2, back)(w).verdict).toBe('DENIED message/no-request');
  });
});

const CREATED = 0x8000_0004;
const DESTROYED = 0x8000_0006;

describe('QF7: framework messages', () => {
  it.each([
    ['created', CREATED],
    ['destroyed', DESTROYED],
  ])('the hypervisor tells a subscriber that a VM was %s', (_name, message) => {
    const w = counter();

    const request = w.os.call(FFA.DIRECT_REQ, pair(0, SP1), message, 0x11, 0x22, 1);
    expect(request.next).toBe(w.sp1.context);
    expect(request.words).toEqual([FFA.DIRECT_REQ, SP1, message, 0x11, 0x22, 1, 0, 0]);

    const response = w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), message + 1);
    expect(response.next).toBe(w.os.context);
    expect(response.words).toEqual([FFA.DIRECT_RESP, pair(SP1, 0), message + 1, 0, 0, 0, 0, 0]);
  });

  const UNKNOWN = 'INVALID_PARAMETERS message/framework-function x2';
  const send =
    (from: 'os' | 'vm1' | 'sp2', sender: number, flags: number, to = SP1): Refusal[1] =>
    (w) =>
      w[from].call(FFA.DIRECT_REQ, pair(sender, to), flags);
  const cases: readonly Refusal[] = [
    ['from a VM', send('vm1', 1, CREATED), UNKNOWN],
    ['from the hypervisor in the name of a VM', send('os', 1, CREATED), UNKNOWN],
    ['power management', send('os', 0, 0x8000_0000), UNKNOWN],
    ['a response as a request', send('os', 0, CREATED + 1), UNKNOWN],
    ['version negotiation', send('os', 0, 0x8000_0008), UNKNOWN],
    ['reserved bits', send('os', 0, CREATED | 0x100), UNKNOWN],
    ['to one who did not ask for it', send('os', 0, CREATED, USER), 'DENIED message/not-subscribed x1'],
  ];

  it.each(cases)('%s: refused, and nothing changes', (_name, call, verdict) => {
    const w = counter();
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('from a partition', () => {
    const w = counter();
    w.os.call(FFA.RUN, pair(SP2, 0));

    expect(send('sp2', SP2, CREATED)(w).verdict).toBe(UNKNOWN);
  });

  it('to one who asked for the other', () => {
    const w = counter({ properties: { sp1: 0x103 | 0x80 } });

    expect(send('os', 0, CREATED)(w).verdict).toBe('DENIED message/not-subscribed x1');
    expect(send('os', 0, DESTROYED)(w).next).toBe(w.sp1.context);
  });
});

describe('QF8: answers to framework messages', () => {
  it.each([
    ['none', 0, 'DENIED message/framework-response x2'],
    ['that of the other message', DESTROYED + 1, 'DENIED message/framework-response x2'],
    ['the request itself', CREATED, 'DENIED message/framework-response x2'],
    ['with reserved bits', (CREATED + 1) | 0x4000_0000, 'DENIED message/framework-response x2'],
    ['without bit 31', 5, 'INVALID_PARAMETERS message/flags x2'],
  ])('%s: refused, and the right one still arrives', (_name, flags, verdict) => {
    const w = counter();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1), CREATED);
    const before = stateOf(w.spmc);

    expect(w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), flags >>> 0).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
    expect(w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), CREATED + 1).next).toBe(w.os.context);
  });

  it('a framework response to a request of a partition', () => {
    const w = counter();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));

    expect(w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), CREATED + 1).verdict).toBe(
      'DENIED message/framework-response x2',
    );
  });

  it('the next request is an ordinary one again', () => {
    const w = counter();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1), CREATED);
    w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), CREATED + 1);
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));

    expect(w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)).next).toBe(w.os.context);
  });

  it('a subscriber that dies instead of answering leaves the manager standing', () => {
    const w = counter();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1), CREATED);

    expect(w.spmc.abort(w.sp1.context, createFrame())).toBe(w.os.context);
    expect(w.os.call(FFA.DIRECT_REQ, pair(0, SP2), CREATED).next).toBe(w.sp2.context);
  });

  it('a subscriber may yield first', () => {
    const w = counter();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1), CREATED);
    w.sp1.call(FFA.YIELD);
    w.os.call(FFA.RUN, pair(SP1, 0));

    expect(w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), CREATED + 1).next).toBe(w.os.context);
  });
});

it('SP1_UUID is the service that requests name', () => {
  const [word0, word1, word2, word3] = SP1_UUID;

  expect(halvesOf(...SERVICE)).toEqual([word0, word1, word2, word3]);
});
