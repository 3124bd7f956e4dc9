import { describe, expect, test } from 'vitest';
import {
  ACCEPT_FLAG,
  ATTRIBUTE,
  NOTIFY_FLAG,
  TRANSFER,
  VM_STATE,
} from '../../src/core/gunyah/wire/values.ts';
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
  World,
} from './world.ts';

const PAGE = OWN / 0x1000;
const { DONE } = ACCEPT_FLAG;
const { SHARED } = NOTIFY_FLAG;

/** The guest with an image of two pages, ready to start. */
function ready(world: World): number {
  allocateGuest(world);
  const handle = lend(world, acl([GUEST, 7]));
  world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
  world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });
  return handle;
}

/** Names of what a VM is told. */
function heard(world: World, vmid: number): string {
  return world
    .told(vmid)
    .map(({ name, payload }) => (name === 'VM_STATUS' ? `${name} ${payload[4]}` : name))
    .join(', ');
}

describe('a VM', () => {
  test('is allocated, loaded, started, stopped, reset and deallocated, and the primary VM hears of each step', () => {
    const world = new World();
    const image = ready(world);
    world.must(PRIMARY, 'VM_START', { vmid: GUEST });
    expect(world.rights(GUEST, PAGE)).toBe('RWX');
    world.must(PRIMARY, 'VM_STOP', { vmid: GUEST });
    expect(world.rights(GUEST, PAGE)).toBe('RWX');

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    expect(world.rights(GUEST, PAGE)).toBe('---');
    const { INIT, READY, RUNNING, EXITED, RESETTING, RESET } = VM_STATE;
    expect(heard(world, PRIMARY)).toBe(
      [INIT, READY, RUNNING].map((state) => `VM_STATUS ${state}`).join(', ') +
        `, VM_EXITED, VM_STATUS ${EXITED}, VM_STATUS ${RESETTING}, MEM_RELEASED, VM_STATUS ${RESET}`,
    );
    world.must(PRIMARY, 'RECLAIM', { handle: image });
    world.must(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST });
    expect(world.state()).toEqual({ ...new World().state(), parcels: { parcels: [], nextHandle: 1 } });
  });

  test('accepts when it starts: its image, what its device tree names, and what is for it alone', () => {
    const world = new World();
    allocateGuest(world);
    const make = (page: number, label: number, rights: number) =>
      world.must(
        PRIMARY,
        'LEND',
        { label },
        { acl: acl([GUEST, rights]), regions: regions([OWN + page * 0x1000, 0x1000]) },
      );
    const image = make(0, 1, 7);
    make(1, 0x77, 4);
    make(2, 0x78, 4);
    make(3, 0, 7);
    make(4, 0, 6);
    world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle: image, imageSize: 0x1000 });
    world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });

    world.must(PRIMARY, 'VM_START', { vmid: GUEST });

    expect([0, 1, 2, 3, 4].map((page) => world.rights(GUEST, PAGE + page))).toEqual([
      'RWX',
      'R--',
      '---',
      'RWX',
      '---',
    ]);
  });

  test('does not start, and has accepted nothing, when one of several parcels has no place', () => {
    const world = new World();
    ready(world);
    lend(world, acl([GUEST, 7]), regions([OWN + 0x4000, 0x1000]));
    world.must(
      PRIMARY,
      'LEND',
      { label: 0x77 },
      { acl: acl([GUEST, 6]), regions: regions([OWN + 0x10_0000, 0x4_0000]) },
    );
    const before = world.state();

    const answer = world.ask(PRIMARY, 'VM_START', { vmid: GUEST });

    expect(answer).toMatchObject({ error: 'MEM_INVALID', rule: 'rm-vm/configured 0+0' });
    expect(world.state()).toEqual(before);
  });

  test('starts when its image and its firmware lie in one parcel', () => {
    const world = new World();
    allocateGuest(world);
    const handle = lend(world, acl([GUEST, 7]));
    world.must(PRIMARY, 'VM_CONFIG_IMAGE', { vmid: GUEST, handle, imageSize: 0x1000 });
    world.must(PRIMARY, 'VM_SET_FIRMWARE_MEM', { vmid: GUEST, handle, offset: 0x1000, size: 0x1000 });
    world.must(PRIMARY, 'VM_INIT', { vmid: GUEST });

    world.must(PRIMARY, 'VM_START', { vmid: GUEST });

    expect([0, 1].map((page) => world.rights(GUEST, PAGE + page))).toEqual(['RWX', 'RWX']);
  });

  test('keeps what was accepted for it when the parcel is announced again, and the owner hears so again', () => {
    const world = new World();
    ready(world);
    const handle = lend(world, acl([GUEST, 6]), regions([OWN + 0x4000, 0x1000]));
    const announce = () =>
      world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED, tag: 7 }, { vms: [{ vmid: GUEST }] });
    announce();
    world.told(PRIMARY);

    announce();

    expect(heard(world, PRIMARY)).toBe('MEM_ACCEPTED');
    expect(world.rights(GUEST, PAGE + 4)).toBe('RW-');
  });

  test('that is ready has parcels accepted for it, and the owner hears whether that was possible', () => {
    const world = new World();
    ready(world);
    const fits = lend(world, acl([GUEST, 6]), regions([OWN + 0x4000, 0x1000]));
    const large = lend(world, acl([GUEST, 6]), regions([OWN + 0x8000, 0x4_0000]));
    world.told(PRIMARY);

    for (const handle of [fits, large])
      world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED, tag: 7 }, { vms: [{ vmid: GUEST }] });

    expect(heard(world, PRIMARY)).toBe('MEM_ACCEPTED, MEM_RELEASED');
    expect(heard(world, GUEST)).toBe('');
    expect(world.rights(GUEST, PAGE + 4)).toBe('RW-');
  });

  test('that runs is told of a parcel: what it is, for whom, and its sizes', () => {
    const world = new World();
    const handle = lend(world);

    world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED, tag: 0x55 }, { vms: [{ vmid: PEER }] });

    const [{ name, payload } = { name: '', payload: new Uint8Array() }] = world.told(PEER);
    expect(name).toBe('MEM_SHARED');
    expect([...payload]).toEqual([
      ...[0, 0, 0, 0, 0, TRANSFER.LEND, 0, 0, PRIMARY, 0, 0, 0, 9, 0, 0, 0, 0x55, 0, 0, 0],
      ...[1, 0, 0, 0, PEER, 0, 6, 0],
      ...[1, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0],
      ...[0, 0, 0, 0],
    ]);
  });
});

