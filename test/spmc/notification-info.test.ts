/** What the scheduler of the normal world is told of notifications: the interrupt, and FFA_NOTIFICATION_INFO_GET. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { NIL_UUID } from '../../src/core/abi/uuid.ts';
import { VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { Ledger } from '../../src/core/memory/ledger.ts';
import { SparseMemory } from '../../src/core/memory/physical-memory.ts';
import { View } from '../../src/core/memory/view.ts';
import { Policy, SPEC } from '../../src/core/rules/profile.ts';
import { Spmc } from '../../src/core/spmc/spmc.ts';
import { Actor } from './support/actor.ts';
import { bind, createBitmap, hear, ring } from './support/bells.ts';
import { FFA } from './support/ids.ts';
import { pair, processor, SP1, SP2, waiting } from './support/processors.ts';
import { stateOf } from './support/state.ts';
import { EVERYTHING, type World, world } from './support/world.ts';

const DELAY = 0x2;
const PROPERTIES = { sp1: EVERYTHING, sp2: EVERYTHING };

describe('FFA_NOTIFICATION_INFO_GET', () => {
  it('names each receiver once, until there is something new', () => {
    const w = world({ properties: PROPERTIES });
    createBitmap(w.os, 1);
    bind(w.sp1, 0, 0x3);
    bind(w.vm1, SP1, 0x1);
    ring(w.os, SP1, 0x1);
    ring(w.sp1, 1, 0x1);
    const info = () => w.os.call(FFA.NOTIFICATION_INFO_GET);

    // Two lists of one id each.
    expect(info().words).toEqual([FFA.SUCCESS, 0, 2 << 7, pair(SP1, 1), 0, 0, 0, 0]);
    expect(info().verdict).toBe('NO_DATA notification/nothing-pending');
    ring(w.os, SP1, 0x2);
    expect(info().words).toEqual([FFA.SUCCESS, 0, 1 << 7, SP1, 0, 0, 0, 0]);
    expect(hear(w.sp1).words[4]).toBe(0x3);
    expect(info().verdict).toBe('NO_DATA notification/nothing-pending');
  });

  it('does not name one that has heard already', () => {
    const w = world({ properties: PROPERTIES });
    bind(w.sp1, 0, 0x1);
    ring(w.os, SP1, 0x1);
    hear(w.sp1);

    expect(w.os.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe('NO_DATA notification/nothing-pending');
  });

  it.each([
    ['vm1', FFA.NOTIFICATION_INFO_GET],
    ['sp1', FFA.NOTIFICATION_INFO_GET_64],
  ] as const)('is not for %s', (caller, id) => {
    expect(world()[caller].call(id).verdict).toBe('NOT_SUPPORTED call/not-for-caller x0');
  });

  it('when it has nothing to say it changes nothing', () => {
    const { os, spmc } = world({ properties: PROPERTIES });
    const before = stateOf(spmc);

    os.call(FFA.NOTIFICATION_INFO_GET);

    expect(stateOf(spmc)).toEqual(before);
  });

  it.each([
    ['32-bit', FFA.NOTIFICATION_INFO_GET, FFA.SUCCESS, [10, 10, 5]],
    ['64-bit', FFA.NOTIFICATION_INFO_GET_64, FFA.SUCCESS_64, [20, 5]],
  ])('%s: more receivers than fit are named in the next calls', (_name, id, success, expected) => {
    const os = crowd(25);
    const found: number[] = [];
    for (const [index, count] of expected.entries()) {
      const { frame } = os.call(id);
      const more = index + 1 < expected.length ? 1 : 0;
      expect([frame[0], frame[4], frame[5]]).toEqual([success, (count << 7) | more, 0]);
      found.push(...idsIn(frame, id === FFA.NOTIFICATION_INFO_GET_64, count));
      expect([...frame.subarray(16)]).toEqual(new Array(20).fill(0));
    }

    expect(found).toEqual(Array.from({ length: 25 }, (_, index) => 0x8001 + index));
    expect(os.call(id).verdict).toBe('NO_DATA notification/nothing-pending');
  });
});

/** A hypervisor that rang for so many partitions. */
function crowd(partitions: number): Actor {
  const ledger = new Ledger({ pages: 16, pageTables: 8, transactions: 4, borrowers: 4, extents: 4 });
  const spec = (id: number) => ({
    id,
    name: `0x${id.toString(16)}`,
    party: ledger.addParty(View.identity()),
    version: VERSION_1_2,
    properties: EVERYTHING,
    uuids: [NIL_UUID],
    contexts: 1,
    hypervisor: id === 0,
    user: false,
  });
  const ids = [0, ...Array.from({ length: partitions }, (_, index) => 0x8001 + index)];
  const memory = new SparseMemory(16);
  const spmc = new Spmc(new Policy(SPEC), ids.map(spec), ledger, memory);
  const [os, ...others] = ids.map((_, index) => new Actor(spmc, memory, `${index}`, index + 1, 0));
  for (const other of others) {
    bind(other, 0, 0x1);
    ring(os!, other.id, 0x1);
  }
  return os!;
}

