import { describe, expect, test } from 'vitest';
import { RM_LIMITS } from '../../src/core/gunyah/manager/limits.ts';
import { REQUEST } from '../../src/core/gunyah/wire/messages.ts';
import { ACCEPT_FLAG, APPEND_FLAG, CREATE_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { acl, allocateGuest, GUEST, lend, OWN, PEER, PLACE, PRIMARY, regions, World } from './world.ts';

const { DONE, MAP_CONTIGUOUS } = ACCEPT_FLAG;
const PAGE = OWN / 0x1000;

/** Rights of owner and peer on the first page of the parcel. */
function rights(world: World): string {
  return `${world.rights(PRIMARY, PAGE)} ${world.rights(PEER, PAGE)}`;
}

describe('the life of a parcel', () => {
  test('shared: both have access, the owner what its own entry says', () => {
    const world = new World();
    const handle = world.must(
      PRIMARY,
      'SHARE',
      { label: 9 },
      { acl: acl([PRIMARY, 6], [PEER, 4]), regions: regions([OWN, 0x1000]) },
    );
    expect(rights(world)).toBe('RW- ---');

    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.SHARE, flags: DONE });
    expect(rights(world)).toBe('RW- R--');

    world.must(PEER, 'RELEASE', { handle });
    expect(rights(world)).toBe('RW- ---');
    world.must(PRIMARY, 'RECLAIM', { handle });
    expect(rights(world)).toBe('RWX ---');
    expect(world.state()).toEqual({ ...new World().state(), parcels: { parcels: [], nextHandle: 1 } });
  });

  test('lent: the owner loses its access until it has reclaimed the memory', () => {
    const world = new World();
    const handle = lend(world);
    expect(rights(world)).toBe('--- ---');

    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });
    expect(rights(world)).toBe('--- RW-');

    world.must(PEER, 'RELEASE', { handle });
    world.must(PRIMARY, 'RECLAIM', { handle });
    expect(rights(world)).toBe('RWX ---');
  });

  test('donated: the receiver is the owner, the parcel is gone', () => {
    const world = new World();
    const handle = world.must(
      PRIMARY,
      'DONATE',
      {},
      { acl: acl([PEER, 7]), regions: regions([OWN, 0x1000]) },
    );
    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.DONATE, flags: DONE });

    expect(rights(world)).toBe('--- RWX');
    expect(world.ask(PRIMARY, 'RECLAIM', { handle }).error).toBe('HANDLE_INVALID');
    const back = world.must(
      PEER,
      'DONATE',
      {},
      { acl: acl([PRIMARY, 7]), regions: regions([PLACE, 0x1000]) },
    );
    world.must(PRIMARY, 'ACCEPT', { handle: back, transfer: TRANSFER.DONATE, flags: DONE });
    expect(rights(world)).toBe('RWX ---');
    expect(world.state().vms).toEqual(new World().state().vms);
  });

  test('made of several messages: it can be accepted when the last has come, and be reclaimed before that', () => {
    const world = new World();
    const head = { flags: CREATE_FLAG.APPEND };
    const handle = world.must(PRIMARY, 'LEND', head, {
      acl: acl([PEER, 6]),
      regions: regions([OWN, 0x1000]),
    });
    expect(world.ask(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE }).rule).toBe(
      'rm-accept/incomplete 0+0',
    );
    world.must(PRIMARY, 'APPEND', { handle }, { regions: regions([OWN + 0x4000, 0x1000]) });
    world.must(
      PRIMARY,
      'APPEND',
      { handle, flags: APPEND_FLAG.DONE },
      { regions: regions([OWN + 0x8000, 0x2000]) },
    );

    const answer = world.ask(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });

    // Error, three regions, nothing left; then base and size of each.
    expect([...answer.payload.subarray(0, 8)]).toEqual([0, 0, 0, 0, 3, 0, 0, 0]);
    const words = new BigUint64Array(answer.payload.slice(8).buffer);
    expect([...words]).toEqual([0x10_0000n, 0x1000n, 0x10_1000n, 0x1000n, 0x10_2000n, 0x2000n]);

    const half = world.must(PRIMARY, 'LEND', head, {
      acl: acl([PEER, 6]),
      regions: regions([OWN + 0x1000, 0x1000]),
    });
    world.must(PRIMARY, 'RECLAIM', { handle: half });
    expect(world.rights(PRIMARY, PAGE + 1)).toBe('RWX');
  });

  test('a failing append undoes itself alone', () => {
    const world = new World();
    const head = { flags: CREATE_FLAG.APPEND };
    const handle = world.must(PRIMARY, 'LEND', head, {
      acl: acl([PEER, 6]),
      regions: regions([OWN, 0x1000]),
    });
    const before = world.state();

    const answer = world.ask(
      PRIMARY,
      'APPEND',
      { handle },
      { regions: regions([OWN + 0x1000, 0x1000], [OWN + 0x2000, 0x1000], [OWN, 0x1000]) },
    );

    expect(answer).toMatchObject({ error: 'MEM_INVALID', rule: 'rm-region/overlap 44+16' });
    expect(world.state()).toEqual(before);
    world.must(
      PRIMARY,
      'APPEND',
      { handle, flags: APPEND_FLAG.DONE },
      { regions: regions([OWN + 0x1000, 0x1000]) },
    );
  });
});

