/** Guests that die while the secure world has their processors, or waits for another to go on with what they asked for. */

import { describe, expect, it } from 'vitest';
import { FFA } from '../spmc/support/ids.ts';
import { HEAP, isHeld, share } from './sends.ts';
import { A_LOW, NOTARY_ID, VAULT_ID, type World, world } from './world.ts';

function pair(high: number, low: number): number {
  return high * 0x1_0000 + low;
}

/** Guest a is created anew, if it can be. */
function begins(w: World): boolean {
  w.board.create('a');
  try {
    w.a.call(FFA.VERSION, 0x1_0002);
    return true;
  } catch (error) {
    expect((error as Error).message).toBe('a has not been created');
    return false;
  }
}

describe('a guest that dies while a partition has', () => {
  it.each([
    ['its first processor', 0],
    ['another of its processors', 1],
  ])('%s leaves its id when that comes back, and the next of its id has all of them', (_, vcpu) => {
    const w = world().started();
    w.a.callOn(vcpu, FFA.DIRECT_REQ, pair(1, VAULT_ID));

    w.board.abort('a');
    w.board.tick();
    expect(begins(w)).toBe(false);

    w.vault.call(FFA.DIRECT_RESP, pair(VAULT_ID, 1));
    expect(w.board.received('a', vcpu)).toBeUndefined();
    w.board.tick();
    expect(begins(w)).toBe(true);
    w.a.callOn(vcpu, FFA.DIRECT_REQ, pair(1, NOTARY_ID));
    w.notary.call(FFA.DIRECT_RESP, pair(NOTARY_ID, 1), 0, 7);
    expect(w.a.received(vcpu).words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(NOTARY_ID, 1), 0, 7]);
  });

  it('a processor of another guest, too, leaves that guest its answer', () => {
    const w = world().started();
    w.b.call(FFA.DIRECT_REQ, pair(2, NOTARY_ID));

    w.board.abort('a');
    w.notary.call(FFA.DIRECT_RESP, pair(NOTARY_ID, 2), 0, 5);

    expect(w.b.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(NOTARY_ID, 2), 0, 5]);
  });
});

it('a guest that asked for nothing leaves the next of its id its answers', () => {
  const w = world().started();
  w.board.abort('a');
  expect(begins(w)).toBe(true);

  w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID));
  w.vault.call(FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 3);

  expect(w.a.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 3]);
});

it('a guest that begins anew leaves others what they wait for', () => {
  const w = world().started();
  w.b.call(FFA.DIRECT_REQ, pair(2, NOTARY_ID));
  w.board.abort('a');
  expect(begins(w)).toBe(true);

  expect(() => w.b.call(FFA.ID_GET)).toThrow('b waits for another partition');
  expect(() => w.board.hypervisor!.mediator.call(3, new Uint32Array(36))).toThrow(
    'context 3 of a guest does not have a processor',
  );

  w.notary.call(FFA.DIRECT_RESP, pair(NOTARY_ID, 2), 0, 5);
  expect(w.b.received().words[3]).toBe(5);
});

it('a guest of which something is left is found by nobody', () => {
  const w = world().started();
  w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID));
  const found = () => w.b.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).words[2];
  expect(found()).toBe(3);

  w.board.abort('a');

  expect(found()).toBe(2);
});

describe('the list of guests', () => {
  const next = (w: World, tag: number) =>
    w.b.call(FFA.PARTITION_INFO_GET_REGS, 0, 0, tag * 0x1_0000 + 1).verdict;
  const tagOf = (w: World) => w.b.call(FFA.PARTITION_INFO_GET_REGS).frame[5]! & 0xffff;

  it('does not change with a guest that was not in it', () => {
    const w = world();
    w.board.boot();
    for (const guest of [w.a, w.b]) guest.call(FFA.VERSION, 0x1_0002);
    w.b.call(FFA.ID_GET);
    const tag = tagOf(w);

    w.board.abort('a');

    expect(next(w, tag)).toBe('FFA_SUCCESS_64');
  });

  it('is another one after a guest has gone and come again', () => {
    const w = world().started();
    const tag = tagOf(w);

    w.board.abort('a');
    begins(w);
    w.a.call(FFA.ID_GET);

    expect(next(w, tag)).toBe('RETRY info/tag register w3');
  });
});

