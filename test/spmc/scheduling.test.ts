/** FFA_YIELD, interrupts and FFA_RUN: who has the processor, what it finds, and who may give it back. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import type { Actor, Answer } from './support/actor.ts';
import { FFA } from './support/ids.ts';
import { contextOf, pair, processor, SP1, SP2, waiting } from './support/processors.ts';
import { stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

/** What the one who goes on finds after an interrupt, and who that is. */
function preempt(w: World, actor: Actor): { readonly next: number; readonly words: readonly number[] } {
  const frame = createFrame().fill(0xdead_beef);
  const next = w.spmc.preempt(actor.context, frame);
  expect([...frame.subarray(16)]).toEqual(new Array(20).fill(0));
  return { next, words: Array.from({ length: 8 }, (_, register) => frame[register * 2]!) };
}

describe('FFA_YIELD', () => {
  it('lets the one who ran the context go on, and FFA_RUN brings it back', () => {
    const { os, sp1 } = waiting();
    os.call(FFA.RUN, pair(SP1, 0));

    const yielded = sp1.call(FFA.YIELD, 0, 0x1111, 0x2222);
    expect(yielded.next).toBe(os.context);
    expect(yielded.words).toEqual([FFA.YIELD, pair(SP1, 0), 0x1111, 0x2222, 0, 0, 0, 0]);
    const back = os.call(FFA.RUN, pair(SP1, 0));
    expect(back.next).toBe(sp1.context);
    expect(back.words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(sp1.call(FFA.MSG_WAIT).next).toBe(os.context);
  });

  it('in the middle of a request: the response comes out of FFA_RUN', () => {
    const { os, sp1 } = waiting();
    os.call(FFA.DIRECT_REQ, pair(0, SP1));

    expect(sp1.call(FFA.YIELD).words[0]).toBe(FFA.YIELD);
    expect(os.call(FFA.RUN, pair(SP1, 0)).next).toBe(sp1.context);
    const response = sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), 0, 7);

    expect(response.next).toBe(os.context);
    expect(response.words).toEqual([FFA.DIRECT_RESP, pair(SP1, 0), 0, 7, 0, 0, 0, 0]);
  });

  it('names the context that yielded', () => {
    const w = waiting({ contexts: 2 });
    const second = contextOf(w, w.sp1, 1);
    w.os.call(FFA.RUN, pair(SP1, 1));

    expect(second.call(FFA.YIELD).words[1]).toBe(pair(SP1, 1));
  });

  it('succeeds at once where nobody waits for the processor', () => {
    const w = waiting();
    w.spmc.schedule(w.sp1.context, createFrame());

    const { next, words } = w.sp1.call(FFA.YIELD);

    expect([next, words[0]]).toEqual([w.sp1.context, FFA.SUCCESS]);
  });

  it('is refused in the first run, and changes nothing', () => {
    const { sp1, spmc } = world({ atBoot: true });
    const before = stateOf(spmc);

    expect(sp1.call(FFA.YIELD).verdict).toBe('DENIED message/yield-during-init');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('R11, B15: passes nothing on in x8..x17 and in upper halves', () => {
    const { os, sp1 } = waiting();
    os.call(FFA.RUN, pair(SP1, 0));
    const frame = createFrame().fill(0xdead_beef);
    frame.set([FFA.YIELD, 0, 0, 0, 1, 0xdead_beef, 2, 0xdead_beef]);

    sp1.callFrame(frame);

    expect([...frame]).toEqual([FFA.YIELD, 0, pair(SP1, 0), 0, 1, 0, 2, 0, ...new Array(28).fill(0)]);
  });
});

describe('an interrupt of the normal world', () => {
  it.each([
    ['that was run', (w: World) => w.os.call(FFA.RUN, pair(SP1, 0))],
    ['that serves a request', (w: World) => w.os.call(FFA.DIRECT_REQ, pair(0, SP1))],
  ])('takes the processor from a context %s, and FFA_RUN brings it back', (_name, begin) => {
    const w = waiting();
    begin(w);

    expect(preempt(w, w.sp1)).toEqual({
      next: w.os.context,
      words: [FFA.INTERRUPT, pair(SP1, 0), 0, 0, 0, 0, 0, 0],
    });
    expect(w.os.call(FFA.RUN, pair(SP1, 0)).next).toBe(w.sp1.context);
    expect(w.sp1.call(FFA.ID_GET).words[2]).toBe(SP1);
  });

  it('in the middle of a request: the response still arrives', () => {
    const w = waiting();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
    preempt(w, w.sp1);
    w.os.call(FFA.RUN, pair(SP1, 0));
    preempt(w, w.sp1);
    w.os.call(FFA.RUN, pair(SP1, 0));

    const response = w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0), 0, 9);

    expect([response.next, response.words[3]]).toEqual([w.os.context, 9]);
  });

  it('in a chain of requests takes it from one after the other: whoever asked goes on, and may be interrupted, too', () => {
    const w = waiting();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
    w.sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));

    expect(preempt(w, w.sp2)).toMatchObject({
      next: w.sp1.context,
      words: [FFA.INTERRUPT, pair(SP2, 0), 0, 0, 0, 0, 0, 0],
    });
    expect(preempt(w, w.sp1)).toMatchObject({
      next: w.os.context,
      words: [FFA.INTERRUPT, pair(SP1, 0), 0, 0, 0, 0, 0, 0],
    });
    w.os.call(FFA.RUN, pair(SP1, 0));
    w.sp1.call(FFA.RUN, pair(SP2, 0));

    expect(w.sp2.call(FFA.DIRECT_RESP, pair(SP2, SP1)).next).toBe(w.sp1.context);
    expect(w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0)).next).toBe(w.os.context);
  });

  it.each([
    ['that waits', 'user'],
    ['that waits for another, as does its requester', 'sp1'],
    ['of the normal world that waits for another', 'os'],
    ['of the normal world', 'vm1'],
  ] as const)('cannot take it from a context %s', (_name, name) => {
    const w = waiting();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
    w.sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));

    expect(() => w.spmc.preempt(w[name].context, createFrame())).toThrow('nobody waits for context');
  });
});

