/** Guests that come and go: who is told, what is had back, what is tried again, what stays out of use. */

import { describe, expect, it } from 'vitest';
import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_VM_CREATED,
  PROPERTY_VM_DESTROYED,
} from '../../src/core/abi/bits.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { request } from '../../src/core/client/driver.ts';
import { call } from '../../src/core/client/port.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { A_LOW, type Actor, B_MEMORY, NOTARY_ID, VAULT_ID, type World, world } from './world.ts';

const HEAP = 0x1_0000;
const SUBSCRIBED = PROPERTY_DIRECT_RECEIVE | PROPERTY_VM_CREATED | PROPERTY_VM_DESTROYED;
const CREATED = 0x8000_0004;
const DESTROYED = 0x8000_0006;

/** A partition that answers framework messages with these results, one after the other and then with 0, and notes them. */
function listener(id: number, heard: string[], results: number[] = []): ProgramOf {
  return function* () {
    let frame = yield* call(request(FFA.MSG_WAIT));
    for (;;) {
      const result = results.shift() ?? 0;
      heard.push(`${frame[4]!.toString(16)} ${frame[10]} to ${id.toString(16)}: ${result}`);
      const answer = { 1: id * 0x1_0000, 2: frame[4]! + 1, 3: result >>> 0 };
      frame = yield* call(request(FFA.DIRECT_RESP, answer));
    }
  };
}

function subscribed(results: { readonly vault?: number[]; readonly notary?: number[] } = {}, limits = {}) {
  const heard: string[] = [];
  const w = world({
    change: { vault: { properties: SUBSCRIBED }, notary: { properties: SUBSCRIBED } },
    mediator: { limits },
  });
  w.board.boot({
    programs: {
      vault: listener(VAULT_ID, heard, results.vault),
      notary: listener(NOTARY_ID, heard, results.notary),
    },
  });
  return { w, heard };
}

function said(function_: number, vm: number, to: number, result = 0): string {
  return `${function_.toString(16)} ${vm} to ${to.toString(16)}: ${result}`;
}

function begin(...guests: readonly Actor[]): void {
  for (const guest of guests) {
    guest.call(FFA.VERSION, 0x1_0002);
    guest.map();
  }
}

/** Shares one page with the vault. */
function share(w: World, guest: Actor, page = 0): bigint {
  return w.board.perform(guest.name, function* (ffa) {
    yield* ffa.start(undefined, 0x1_0002);
    ffa.driver.buffers = { tx: 0, rx: 0x1000, pages: 1 };
    return yield* ffa.share({
      receivers: [{ endpoint: VAULT_ID, permissions: 2 }],
      constituents: [{ address: HEAP + page * 0x1000, pages: 1 }],
    });
  });
}

function retrieve(w: World, handle: bigint, sender: number): void {
  w.board.perform('vault', function* (ffa) {
    if (ffa.driver.buffers === undefined) yield* ffa.start({ tx: 0x0e00_0000, rx: 0x0e00_1000, pages: 1 });
    yield* ffa.retrieve({ handle, sender, receivers: [{ endpoint: VAULT_ID, permissions: 2 }] });
  });
}

function isHeld(w: World, physical: number): boolean {
  return transactionOf(w.board.ledger.map.get(physical / 0x1000)) !== 0;
}

describe('a guest that comes', () => {
  it('is announced to those who asked, in the order of discovery, before it can call; one without FF-A is not', () => {
    const { w, heard } = subscribed();

    expect(heard).toEqual(
      [1, 2].flatMap((vm) => [said(CREATED, vm, VAULT_ID), said(CREATED, vm, NOTARY_ID)]),
    );
    expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);
  });

  it('QG9: that one refuses is none, and exactly those told before are told of its end', () => {
    const { w, heard } = subscribed({ notary: [-6] });

    expect(heard.slice(0, 3)).toEqual([
      said(CREATED, 1, VAULT_ID),
      said(CREATED, 1, NOTARY_ID, -6),
      said(DESTROYED, 1, VAULT_ID),
    ]);
    expect(() => w.a.call(FFA.VERSION, 0x1_0002)).toThrow('a has not been created');
    w.board.create('a');
    expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);
  });

  it('QG9: nor is one told of its end who asked to hear of ends only', () => {
    const heard: string[] = [];
    const w = world({
      change: {
        vault: { properties: PROPERTY_DIRECT_RECEIVE | PROPERTY_VM_DESTROYED },
        notary: { properties: SUBSCRIBED },
      },
    });

    w.board.boot({
      programs: { vault: listener(VAULT_ID, heard), notary: listener(NOTARY_ID, heard, [-6]) },
    });

    expect(heard).toEqual([said(CREATED, 1, NOTARY_ID, -6), said(CREATED, 2, NOTARY_ID)]);
  });

  it('is none where the manager makes no notifications for it, and nobody hears of it', () => {
    const { w, heard } = subscribed();
    w.board.abort('a');
    heard.length = 0;
    w.lie([FFA.ERROR, 0, -3]);

    w.board.create('a');

    expect(() => w.a.call(FFA.VERSION, 0x1_0002)).toThrow('a has not been created');
    expect(heard).toEqual([]);
    w.board.create('a');
    expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);
  });

  it.each([
    ['RETRY as often as the limit', 10, true],
    ['RETRY once more', 11, false],
  ])('R10: %s', (_, times, created) => {
    const { w, heard } = subscribed({ vault: new Array<number>(times).fill(-7) });

    expect(heard.filter((line) => line.startsWith(`${CREATED.toString(16)} 1 to 8001`))).toHaveLength(
      Math.min(times + 1, 11),
    );
    const calls = () => w.a.call(FFA.VERSION, 0x1_0002).words[0];
    if (created) expect(calls()).toBe(0x1_0003);
    else expect(calls).toThrow('a has not been created');
  });
});

