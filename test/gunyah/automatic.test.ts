/** What the resource manager accepts in the name of a VM that does not run yet: all of a parcel, or nothing of it. */

import { describe, expect, test } from 'vitest';
import { RM_LIMITS } from '../../src/core/gunyah/manager/limits.ts';
import {
  ACCEPT_FLAG,
  CREATE_FLAG,
  NOTIFY_FLAG,
  TRANSFER,
  VM_STATE,
} from '../../src/core/gunyah/wire/values.ts';
import { READ, WRITE } from '../../src/core/memory/page-word.ts';
import {
  acl,
  allocateGuest,
  DEVICE,
  GUEST,
  lend,
  OTHER,
  OWN,
  PEER,
  PRIMARY,
  READ_ONLY,
  regions,
  scattered,
  World,
} from './world.ts';

const PAGE = OWN / 0x1000;
const { DONE, MAP_CONTIGUOUS } = ACCEPT_FLAG;
const TO_GUEST = acl([GUEST, 6]);

/** The guest in READY, with an image of one page. */
function ready(world = new World()): World {
  allocateGuest(world);
  const handle = lend(world, acl([GUEST, 7]), regions([OWN, 0x1000]));
  world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
  world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });
  return world;
}

/** Announces a parcel to the guest. Returns what its owner, the primary VM, hears. */
function announce(world: World, handle: number): string {
  world.told(PRIMARY);
  world.must(PRIMARY, 'NOTIFY', { handle, flags: NOTIFY_FLAG.SHARED, tag: 0x77 }, { vms: [{ vmid: GUEST }] });
  const [notice] = world.told(PRIMARY);
  return `${notice?.name} ${notice?.payload.join(' ')}`;
}

/** Handle, guest and tag, as the owner hears them. */
const about = (handle: number) => `${handle} 0 0 0 128 0 0 0 119 0 0 0`;

describe('a parcel that is announced to a VM in READY', () => {
  test('is accepted in one piece, not in the first gap that has room for a part of it', () => {
    const world = allocateGuest(new World());
    const [gap, behind] = [0, 1].map((page) =>
      lend(world, TO_GUEST, regions([OWN + 0x8000 + page * 0x1000, 0x1000])),
    );
    for (const handle of [gap, behind])
      world.must(GUEST, 'ACCEPT', { handle: handle ?? -1, transfer: TRANSFER.LEND, flags: DONE });
    world.must(GUEST, 'RELEASE', { handle: gap ?? -1 });
    const image = lend(world, acl([GUEST, 7]), regions([OWN, 0x1000]));
    world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle: image, imageSize: 0x1000 });
    world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });
    const handle = lend(world, TO_GUEST, scattered(OWN + 0x4000, 2));

    expect(announce(world, handle)).toBe(`MEM_ACCEPTED ${about(handle)}`);

    expect(world.windows(GUEST).map(({ at, page }) => [at, page])).toEqual([
      [0x101, PAGE + 9],
      [0x102, PAGE + 4],
      [0x103, PAGE + 6],
    ]);
  });

  test('is accepted when it is a device', () => {
    const world = ready();
    const memory = { acl: TO_GUEST, regions: regions([DEVICE, 0x1000], [DEVICE + 0x2000, 0x1000]) };
    const handle = world.must(PRIMARY, 'LEND', { type: 1 }, memory);

    expect(announce(world, handle)).toBe(`MEM_ACCEPTED ${about(handle)}`);
    expect(world.rights(GUEST, DEVICE / 0x1000 + 2)).toBe('RW-');
  });

  test('is not when its memory has fewer rights than the guest is given, and has no place then', () => {
    const world = ready();
    const handle = lend(world, TO_GUEST, regions([READ_ONLY, 0x1000]));

    expect(announce(world, handle)).toBe(`MEM_RELEASED ${about(handle)}`);

    expect(world.windows(GUEST)).toEqual([]);
    world.must(PRIMARY, 'RECLAIM', { handle });
  });

  test('is not when one message cannot name all of its places, and has none then', () => {
    const world = ready(new World(RM_LIMITS, { borrowing: { at: 0x100, pages: 1024 } }));
    const { ledger, parties } = world;
    ledger.assign(0x800, 513, {
      owner: parties[PRIMARY] ?? 0,
      rights: READ | WRITE,
      device: true,
      secure: false,
    });
    const lists = { acl: TO_GUEST, regions: scattered(0x80_0000, 512, 1) };
    const handle = world.must(PRIMARY, 'LEND', { type: 1, flags: CREATE_FLAG.APPEND }, lists);
    world.must(PRIMARY, 'APPEND', { handle, flags: 1 }, { regions: regions([0xa0_0000, 0x1000]) });

    expect(announce(world, handle)).toBe(`MEM_RELEASED ${about(handle)}`);

    expect(world.windows(GUEST)).toEqual([]);
  });

  test('is not when the guest has begun to accept it, and what it has begun stays', () => {
    const world = ready();
    const handle = lend(world, TO_GUEST, scattered(OWN + 0x4000, 2));
    const places = { regions: regions([0x20_0000, 0x2000]) };
    world.must(GUEST, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: MAP_CONTIGUOUS }, places);

    expect(announce(world, handle)).toBe(`MEM_RELEASED ${about(handle)}`);

    expect(world.rights(GUEST, PAGE + 4)).toBe('---');
    expect(world.windows(GUEST).map(({ at }) => at)).toEqual([0x200, 0x201]);
  });

  test('is the image: it is there when the guest starts', () => {
    const world = ready();

    expect(announce(world, 0)).toBe(`MEM_ACCEPTED ${about(0)}`);

    world.must(PRIMARY, 'VM_START', { vmid: GUEST });
    expect(world.rights(GUEST, PAGE)).toBe('RWX');
  });
});

