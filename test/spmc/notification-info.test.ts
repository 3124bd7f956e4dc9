/** What the scheduler of the normal world is told of notifications: the interrupt, and FFA_NOTIFICATION_INFO_GET. */

import { describe, expect, it } from 'vitest';
import { createFrame, frameOf } from '../../src/core/abi/frame.ts';
import type { Actor } from './support/actor.ts';
import { bind, createBitmap, hear, ring } from './support/bells.ts';
import { crowd } from './support/crowd.ts';
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

  it.each([
    [31, 0x8000_0000, 0],
    [32, 0, 0x1],
    [63, 0, 0x8000_0000],
  ])('names a receiver of notification %i alone', (_bit, low, high) => {
    const w = world({ properties: PROPERTIES });
    bind(w.sp1, 0, low, high);
    ring(w.os, SP1, low, high);

    expect(w.os.call(FFA.NOTIFICATION_INFO_GET).words).toEqual([FFA.SUCCESS, 0, 1 << 7, SP1, 0, 0, 0, 0]);
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
    const os = ringer(25);
    const found: number[] = [];
    for (const [index, count] of expected.entries()) {
      const frame = frameOf(id).fill(0xdead_beef, 16);
      os.callFrame(frame);
      const more = index + 1 < expected.length ? 1 : 0;
      expect([frame[0], frame[4], frame[5]]).toEqual([success, (count << 7) | more, 0]);
      found.push(...idsIn(frame, id === FFA.NOTIFICATION_INFO_GET_64, count));
      expect([...frame.subarray(16)]).toEqual(new Array(20).fill(0xdead_beef));
    }

    expect(found).toEqual(Array.from({ length: 25 }, (_, index) => 0x8001 + index));
    expect(os.call(id).verdict).toBe('NO_DATA notification/nothing-pending');
  });
});

/** A hypervisor that rang for so many partitions. */
function ringer(partitions: number): Actor {
  const [os, ...others] = crowd([
    0,
    ...Array.from({ length: partitions }, (_, index) => 0x8001 + index),
  ]).actors;
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

  it('is not due where nobody rings', () => {
    const w = waiting();
    w.os.call(FFA.DIRECT_REQ, pair(0, SP1));
    w.sp1.call(FFA.DIRECT_RESP, pair(SP1, 0));

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
