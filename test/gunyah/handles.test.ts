/** Which numbers parcels get, and whose transactions the manager knows. */

import { describe, expect, test } from 'vitest';
import { RM_LIMITS } from '../../src/core/gunyah/manager/limits.ts';
import { ACCEPT_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ, WRITE } from '../../src/core/memory/page-word.ts';
import { acl, allocateGuest, GUEST, lend, OWN, PEER, PRIMARY, regions, World } from './world.ts';

const lendPage = (world: World, page: number) =>
  lend(world, acl([PEER, 6]), regions([OWN + page * 0x1000, 0x1000]));

describe('the handle of a parcel', () => {
  test('is not all ones, and begins at 0 again behind that; one that lives is passed over', () => {
    const world = new World();
    expect([lendPage(world, 0), lendPage(world, 1)]).toEqual([0, 1]);
    world.must(PRIMARY, 'RECLAIM', { handle: 0 });
    world.rm.restore({
      ...world.rm.save(),
      parcels: { ...world.rm.save().parcels, nextHandle: 0xffff_fffe },
    });

    expect([2, 3, 4].map((page) => lendPage(world, page))).toEqual([0xffff_fffe, 0, 2]);
  });

  test('is a new one, whatever becomes of parcels before', () => {
    const world = new World();
    const [first, second] = [lendPage(world, 0), lendPage(world, 1)];
    world.must(PRIMARY, 'RECLAIM', { handle: second });
    world.must(PEER, 'ACCEPT', { handle: first, transfer: TRANSFER.LEND, flags: ACCEPT_FLAG.DONE });

    expect(lendPage(world, 2)).toBe(2);
  });
});

test('a handle that is known to be a parcel’s, and is none, is a programmer’s error', () => {
  const world = new World();
  const handle = lend(world);

  expect(world.rm.state.parcels.must(handle)).toBe(world.rm.state.parcels.get(handle));
  expect(() => world.rm.state.parcels.must(9)).toThrow('no parcel has handle 9');
});

test('parcels of one owner are no burden for another', () => {
  const world = new World({ ...RM_LIMITS, parcelsPerOwner: 1 });
  lend(world);
  const lists = { acl: acl([PRIMARY, 6]), regions: regions([0x1_0000, 0x1000]) };

  expect(world.ask(PEER, 'LEND', {}, lists).rule).toBe('');
  expect(world.ask(PEER, 'LEND', {}, lists).rule).toBe('rm-create/too-many-parcels 0+0');
});

test('each receiver of a loan needs room', () => {
  const world = allocateGuest(new World({ ...RM_LIMITS, receivers: 1 }));
  const lists = { acl: acl([PEER, 6], [GUEST, 6]), regions: regions([OWN, 0x1000]) };

  expect(world.ask(PRIMARY, 'LEND', {}, lists).rule).toBe('rm-create/no-room 0+0');
  expect(world.ask(PRIMARY, 'LEND', {}, { ...lists, acl: acl([PEER, 6]) }).rule).toBe('');
});

test('a transaction of the ledger is that of a parcel while there is one, and others are none', () => {
  const world = new World();
  const { ledger, rm, parties } = world;
  const other = ledger.open(parties[PRIMARY] ?? 0, KIND.LEND, 0, true);
  lendPage(world, 8);
  const handle = lend(world);
  const transaction = rm.state.parcels.get(handle)?.transaction ?? 0;
  const saved = rm.save();

  expect([other, transaction].map((each) => rm.state.parcels.ofTransaction(each)?.handle)).toEqual([
    undefined,
    handle,
  ]);
  world.must(PRIMARY, 'RECLAIM', { handle });
  expect(rm.state.parcels.ofTransaction(transaction)).toBeUndefined();
  rm.restore(saved);
  expect(rm.state.parcels.ofTransaction(transaction)?.handle).toBe(handle);
});

test('memory for which the map of pages has no room is refused, and nothing is lent', () => {
  // The world takes five tables; 512 more pages of one kind take none, until one of them is lent.
  const world = new World(RM_LIMITS, { pageTables: 5 });
  const to = { owner: world.parties[PRIMARY] ?? 0, rights: READ | WRITE, device: false, secure: false };
  world.ledger.assign(0x800, 512, to);
  const before = world.state();

  const answer = world.ask(
    PRIMARY,
    'LEND',
    {},
    { acl: acl([PEER, 6]), regions: regions([0x80_1000, 0x1000]) },
  );

  expect(answer).toMatchObject({ error: 'NOMEM', rule: 'rm-region/no-room 20+16' });
  expect(world.state()).toEqual(before);
});