type Call = (w: World) => Answer;

/** Every state that the target of FFA_RUN can be in. SP1 is the target, the OS runs it on processor 1. */
const TARGETS: readonly (readonly [name: string, prepare: (w: World) => unknown, verdict: string])[] = [
  ['waits', () => undefined, 'FFA_RUN'],
  ['runs', (w) => w.os.call(FFA.RUN, pair(SP1, 0)), 'BUSY message/run-busy'],
  ['serves', (w) => w.os.call(FFA.DIRECT_REQ, pair(0, SP1)), 'BUSY message/run-busy'],
  [
    'waits for another',
    (w) => [w.os.call(FFA.RUN, pair(SP1, 0)), w.sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2))],
    'BUSY message/run-busy',
  ],
  ['yielded', (w) => [w.os.call(FFA.RUN, pair(SP1, 0)), w.sp1.call(FFA.YIELD)], 'FFA_SUCCESS_32'],
  [
    'yielded while it served',
    (w) => [w.os.call(FFA.DIRECT_REQ, pair(0, SP1)), w.sp1.call(FFA.YIELD)],
    'FFA_SUCCESS_32',
  ],
  ['was interrupted', (w) => [w.os.call(FFA.RUN, pair(SP1, 0)), preempt(w, w.sp1)], 'FFA_RUN'],
  [
    'was interrupted while it served',
    (w) => [w.os.call(FFA.DIRECT_REQ, pair(0, SP1)), preempt(w, w.sp1)],
    'FFA_RUN',
  ],
  ['has aborted', (w) => w.spmc.abort(w.sp1.context, createFrame()), 'ABORTED message/run-aborted'],
];

describe('FFA_RUN of a context that', () => {
  it.each(TARGETS)('%s', (_name, prepare, verdict) => {
    const w = waiting();
    prepare(w);
    const runner = processor(w, 1);
    const before = stateOf(w.spmc);

    const answer = runner.call(FFA.RUN, pair(SP1, 0));

    expect(answer.verdict).toBe(verdict);
    const runs = verdict.startsWith('FFA_');
    expect(answer.next).toBe(runs ? w.sp1.context : runner.context);
    if (!runs) expect(stateOf(w.spmc)).toEqual(before);
  });

  it('R11: is refused leaves x8..x17 alone', () => {
    const { os } = world();
    const frame = createFrame().fill(0xdead_beef);
    frame.set([FFA.RUN, 0, pair(SP1, 0)]);

    os.callFrame(frame);

    expect([...frame.subarray(16)]).toEqual(new Array(20).fill(0xdead_beef));
  });

  it.each([
    ['serves another', (w: World) => w.vm1.call(FFA.DIRECT_REQ, pair(1, SP1)), 'BUSY message/run-busy'],
    [
      'yielded while another ran it',
      (w: World) => [w.vm1.call(FFA.RUN, pair(SP1, 0)), w.sp1.call(FFA.YIELD)],
      'FFA_SUCCESS_32',
    ],
  ])('%s', (_name, prepare, verdict) => {
    const w = waiting();
    prepare(w);

    expect(w.vm2.call(FFA.RUN, pair(SP1, 0)).verdict).toBe(verdict);
  });

  it('is in its first run', () => {
    const w = world({ atBoot: true });

    expect(w.os.call(FFA.RUN, pair(SP1, 0)).verdict).toBe('BUSY message/run-busy');
  });
});

/** SP1 serves VM1, and has stopped. */
function stoppedFor(requester: (w: World) => Call, w: World): void {
  requester(w)(w);
  w.sp1.call(FFA.YIELD);
}

