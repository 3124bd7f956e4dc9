/** Requests that come too early, too late or twice, and VMs that are reset in the middle. Each has its answer, and changes nothing. */

import { describe, expect, test } from 'vitest';
import {
  ACCEPT_FLAG,
  APPEND_FLAG,
  CREATE_FLAG,
  NOTIFY_FLAG,
  TRANSFER,
} from '../../src/core/gunyah/wire/values.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import {
  type Answer,
  acl,
  allocateGuest,
  GUEST,
  lend,
  OWN,
  PEER,
  PLACE,
  PRIMARY,
  regions,
  World,
} from './world.ts';

type Row = readonly [name: string, ...refusal: Refusal, act: (world: World) => Answer];

const NO_SUCH_HANDLE = ['07 00 00 00', 'EINVAL'] as const;
const DENIED = ['03 00 00 00', 'EPERM'] as const;
const IN_USE = ['0b 00 00 00', 'EINVAL'] as const;
const RELEASED = ['0c 00 00 00', 'EINVAL'] as const;
const WRONG_STATE = ['14 00 00 00', 'EBADMSG'] as const;

const DONE = ACCEPT_FLAG.DONE;
const MORE = { regions: regions([OWN + 0x8000, 0x1000]) };

/** A loan of the primary VM that is to go on. */
function half(world: World, to = PEER): number {
  const lists = { acl: acl([to, 6]), regions: regions([OWN, 0x1000]) };
  return world.must(PRIMARY, 'LEND', { flags: CREATE_FLAG.APPEND }, lists);
}

function whole(world: World, to = PEER): number {
  const handle = half(world, to);
  world.must(PRIMARY, 'APPEND', { handle, flags: APPEND_FLAG.DONE }, MORE);
  return handle;
}

function accept(world: World, handle: number, by = PEER): void {
  world.must(by, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });
}

function accepted(world: World): number {
  const handle = lend(world);
  accept(world, handle);
  return handle;
}

/** The first of two regions has a place, and nothing is mapped. */
function begun(world: World): number {
  const handle = whole(world);
  const places = regions([0x20_0000, 0x1000]);
  world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND }, { regions: places });
  return handle;
}

function released(world: World): number {
  const handle = accepted(world);
  world.must(PEER, 'RELEASE', { handle });
  return handle;
}

function reclaimed(world: World): number {
  const handle = released(world);
  world.must(PRIMARY, 'RECLAIM', { handle });
  return handle;
}

function donated(world: World): number {
  const lists = { acl: acl([PEER, 7]), regions: regions([OWN, 0x1000]) };
  const handle = world.must(PRIMARY, 'DONATE', {}, lists);
  world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.DONATE, flags: DONE });
  return handle;
}

const append = (world: World, handle: number) => world.ask(PRIMARY, 'APPEND', { handle }, MORE);
const accepting = (world: World, handle: number) =>
  world.ask(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });
const releasing = (world: World, handle: number) => world.ask(PEER, 'RELEASE', { handle });
const reclaiming = (world: World, handle: number) => world.ask(PRIMARY, 'RECLAIM', { handle });
const telling = (world: World, handle: number, flags: number) => world.ask(PEER, 'NOTIFY', { handle, flags });
const announcing = (world: World, handle: number) =>
  world.ask(PRIMARY, 'NOTIFY', { handle, flags: NOTIFY_FLAG.SHARED }, { vms: [{ vmid: PEER }] });

const PARCELS: readonly Row[] = [
  ['append after the last one', 'rm-append/complete 0+0', ...DENIED, (world) => append(world, whole(world))],
  [
    'append where nothing was to come',
    'rm-append/complete 0+0',
    ...DENIED,
    (world) => append(world, lend(world)),
  ],
  ['append after an accept', 'rm-append/complete 0+0', ...DENIED, (world) => append(world, accepted(world))],
  [
    'append after a reclaim',
    'rm-append/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => append(world, reclaimed(world)),
  ],
  [
    'accept before the last append',
    'rm-accept/incomplete 0+0',
    ...DENIED,
    (world) => accepting(world, half(world)),
  ],
  ['accept twice', 'rm-accept/mapped 0+0', ...DENIED, (world) => accepting(world, accepted(world))],
  [
    'accept after a reclaim',
    'rm-accept/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => accepting(world, reclaimed(world)),
  ],
  [
    'accept a donation twice',
    'rm-accept/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => accepting(world, donated(world)),
  ],
  [
    'release before an accept',
    'rm-release/not-accepted 0+0',
    ...RELEASED,
    (world) => releasing(world, lend(world)),
  ],
  ['release twice', 'rm-release/not-accepted 0+0', ...RELEASED, (world) => releasing(world, released(world))],
  [
    'release after a reclaim',
    'rm-release/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => releasing(world, reclaimed(world)),
  ],
  [
    'release what was donated',
    'rm-release/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => releasing(world, donated(world)),
  ],
  [
    'reclaim while it is accepted',
    'rm-reclaim/in-use 0+0',
    ...IN_USE,
    (world) => reclaiming(world, accepted(world)),
  ],
  [
    'reclaim while an accept is under way',
    'rm-reclaim/in-use 0+0',
    ...IN_USE,
    (world) => reclaiming(world, begun(world)),
  ],
  [
    'reclaim twice',
    'rm-reclaim/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => reclaiming(world, reclaimed(world)),
  ],
  [
    'reclaim what was donated',
    'rm-reclaim/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => reclaiming(world, donated(world)),
  ],
  [
    'announce before the last append',
    'rm-notify/incomplete 0+0',
    ...DENIED,
    (world) => announcing(world, half(world)),
  ],
  [
    'tell ACCEPTED before an accept',
    'rm-notify/not-accepted 0+0',
    ...RELEASED,
    (world) => telling(world, lend(world), NOTIFY_FLAG.ACCEPTED),
  ],
  [
    'tell ACCEPTED in the middle of an accept',
    'rm-notify/not-accepted 0+0',
    ...RELEASED,
    (world) => telling(world, begun(world), NOTIFY_FLAG.ACCEPTED),
  ],
  [
    'tell RELEASED before a release',
    'rm-notify/not-released 0+0',
    ...IN_USE,
    (world) => telling(world, accepted(world), NOTIFY_FLAG.RELEASED),
  ],
];

