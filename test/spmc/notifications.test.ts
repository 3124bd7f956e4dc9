/** Notifications: bitmaps, who may ring for whom, and what is heard, once. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { VERSION_1_0 } from '../../src/core/abi/versions.ts';
import type { Answer } from './support/actor.ts';
import { bind, createBitmap, hear, ring, unbind } from './support/bells.ts';
import { FFA } from './support/ids.ts';
import { pair, SP1, SP2 } from './support/processors.ts';
import { stateOf } from './support/state.ts';
import { EVERYTHING, type World, type WorldOptions, world } from './support/world.ts';

const NOBODY = 0x8009;
const DELAY = 0x2;

/** SP1 and SP2 have notifications by their manifests, VM1 because the hypervisor made them; VM2 and USER have none. */
function belfry(options: WorldOptions = {}): World {
  const w = world({ properties: { sp1: EVERYTHING, sp2: EVERYTHING }, ...options });
  createBitmap(w.os, 1);
  return w;
}

describe('what is rung is heard, once, by who listens', () => {
  it.each([
    ['from a VM', 'vm1', 1, [0, 0, 0x5, 0x8000_0000, 0, 0]],
    ['from the hypervisor', 'os', 0, [0, 0, 0x5, 0x8000_0000, 0, 0]],
    ['from a partition', 'sp2', SP2, [0x5, 0x8000_0000, 0, 0, 0, 0]],
  ] as const)('%s', (_name, sender, id, heard) => {
    const w = belfry();
    bind(w.sp1, id, 0xf, 0x8000_0000);

    const rung = ring(w[sender], SP1, 0x5, 0x8000_0000);

    expect(rung.words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(hear(w.sp1).words).toEqual([FFA.SUCCESS, 0, ...heard]);
    expect(hear(w.sp1).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('rung twice before it is heard is heard once', () => {
    const w = belfry();
    bind(w.sp1, 0, 0x1);

    ring(w.os, SP1, 0x1);
    ring(w.os, SP1, 0x1);

    expect(hear(w.sp1).words[4]).toBe(0x1);
    expect(hear(w.sp1).words[4]).toBe(0);
  });

  it('only what is asked for is taken', () => {
    const w = belfry();
    bind(w.sp1, 0, 0x1);
    bind(w.sp1, SP2, 0x2);
    ring(w.os, SP1, 0x1);
    ring(w.sp2, SP1, 0x2);

    expect(hear(w.sp1, 0).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(hear(w.sp1, 0x1).words).toEqual([FFA.SUCCESS, 0, 0x2, 0, 0, 0, 0, 0]);
    expect(hear(w.sp1, 0x2).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0x1, 0, 0, 0]);
  });

  it('a partition rings for a VM', () => {
    const w = belfry();
    bind(w.vm1, SP1, 0, 0x10);

    ring(w.sp1, 1, 0, 0x10);

    expect(hear(w.vm1).words).toEqual([FFA.SUCCESS, 0, 0, 0x10, 0, 0, 0, 0]);
  });

  it('the hypervisor binds, rings and hears for its VM', () => {
    const { os, vm1, sp1, sp2 } = belfry();

    expect(os.call(FFA.NOTIFICATION_BIND, pair(SP1, 1), 0, 0x1).verdict).toBe('FFA_SUCCESS_32');
    bind(sp2, 1, 0x1);
    expect(os.call(FFA.NOTIFICATION_SET, pair(1, SP2), 0, 0x1).verdict).toBe('FFA_SUCCESS_32');
    ring(sp1, 1, 0x1);
    expect(os.call(FFA.NOTIFICATION_GET, pair(0, 1), 0xf).words[2]).toBe(0x1);
    expect(hear(vm1).words[2]).toBe(0);
  });

  it('any context of the receiver hears, by its number', () => {
    const w = belfry({ contexts: 2 });
    bind(w.sp1, 0, 0x1);
    ring(w.os, SP1, 0x1);

    expect(w.sp1.call(FFA.NOTIFICATION_GET, pair(2, SP1), 0xf).verdict).toBe(
      'INVALID_PARAMETERS notification/vcpu x1',
    );
    expect(w.sp1.call(FFA.NOTIFICATION_GET, pair(1, SP1), 0xf).words[4]).toBe(0x1);
  });
});

type Refusal = readonly [name: string, call: (w: World) => Answer, verdict: string];

const INVALID = 'INVALID_PARAMETERS notification/';
const raw =
  (name: 'os' | 'vm1' | 'vm2' | 'sp1' | 'sp2' | 'user', ...words: number[]) =>
  (w: World) =>
    w[name].call(...words);
const { NOTIFICATION_BIND: BIND, NOTIFICATION_UNBIND: UNBIND } = FFA;
const { NOTIFICATION_SET: SET, NOTIFICATION_GET: GET } = FFA;
const { NOTIFICATION_BITMAP_CREATE: CREATE, NOTIFICATION_BITMAP_DESTROY: DESTROY } = FFA;

/** Bit 0 of SP1 is bound to the OS and pending, bit 1 is bound to SP2. */
const REFUSALS: readonly Refusal[] = [
  ['create: for a partition', raw('os', CREATE, SP1, 1), `${INVALID}unknown-vm x1`],
  ['create: for nobody', raw('os', CREATE, 7, 1), `${INVALID}unknown-vm x1`],
  ['create: a second time', raw('os', CREATE, 1, 1), 'DENIED notification/exists'],
  ['create: by a VM', raw('vm1', CREATE, 1, 1), 'NOT_SUPPORTED call/not-for-caller x0'],
  ['create: by a partition', raw('sp1', CREATE, 1, 1), 'NOT_SUPPORTED call/not-for-caller x0'],
  ['destroy: what is not there', raw('os', DESTROY, 2), 'DENIED notification/absent'],
  ['destroy: of a partition', raw('os', DESTROY, SP1), `${INVALID}unknown-vm x1`],
  ['bind: per vCPU', raw('sp1', BIND, pair(0, SP1), 1, 4), `${INVALID}per-vcpu x2`],
  ['bind: another flag', raw('sp1', BIND, pair(0, SP1), 2, 4), `${INVALID}flags x2`],
  ['bind: for another', raw('sp1', BIND, pair(0, SP2), 0, 4), `${INVALID}receiver x1`],
  ['bind: of a VM by a VM', raw('vm2', BIND, pair(SP1, 1), 0, 4), `${INVALID}receiver x1`],
  ['bind: of a partition by the hypervisor', raw('os', BIND, pair(0, SP1), 0, 4), `${INVALID}receiver x1`],
  ['bind: of a VM that is not there', raw('os', BIND, pair(SP1, 7), 0, 4), `${INVALID}receiver x1`],
  ['bind: to oneself', raw('sp1', BIND, pair(SP1, SP1), 0, 4), `${INVALID}to-self x1`],
  ['bind: nothing', raw('sp1', BIND, pair(0, SP1), 0, 0, 0), `${INVALID}empty x3`],
  ['bind: to nobody', raw('sp1', BIND, pair(NOBODY, SP1), 0, 4), `${INVALID}unknown-sender x1`],
  ['bind: without a bitmap', raw('vm2', BIND, pair(SP1, 2), 0, 4), 'NOT_SUPPORTED notification/disabled x1'],
  [
    'bind: without the property',
    raw('user', BIND, pair(SP1, 0x8003), 0, 4),
    'NOT_SUPPORTED notification/disabled x1',
  ],
  ['bind: a bit of another', raw('sp1', BIND, pair(0, SP1), 0, 6), 'DENIED notification/bound x3'],
  ['bind: what is pending', raw('sp1', BIND, pair(0, SP1), 0, 5), 'DENIED notification/pending x3'],
  ['unbind: for another', raw('sp1', UNBIND, pair(0, SP2), 0, 4), `${INVALID}receiver x1`],
  ['unbind: a flag', raw('sp1', UNBIND, pair(0, SP1), 1, 1), `${INVALID}flags x2`],
  ['unbind: of another', raw('sp1', UNBIND, pair(0, SP1), 0, 2), 'DENIED notification/not-bound x3'],
  ['unbind: of nobody', raw('sp1', UNBIND, pair(0, SP1), 0, 4), 'DENIED notification/not-bound x3'],
  ['unbind: what is pending', raw('sp1', UNBIND, pair(0, SP1), 0, 1), 'DENIED notification/pending x3'],
  ['set: per vCPU', raw('os', SET, pair(0, SP1), 1, 1), `${INVALID}per-vcpu x2`],
  ['set: of a vCPU', raw('os', SET, pair(0, SP1), 0x1_0000, 1), `${INVALID}per-vcpu x2`],
  ['set: another flag', raw('os', SET, pair(0, SP1), 4, 1), `${INVALID}flags x2`],
  ['set: for another', raw('vm1', SET, pair(0, SP1), 0, 1), `${INVALID}sender x1`],
  ['set: for a partition', raw('os', SET, pair(SP2, SP1), 0, 2), `${INVALID}sender x1`],
  ['set: for oneself', raw('sp1', SET, pair(SP1, SP1), 0, 1), `${INVALID}to-self x1`],
  ['set: nothing', raw('os', SET, pair(0, SP1), 0, 0), `${INVALID}empty x3`],
  ['set: later, from a VM', raw('vm1', SET, pair(1, SP1), DELAY, 1), `${INVALID}delay x2`],
  ['set: for nobody', raw('os', SET, pair(0, NOBODY), 0, 1), `${INVALID}unknown-receiver x1`],
  ['set: for one without', raw('os', SET, pair(0, 0x8003), 0, 1), 'DENIED notification/silent x1'],
  ['set: what is bound to another', raw('os', SET, pair(0, SP1), 0, 3), 'DENIED notification/stranger x3'],
  ['set: what is not bound', raw('os', SET, pair(0, SP1), 0, 0, 1), 'DENIED notification/stranger x3'],
  ['get: another flag', raw('sp1', GET, pair(0, SP1), 0x10), `${INVALID}flags x2`],
  ['get: for another', raw('sp1', GET, pair(0, SP2), 0xf), `${INVALID}receiver x1`],
  ['get: for a partition', raw('os', GET, pair(0, SP1), 0xf), `${INVALID}receiver x1`],
  ['get: by a vCPU that is not there', raw('vm1', GET, pair(1, 1), 0xf), `${INVALID}vcpu x1`],
];

describe('a call that is refused changes nothing', () => {
  it.each(REFUSALS)('%s', (_name, call, verdict) => {
    const w = belfry();
    bind(w.sp1, 0, 0x1);
    bind(w.sp1, SP2, 0x2);
    ring(w.os, SP1, 0x1);
    w.spmc.takeScheduleReceiver();
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('the hypervisor cannot bind for a VM of FF-A 1.0', () => {
    const w = belfry({ versions: { vm1: VERSION_1_0 } });

    expect(w.os.call(BIND, pair(SP1, 1), 0, 1).verdict).toBe('NOT_SUPPORTED notification/disabled x1');
  });
});

it.each([
  ['a partition', 'sp2', SP2],
  ['the hypervisor', 'os', 0],
] as const)('what %s rang in the upper half is pending, too: it stays bound', (_name, ringer, id) => {
  const w = belfry();
  bind(w.sp1, id, 0, 0x8000_0000);
  ring(w[ringer], SP1, 0, 0x8000_0000);

  expect(bind(w.sp1, id, 0, 0x8000_0000).verdict).toBe('DENIED notification/pending x3');
  expect(unbind(w.sp1, id, 0, 0x8000_0000).verdict).toBe('DENIED notification/pending x3');
});

describe('notification 32 is the first of the upper half', () => {
  it('and not the first of the next receiver', () => {
    const w = belfry();
    bind(w.sp2, SP1, 0x1);

    expect(bind(w.sp1, 0, 0, 0x1).verdict).toBe('FFA_SUCCESS_32');
    expect(ring(w.os, SP1, 0, 0x1).verdict).toBe('FFA_SUCCESS_32');
    expect(ring(w.sp1, SP2, 0x1).verdict).toBe('FFA_SUCCESS_32');
  });

  it('and not bound with notification 0', () => {
    const w = belfry();
    bind(w.sp1, 0, 0x1);

    expect(ring(w.os, SP1, 0, 0x1).verdict).toBe('DENIED notification/stranger x3');
  });
});

describe('bitmaps of VMs', () => {
  it('are there when the hypervisor has made them, whatever properties say', () => {
    const w = world({ properties: { vm1: EVERYTHING } });

    expect(bind(w.vm1, SP1, 0x1).verdict).toBe('NOT_SUPPORTED notification/disabled x1');
  });

  it('are destroyed when nothing is pending, and forget whom they were bound to', () => {
    const w = belfry();
    bind(w.vm1, SP1, 0x1);
    ring(w.sp1, 1, 0x1);

    expect(w.os.call(DESTROY, 1).verdict).toBe('DENIED notification/pending-at-end');
    hear(w.vm1);
    expect(w.os.call(DESTROY, 1).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    createBitmap(w.os, 1);
    expect(ring(w.sp1, 1, 0x1).verdict).toBe('DENIED notification/stranger x3');
  });

  it('the OS makes one for itself', () => {
    const w = belfry();

    expect(createBitmap(w.os, 0, 4).verdict).toBe('FFA_SUCCESS_32');
    bind(w.os, SP1, 0x1);
    ring(w.sp1, 0, 0x1);
    expect(w.os.call(GET, pair(3, 0), 0xf).words[2]).toBe(0x1);
  });

  it.each([
    [0, 0, 'FFA_SUCCESS_32'],
    [0, 1, 'INVALID_PARAMETERS notification/vcpu x1'],
    [0x1_0000, 0xffff, 'FFA_SUCCESS_32'],
  ])('made for %i vCPUs: vCPU %i takes notifications: %s', (vcpus, vcpu, verdict) => {
    const w = belfry();
    createBitmap(w.os, 2, vcpus);

    expect(w.vm2.call(GET, pair(vcpu, 2), 0xf).verdict).toBe(verdict);
  });
});

describe('binding again', () => {
  it('a bit that was unbound may be bound to another', () => {
    const w = belfry();
    bind(w.sp1, 0, 0x3);
    unbind(w.sp1, 0, 0x1);

    expect(bind(w.sp1, SP2, 0x1).verdict).toBe('FFA_SUCCESS_32');
    expect(ring(w.os, SP1, 0x1).verdict).toBe('DENIED notification/stranger x3');
    expect(ring(w.sp2, SP1, 0x1).verdict).toBe('FFA_SUCCESS_32');
    expect(ring(w.os, SP1, 0x2).verdict).toBe('FFA_SUCCESS_32');
  });

  it('to the same sender is no change', () => {
    const w = belfry();
    bind(w.sp1, 0, 0x1);
    const before = stateOf(w.spmc);

    expect(bind(w.sp1, 0, 0x1).verdict).toBe('FFA_SUCCESS_32');
    expect(stateOf(w.spmc)).toEqual(before);
  });
});

describe('QF10: somebody dies', () => {
  it('the receiver: nobody can ring for it, and nothing of it is left', () => {
    const w = belfry();
    bind(w.sp1, 0, 0x1);
    ring(w.os, SP1, 0x1);

    w.spmc.abort(w.sp1.context, createFrame());

    expect(ring(w.os, SP1, 0x1).verdict).toBe(`${INVALID}unknown-receiver x1`);
    expect(w.os.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe('NO_DATA notification/nothing-pending');
  });

  it('the sender: what it rang is heard, and its bits can be given to another', () => {
    const w = belfry();
    bind(w.sp1, SP2, 0x1);
    ring(w.sp2, SP1, 0x1);

    w.spmc.abort(w.sp2.context, createFrame());

    expect(bind(w.sp1, SP2, 0x2).verdict).toBe(`${INVALID}unknown-sender x1`);
    expect(hear(w.sp1).words[2]).toBe(0x1);
    expect(unbind(w.sp1, SP2, 0x1).verdict).toBe('FFA_SUCCESS_32');
    expect(bind(w.sp1, 0, 0x1).verdict).toBe('FFA_SUCCESS_32');
  });
});
