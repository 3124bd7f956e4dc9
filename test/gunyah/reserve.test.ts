/** VM_HOST_IPA_RESERVE: which addresses a VM may keep, where they are searched for, and what may be mapped there then. */

import { describe, expect, test } from 'vitest';
import { REQUEST } from '../../src/core/gunyah/wire/messages.ts';
import { ACCEPT_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { type Answer, acl, DEVICE, lend, PEER, PRIMARY, regions, World, wideWords } from './world.ts';

const FIXED = 0;
const SEARCHED = 1;
const FOR_NORMAL = 4;
const FOR_IO = 8;
const { DONE, MAP_CONTIGUOUS } = ACCEPT_FLAG;

/** Asks to keep addresses for normal memory. A fixed range is base and size; a searched one base and length of the search, size, alignment. */
function reserve(
  world: World,
  kind: number,
  ranges: readonly (readonly number[])[],
  constraints = FOR_NORMAL,
): Answer {
  const words = ranges.flat();
  const payload = new Uint8Array(20 + words.length * 8);
  const view = new DataView(payload.buffer);
  view.setUint8(0, kind);
  view.setUint32(4, constraints, true);
  view.setUint16(16, ranges.length, true);
  for (const [index, word] of words.entries()) view.setBigUint64(20 + index * 8, BigInt(word), true);
  return world.send(PEER, REQUEST.IPA_RESERVE.id, payload);
}

/** A world in which the peer keeps these addresses, fixed. It has memory at 0x1_0000, 16 pages. */
function keeping(constraints: number, ...ranges: readonly (readonly number[])[]): World {
  const world = new World();
  expect(reserve(world, FIXED, ranges, constraints).error).toBe('OK');
  return world;
}

const kept = (world: World) => world.rm.state.vm(PEER)?.reserved;

describe('ranges that are given', () => {
  test('are kept, and the answer says no more', () => {
    const world = new World();

    const { payload } = reserve(world, FIXED, [
      [0x20_0000, 0x1000],
      [0x30_0000, 0x3000],
    ]);

    expect([...payload]).toEqual([0, 0, 0, 0]);
    expect(kept(world)).toEqual([
      { at: 0x200, pages: 1, constraints: 4 },
      { at: 0x300, pages: 3, constraints: 4 },
    ]);
  });

  test.each<[string, readonly number[], boolean]>([
    ['just before memory', [0xf000, 0x1000], true],
    ['just behind it', [0x2_0000, 0x1000], true],
    ['the first page of it', [0xf000, 0x2000], false],
    ['the last page of it', [0x1_f000, 0x2000], false],
    ['just before what is kept', [0x1f_f000, 0x1000], true],
    ['just behind that', [0x20_2000, 0x1000], true],
    ['the first page of that', [0x1f_f000, 0x2000], false],
    ['the last page of that', [0x20_1000, 0x2000], false],
    ['from address 0 on', [0, 0x1000], true],
    ['to the last address', [2 ** 44 - 0x1000, 0x1000], true],
  ])('%s', (_, range, free) => {
    const world = keeping(FOR_NORMAL, [0x20_0000, 0x2000]);

    expect(reserve(world, FIXED, [range]).rule).toBe(free ? '' : 'rm-reserve/taken 20+16');
  });

  test('do not lie on each other, and none is kept when one is taken', () => {
    const world = new World();
    const ranges = [
      [0x20_0000, 0x2000],
      [0x30_0000, 0x1000],
      [0x20_1000, 0x2000],
    ];

    expect(reserve(world, FIXED, ranges).rule).toBe('rm-reserve/taken 52+16');
    expect(kept(world)).toEqual([]);
  });

  test('are kept beside those of requests before', () => {
    const world = keeping(FOR_IO, [0x20_0000, 0x1000]);

    reserve(world, FIXED, [[0x30_0000, 0x1000]]);

    expect(kept(world)?.map(({ at, constraints }) => [at, constraints])).toEqual([
      [0x200, 8],
      [0x300, 4],
    ]);
  });

  test.each([
    ['30 of them', 30, ''],
    ['31', 31, 'rm-reserve/too-many 16+2'],
  ])('%s', (_, count, rule) => {
    const ranges = Array.from({ length: count }, (_, index) => [0x20_0000 + index * 0x1000, 0x1000]);
    expect(reserve(new World(), FIXED, ranges).rule).toBe(rule);
  });

  test('may be for memory of every kind that there is', () => {
    expect(reserve(new World(), FIXED, [[0x20_0000, 0x1000]], 0x7f).rule).toBe('');
  });
});

describe('ranges that are searched for', () => {
  const search = (world: World, ...range: readonly number[]) => {
    const answer = reserve(world, SEARCHED, [range]);
    return answer.rule === '' ? wideWords(answer) : answer.rule;
  };
  const TAKEN = 'rm-reserve/taken 20+32';

  test('are told by the addresses they begin at', () => {
    const world = new World();

    const answer = reserve(world, SEARCHED, [
      [0x20_0000, 0x10_0000, 0x2000, 0],
      [0x20_0000, 0x10_0000, 0x1000, 0x1_0000],
    ]);

    // OK, two of them.
    expect([...answer.payload.slice(0, 8)]).toEqual([0, 0, 0, 0, 2, 0, 0, 0]);
    expect(wideWords(answer)).toEqual([0x20_0000n, 0x21_0000n]);
    expect(kept(world)).toEqual([
      { at: 0x200, pages: 2, constraints: 4 },
      { at: 0x210, pages: 1, constraints: 4 },
    ]);
  });

  test.each<[string, readonly number[], bigint]>([
    ['behind memory', [0xf000, 0x10_0000, 0x2000, 0], 0x2_0000n],
    ['in front of it, where it fits', [0xe000, 0x10_0000, 0x2000, 0], 0xe000n],
    ['behind what is kept', [0x20_0000, 0x10_0000, 0x1000, 0], 0x20_2000n],
    ['behind both of two', [0x20_0000, 0x10_0000, 0x2000, 0], 0x20_5000n],
    ['at a multiple of the alignment', [0x20_0000, 0x10_0000, 0x1000, 0x8000], 0x20_8000n],
    ['at the first multiple behind the beginning', [0x30_1000, 0x10_0000, 0x1000, 0x4000], 0x30_4000n],
    ['from address 0 on', [0, 0x1000, 0x1000, 0], 0n],
    ['at the end of the search', [0x20_0000, 0x3000, 0x1000, 0], 0x20_2000n],
  ])('%s', (_, range, at) => {
    const world = keeping(FOR_NORMAL, [0x20_0000, 0x2000], [0x20_3000, 0x2000]);
    expect(search(world, ...range)).toEqual([at]);
  });

  test.each<[string, readonly number[]]>([
    ['where all is taken', [0x20_0000, 0x2000, 0x1000, 0]],
    ['where one page too few is free', [0x20_0000, 0x4000, 0x2000, 0]],
    ['beyond the last multiple', [0x30_1000, 0x2000, 0x1000, 0x1_0000]],
    ['that are longer than the search', [0x30_0000, 0x1000, 0x2000, 0]],
  ])('%s: there are none', (_, range) => {
    const world = keeping(FOR_NORMAL, [0x20_0000, 0x2000], [0x20_3000, 0x2000]);
    expect(search(world, ...range)).toBe(TAKEN);
  });
});

test('a search passes over as much memory as a VM can have', () => {
  const world = new World();
  const windows = Array.from({ length: 2 ** 17 }, (_, index) => ({
    at: 0x1000 + 2 * index,
    page: 0x600,
    pages: 1,
  }));
  world.ledger.viewOf(world.parties[PEER] ?? 0).restore(windows);

  // 2 GiB from address 0 on, of 6 that are searched.
  const answer = reserve(world, SEARCHED, [[0, 0x1_8000_0000, 0x8000_0000, 0]]);

  expect(wideWords(answer)).toEqual([BigInt((0x1000 + 2 ** 18 - 1) * 0x1000)]);
});

describe('in addresses that are kept', () => {
  const normal = { transfer: TRANSFER.LEND, flags: DONE };
  const lendDevice = (world: World) =>
    world.must(PRIMARY, 'LEND', { type: 1 }, { acl: acl([PEER, 6]), regions: regions([DEVICE, 0x1000]) });

  test.each([
    ['for normal memory, that is', FOR_NORMAL, [], ''],
    ['for devices, normal memory is not', FOR_IO, [], 'rm-accept/place-physical 20+8'],
    ['for both, normal memory is', FOR_NORMAL | FOR_IO, [], ''],
    [
      'in part for devices, normal memory is not',
      FOR_IO,
      [[0x50_0000, 0x1000]],
      'rm-accept/place-physical 20+8',
    ],
  ])('%s', (_, constraints, others, rule) => {
    const world = keeping(constraints, [0x20_1000, 0x1000], ...others);
    const handle = lend(world);

    const answer = world.ask(
      PEER,
      'ACCEPT',
      { handle, ...normal },
      { regions: regions([0x20_0000, 0x2000]) },
    );

    expect(answer.rule).toBe(rule);
  });

  test('for normal memory a device is not, where it is placed and where a place is chosen', () => {
    // The peer borrows from 0x10_0000 on.
    const world = keeping(FOR_NORMAL, [0x10_0000, 0x1000]);
    const head = { handle: lendDevice(world), type: 1, ...normal };

    expect(world.ask(PEER, 'ACCEPT', head, { regions: regions([0x10_0000, 0x1000]) }).rule).toBe(
      'rm-accept/place-physical 20+8',
    );
    expect(wideWords(world.ask(PEER, 'ACCEPT', head))).toEqual([0x10_1000n, 0x1000n]);
  });

  test('for devices one is chosen first', () => {
    const world = keeping(FOR_IO, [0x10_0000, 0x1000]);
    const handle = lendDevice(world);
    expect(wideWords(world.ask(PEER, 'ACCEPT', { handle, type: 1, ...normal }))).toEqual([
      0x10_0000n,
      0x1000n,
    ]);
  });

  test('for devices normal memory in one piece is not', () => {
    const world = keeping(FOR_IO, [0x10_0000, 0x1000]);
    const head = { handle: lend(world), ...normal, flags: DONE | MAP_CONTIGUOUS };
    expect(wideWords(world.ask(PEER, 'ACCEPT', head))).toEqual([0x10_1000n, 0x2000n]);
  });
});