/** The guest has a page of its own, which it lent to the peer, and is being reset: that lasts until the peer has released it. */
function resetting(world: World): number {
  allocateGuest(world);
  const gift = world.must(PRIMARY, 'DONATE', {}, { acl: acl([GUEST, 7]), regions: regions([OWN, 0x1000]) });
  world.must(GUEST, 'ACCEPT', { handle: gift, transfer: TRANSFER.DONATE, flags: DONE });
  const loan = world.must(GUEST, 'LEND', {}, { acl: acl([PEER, 6]), regions: regions([PLACE, 0x1000]) });
  accept(world, loan);
  world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });
  return loan;
}

/** The guest runs. */
function running(world: World): number {
  allocateGuest(world);
  const handle = lend(world, acl([GUEST, 7]));
  world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
  world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });
  world.must(PRIMARY, 'VM_START', { vmid: GUEST });
  return handle;
}

const asking = (world: World, name: 'VM_RESET' | 'VM_START' | 'VM_INIT' | 'VM_STOP' | 'VM_DEALLOCATE') =>
  world.ask(PRIMARY, name, { vmid: GUEST });

const VMS: readonly Row[] = [
  [
    'reset while it runs',
    'rm-vm/state 0+2',
    ...WRONG_STATE,
    (world) => {
      running(world);
      return asking(world, 'VM_RESET');
    },
  ],
  [
    'deallocate while it runs',
    'rm-vm/state 0+2',
    ...WRONG_STATE,
    (world) => {
      running(world);
      return asking(world, 'VM_DEALLOCATE');
    },
  ],
  [
    'reclaim the image while it runs',
    'rm-reclaim/in-use 0+0',
    ...IN_USE,
    (world) => reclaiming(world, running(world)),
  ],
  ...(['VM_RESET', 'VM_START', 'VM_INIT', 'VM_STOP', 'VM_DEALLOCATE'] as const).map(
    (name): Row => [
      `${name} in the middle of a reset`,
      'rm-vm/state 0+2',
      ...WRONG_STATE,
      (world) => {
        resetting(world);
        return asking(world, name);
      },
    ],
  ),
  [
    'release once more what ended a reset',
    'rm-release/handle 0+4',
    ...NO_SUCH_HANDLE,
    (world) => {
      const handle = resetting(world);
      world.must(PEER, 'RELEASE', { handle });
      return releasing(world, handle);
    },
  ],
  [
    'release what a reset has released',
    'rm-release/not-accepted 0+0',
    ...RELEASED,
    (world) => {
      allocateGuest(world);
      const handle = lend(world, acl([GUEST, 6]));
      accept(world, handle, GUEST);
      world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });
      return world.ask(GUEST, 'RELEASE', { handle });
    },
  ],
];

describe.each([
  ['a parcel', PARCELS],
  ['a VM', VMS],
])('in the life of %s', (_, rows) => {
  test.each(rows)('%s: %s', (_name, rule, reply, errno, act) => {
    expect(refusalOf(act)).toEqual([rule, reply, errno]);
  });
});

describe('a VM that is reset in the middle', () => {
  test('of a parcel that goes on to be made for it: the owner finishes it, or has it back', () => {
    for (const finish of ['APPEND', 'RECLAIM'] as const) {
      const world = allocateGuest(new World());
      half(world, GUEST);
      world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });
      if (finish === 'APPEND') world.must(PRIMARY, 'APPEND', { handle: 0, flags: APPEND_FLAG.DONE }, MORE);

      world.must(PRIMARY, 'RECLAIM', { handle: 0 });

      expect([world.rights(PRIMARY, OWN / 0x1000), world.state().live]).toEqual(['RWX', [0, 0, 0]]);
    }
  });

  test('of an accept: its places are free, and the owner has its memory back', () => {
    const world = allocateGuest(new World());
    whole(world, GUEST);
    world.must(
      GUEST,
      'ACCEPT',
      { handle: 0, transfer: TRANSFER.LEND },
      { regions: regions([0x20_0000, 0x1000]) },
    );
    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    world.must(PRIMARY, 'RECLAIM', { handle: 0 });

    expect(world.ledger.viewOf(world.parties[GUEST] ?? 0).save()).toEqual([]);
    expect(world.state().live).toEqual([0, 0, 0]);
  });
});