describe('places', () => {
  const SCATTERED = regions([OWN, 0x1000], [OWN + 0x4000, 0x2000]);

  test('where the receiver wants them, in calls of their own; mapped with the last', () => {
    const world = new World();
    const handle = lend(world, acl([PEER, 6]), SCATTERED);
    const head = { handle, transfer: TRANSFER.LEND };
    world.must(PEER, 'ACCEPT', head, { regions: regions([0x20_0000, 0x1000]) });
    expect(rights(world)).toBe('--- ---');
    expect(world.ask(PRIMARY, 'RECLAIM', { handle }).error).toBe('MEM_INUSE');

    world.must(PEER, 'ACCEPT', { ...head, flags: DONE }, { regions: regions([0x30_0000, 0x2000]) });

    expect(rights(world)).toBe('--- RW-');
    const view = world.ledger.viewOf(world.parties[PEER] ?? 0);
    expect([0x200, 0x300, 0x301].map((page) => view.physical(page))).toEqual([PAGE, PAGE + 4, PAGE + 5]);
  });

  test('in one piece with MAP_CONTIGUOUS', () => {
    const world = new World();
    const handle = lend(world, acl([PEER, 6]), SCATTERED);

    world.must(
      PEER,
      'ACCEPT',
      { handle, transfer: TRANSFER.LEND, flags: DONE | MAP_CONTIGUOUS },
      { regions: regions([0x20_0000, 0x3000]) },
    );

    const view = world.ledger.viewOf(world.parties[PEER] ?? 0);
    expect([0x200, 0x201, 0x202].map((page) => view.physical(page))).toEqual([PAGE, PAGE + 4, PAGE + 5]);
  });

  test('in one piece by who sees physical addresses, when the regions are neighbours', () => {
    const world = new World();
    const to = acl([PRIMARY, 6]);
    const lendTwo = (second: number) =>
      world.must(PEER, 'LEND', {}, { acl: to, regions: regions([0x1_0000, 0x1000], [second, 0x1000]) });
    const accept = (handle: number) =>
      world.ask(PRIMARY, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE | MAP_CONTIGUOUS });
    const apart = lendTwo(0x1_2000);
    expect(accept(apart)).toMatchObject({ error: 'MEM_INVALID', rule: 'rm-accept/place-physical 0+0' });
    world.must(PEER, 'RECLAIM', { handle: apart });

    const { error } = accept(lendTwo(0x1_1000));

    expect(error).toBe('OK');
    expect([0x600, 0x601].map((page) => world.rights(PRIMARY, page))).toEqual(['RW-', 'RW-']);
  });

  test('that the manager chooses are not among those that the VM keeps for other memory', () => {
    const world = new World();
    const devices = [8, 0, 0, 0, ...Array<number>(8).fill(0)];
    const firstTwo = [1, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0];
    const kept = world.send(PEER, REQUEST.IPA_RESERVE.id, Uint8Array.of(0, 0, 0, 0, ...devices, ...firstTwo));
    expect(kept.error).toBe('OK');
    const handle = lend(world);

    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: DONE });

    const view = world.ledger.viewOf(world.parties[PEER] ?? 0);
    expect([0x100, 0x101, 0x102, 0x103].map((page) => view.physical(page))).toEqual([-1, -1, PAGE, PAGE + 1]);
  });

  test('are free again after a release, those of an unfinished accept, too', () => {
    const world = new World();
    const handle = lend(world, acl([PEER, 6]), SCATTERED);
    const before = world.ledger.viewOf(world.parties[PEER] ?? 0).save();
    world.must(
      PEER,
      'ACCEPT',
      { handle, transfer: TRANSFER.LEND },
      { regions: regions([0x20_0000, 0x1000]) },
    );

    world.must(PEER, 'RELEASE', { handle });

    expect(world.ledger.viewOf(world.parties[PEER] ?? 0).save()).toEqual(before);
    world.must(PRIMARY, 'RECLAIM', { handle });
  });
});

