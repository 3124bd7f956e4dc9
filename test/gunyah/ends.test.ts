/** How VMs end and begin anew, what goes back then and in which order, and what stays. */

import { describe, expect, test } from 'vitest';
import { ACCEPT_FLAG, NOTIFY_FLAG, TRANSFER, VM_STATE } from '../../src/core/gunyah/wire/values.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { hex } from './refusal.ts';
import {
  acl,
  allocateGuest,
  GUEST,
  lend,
  OTHER,
  OWN,
  PEER,
  PLACE,
  PRIMARY,
  regions,
  scattered,
  World,
} from './world.ts';

const { DONE } = ACCEPT_FLAG;
const PAGE = OWN / 0x1000;
const PEERS = 0x600;

function accept(world: World, vmid: number, handle: number, transfer: number = TRANSFER.LEND): void {
  world.must(vmid, 'ACCEPT', { handle, transfer, flags: DONE });
}

/** Gives pages of the primary VM to the guest for good; the guest sees them at PLACE. */
function donate(world: World, pages = 1): void {
  const memory = { acl: acl([GUEST, 7]), regions: regions([OWN, pages * 0x1000]) };
  accept(world, GUEST, world.must(PRIMARY, 'DONATE', {}, memory), TRANSFER.DONATE);
}

/** What a VM is told, in words and bytes. */
function told(world: World, vmid: number): string[] {
  return world.told(vmid).map(({ name, payload }) => `${name} ${hex(payload)}`);
}

const stateOf = (world: World, vmid: number) => world.rm.state.vm(vmid)?.state;

describe('ids that are allocated', () => {
  test('are those asked for, or the first that is free, until there is none', () => {
    const world = new World();
    const allocate = (vmid: number) => world.ask(PRIMARY, 'VM_ALLOCATE', { vmid });

    expect([...allocate(0).payload]).toEqual([0, 0, 0, 0, 0x80, 0, 0, 0]);
    expect(allocate(GUEST).rule).toBe('rm-vm/none-free 0+2');
    expect([...allocate(OTHER).payload]).toEqual([0, 0, 0, 0, 0x81, 0, 0, 0]);
    expect(allocate(0).rule).toBe('rm-vm/none-free 0+2');
  });

  test('belong to VMs of which nothing is known yet', () => {
    const world = allocateGuest(new World());
    expect(world.rm.save().vms.find(({ spec }) => spec.vmid === GUEST)).toMatchObject({
      ...{ state: VM_STATE.LOAD, image: undefined, firmware: undefined, reserved: [], accepted: [] },
    });
  });
});

test('an image may take all of its parcel, and so may the firmware', () => {
  const world = allocateGuest(new World());
  const handle = lend(world, acl([GUEST, 7]));
  const image = { vmid: GUEST, handle, imageSize: 0x1000, treeOffset: 0x1000, treeSize: 0x1000 };

  expect(world.ask(PRIMARY, 'VM_CONFIG_IMAGE', image).rule).toBe('');
  expect(world.ask(PRIMARY, 'VM_SET_FIRMWARE_MEM', { vmid: GUEST, handle, size: 0x2000 }).rule).toBe('');
});

test('a stop tells the primary VM the reason that was given', () => {
  const world = allocateGuest(new World());
  const handle = lend(world, acl([GUEST, 7]));
  world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
  world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });
  world.must(PRIMARY, 'VM_START', { vmid: GUEST });
  world.told(PRIMARY);

  world.must(PRIMARY, 'VM_STOP', { vmid: GUEST, reason: 0x1_0203 });

  expect(told(world, PRIMARY)).toEqual([
    'VM_EXITED 80 00 03 02 00 00 00 00',
    'VM_STATUS 80 00 00 00 09 00 00 00',
  ]);
});

