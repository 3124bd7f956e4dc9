/** What the secure world answers guests that wait, context by context: nothing of another guest's, and nothing but the answer. */

import { describe, expect, it } from 'vitest';
import { FFA } from '../spmc/support/ids.ts';
import { NOTARY_ID, VAULT_ID, type World, world } from './world.ts';

function pair(high: number, low: number): number {
  return high * 0x1_0000 + low;
}

/** Guest a has asked the vault for something, and an interrupt has stopped the vault. */
function stopped(): World {
  const w = world().started();
  w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID));
  w.board.preempt('vault');
  return w;
}

/** A vault of two contexts that serves both processors of guest a, and was stopped on the second. */
function stoppedOnSecond(): World {
  const w = world({ change: { vault: { contexts: 2 } } }).started();
  w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID));
  w.a.callOn(1, FFA.DIRECT_REQ, pair(1, VAULT_ID));
  w.board.preempt('vault', 1);
  return w;
}

it('no register of an answer says more than the answer', () => {
  const w = world().started();
  const dirty = 0xdead_0000_0000;
  w.lie([
    FFA.DIRECT_RESP,
    dirty + pair(VAULT_ID, 1),
    ...new Array<number>(6).fill(dirty + 5),
    ...new Array<number>(10).fill(dirty + 0xbad),
  ]);

  const { frame } = w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID));

  const low = [FFA.DIRECT_RESP, pair(VAULT_ID, 1), 5, 5, 5, 5, 5, 5];
  expect([...frame]).toEqual([...low.flatMap((word) => [word, 0]), ...new Array<number>(20).fill(0)]);
});

it('no register of FFA_RUN says more than whom', () => {
  const w = stopped();
  w.events.length = 0;
  const frame = new Uint32Array(36).fill(0xdead);
  frame.set([
    FFA.RUN,
    0xdead,
    pair(VAULT_ID, 0),
    0xdead,
    0,
    0xdead,
    0,
    0xdead,
    0,
    0xdead,
    0,
    0xdead,
    0,
    0xdead,
    0,
  ]);

  w.a.issue(frame);

  expect([...w.calls('hypervisor')[0]!.in]).toEqual([
    ...[FFA.RUN, 0, pair(VAULT_ID, 0)],
    ...new Array<number>(33).fill(0),
  ]);
});

describe.each([
  ['a direct request', FFA.DIRECT_REQ],
  ['a direct request of FF-A 1.2', FFA.DIRECT_REQ2],
])('%s goes nowhere', (_, id) => {
  it.each([
    ['in the name of another', 2, VAULT_ID, 'INVALID_PARAMETERS message/sender register w1'],
    ['to itself', 1, 1, 'INVALID_PARAMETERS message/to-self register w1'],
    ['to a guest', 1, 2, 'NOT_SUPPORTED mediator/not-secure register w1'],
  ])('%s', (_name, sender, receiver, verdict) => {
    const w = world().started();

    expect(w.a.call(id, pair(sender, receiver)).verdict).toBe(verdict);

    expect(w.calls('hypervisor')).toEqual([]);
  });
});

it('what is no answer of a partition is none, though it says whose it is', () => {
  const w = world().started();
  w.lie([0x8400_0099, pair(VAULT_ID, 1)]);

  expect(w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID)).verdict).toBe('ABORTED mediator/manager-answer');
});

it('a partition that was given time for nothing in particular waits again', () => {
  const w = world().started();
  w.b.call(FFA.RUN, pair(VAULT_ID, 0));

  w.vault.call(FFA.MSG_WAIT);

  expect(w.b.received().words).toEqual([FFA.MSG_WAIT, pair(VAULT_ID, 0), 0, 0, 0, 0, 0, 0]);
});