describe('what a guest asked for that is gone', () => {
  it('may be interrupted afterwards, and is ended by another guest, who learns nothing of it', () => {
    const w = world().started();
    w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID));
    w.board.abort('a');
    w.board.preempt('vault');

    w.b.call(FFA.RUN, pair(VAULT_ID, 0));
    w.vault.call(FFA.DIRECT_RESP, pair(VAULT_ID, 1), 0, 0x5ec4e7);

    expect(w.b.received().words).toEqual([FFA.MSG_WAIT, pair(VAULT_ID, 0), 0, 0, 0, 0, 0, 0]);
  });

  it('is nobody’s to end once it was answered', () => {
    const w = world().started();
    w.a.call(FFA.DIRECT_REQ, pair(1, VAULT_ID));
    w.board.abort('a');
    w.vault.call(FFA.DIRECT_RESP, pair(VAULT_ID, 1));
    w.lie([FFA.DIRECT_RESP, pair(VAULT_ID, 1)]);

    expect(w.b.call(FFA.RUN, pair(VAULT_ID, 1)).verdict).toBe('ABORTED mediator/manager-answer');
  });

  it('leaves what other guests asked for theirs', () => {
    const w = world().started();
    w.b.call(FFA.DIRECT_REQ, pair(2, VAULT_ID));
    w.board.preempt('vault');

    w.board.abort('a');
    expect(begins(w)).toBe(true);

    expect(w.a.call(FFA.RUN, pair(VAULT_ID, 0)).verdict).toBe('DENIED mediator/run-of-another register w1');
  });
});

describe('what a guest had sent that is gone', () => {
  it('to another guest is nobody’s any more', () => {
    const w = world().started();
    expect(share(w.a, [{ address: HEAP, pages: 1 }], { to: [2] }).verdict).toBe('FFA_SUCCESS_32');

    w.board.abort('a');

    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    expect(begins(w)).toBe(true);
  });

  it('is had back as it is', () => {
    const w = world().started();
    w.a.write(HEAP, Uint8Array.of(1, 2, 3));
    share(w.a, [{ address: HEAP, pages: 1 }]);

    w.board.abort('a');

    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    expect([...w.board.memory.readBytes(A_LOW + HEAP, 3)!]).toEqual([1, 2, 3]);
  });

  it('and what the manager has dropped already, is not waited for', () => {
    const w = world().started();
    const { words } = share(w.a, [{ address: HEAP, pages: 1 }]);
    const frame = new Uint32Array(36);
    frame.set([FFA.MEM_RECLAIM, 0, words[2]!, 0, words[3]!]);
    w.board.hypervisor!.issue(1, frame);
    expect(frame[0]).toBe(FFA.SUCCESS);

    w.board.abort('a');

    expect(begins(w)).toBe(true);
  });

  it('is asked for again while the manager refuses, for whatever reason', () => {
    const w = world().started();
    share(w.a, [{ address: HEAP, pages: 1 }]);
    const repent = w.alter(FFA.MEM_RECLAIM, (frame) => frame.set([FFA.ERROR, 0, 0, 0, 0xffff_fffc]));

    w.board.abort('a');
    expect(begins(w)).toBe(false);

    repent();
    w.board.tick();
    expect(begins(w)).toBe(true);
  });
});

describe('a board that says so twice', () => {
  it('creates no guest that is there', () => {
    const w = world().started();

    w.board.hypervisor!.mediator.create(1, new Uint32Array(36));

    expect(w.calls('hypervisor')).toEqual([]);
    expect(w.a.call(FFA.ID_GET).words[2]).toBe(1);
  });

  it('ends no guest that is gone, though something of it is left', () => {
    const w = world().started();
    share(w.a, [{ address: HEAP, pages: 1 }]);
    w.alter(FFA.MEM_RECLAIM, (frame) => frame.set([FFA.ERROR, 0, 0, 0, 0xffff_fffc]));
    w.board.abort('a');
    w.events.length = 0;

    w.board.hypervisor!.mediator.destroy(1, new Uint32Array(36));

    expect(w.calls('hypervisor')).toEqual([]);
  });
});
