/** Direct messages: who gets the processor, with what in the registers. */

import { describe, expect, it } from 'vitest';
import { createFrame, type frameOf } from '../../src/core/abi/frame.ts';
import { CONTEXT, MESSAGE, MODEL } from '../../src/core/spmc/contexts.ts';
import { Actor } from './support/actor.ts';
import { OS_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { pair, SP1, SP2, USER, waiting } from './support/processors.ts';
import { stateOf } from './support/state.ts';
import { EVERYTHING, type World, world } from './support/world.ts';

/** The framework message that a VM was created. */
const VM_CREATED = 0x8000_0004;

describe('a direct request', () => {
  it('gives the receiver the processor and the call, and the sender the response', () => {
    const { os, sp1 } = waiting();

    const request = os.call(FFA.DIRECT_REQ, pair(0, SP1), 0, 11, 12, 13, 14, 15);
    expect(request.next).toBe(sp1.context);
    expect(request.words).toEqual([FFA.DIRECT_REQ, pair(0, SP1), 0, 11, 12, 13, 14, 15]);

    const response = sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), 0, 21, 22, 23, 24, 25);
    expect(response.next).toBe(os.context);
    expect(response.words).toEqual([FFA.DIRECT_RESP, pair(SP1, 0), 0, 21, 22, 23, 24, 25]);
  });

  it('R7: carries ids with bit 15 in the upper half', () => {
    const { os, sp1, sp2 } = waiting();
    os.call(FFA.RUN, pair(SP2, 0));

    const { words, next } = sp2.call(FFA.DIRECT_REQ, 0x8002_8001, 0, 1);

    expect(next).toBe(sp1.context);
    expect(words[1]).toBe(0x8002_8001);
  });

  it('goes on from partition to partition, and back the same way', () => {
    const { os, sp1, sp2 } = waiting();

    const steps = [
      os.call(FFA.DIRECT_REQ, pair(0, SP1)),
      sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2)),
      sp2.call(FFA.DIRECT_RESP, pair(SP2, SP1)),
      sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)),
    ];

    expect(steps.map(({ next }) => next)).toEqual([sp1.context, sp2.context, sp1.context, os.context]);
  });

  it('is served by the context of the same number', () => {
    const w = waiting({ contexts: 3 });
    const third = new Actor(w.spmc, w.memory, 'os', w.os.context + 2, OS_RAM);

    expect(third.call(FFA.DIRECT_REQ, pair(0, SP1)).next).toBe(w.sp1.context + 2);
  });
});

describe('a context that is done is about nothing', () => {
  const NOTHING = {
    state: CONTEXT.WAITING,
    model: MODEL.NONE,
    caller: 0,
    message: MESSAGE.NONE,
    framework: 0,
  };

  it.each([
    ['with a request', [FFA.DIRECT_REQ, pair(0, SP1)], [FFA.DIRECT_RESP, pair(SP1, 0)]],
    ['with one of FF-A 1.2', [FFA.DIRECT_REQ2, pair(0, SP1)], [FFA.DIRECT_RESP2, pair(SP1, 0)]],
    [
      'with a message of the framework',
      [FFA.DIRECT_REQ, pair(0, SP1), VM_CREATED, 0, 0, 1],
      [FFA.DIRECT_RESP, pair(SP1, 0), VM_CREATED + 1],
    ],
    ['with FFA_RUN', [FFA.RUN, pair(SP1, 0)], [FFA.MSG_WAIT]],
  ])('%s', (_name, request, response) => {
    const { os, sp1, spmc } = waiting({ properties: { sp1: EVERYTHING } });

    expect(os.call(...request).next).toBe(sp1.context);
    expect(sp1.call(...response).next).toBe(os.context);

    const { contexts } = spmc.state;
    const found = Object.keys(NOTHING).map((column) => [
      column,
      contexts[column as keyof typeof NOTHING][sp1.context],
    ]);
    expect(Object.fromEntries(found)).toEqual(NOTHING);
  });

  it('with its life', () => {
    const { os, sp1, spmc } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));

    spmc.abort(sp1.context, createFrame());

    const { state, model, caller } = spmc.state.contexts;
    expect([state, model, caller].map((column) => column[sp1.context])).toEqual([
      CONTEXT.ABORTED,
      MODEL.NONE,
      0,
    ]);
  });
});