describe('a context that stopped in the middle of a request is run by its requester alone', () => {
  const fromVm1 = () => (w: World) => w.vm1.call(FFA.DIRECT_REQ, pair(1, SP1));

  it.each([
    ['the requester', (w: World) => w.vm1, 'FFA_SUCCESS_32'],
    ['the hypervisor, for its VM', (w: World) => w.os, 'FFA_SUCCESS_32'],
    ['another VM', (w: World) => w.vm2, 'DENIED message/run-of-request'],
    ['another partition', (w: World) => w.sp2, 'DENIED message/run-of-request'],
  ])('run by %s: %s', (_name, runnerOf, verdict) => {
    const w = waiting();
    stoppedFor(fromVm1, w);
    const runner = runnerOf(w);
    if (runner.id === SP2) processor(w, 3).call(FFA.RUN, pair(SP2, 0));
    const before = stateOf(w.spmc);

    expect(runner.call(FFA.RUN, pair(SP1, 0)).verdict).toBe(verdict);
    if (verdict.startsWith('DENIED')) expect(stateOf(w.spmc)).toEqual(before);
  });

  it('also where an interrupt has stopped it', () => {
    const w = waiting();
    w.vm1.call(FFA.DIRECT_REQ, pair(1, SP1));
    preempt(w, w.sp1);

    expect(w.vm2.call(FFA.RUN, pair(SP1, 0)).verdict).toBe('DENIED message/run-of-request');
    expect(w.vm1.call(FFA.RUN, pair(SP1, 0)).next).toBe(w.sp1.context);
  });

  it('the hypervisor cannot read the response to a partition', () => {
    const w = waiting();
    processor(w, 1).call(FFA.RUN, pair(SP2, 0));
    w.sp2.call(FFA.DIRECT_REQ, pair(SP2, SP1));
    w.sp1.call(FFA.YIELD);

    expect(w.os.call(FFA.RUN, pair(SP1, 0)).verdict).toBe('DENIED message/run-of-request');
  });

  it('E8: where the requester is dead anybody brings it to its end, and learns nothing of the response', () => {
    const w = waiting();
    stoppedFor(fromVm1, w);
    w.spmc.abort(w.vm1.context, createFrame());

    expect(w.vm2.call(FFA.RUN, pair(SP1, 0)).next).toBe(w.sp1.context);
    const response = w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 1), 0, 0x5ec2e7);

    expect(response.next).toBe(w.vm2.context);
    expect([...response.frame]).toEqual([FFA.MSG_WAIT, 0, pair(SP1, 0), ...new Array(33).fill(0)]);
    expect(w.spmc.state.contexts.state[w.sp1.context]).toBe(CONTEXT.WAITING);
  });
});

describe('E8: a partition dies while another has stopped for it', () => {
  it('a yielded context dies: nobody waits for it, nobody goes on', () => {
    const w = waiting();
    stoppedFor(() => (each) => each.os.call(FFA.DIRECT_REQ, pair(0, SP1)), w);

    expect(w.spmc.abort(w.sp1.context, createFrame())).toBe(0);
    expect(w.os.call(FFA.RUN, pair(SP1, 0)).verdict).toBe('ABORTED message/run-aborted');
  });

  it('the one in the middle is dead when the last one yields: the first goes on with FFA_ERROR(ABORTED)', () => {
    const w = waiting();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
    w.sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));
    w.spmc.abort(w.sp1.context, createFrame());

    const yielded = w.sp2.call(FFA.YIELD);

    expect([yielded.next, yielded.words[0], yielded.words[2]]).toEqual([
      w.os.context,
      FFA.ERROR,
      0xffff_fff8,
    ]);
    expect(w.os.call(FFA.RUN, pair(SP2, 0)).next).toBe(w.sp2.context);
  });

  it('nobody is left who waits for one that is interrupted', () => {
    const w = waiting();
    w.vm1.call(FFA.DIRECT_REQ, pair(1, SP1));
    w.spmc.abort(w.vm1.context, createFrame());

    expect(preempt(w, w.sp1).next).toBe(0);
    expect(w.os.call(FFA.RUN, pair(SP1, 0)).next).toBe(w.sp1.context);
  });
});

describe('FFA_SECONDARY_EP_REGISTER', () => {
  it('notes the last address that is registered in the first run', () => {
    const { sp1, spmc } = world({ atBoot: true, contexts: 2 });

    sp1.callWide(FFA.SECONDARY_EP_REGISTER, 0x1000n);
    const again = sp1.callWide(FFA.SECONDARY_EP_REGISTER, 0x1_1234_5000n);

    expect(again.words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(spmc.state.endpoints.secondaryEntry[sp1.slot]).toBe(0x1_1234_5000);
  });

  it.each([
    ['after it', 2, 'DENIED message/register-after-init'],
    ['by a partition with one context', 1, 'NOT_SUPPORTED call/not-for-caller x0'],
  ])('is refused %s', (_name, contexts, verdict) => {
    const { sp1 } = world({ contexts });

    expect(sp1.callWide(FFA.SECONDARY_EP_REGISTER, 0x1000n).verdict).toBe(verdict);
  });
});