describe('clearing', () => {
  const DATA = Uint8Array.of(1, 2, 3, 4);
  const read = (world: World) => [...(world.memory.readBytes(OWN, 4) ?? [])];

  test.each([
    ['nowhere', {}, {}, {}, {}, [1, 2, 3, 4], [1, 2, 3, 4]],
    ['at the start', { flags: CREATE_FLAG.SANITIZE }, {}, {}, {}, [0, 0, 0, 0], [0, 0, 0, 0]],
    ['asked for by who accepts', {}, { flags: ACCEPT_FLAG.SANITIZE }, {}, {}, [1, 2, 3, 4], [0, 0, 0, 0]],
    ['asked for by who releases', {}, {}, { flags: 1 }, {}, [1, 2, 3, 4], [0, 0, 0, 0]],
    ['asked for by who reclaims', {}, {}, {}, { flags: 1 }, [1, 2, 3, 4], [0, 0, 0, 0]],
  ])('%s', (_name, create, accept, release, reclaim, lent, back) => {
    const world = new World();
    world.memory.writeBytes(OWN, DATA);
    const handle = world.must(PRIMARY, 'LEND', create, {
      acl: acl([PEER, 6]),
      regions: regions([OWN, 0x1000]),
    });
    expect(read(world)).toEqual(lent);
    const flags = DONE | ('flags' in accept ? Number(accept.flags) : 0);
    world.must(PEER, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags });
    world.must(PEER, 'RELEASE', { handle, ...release });

    world.must(PRIMARY, 'RECLAIM', { handle, ...reclaim });

    expect(read(world)).toEqual(back);
  });
});

test('64 parcels of one owner are the most, and a parcel that is gone makes room', () => {
  const world = new World();
  const make = (index: number) =>
    world.ask(PRIMARY, 'LEND', {}, { acl: acl([PEER, 6]), regions: regions([OWN + index * 0x1000, 0x1000]) });
  for (let index = 0; index < 64; index++) expect(make(index).error).toBe('OK');
  expect(make(64)).toMatchObject({ error: 'DENIED', rule: 'rm-create/too-many-parcels 0+0' });

  world.must(PRIMARY, 'RECLAIM', { handle: 5 });

  expect(make(64).error).toBe('OK');
});

test('a parcel has as many regions as the limit says, also in several messages', () => {
  const world = new World({ ...RM_LIMITS, regionsPerParcel: 3 });
  const pages = (...indices: readonly number[]) =>
    regions(...indices.map((index): [number, number] => [OWN + index * 0x2000, 0x1000]));
  const access = acl([PEER, 6]);
  const before = world.state();

  expect(world.ask(PRIMARY, 'LEND', {}, { acl: access, regions: pages(0, 1, 2, 3) })).toMatchObject({
    error: 'DENIED',
    rule: expect.stringMatching(/^rm-region\/too-many /),
  });
  expect(world.state()).toEqual(before);
  const handle = world.must(
    PRIMARY,
    'LEND',
    { flags: CREATE_FLAG.APPEND },
    { acl: access, regions: pages(0, 1) },
  );
  world.must(PRIMARY, 'APPEND', { handle, flags: CREATE_FLAG.APPEND }, { regions: pages(2) });
  expect(world.ask(PRIMARY, 'APPEND', { handle }, { regions: pages(3) })).toMatchObject({ error: 'DENIED' });
});

