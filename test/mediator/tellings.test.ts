/** What the hypervisor tells secure partitions of guests: one after the other, however long each of them takes, and whatever it answers. */

import { describe, expect, it } from 'vitest';
import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_VM_CREATED,
  PROPERTY_VM_DESTROYED,
} from '../../src/core/abi/bits.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { FFA } from '../spmc/support/ids.ts';
import { NOTARY_ID, VAULT_ID, type World, world } from './world.ts';

const CREATED = 0x8000_0004;
const DESTROYED = 0x8000_0006;
const BOTH = PROPERTY_DIRECT_RECEIVE | PROPERTY_VM_CREATED | PROPERTY_VM_DESTROYED;
const ENDS = PROPERTY_DIRECT_RECEIVE | PROPERTY_VM_DESTROYED;

const FIRST_OF_VAULT = VAULT_ID * 0x1_0000;

interface Asking {
  readonly vault?: number;
  readonly notary?: number;
}

/** A world in which partitions asked to hear of guests, and that has yet to boot. */
function asking({ vault = PROPERTY_DIRECT_RECEIVE, notary = PROPERTY_DIRECT_RECEIVE }: Asking, options = {}) {
  return world({ change: { vault: { properties: vault }, notary: { properties: notary } }, ...options });
}

/** What the hypervisor told, and whom: message, partition and guest. */
function told(w: World): readonly string[] {
  return w
    .calls('hypervisor')
    .filter(({ in: frame }) => frame[0] === FFA.DIRECT_REQ)
    .map(({ in: frame }) => `${frame[4]!.toString(16)} ${frame[2]!.toString(16)} ${frame[10]}`);
}

function lives(w: World, guest: 'a' | 'b' = 'a'): boolean {
  try {
    return w[guest].call(FFA.VERSION, 0x1_0002).words[0] === 0x1_0003;
  } catch (error) {
    expect((error as Error).message).toBe(`${guest} has not been created`);
    return false;
  }
}

/** The vault takes the news that it was given last well. */
function agree(w: World, news = CREATED): void {
  w.vault.call(FFA.DIRECT_RESP, FIRST_OF_VAULT, news + 1, 0);
}

describe('a partition that is interrupted while it hears of a guest', () => {
  it('is run on, and is not told again', () => {
    const w = asking({ vault: BOTH });
    w.board.boot();
    w.events.length = 0;

    w.board.preempt('vault');

    const [run] = w.calls('hypervisor');
    expect([...run!.in].slice(0, 4)).toEqual([FFA.RUN, 0, FIRST_OF_VAULT, 0]);
    expect(lives(w)).toBe(false);
    agree(w);
    expect(lives(w)).toBe(true);
    expect(told(w)).toEqual([]);
  });

  it.each([
    ['as often as the limit is heard', 2, true],
    ['once more counts as one that refuses', 3, false],
  ])('%s', (_, times, agreed) => {
    const w = asking({ vault: BOTH }, { mediator: { limits: { eventRepeats: 2 } } });
    w.board.boot();

    for (let time = 0; time < times; time++) w.board.preempt('vault');
    if (agreed) agree(w);

    expect(lives(w)).toBe(agreed);
  });

  it('has as many tries again for the next guest', () => {
    const w = asking({ vault: BOTH }, { mediator: { limits: { eventRepeats: 1 } } });
    w.board.boot();
    w.board.preempt('vault');
    agree(w);
    w.board.abort('a');
    w.board.preempt('vault');
    agree(w, DESTROYED);
    w.board.create('a');
    w.board.preempt('vault');
    agree(w);

    expect(lives(w)).toBe(true);
  });
});

describe('a guest does not begin where a partition answers its creation', () => {
  const RIGHT = { 0: FFA.DIRECT_RESP, 1: FIRST_OF_VAULT, 2: CREATED + 1, 3: 0 };
  const answer = (words: Readonly<Record<number, number>>): readonly number[] =>
    Array.from({ length: 4 }, (_, register) => ({ ...RIGHT, ...words })[register] ?? 0);

  /** Of guest a, whom the vault alone hears of. The manager's answer to the question is this. */
  function answered(words: readonly number[]): World {
    const w = asking({ vault: BOTH });
    w.board.boot();
    agree(w);
    w.board.abort('a');
    agree(w, DESTROYED);
    w.events.length = 0;
    // Behind the call that makes its notifications.
    w.lie(words, 1);
    w.board.create('a');
    return w;
  }

  it.each<[string, readonly number[]]>([
    ['with a refusal', answer({ 3: 0xffff_fffa })],
    ['with another function', answer({ 0: FFA.DIRECT_RESP_64 })],
    ['in the name of another', answer({ 1: NOTARY_ID * 0x1_0000 })],
    ['with the response to another message', answer({ 2: DESTROYED + 1 })],
    ['with an error', [FFA.ERROR, 0, 0xffff_fffe]],
    ['with nothing that fits', [FFA.MSG_WAIT]],
  ])('%s', (_, words) => {
    const w = answered(words);

    expect(lives(w)).toBe(false);
    expect(told(w)).toEqual([]);
  });

  it('and begins where the manager asks for another try, and the partition agrees then', () => {
    const w = answered([FFA.ERROR, 0, 0xffff_fff9]);
    expect(told(w)).toEqual(['80000004 8001 1']);

    agree(w);

    expect(lives(w)).toBe(true);
  });

  it('and begins where it agrees', () => {
    expect(lives(answered(answer({})))).toBe(true);
  });
});

it('the end of a guest is told to whoever asked for ends only, and to those behind one that refuses', () => {
  const w = asking({ vault: BOTH, notary: ENDS });
  w.board.boot();
  agree(w);
  w.events.length = 0;
  w.lie([FFA.DIRECT_RESP, FIRST_OF_VAULT, DESTROYED + 1, 0xffff_fffa], 2);

  w.board.abort('a');

  // To the vault that was a lie: it was not asked.
  expect(told(w)).toEqual(['80000006 8002 1']);
});

it('time that passes while a partition hears of the end of a guest is not used to tell it again', () => {
  const w = asking({ vault: BOTH });
  w.board.boot();
  agree(w);
  w.board.abort('a');
  w.events.length = 0;

  for (let tick = 0; tick < 3; tick++) w.board.tick();

  expect(w.calls('hypervisor')).toEqual([]);
  agree(w, DESTROYED);
  w.board.create('a');
  agree(w);
  expect(lives(w)).toBe(true);
});

describe('nobody is told', () => {
  it('where the manager has no direct requests', () => {
    const lacks = [{ functions: ['FFA_MSG_SEND_DIRECT_REQ'], source: 'this test' }];
    const w = asking({ vault: BOTH, notary: ENDS }, { profile: { ...SPEC, lacks } });

    w.board.boot();
    expect(lives(w)).toBe(true);
    w.board.abort('a');

    expect(told(w)).toEqual([]);
    w.board.create('a');
    expect(lives(w)).toBe(true);
  });

  it('of a guest without FF-A, nor is the manager asked for anything in its name', () => {
    const w = asking({ vault: ENDS });
    w.board.boot();
    w.events.length = 0;

    w.board.abort('bare');
    w.board.create('bare');

    expect(w.calls('hypervisor')).toEqual([]);
  });
});