describe('a VM that is reset', () => {
  test('releases what it has accepted, the last first, each once, and the owner hears of each with its tag', () => {
    const world = allocateGuest(new World());
    const handles = [0, 1, 2].map((index) =>
      lend(world, acl([GUEST, 6]), regions([OWN + index * 0x4000, 0x1000])),
    );
    for (const handle of handles) accept(world, GUEST, handle);
    world.memory.writeBytes(OWN, Uint8Array.of(7));
    world.must(
      PRIMARY,
      'NOTIFY',
      { handle: handles[2] ?? -1, flags: NOTIFY_FLAG.SHARED, tag: 0x99 },
      { vms: [{ vmid: GUEST }] },
    );
    world.must(GUEST, 'RELEASE', { handle: handles[1] ?? -1 });

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    expect(told(world, PRIMARY)).toEqual([
      'VM_STATUS 80 00 00 00 0a 00 00 00',
      'MEM_RELEASED 02 00 00 00 80 00 00 00 99 00 00 00',
      'MEM_RELEASED 00 00 00 00 80 00 00 00 00 00 00 00',
      'VM_STATUS 80 00 00 00 0b 00 00 00',
    ]);
    for (const handle of handles) world.must(PRIMARY, 'RECLAIM', { handle });
    // Nobody has asked for the memory to be cleared.
    expect([...(world.memory.readBytes(OWN, 1) ?? [])]).toEqual([7]);
  });

  test('releases a parcel once that it accepted in two messages', () => {
    const world = allocateGuest(new World());
    const handle = lend(world, acl([GUEST, 6]), scattered(OWN, 2));
    const head = { handle, transfer: TRANSFER.LEND };
    world.must(GUEST, 'ACCEPT', head, { regions: regions([0x20_0000, 0x1000]) });
    world.must(GUEST, 'ACCEPT', { ...head, flags: DONE }, { regions: regions([0x30_0000, 0x1000]) });

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    expect(world.told(PRIMARY).filter(({ name }) => name === 'MEM_RELEASED')).toHaveLength(1);
  });

  test('releases what it had beside a donation', () => {
    const world = allocateGuest(new World());
    const handle = lend(world, acl([GUEST, 6]), regions([OWN + 0x4000, 0x1000]));
    accept(world, GUEST, handle);
    donate(world);

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    world.must(PRIMARY, 'RECLAIM', { handle });
  });

  test('takes nothing from other receivers of the same parcel', () => {
    const world = allocateGuest(new World());
    const handle = lend(world, acl([GUEST, 6], [PEER, 6]));
    for (const vmid of [GUEST, PEER]) accept(world, vmid, handle);

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    expect([GUEST, PEER].map((vmid) => world.rights(vmid, PAGE))).toEqual(['---', 'RW-']);
    expect(world.ask(PRIMARY, 'RECLAIM', { handle }).error).toBe('MEM_INUSE');
  });

  test('waits for each of those that have memory of it', () => {
    const world = allocateGuest(new World());
    world.must(PRIMARY, 'VM_ALLOCATE', { vmid: OTHER });
    donate(world, 2);
    const loans = [PEER, OTHER].map((vmid, index) => {
      const memory = { acl: acl([vmid, 6]), regions: regions([PLACE + index * 0x1000, 0x1000]) };
      const handle = world.must(GUEST, 'LEND', {}, memory);
      accept(world, vmid, handle);
      return handle;
    });

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });
    world.must(PEER, 'RELEASE', { handle: loans[0] ?? -1 });
    expect(stateOf(world, GUEST)).toBe(VM_STATE.RESETTING);
    world.must(PRIMARY, 'VM_RESET', { vmid: OTHER });

    expect([GUEST, OTHER].map((vmid) => stateOf(world, vmid))).toEqual([VM_STATE.RESET, VM_STATE.RESET]);
  });

  test('loses its own memory, but for what another manager has of it', () => {
    const world = allocateGuest(new World());
    donate(world, 2);
    const { ledger, parties, memory } = world;
    const held = ledger.open(parties[GUEST] ?? 0, KIND.LEND, 0, true);
    ledger.addExtent(held, PAGE, 1);
    ledger.claim(held);
    for (const page of [PAGE, PAGE + 1]) memory.writeBytes(page * 0x1000, Uint8Array.of(7));

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    expect([PAGE, PAGE + 1].map((page) => [...(memory.readBytes(page * 0x1000, 1) ?? [])])).toEqual([
      [7],
      [0],
    ]);
    ledger.release(held);
    expect([GUEST, 255].map((vmid) => world.rights(vmid, PAGE))).toEqual(['RWX', '---']);
    expect([GUEST, 255].map((vmid) => world.rights(vmid, PAGE + 1))).toEqual(['---', 'RWX']);
  });
});

