/** Descriptions of partitions: whom each version of a guest finds, by which UUID, and how much fits where. */

import { describe, expect, it } from 'vitest';
import { dump } from '../abi/support.ts';
import { FFA } from '../spmc/support/ids.ts';
import { VAULT_UUID, type World, world } from './world.ts';

const NIL = '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00';
const IMAGE = [0x0403_0201, 0x0807_0605, 0x0c0b_0a09, 0x100f_0e0d] as const;

/** So many services of the notary, beside the one of the vault. */
function serving(services: number, options: Parameters<typeof world>[0] = {}): World {
  const uuids = Array.from({ length: services }, (_, index) => [7, 0, 0, index] as const);
  return world({ change: { notary: { uuids } }, ...options });
}

/** Puts the words of a UUID into x1 and x2. */
function inRegisters([first, second, third, fourth]: typeof VAULT_UUID): readonly bigint[] {
  return [BigInt(first) | (BigInt(second) << 32n), BigInt(third) | (BigInt(fourth) << 32n)];
}

function count(w: World, ...uuid: readonly number[]): number | string {
  const [w1 = 0, w2 = 0, w3 = 0, w4 = 0] = uuid;
  const { words, verdict } = w.a.call(FFA.PARTITION_INFO_GET, w1, w2, w3, w4, 1);
  return words[0] === FFA.SUCCESS ? words[2]! : verdict;
}

it.each([
  ['once before FF-A 1.2', 0x1_0001, 3],
  ['for each of them from FF-A 1.2 on', 0x1_0002, 5],
])('a partition of several services is found %s', (_, version, found) => {
  expect(count(serving(3).started(version))).toBe(found);
});

it('guests find the last of them as well', () => {
  const w = world({ change: { bare: { tee: 'ffa' } } }).started();
  expect(count(w)).toBe(3);

  w.bare.call(FFA.VERSION, 0x1_0002);
  w.bare.call(FFA.ID_GET);

  expect(count(w)).toBe(4);
});

describe('the image of a partition', () => {
  it('is found and told of in FF-A 1.3', () => {
    const w = world({ change: { notary: { version: 0x1_0003, imageUuid: IMAGE } } }).started(0x1_0003);

    expect(count(w, ...IMAGE)).toBe(1);
    w.a.call(FFA.PARTITION_INFO_GET);

    expect(dump(w.a.read(0x1000 + 48, 48)).slice(1)).toEqual([
      '00 00 00 00 00 00 00 00 01 02 03 04 05 06 07 08',
      '09 0a 0b 0c 0d 0e 0f 10 03 00 01 00 00 00 00 00',
    ]);
  });

  it('is none before', () => {
    const w = world({ change: { notary: { version: 0x1_0003, imageUuid: IMAGE } } }).started(0x1_0002);

    expect(count(w, ...IMAGE)).toBe('INVALID_PARAMETERS info/unknown-uuid register w1');
  });
});

describe('in RX', () => {
  it('nothing lies behind a list that is shorter than the one before', () => {
    const w = world().started();
    w.a.call(FFA.PARTITION_INFO_GET);
    w.a.call(FFA.RX_RELEASE);

    w.a.call(FFA.PARTITION_INFO_GET, ...VAULT_UUID);

    expect([...w.a.read(0x1018, 48)]).toEqual(new Array(48).fill(0));
  });

  it('no list lies that is longer, and the manager has RX back', () => {
    // 85 descriptions of 48 bytes fit the page of the manager's list; with the other guest they are 4128 bytes.
    const w = serving(84, { mediator: { limits: { discovered: 100 } } }).started(0x1_0003);

    expect(w.a.call(FFA.PARTITION_INFO_GET).verdict).toBe('NO_MEMORY info/rx-too-small');

    expect(w.calls('hypervisor').map(({ in: frame }) => frame[0])).toEqual([FFA.RX_ACQUIRE, FFA.RX_RELEASE]);
  });
});

describe('in registers', () => {
  it('lie five at once, from the index on that is asked for', () => {
    const w = serving(5).started();
    const at = (start: number, tag: number) =>
      w.a.call(FFA.PARTITION_INFO_GET_REGS, 0, 0, tag * 0x1_0000 + start).frame;

    const first = at(0, 0);
    const rest = at(5, 2);

    // Last index of the call and of all; size and tag.
    expect([first[4], first[5]]).toEqual([0x4_0006, 0x18_0002]);
    expect([rest[4], rest[5]]).toEqual([0x6_0006, 0x18_0002]);
    const ids = (frame: Uint32Array, entries: number) =>
      Array.from({ length: entries }, (_, entry) => frame[6 + 6 * entry]! & 0xffff);
    expect([ids(first, 5), ids(rest, 2)]).toEqual([
      [0x8001, 0x8002, 0x8002, 0x8002, 0x8002],
      [0x8002, 2],
    ]);
    expect([...rest.subarray(18)]).toEqual(new Array(18).fill(0));
  });

  it('lie those with a UUID', () => {
    const { a } = world().started();

    const { frame } = a.call(FFA.PARTITION_INFO_GET_REGS, ...inRegisters(VAULT_UUID));

    expect([...frame.subarray(0, 6)]).toEqual([FFA.SUCCESS_64, 0, 0, 0, 0, 0x18_0002]);
    expect(dump(new Uint8Array(frame.slice(6, 12).buffer))).toEqual([
      `01 80 01 00 0d 02 00 00 ${NIL.slice(0, 23)}`,
      NIL.slice(0, 23),
    ]);
  });

  it('lie none with a UUID that nobody has', () => {
    const { a } = world().started();

    expect(a.call(FFA.PARTITION_INFO_GET_REGS, 1n, 0n).verdict).toBe(
      'INVALID_PARAMETERS info/unknown-uuid register w1',
    );
  });
});
