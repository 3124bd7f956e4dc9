/** Direct requests of guests, preemption, and what two guests cannot do to each other; indirect messages. */

import { describe, expect, it } from 'vitest';
import { FFA } from '../spmc/support/ids.ts';
import { type Actor, NOTARY_ID, VAULT_ID, type World, world } from './world.ts';

function pair(high: number, low: number): number {
  return high * 0x1_0000 + low;
}

function request(from: Actor, to: number, ...data: readonly number[]) {
  return from.call(FFA.DIRECT_REQ, pair(from.id, to), 0, ...data);
}

/** The vault answers the request that it was given last. */
function respond(w: World, to: number, ...data: readonly number[]): void {
  w.vault.call(FFA.DIRECT_RESP, pair(VAULT_ID, to), 0, ...data);
}

describe('a direct request', () => {
  it('reaches the partition, and the answer the guest, and nothing else in the registers', () => {
    const w = world().started();
    const frame = new Uint32Array(36).fill(0xdead);
    frame.set([FFA.DIRECT_REQ, 0xdead, pair(1, VAULT_ID), 0xdead, 0, 0xdead, 11]);

    w.a.issue(frame);
    const heard = w.vault.received();
    respond(w, 1, 12);

    expect(heard.words.slice(0, 4)).toEqual([FFA.DIRECT_REQ, pair(1, VAULT_ID), 0, 11]);
    expect(heard.frame.subarray(16).every((half) => half === 0)).toBe(true);
    expect(w.a.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 12]);
  });

  it('of FF-A 1.2 carries fourteen values both ways', () => {
    const w = world().started();

    w.a.call(
      FFA.DIRECT_REQ2,
      pair(1, VAULT_ID),
      0,
      0,
      ...Array.from({ length: 14 }, (_, index) => index + 1),
    );
    const heard = w.vault.received();
    w.vault.call(FFA.DIRECT_RESP2, pair(VAULT_ID, 1), 0, 0, ...new Array<number>(14).fill(7));

    expect([...heard.frame].filter((_, half) => half % 2 === 0).slice(4)).toEqual(
      Array.from({ length: 14 }, (_, index) => index + 1),
    );
    expect(w.a.received().frame[34]).toBe(7);
  });

  it.each<[string, number, number, string]>([
    ['in the name of another', 2, VAULT_ID, 'INVALID_PARAMETERS message/sender register w1'],
    ['to itself', 1, 1, 'INVALID_PARAMETERS message/to-self register w1'],
    ['to a guest', 1, 2, 'NOT_SUPPORTED mediator/not-secure register w1'],
    ['to nobody', 1, 0x8009, 'INVALID_PARAMETERS message/unknown-receiver'],
  ])('%s is refused', (_, sender, receiver, verdict) => {
    const w = world().started();

    expect(w.a.call(FFA.DIRECT_REQ, pair(sender, receiver)).verdict).toBe(verdict);
  });

  it('to one who serves another guest is BUSY, and both go on', () => {
    const w = world().started();
    request(w.a, VAULT_ID);

    expect(request(w.b, VAULT_ID).verdict).toBe('BUSY message/receiver-busy');

    respond(w, 1);
    expect(w.a.received().words[0]).toBe(FFA.DIRECT_RESP);
    request(w.b, VAULT_ID);
    respond(w, 2);
    expect(w.b.received().words[1]).toBe(pair(VAULT_ID, 2));
  });

  it.each<[string, readonly number[]]>([
    ['a response to another guest', [FFA.DIRECT_RESP, pair(VAULT_ID, 2)]],
    ['a response of another partition', [FFA.DIRECT_RESP, pair(NOTARY_ID, 1)]],
    ['an interrupt of another partition', [FFA.INTERRUPT, pair(NOTARY_ID, 0)]],
    ['a message that waits', [FFA.MSG_WAIT, pair(VAULT_ID, 0)]],
    ['an unknown function', [0x8400_0099]],
  ])('that the manager answers with %s is ABORTED', (_, answer) => {
    const w = world().started();
    w.lie(answer);

    expect(request(w.a, VAULT_ID).verdict).toBe('ABORTED mediator/manager-answer');
    request(w.a, VAULT_ID);
    respond(w, 1);
    expect(w.a.received().words[0]).toBe(FFA.DIRECT_RESP);
  });
});