describe('a guest that goes', () => {
  it('is taken leave of, gives back what it shared, and its id is free', () => {
    const { w, heard } = subscribed();
    begin(w.a, w.b);
    share(w, w.a);
    heard.length = 0;

    w.board.abort('a');

    expect(heard).toEqual([said(DESTROYED, 1, VAULT_ID), said(DESTROYED, 1, NOTARY_ID)]);
    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    w.board.create('a');
    begin(w.a);
    expect(w.a.call(FFA.ID_GET).words[2]).toBe(1);
  });

  it('E9, QG8: whose memory a partition still has is tried again, after ever more ticks', () => {
    const w = world().started();
    const handle = share(w, w.a);
    retrieve(w, handle, 1);

    w.board.abort('a');
    const tries = () => w.calls('hypervisor').filter(({ in: frame }) => frame[0] === FFA.MEM_RECLAIM).length;
    const after = [1, 2, 3, 4, 5, 6, 7].map(() => {
      w.board.tick();
      return tries();
    });

    // The first at once, then after 1, 2 and 4 ticks.
    expect(after).toEqual([2, 2, 3, 3, 3, 3, 4]);
    expect(isHeld(w, A_LOW + HEAP)).toBe(true);
    w.board.create('a');
    expect(() => w.a.call(FFA.VERSION, 0x1_0002)).toThrow('a has not been created');

    w.board.perform('vault', (ffa) => ffa.relinquish(handle));
    for (let tick = 0; tick < 8; tick++) w.board.tick();

    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    w.board.create('a');
    begin(w.a);
    expect(w.a.call(FFA.MEM_RECLAIM, Number(handle & 0xffffffffn), Number(handle >> 32n)).verdict).toBe(
      'INVALID_PARAMETERS reclaim/unknown-handle register w1',
    );
  });

  it('E9: gives RX and its buffers back once, however often the rest is tried', () => {
    const w = world().started();
    retrieve(w, share(w, w.a), 1);
    w.events.length = 0;

    w.board.abort('a');
    for (let tick = 0; tick < 7; tick++) w.board.tick();

    const buffers = w
      .calls('hypervisor')
      .map(({ in: frame }) => [frame[0], frame[2]])
      .filter(([id]) => id === FFA.RX_RELEASE || id === FFA.RXTX_UNMAP);
    expect(buffers).toEqual([
      [FFA.RX_RELEASE, 1],
      [FFA.RXTX_UNMAP, 0x1_0000],
    ]);
  });

  it('E9: is tried after no more ticks than the limit', () => {
    const w = world({ mediator: { limits: { teardownPause: 3 } } }).started();
    retrieve(w, share(w, w.a), 1);
    w.board.abort('a');
    w.events.length = 0;

    const tried = Array.from({ length: 10 }, (_, tick) => {
      const before = w.calls('hypervisor').length;
      w.board.tick();
      return w.calls('hypervisor').length === before ? undefined : tick + 1;
    }).filter((tick) => tick !== undefined);

    // After 1 tick, 2, and then 3 each time.
    expect(tried).toEqual([1, 3, 6, 9]);
  });

  it('QG8: leaves the next guest of its id to begin with a version of its own', () => {
    const w = world().started();
    w.board.abort('a');

    w.board.create('a');

    expect(w.a.call(FFA.ID_GET).verdict).toBe('NOT_SUPPORTED mediator/no-version');
    expect(w.a.call(FFA.VERSION, 0x1_0001).words[0]).toBe(0x1_0003);
  });

  it('QG8: nor is its version that of a next guest which may call before it has one', () => {
    const deviations = [{ rule: 'mediator/no-version', enforced: false, source: 'this test' }];
    const w = world({ mediator: { profile: { ...MEDIATOR, deviations } } }).started(0x1_0001);
    const inRegisters = () => w.a.call(FFA.PARTITION_INFO_GET_REGS).verdict;
    expect(inRegisters()).toBe('NOT_SUPPORTED call/later-version register w0');
    w.board.abort('a');

    w.board.create('a');

    expect(inRegisters()).toBe('FFA_SUCCESS_64');
  });

  it('R8, R10, QE9: what is never given back stays out of use, with the guest’s id', () => {
    const w = world({ mediator: { limits: { teardownTries: 2 } } }).started();
    const handle = share(w, w.a);
    retrieve(w, handle, 1);
    w.board.abort('a');

    for (let tick = 0; tick < 100; tick++) w.board.tick();
    const tries = w.calls('hypervisor').filter(({ in: frame }) => frame[0] === FFA.MEM_RECLAIM);
    w.board.perform('vault', (ffa) => ffa.relinquish(handle));
    for (let tick = 0; tick < 100; tick++) w.board.tick();

    expect(tries).toHaveLength(3);
    expect(isHeld(w, A_LOW + HEAP)).toBe(true);
    w.board.create('a');
    expect(() => w.a.call(FFA.VERSION, 0x1_0002)).toThrow('a has not been created');
    expect(share(w, w.b)).toBeGreaterThan(0n);
  });

  it('QE8: that a partition has no time to hear of is told of later', () => {
    const { w, heard } = subscribed({ vault: [0, 0, ...new Array<number>(11).fill(-7)] });
    begin(w.a);
    heard.length = 0;

    w.board.abort('a');
    expect(heard).toHaveLength(12);
    w.board.tick();

    expect(heard.slice(11)).toEqual([said(DESTROYED, 1, NOTARY_ID), said(DESTROYED, 1, VAULT_ID)]);
  });

  it('gives back what another guest had lent it, and takes back what others have', () => {
    const w = world().started();
    const sent = w.board.perform('b', function* (ffa) {
      yield* ffa.start(undefined, 0x1_0002);
      ffa.driver.buffers = { tx: 0, rx: 0x1000, pages: 1 };
      return yield* ffa.lend({
        receivers: [{ endpoint: 1, permissions: 2 }],
        constituents: [{ address: HEAP, pages: 1 }],
      });
    });
    w.board.perform('a', function* (ffa) {
      yield* ffa.start(undefined, 0x1_0002);
      ffa.driver.buffers = { tx: 0, rx: 0x1000, pages: 1 };
      yield* ffa.retrieve({ handle: sent, sender: 2, receivers: [{ endpoint: 1, permissions: 6 }] });
    });
    expect(sent >> 63n).toBe(1n);

    w.board.abort('a');

    expect(isHeld(w, B_MEMORY + HEAP)).toBe(true);
    w.board.perform('b', (ffa) => ffa.reclaim(sent));
    expect(isHeld(w, B_MEMORY + HEAP)).toBe(false);
  });
});