describe('a context of a partition that has several', () => {
  it('goes on for the guest that it was stopped for, and for no other', () => {
    const w = stoppedOnSecond();
    expect(w.a.received(1).words.slice(0, 2)).toEqual([FFA.INTERRUPT, pair(VAULT_ID, 1)]);

    expect(w.b.call(FFA.RUN, pair(VAULT_ID, 1)).verdict).toBe('DENIED mediator/run-of-another register w1');

    w.a.callOn(1, FFA.RUN, pair(VAULT_ID, 1));
    w.vault.callOn(1, FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 6);
    expect(w.a.received(1).words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 6]);
  });

  it('of a guest that is gone is ended by another, who learns which one waits', () => {
    const w = stoppedOnSecond();
    w.board.abort('a');

    w.b.call(FFA.RUN, pair(VAULT_ID, 1));
    w.vault.callOn(1, FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 6);

    expect(w.b.received().words).toEqual([FFA.MSG_WAIT, pair(VAULT_ID, 1), 0, 0, 0, 0, 0, 0]);
  });
});

describe('a request that was stopped', () => {
  it('stays its guest’s when the partition answers another', () => {
    const w = stopped();
    w.lie([FFA.DIRECT_RESP, pair(VAULT_ID, 2)]);
    expect(w.b.call(FFA.DIRECT_REQ, pair(2, VAULT_ID)).verdict).toBe('FFA_MSG_SEND_DIRECT_RESP_32');

    expect(w.b.call(FFA.RUN, pair(VAULT_ID, 0)).verdict).toBe('DENIED mediator/run-of-another register w1');
  });

  it('is no other partition’s: that may be given time', () => {
    const w = stopped();

    w.b.call(FFA.RUN, pair(NOTARY_ID, 0));

    expect(w.notary.received().words.slice(0, 2)).toEqual([FFA.RUN, pair(NOTARY_ID, 0)]);
  });

  it('is answered to its guest and to nobody else', () => {
    const w = stopped();
    w.lie([FFA.DIRECT_RESP, pair(VAULT_ID, 7)]);

    expect(w.a.call(FFA.RUN, pair(VAULT_ID, 0)).verdict).toBe('ABORTED mediator/manager-answer');
  });

  it('may be stopped again, and by the partition itself', () => {
    const w = stopped();
    w.a.call(FFA.RUN, pair(VAULT_ID, 0));
    w.vault.call(FFA.YIELD);
    expect(w.a.received().words.slice(0, 2)).toEqual([FFA.YIELD, pair(VAULT_ID, 0)]);

    expect(w.b.call(FFA.RUN, pair(VAULT_ID, 0)).verdict).toBe('DENIED mediator/run-of-another register w1');
  });

  it('of a guest that is gone makes no answer of another right', () => {
    const w = stopped();
    w.board.abort('a');
    w.lie([FFA.DIRECT_RESP, pair(VAULT_ID, 7)]);

    expect(w.b.call(FFA.DIRECT_REQ, pair(2, VAULT_ID)).verdict).toBe('ABORTED mediator/manager-answer');
  });

  it('is in a copy, and so is who waits', () => {
    const w = stopped();
    w.b.call(FFA.DIRECT_REQ, pair(2, NOTARY_ID));
    const saved = w.board.save();
    w.a.call(FFA.RUN, pair(VAULT_ID, 0));
    w.vault.call(FFA.DIRECT_RESP, pair(VAULT_ID, 1));
    w.notary.call(FFA.DIRECT_RESP, pair(NOTARY_ID, 2));

    w.board.restore(saved);

    w.notary.call(FFA.DIRECT_RESP, pair(NOTARY_ID, 2), 0, 4);
    expect(w.b.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(NOTARY_ID, 2), 0, 4]);
    expect(w.b.call(FFA.RUN, pair(VAULT_ID, 0)).verdict).toBe('DENIED mediator/run-of-another register w1');
    w.a.call(FFA.RUN, pair(VAULT_ID, 0));
    w.vault.call(FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 3);
    expect(w.a.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 3]);
  });
});