describe('preemption', () => {
  function interrupted(): World {
    const w = world().started();
    request(w.a, VAULT_ID);
    w.board.preempt('vault');
    return w;
  }

  it('is the guest’s to see and to go on from', () => {
    const w = interrupted();
    expect(w.a.received().words.slice(0, 2)).toEqual([FFA.INTERRUPT, pair(VAULT_ID, 0)]);

    w.a.call(FFA.RUN, pair(VAULT_ID, 0));
    respond(w, 1, 5);

    expect(w.a.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 5]);
  });

  it('another guest cannot have the response', () => {
    const w = interrupted();

    expect(w.b.call(FFA.RUN, pair(VAULT_ID, 0)).verdict).toBe('DENIED mediator/run-of-another register w1');

    w.a.call(FFA.RUN, pair(VAULT_ID, 0));
    respond(w, 1);
    expect(w.a.received().words[0]).toBe(FFA.DIRECT_RESP);
  });

  it('another processor of the guest may go on', () => {
    const w = interrupted();

    w.a.callOn(1, FFA.RUN, pair(VAULT_ID, 0));
    respond(w, 1, 6);

    expect(w.a.received(1).words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 6]);
  });

  it('of a guest that is gone is ended by another, who learns nothing of it', () => {
    const w = interrupted();
    w.board.abort('a');

    w.b.call(FFA.RUN, pair(VAULT_ID, 0));
    respond(w, 1, 0x5ec4e7);

    expect(w.b.received().words).toEqual([FFA.MSG_WAIT, pair(VAULT_ID, 0), 0, 0, 0, 0, 0, 0]);
    request(w.b, VAULT_ID);
    respond(w, 2, 1);
    expect(w.b.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 2), 0, 1]);
  });

  it('that is over is nobody’s any more: another guest may run the partition', () => {
    const w = interrupted();
    w.a.call(FFA.RUN, pair(VAULT_ID, 0));
    respond(w, 1);

    w.b.call(FFA.RUN, pair(VAULT_ID, 0));

    expect(w.vault.received().words.slice(0, 2)).toEqual([FFA.RUN, pair(VAULT_ID, 0)]);
  });

  it('runs no guest', () => {
    const w = world().started();

    expect(w.a.call(FFA.RUN, pair(2, 0)).verdict).toBe('NOT_SUPPORTED mediator/not-secure register w1');
  });
});

it('a guest that dies while a partition serves it leaves the partition and the others alone', () => {
  const w = world().started();
  request(w.a, VAULT_ID);

  w.board.abort('a');
  respond(w, 1);
  request(w.b, VAULT_ID);
  respond(w, 2, 9);

  expect(w.b.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 2), 0, 9]);
  w.board.tick();
  w.board.create('a');
  expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);
  request(w.a, VAULT_ID);
  respond(w, 1, 7);
  expect(w.a.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 7]);
});

describe('an indirect message', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);

  it('from guest to guest goes through the hypervisor', () => {
    const w = world().started();
    w.board.perform('a', function* (ffa) {
      yield* ffa.start(undefined, 0x1_0002);
      ffa.driver.buffers = { tx: 0, rx: 0x1000, pages: 1 };
      yield* ffa.send(2, bytes);
    });
    const letter = w.board.perform('b', function* (ffa) {
      yield* ffa.start(undefined, 0x1_0002);
      ffa.driver.buffers = { tx: 0, rx: 0x1000, pages: 1 };
      yield* ffa.notifications();
      return yield* ffa.receive();
    });

    expect([letter.sender, [...letter.payload]]).toEqual([1, [1, 2, 3, 4]]);
    expect(w.calls('hypervisor').map(({ in: frame }) => frame[0])).not.toContain(FFA.MSG_SEND2);
  });

  it('to a secure partition is taken out of the guest’s TX by the manager', () => {
    const w = world().started();
    w.board.perform('vault', (ffa) => ffa.start({ tx: 0x0e00_0000, rx: 0x0e00_1000, pages: 1 }));
    w.board.perform('a', function* (ffa) {
      yield* ffa.start(undefined, 0x1_0002);
      ffa.driver.buffers = { tx: 0, rx: 0x1000, pages: 1 };
      yield* ffa.send(VAULT_ID, bytes);
    });
    const letter = w.board.perform('vault', function* (ffa) {
      yield* ffa.notifications();
      return yield* ffa.receive();
    });

    expect([letter.sender, [...letter.payload]]).toEqual([1, [1, 2, 3, 4]]);
  });
});