/** Registers that are full from end to end. */
function garbage(...words: number[]): ReturnType<typeof frameOf> {
  const frame = createFrame().fill(0xdead_beef);
  words.forEach((word, register) => {
    frame[register * 2] = word;
  });
  return frame;
}

describe('R11, B15: nothing passes from one endpoint to another that the message does not carry', () => {
  it('a 32-bit request and its response: neither upper halves nor x8..x17', () => {
    const { os, sp1 } = waiting();
    const expected = (id: number, parties: number) => [
      ...[id, 0, parties, 0, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0],
      ...new Array(20).fill(0),
    ];

    const request = os.callFrame(garbage(FFA.DIRECT_REQ, pair(0, SP1), 0, 3, 4, 5, 6, 7));
    expect([...request.frame]).toEqual(expected(FFA.DIRECT_REQ, pair(0, SP1)));
    const response = sp1.callFrame(garbage(FFA.DIRECT_RESP, pair(SP1, 0), 0, 3, 4, 5, 6, 7));
    expect([...response.frame]).toEqual(expected(FFA.DIRECT_RESP, pair(SP1, 0)));
  });

  it('a 64-bit request keeps x3..x7 whole', () => {
    const { os } = waiting();

    const { frame } = os.callFrame(garbage(FFA.DIRECT_REQ_64, pair(0, SP1), 0, 3, 4, 5, 6, 7));

    expect([...frame.subarray(6, 16)]).toEqual([3, 4, 5, 6, 7].flatMap((low) => [low, 0xdead_beef]));
    expect([...frame.subarray(16)]).toEqual(new Array(20).fill(0));
  });

  it('FFA_RUN and FFA_MSG_WAIT', () => {
    const { os, sp1 } = waiting();

    const run = os.callFrame(garbage(FFA.RUN, pair(SP1, 0)));
    expect([...run.frame.subarray(16)]).toEqual(new Array(20).fill(0));
    const wait = sp1.callFrame(garbage(FFA.MSG_WAIT, 0, 0));
    expect([...wait.frame]).toEqual([FFA.MSG_WAIT, 0, pair(SP1, 0), ...new Array(33).fill(0)]);
  });

  it('the end of a partition', () => {
    const { os, sp1, spmc } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    const frame = createFrame().fill(0xdead_beef);

    expect(spmc.abort(sp1.context, frame)).toBe(os.context);
    expect([...frame]).toEqual([FFA.ERROR, 0, 0, 0, 0xffff_fff8, ...new Array(31).fill(0)]);
  });
});

type Refusal = readonly [name: string, call: (w: World) => { readonly verdict: string }, verdict: string];

const REQUESTS: readonly Refusal[] = [
  [
    'QF7: w2 with the framework bit and no function that there is',
    (w) => w.os.call(FFA.DIRECT_REQ, pair(0, SP1), 0x8000_0000),
    'INVALID_PARAMETERS message/framework-function x2',
  ],
  [
    'QF7: the same from a VM: a VM was created',
    (w) => w.vm1.call(FFA.DIRECT_REQ, pair(1, SP1), 0x8000_0004),
    'INVALID_PARAMETERS message/framework-function x2',
  ],
  ['w2 otherwise', (w) => w.os.call(FFA.DIRECT_REQ, pair(0, SP1), 1), 'INVALID_PARAMETERS message/flags x2'],
  ['another sender', (w) => w.vm1.call(FFA.DIRECT_REQ, pair(2, SP1)), 'INVALID_PARAMETERS message/sender x1'],
  [
    'a partition as sender',
    (w) => w.os.call(FFA.DIRECT_REQ, pair(SP2, SP1)),
    'INVALID_PARAMETERS message/sender x1',
  ],
  [
    'a VM as receiver',
    (w) => w.os.call(FFA.DIRECT_REQ, pair(0, 1)),
    'INVALID_PARAMETERS message/unknown-receiver x1',
  ],
  ['to itself', (w) => w.os.call(FFA.DIRECT_REQ, 0), 'INVALID_PARAMETERS message/to-self x1'],
  [
    'nobody as receiver',
    (w) => w.os.call(FFA.DIRECT_REQ, pair(0, 0x8009)),
    'INVALID_PARAMETERS message/unknown-receiver x1',
  ],
  [
    'the manager as receiver',
    (w) => w.os.call(FFA.DIRECT_REQ, pair(0, 0x8000)),
    'INVALID_PARAMETERS message/unknown-receiver x1',
  ],
];