describe('what a reset deals with', () => {
  test('a place that was reserved and never used: the owner has its memory back', () => {
    const world = new World();
    allocateGuest(world);
    const handle = lend(world, acl([GUEST, 6]));
    world.must(GUEST, 'ACCEPT', { handle, transfer: TRANSFER.LEND });
    expect(world.ask(PRIMARY, 'RECLAIM', { handle }).error).toBe('MEM_INUSE');

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

    world.must(PRIMARY, 'RECLAIM', { handle });
  });

  test('memory that the VM lent to others: the reset lasts until they have released it', () => {
    const world = new World();
    allocateGuest(world);
    const gift = world.must(PRIMARY, 'DONATE', {}, { acl: acl([GUEST, 7]), regions: regions([OWN, 0x1000]) });
    world.must(GUEST, 'ACCEPT', { handle: gift, transfer: TRANSFER.DONATE, flags: DONE });
    const loan = world.must(
      GUEST,
      'LEND',
      {},
      { acl: acl([PEER, 6]), regions: regions([0x10_0000, 0x1000]) },
    );
    world.must(PEER, 'ACCEPT', { handle: loan, transfer: TRANSFER.LEND, flags: DONE });
    world.memory.writeBytes(OWN, Uint8Array.of(1));

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });
    expect(world.rm.state.vm(GUEST)?.state).toBe(VM_STATE.RESETTING);
    expect(world.ask(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST }).error).toBe('VM_STATE');
    world.must(PEER, 'RELEASE', { handle: loan });

    expect(world.rm.state.vm(GUEST)?.state).toBe(VM_STATE.RESET);
    expect([world.rights(GUEST, PAGE), world.rights(255, PAGE)]).toEqual(['---', 'RWX']);
    expect([...(world.memory.readBytes(OWN, 1) ?? [])]).toEqual([0]);
  });
});

test('a VM that was reset hears nothing of what it was told before', () => {
  const world = new World();
  ready(world);
  world.must(PRIMARY, 'VM_START', { vmid: GUEST });
  const handle = lend(world, acl([GUEST, 6]), regions([OWN + 0x4000, 0x1000]));
  world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED, tag: 7 }, { vms: [{ vmid: GUEST }] });
  world.must(PRIMARY, 'VM_STOP', { vmid: GUEST });

  world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });

  expect(heard(world, GUEST)).toBe('');
});