describe('a VM that runs from the beginning', () => {
  /** The peer has lent two pages, of which nobody has accepted the second, and borrowed two of the primary VM. */
  function busy(): World {
    const world = new World();
    const lendOwn = (page: number) =>
      world.must(PEER, 'LEND', {}, { acl: acl([PRIMARY, 6]), regions: regions([page * 0x1000, 0x1000]) });
    accept(world, PRIMARY, lendOwn(0x10));
    lendOwn(0x11);
    accept(world, PEER, lend(world));
    world.memory.writeBytes(PEERS * 0x1000 + 0x1000, Uint8Array.of(7));
    world.told(PRIMARY);
    return world;
  }

  test('and ends: it is reset when nobody has anything of it any more, and its memory stays its own', () => {
    const world = busy();

    world.rm.end(PEER);
    expect(world.rm.isOver(PEER)).toBe(false);
    expect(told(world, PRIMARY)).toEqual([
      'VM_EXITED 2d 00 00 00 00 00 00 00',
      'VM_STATUS 2d 00 00 00 09 00 00 00',
      'VM_STATUS 2d 00 00 00 0a 00 00 00',
      'MEM_RELEASED 02 00 00 00 2d 00 00 00 00 00 00 00',
    ]);
    world.must(PRIMARY, 'RELEASE', { handle: 0 });

    expect(world.rm.isOver(PEER)).toBe(true);
    expect([0, 1].map((page) => world.rights(PEER, PEERS + page))).toEqual(['RWX', 'RWX']);
    expect([...(world.memory.readBytes(PEERS * 0x1000 + 0x1000, 1) ?? [])]).toEqual([7]);
    world.must(PRIMARY, 'RECLAIM', { handle: 2 });
  });

  test('ends once: what ends it again changes nothing', () => {
    const world = busy();
    world.rm.end(PEER);
    const before = world.state();

    world.rm.end(PEER);

    expect(world.state()).toEqual(before);
  });

  test('begins anew when it is over', () => {
    const world = new World();
    world.rm.end(PEER);
    world.told(PRIMARY);

    world.rm.begin(PEER);

    expect([world.rm.isOver(PEER), stateOf(world, PEER)]).toEqual([false, VM_STATE.RUNNING]);
    expect(told(world, PRIMARY)).toEqual(['VM_STATUS 2d 00 00 00 03 00 00 00']);
  });
});

test('there is no queue for a VM that there is not', () => {
  const world = new World();
  expect(() => world.rm.receive(GUEST, new Uint8Array(8))).toThrow(TypeError);
  expect(() => world.rm.deliver(GUEST)).toThrow('no VM has id 128');
});

describe('a copy of the state', () => {
  test('has image and firmware of a VM, what it keeps and what it has accepted', () => {
    const world = allocateGuest(new World());
    lend(world, acl([GUEST, 7]), regions([OWN + 0x8000, 0x1000]));
    const image = lend(world, acl([GUEST, 7]));
    const firmware = lend(world, acl([GUEST, 7]), regions([OWN + 0x4000, 0x1000]));
    world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle: image, imageSize: 0x1000 });
    world.must(PRIMARY, 'VM_SET_FIRMWARE_MEM', { vmid: GUEST, handle: firmware, size: 0x1000 });
    accept(world, GUEST, 0);
    const saved = world.rm.save();
    const other = new World();

    other.rm.restore(saved);

    expect(saved.vms.find(({ spec }) => spec.vmid === GUEST)).toMatchObject({
      ...{ state: VM_STATE.INIT, image, firmware, reserved: [], accepted: [0] },
    });
    expect(other.rm.save()).toEqual(saved);
  });

  test('has no VM that came later', () => {
    const world = new World();
    const saved = world.rm.save();
    allocateGuest(world);

    world.rm.restore(saved);

    expect(world.rm.state.vm(GUEST)).toBeUndefined();
  });
});