describe('requests that are refused change nothing', () => {
  it.each(REQUESTS)('%s', (_name, call, verdict) => {
    const w = waiting();
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('to one who runs, or waits for an answer', () => {
    const { os, vm1, sp1, sp2 } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));
    expect(vm1.call(FFA.DIRECT_REQ, pair(1, SP1)).verdict).toBe('BUSY message/receiver-busy');
    sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));

    expect(vm1.call(FFA.DIRECT_REQ, pair(1, SP1)).verdict).toBe('BUSY message/receiver-busy');
    expect(sp2.call(FFA.DIRECT_REQ, pair(SP2, SP1)).verdict).toBe('BUSY message/receiver-busy');
  });

  it('to one who is still in its first run', () => {
    const { os } = world({ atBoot: true });

    expect(os.call(FFA.DIRECT_REQ, pair(0, SP1)).verdict).toBe('BUSY message/receiver-busy');
  });

  it('to one who has aborted', () => {
    const { os, sp1, spmc } = waiting();
    spmc.abort(sp1.context, createFrame());

    expect(os.call(FFA.DIRECT_REQ, pair(0, SP1)).verdict).toBe('ABORTED message/receiver-aborted');
    expect(os.call(FFA.RUN, pair(SP1, 0)).verdict).toBe('ABORTED message/run-aborted');
  });

  it('from a partition whose manifest says that it sends none', () => {
    const { os, user, spmc } = waiting();
    os.call(FFA.RUN, pair(USER, 0));
    const before = stateOf(spmc);

    expect(user.call(FFA.DIRECT_REQ, pair(USER, SP1)).verdict).toBe('DENIED message/sender-method x1');
    expect(stateOf(spmc)).toEqual(before);
  });
});

describe('responses', () => {
  it.each([
    ['w2', [FFA.DIRECT_RESP, pair(SP1, 0), 1], 'INVALID_PARAMETERS message/flags x2'],
    ['another sender', [FFA.DIRECT_RESP, pair(SP2, 0)], 'INVALID_PARAMETERS message/sender x1'],
    ['another requester', [FFA.DIRECT_RESP, pair(SP1, 1)], 'DENIED message/wrong-requester x1'],
    ['another width', [FFA.DIRECT_RESP_64, pair(SP1, 0)], 'DENIED message/response-width x0'],
    ['waiting instead', [FFA.MSG_WAIT], 'DENIED message/wait-in-request'],
  ])('%s is refused, and the right one still arrives', (_name, words, verdict) => {
    const { os, sp1 } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));

    const refused = sp1.call(...words);

    expect([refused.verdict, refused.next]).toEqual([verdict, sp1.context]);
    expect(sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)).next).toBe(os.context);
  });

  it('to no request', () => {
    const { os, sp1 } = waiting();
    os.call(FFA.RUN, pair(SP1, 0));

    expect(sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)).verdict).toBe('DENIED message/no-request');
  });

  it('QD6: have the width of the request', () => {
    const { os, sp1 } = waiting();
    os.call(FFA.DIRECT_REQ_64, pair(0, SP1));

    expect(sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)).verdict).toBe('DENIED message/response-width x0');
    expect(sp1.call(FFA.DIRECT_RESP_64, pair(SP1, 0)).words[0]).toBe(FFA.DIRECT_RESP_64);
  });
});