/** Ids as they lie side by side in w3.. or x3... */
function idsIn(frame: Uint32Array, wide: boolean, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const half = wide ? 6 + (index >>> 1) : 6 + (index >>> 1) * 2;
    return (frame[half]! >>> ((index & 1) * 16)) & 0xffff;
  });
}

/** SP1 serves the OS and rings for VM1. */
function servingBell(flags: number): World {
  const w = waiting({ properties: PROPERTIES });
  createBitmap(w.os, 1);
  bind(w.vm1, SP1, 0x1);
  w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
  w.sp1.call(FFA.NOTIFICATION_SET, pair(SP1, 1), flags, 0x1);
  return w;
}

describe('the schedule-receiver interrupt', () => {
  it('is due at once', () => {
    const w = servingBell(0);

    expect(w.spmc.takeScheduleReceiver()).toBe(true);
    expect(w.spmc.takeScheduleReceiver()).toBe(false);
  });

  it.each([
    ['the response', (w: World) => w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0))],
    ['FFA_YIELD', (w: World) => w.sp1.call(FFA.YIELD)],
    ['an interrupt', (w: World) => w.spmc.preempt(w.sp1.context, createFrame())],
    ['the end of the partition', (w: World) => w.spmc.abort(w.sp1.context, createFrame())],
  ])('delayed, it is due when the secure world is left: by %s', (_name, leave) => {
    const w = servingBell(DELAY);

    expect(w.spmc.takeScheduleReceiver()).toBe(false);
    leave(w);
    expect(w.spmc.takeScheduleReceiver()).toBe(true);
    expect(w.spmc.takeScheduleReceiver()).toBe(false);
  });

  it('delayed, it is due when the partition waits and nobody waits for it', () => {
    const w = waiting({ properties: PROPERTIES });
    createBitmap(w.os, 1);
    bind(w.vm1, SP1, 0x1);
    w.spmc.schedule(w.sp1.context, createFrame());
    w.sp1.call(FFA.NOTIFICATION_SET, pair(SP1, 1), DELAY, 0x1);

    w.spmc.deschedule(w.sp1.context);

    expect(w.spmc.takeScheduleReceiver()).toBe(true);
  });

  it('delayed, it does not wait for calls of other partitions or on other processors', () => {
    const w = servingBell(DELAY);

    w.sp1.call(FFA.DIRECT_REQ, pair(SP1, SP2));
    w.sp2.call(FFA.DIRECT_RESP, pair(SP2, SP1));
    processor(w, 1).call(FFA.ID_GET);

    expect(w.spmc.takeScheduleReceiver()).toBe(false);
  });

  it('is not put off by a later delayed one', () => {
    const w = servingBell(0);

    w.sp1.call(FFA.NOTIFICATION_SET, pair(SP1, 1), DELAY, 0x1);

    expect(w.spmc.takeScheduleReceiver()).toBe(true);
  });

  it('is part of a copy of the state', () => {
    const w = servingBell(0);
    const saved = w.spmc.save();
    w.spmc.takeScheduleReceiver();
    hear(w.vm1);

    w.spmc.restore(saved);

    expect(w.spmc.takeScheduleReceiver()).toBe(true);
    expect(hear(w.vm1).words[2]).toBe(0x1);
  });
});