describe('what all parcels share', () => {
  const give = (world: World, index: number, ...to: readonly number[]) =>
    world.ask(
      PRIMARY,
      'SHARE',
      {},
      {
        acl: acl([PRIMARY, 6], ...to.map((vmid) => [vmid, 6] as const)),
        regions: regions([OWN + index * 0x4000, 0x1000], [OWN + index * 0x4000 + 0x2000, 0x1000]),
      },
    );

  test('is room for receivers: owners do not count, and who releases nothing makes no room', () => {
    const world = allocateGuest(new World({ ...RM_LIMITS, receivers: 3 }));
    expect([give(world, 0, PEER, GUEST).error, give(world, 1, PEER).error]).toEqual(['OK', 'OK']);
    const before = world.state();

    expect(give(world, 2, PEER)).toMatchObject({ error: 'NOMEM', rule: 'rm-create/no-room 0+0' });

    expect(world.state()).toEqual(before);
    world.must(PRIMARY, 'RECLAIM', { handle: 1 });
    expect(give(world, 2, PEER, GUEST).rule).toBe('rm-create/no-room 0+0');
    expect(give(world, 2, PEER).error).toBe('OK');
  });

  test('is room for regions, those that are appended, too', () => {
    const world = new World({ ...RM_LIMITS, regions: 5 });
    const handle = world.must(
      PRIMARY,
      'LEND',
      { flags: CREATE_FLAG.APPEND },
      { acl: acl([PEER, 6]), regions: regions([OWN, 0x1000], [OWN + 0x1000, 0x1000]) },
    );
    expect(give(world, 1, PEER).error).toBe('OK');
    const before = world.state();

    expect(give(world, 2, PEER)).toMatchObject({ error: 'NOMEM', rule: 'rm-region/no-room 20+2' });
    expect(
      world.ask(
        PRIMARY,
        'APPEND',
        { handle },
        { regions: regions([OWN + 0x8000, 0x1000], [OWN + 0x9000, 0x1000]) },
      ),
    ).toMatchObject({ error: 'NOMEM', rule: 'rm-region/no-room 8+2' });

    expect(world.state()).toEqual(before);
    world.must(PRIMARY, 'APPEND', { handle, flags: 1 }, { regions: regions([OWN + 0x8000, 0x1000]) });
  });

  test('is nothing that other managers of the ledger take anything of', () => {
    const world = new World({ ...RM_LIMITS, receivers: 1, regions: 2 });
    const { ledger, parties } = world;
    const party = parties[PRIMARY] ?? 0;
    for (let page = 0; page < 8; page++) {
      const transaction = ledger.open(party, KIND.LEND, 0, true);
      ledger.addBorrower(transaction, parties[PEER] ?? 0, 0);
      ledger.addExtent(transaction, 0x200 + page, 1);
      expect(ledger.claim(transaction)).toBe(true);
    }

    expect(give(world, 0, PEER).error).toBe('OK');
    expect(give(world, 1, PEER).error).toBe('NOMEM');
  });
});

test('handles are counted up, and none is given twice', () => {
  const world = new World();
  const handles = [0, 1, 2, 3].map(() => {
    const handle = lend(world);
    world.must(PRIMARY, 'RECLAIM', { handle });
    return handle;
  });
  expect(handles).toEqual([0, 1, 2, 3]);
});

test('512 regions in one message, and the 513th appended', () => {
  const world = new World();
  const all = Array.from({ length: 512 }, (_, index) => [OWN + index * 0x1000, 0x1000] as const);
  const handle = world.must(
    PRIMARY,
    'LEND',
    { flags: CREATE_FLAG.APPEND },
    { acl: acl([PEER, 6]), regions: regions(...all) },
  );
  world.must(PRIMARY, 'APPEND', { handle, flags: 1 }, { regions: regions([OWN + 0x20_0000, 0x1000]) });
  expect(world.rm.state.parcels.get(handle)?.regions).toBe(513);

  world.must(PRIMARY, 'RECLAIM', { handle });

  expect(world.state().live).toEqual([0, 0, 0]);
});