describe('a copy that is taken while a partition has yet to answer', () => {
  /** The vault takes the news that it was given last well. */
  const agree = (w: World, news: number) => w.vault.call(FFA.DIRECT_RESP, VAULT_ID * 0x1_0000, news + 1, 0);

  it('goes on with a guest that comes', () => {
    const w = world({ change: { vault: { properties: SUBSCRIBED } } });
    w.board.boot();
    const saved = w.board.save();
    agree(w, CREATED);
    expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);

    w.board.restore(saved);

    expect(() => w.a.call(FFA.VERSION, 0x1_0002)).toThrow('a has not been created');
    agree(w, CREATED);
    expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);
  });

  it('goes on with a guest that goes', () => {
    const w = world({ change: { vault: { properties: SUBSCRIBED } } });
    w.board.boot();
    agree(w, CREATED);
    begin(w.a);
    share(w, w.a);
    w.board.abort('a');
    const saved = w.board.save();
    agree(w, DESTROYED);
    expect(isHeld(w, A_LOW + HEAP)).toBe(false);

    w.board.restore(saved);

    expect(isHeld(w, A_LOW + HEAP)).toBe(true);
    agree(w, DESTROYED);
    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    w.board.create('a');
    expect(w.vault.received().words.slice(2, 6)).toEqual([CREATED, 0, 0, 1]);
  });
});