describe('a start', () => {
  const START = { vmid: GUEST };

  test('is refused when the image was reclaimed', () => {
    const world = ready();
    world.must(PRIMARY, 'RECLAIM', { handle: 0 });

    expect(world.ask(PRIMARY, 'VM_START', START).rule).toBe('rm-vm/configured 0+0');
    expect(world.rm.state.vm(GUEST)?.state).toBe(VM_STATE.READY);
  });

  /** Parcels of the page 4 of the primary VM's memory. */
  test.each<[string, string, (world: World) => void]>([
    ['lent without a label, for everything', 'RWX', (world) => lend4(world, 0, acl([GUEST, 7]))],
    ['lent with a label that its tree does not name', '---', (world) => lend4(world, 1, acl([GUEST, 7]))],
    ['lent with a label that its tree names', 'R--', (world) => lend4(world, 0x77, acl([GUEST, 4]))],
    ['lent with fewer rights', '---', (world) => lend4(world, 0, acl([GUEST, 5]))],
    ['lent to another as well', '---', (world) => lend4(world, 0, acl([GUEST, 7], [PEER, 7]))],
    ['of a label that its tree names, lent to another', '---', (world) => lend4(world, 0x77, acl([PEER, 7]))],
    [
      'donated without a label',
      '---',
      (world) => {
        world.must(PRIMARY, 'DONATE', {}, { acl: acl([GUEST, 7]), regions: regions([OWN + 0x4000, 0x1000]) });
      },
    ],
    [
      'of a label that its tree names, of which regions are to come',
      '---',
      (world) => lend4(world, 0x77, acl([GUEST, 7]), CREATE_FLAG.APPEND),
    ],
  ])('with memory %s: %s', (_, rights, make) => {
    const world = ready();
    make(world);

    world.must(PRIMARY, 'VM_START', START);

    expect([PAGE, PAGE + 4].map((page) => world.rights(GUEST, page))).toEqual(['RWX', rights]);
  });

  test('leaves alone what the guest has accepted already', () => {
    const world = ready();
    lend4(world, 0x77, TO_GUEST);
    world.must(GUEST, 'ACCEPT', { handle: 1, transfer: TRANSFER.LEND, flags: DONE });

    world.must(PRIMARY, 'VM_START', START);

    expect(world.rights(GUEST, PAGE + 4)).toBe('RW-');
  });

  test('has the image in front of what else there is', () => {
    const world = allocateGuest(new World());
    lend4(world, 0x77, TO_GUEST);
    const handle = lend(world, acl([GUEST, 7]), regions([OWN, 0x1000]));
    world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
    world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });

    world.must(PRIMARY, 'VM_START', START);

    expect(world.windows(GUEST).map(({ page }) => page)).toEqual([PAGE, PAGE + 4]);
  });

  test('that fails gives up what it had placed, and nothing that the guest had', () => {
    const world = ready();
    lend4(world, 0x77, TO_GUEST);
    world.must(GUEST, 'ACCEPT', { handle: 1, transfer: TRANSFER.LEND, flags: DONE });
    const large = regions([OWN + 0x10_0000, 0x4_0000]);
    world.must(PRIMARY, 'LEND', { label: 0x77 }, { acl: TO_GUEST, regions: large });
    const before = world.state();

    expect(world.ask(PRIMARY, 'VM_START', START).rule).toBe('rm-vm/configured 0+0');

    expect(world.state()).toEqual(before);
  });

  test('of one VM is no start of another', () => {
    const world = ready();
    world.must(PRIMARY, 'VM_ALLOCATE', { vmid: OTHER });
    lend4(world, 0, acl([OTHER, 7]));

    world.must(PRIMARY, 'VM_START', START);

    expect(world.rights(OTHER, PAGE + 4)).toBe('---');
  });
});

function lend4(world: World, label: number, to: ReturnType<typeof acl>, flags = 0): void {
  world.must(PRIMARY, 'LEND', { label, flags }, { acl: to, regions: regions([OWN + 0x4000, 0x1000]) });
}