describe('a VM that is deallocated', () => {
  /** A page of the primary VM's becomes the guest's own, at PLACE. */
  function donate(world: World): void {
    const memory = { acl: acl([GUEST, 7]), regions: regions([OWN, 0x1000]) };
    const handle = world.must(PRIMARY, 'DONATE', {}, memory);
    world.must(GUEST, 'ACCEPT', { handle, transfer: TRANSFER.DONATE, flags: DONE });
  }
  const lendOwn = (world: World) =>
    world.must(GUEST, 'LEND', {}, { acl: acl([PEER, 6]), regions: regions([PLACE, 0x1000]) });

  test.each([
    ['before it was loaded', allocateGuest],
    [
      'after a reset',
      (world: World) => {
        allocateGuest(world).must(PRIMARY, 'VM_RESET', { vmid: GUEST });
        return world;
      },
    ],
  ])(
    '%s gives back what it has accepted: the owner hears of it and has it, and the next VM of its id does not',
    (_, begin) => {
      const world = begin(new World());
      const handle = lend(world, acl([GUEST, 6]));
      world.must(GUEST, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });
      expect(world.rights(GUEST, PAGE)).toBe('RW-');
      world.told(PRIMARY);

      world.must(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST });
      allocateGuest(world);

      expect(heard(world, PRIMARY)).toBe('MEM_RELEASED');
      expect([world.rights(GUEST, PAGE), world.windows(GUEST)]).toEqual(['---', []]);
      world.must(PRIMARY, 'RECLAIM', { handle });
      expect(world.rights(PRIMARY, PAGE)).toBe('RWX');
    },
  );

  test("loses its own memory, what it had lent and nobody had accepted, too: it is the resource manager's, and cleared", () => {
    const world = allocateGuest(new World());
    donate(world);
    lendOwn(world);
    world.memory.writeBytes(OWN, Uint8Array.of(7));

    world.must(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST });
    allocateGuest(world);

    expect([world.rights(GUEST, PAGE), world.rights(255, PAGE)]).toEqual(['---', 'RWX']);
    expect([...(world.memory.readBytes(OWN, 1) ?? [])]).toEqual([0]);
    expect([...world.rm.state.parcels.all()]).toEqual([]);
  });

  test('has nothing with others: where it has, nothing happens, and a reset waits for them', () => {
    const world = allocateGuest(new World());
    donate(world);
    const handle = lendOwn(world);
    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });
    const before = world.state();

    expect(world.ask(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST })).toMatchObject({
      ...{ error: 'VM_STATE', rule: 'rm-vm/state 0+2' },
    });
    expect(world.state()).toEqual(before);

    world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });
    world.must(PEER, 'RELEASE', { handle });
    world.must(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST });
    expect(world.rights(255, PAGE)).toBe('RWX');
  });
});

test('an id that is used again inherits nothing: neither access lists nor memory', () => {
  const world = new World();
  allocateGuest(world);
  const handle = lend(world, acl([GUEST, 6]));
  world.must(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST });

  allocateGuest(world);

  expect(world.ask(GUEST, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE }).rule).toBe(
    'rm-accept/not-receiver 0+0',
  );
  world.must(PRIMARY, 'RECLAIM', { handle });
});

test('a VM that is no more stands in no list of a parcel: who validates what is left may accept', () => {
  const world = new World();
  allocateGuest(world);
  const shared = { acl: acl([GUEST, 4], [PEER, 4]), regions: regions([OWN, 0x1000]) };
  const [gone, left] = [GUEST, PEER].map((vmid) => ({ attribute: ATTRIBUTE.CACHED, vmid }));
  const attributes = [gone!, left!];
  const handle = world.must(PRIMARY, 'LEND', {}, { ...shared, attributes });
  world.must(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST });

  const flags = DONE | ACCEPT_FLAG.VALIDATE_ACL_ATTR;
  world.must(
    PEER,
    'ACCEPT',
    { handle, transfer: TRANSFER.LEND, flags },
    { acl: acl([PEER, 4]), attributes: [left!] },
  );

  expect(world.rights(PEER, PAGE)).toBe('R--');
});

test('of 257 notifications the first is lost, and what it told can be asked for', () => {
  const world = new World();
  const handle = lend(world);
  const tell = () =>
    world.must(PRIMARY, 'NOTIFY', { handle, flags: SHARED, tag: 1 }, { vms: [{ vmid: PEER }] });
  for (let count = 0; count < 257; count++) tell();

  expect(world.told(PEER).length).toBe(256);
  expect(world.rm.state.vm(PEER)?.channel.lost).toBe(1);
  tell();
  expect(heard(world, PEER)).toBe('MEM_SHARED');
});

test('a copy of the state brings everything back, a message that is half there, too', () => {
  const world = new World();
  world.must(PRIMARY, 'VM_ALLOCATE', { vmid: OTHER });
  const saved = { rm: world.rm.save(), ledger: world.ledger.save() };
  const before = world.state();
  const handle = lend(world, acl([OTHER, 6]));
  world.must(OTHER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });

  world.rm.restore(saved.rm);
  world.ledger.restore(saved.ledger);

  expect(world.state()).toEqual(before);
  expect(lend(world, acl([OTHER, 6]))).toBe(handle);
});
