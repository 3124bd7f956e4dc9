/** Packets that are no part of a message: each is dropped for a reason, is not answered, and leaves the rest of the machine as it was. */

import { describe, expect, test } from 'vitest';
import { ACCEPT_FLAG, TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { hex } from './refusal.ts';
import { acl, allocateGuest, GUEST, lend, OWN, PEER, PRIMARY, regions, World } from './world.ts';

/** MEM_RECLAIM of handle 9, which no parcel has: version and header length, type and continuations, sequence 0x0105, id, payload. */
const RECLAIM = [0x21, 0x01, 0x05, 0x01, 0x15, 0x00, 0x00, 0x51, 9, 0, 0, 0, 0, 0, 0, 0] as const;
const REFUSED = '21 02 05 01 15 00 00 51 07 00 00 00';

/** MEM_LEND of 14 pages in two packets, 232 bytes of payload and the rest. */
const [FIRST, SECOND] = loan();

function loan(): readonly [Uint8Array, Uint8Array] {
  const entries = Array.from({ length: 14 }, (_, index) => OWN + index * 0x2000).flatMap((base) => [
    ...word64(base),
    ...word64(0x1000),
  ]);
  const payload = [
    ...[0, 0, 0, 0, 0, 0, 0, 0],
    ...[1, 0, 0, 0, PEER, 0, 6, 0],
    ...[14, 0, 0, 0, ...entries],
    ...[0, 0, 0, 0],
  ];
  const header = (type: number) => [0x21, type | (1 << 2), 0x05, 0x01, 0x12, 0x00, 0x00, 0x51];
  return [
    Uint8Array.of(...header(1), ...payload.slice(0, 232)),
    Uint8Array.of(...header(0), ...payload.slice(232)),
  ];
}

function word64(value: number): number[] {
  return [0, 8, 16, 24, 32, 40, 48, 56].map((shift) => Math.floor(value / 2 ** shift) % 256);
}

/** A packet with other bytes in its header. */
function spoiled(packet: Iterable<number>, changes: Readonly<Record<number, number>>): Uint8Array {
  const bytes = Uint8Array.from(packet);
  for (const [at, byte] of Object.entries(changes)) bytes[Number(at)] = byte;
  return bytes;
}

/** The packets that wait for a VM, as bytes. */
function delivered(world: World, vmid: number): string[] {
  const packets: string[] = [];
  for (let next = world.rm.deliver(vmid); next !== undefined; next = world.rm.deliver(vmid))
    packets.push(hex(next));
  return packets;
}

type Case = readonly [name: string, packet: Uint8Array, dropped: string];

const HEADERS: readonly Case[] = [
  ...Array.from({ length: 8 }, (_, length): Case => {
    return [`${length} bytes long`, Uint8Array.from(RECLAIM.slice(0, length)), 'shorter than a header'];
  }),
  ['241 bytes long', Uint8Array.of(...RECLAIM, ...new Uint8Array(225)), 'longer than a packet'],
  ...[0x20, 0x22, 0x23, 0x2f].map((byte): Case => {
    return [`of version ${byte & 15}`, spoiled(RECLAIM, { 0: byte }), 'of another version or header length'];
  }),
  ...[0x01, 0x11, 0x31, 0xf1].map((byte): Case => {
    const words = byte >> 4;
    return [
      `with a header of ${words} words`,
      spoiled(RECLAIM, { 0: byte }),
      'of another version or header length',
    ];
  }),
  ['of 63 continuations', spoiled(RECLAIM, { 1: (63 << 2) | 1 }), 'too many continuations'],
  ['that continues, 63 times', spoiled(RECLAIM, { 1: 63 << 2 }), 'too many continuations'],
];

const CONTINUATIONS: readonly Case[] = [
  ['of another sequence number', spoiled(SECOND, { 2: 0x06 }), 'a continuation of something else'],
  [
    'of a sequence number that differs above',
    spoiled(SECOND, { 3: 0x02 }),
    'a continuation of something else',
  ],
  ['of another message', spoiled(SECOND, { 4: 0x13 }), 'a continuation of something else'],
  ['of one continuation more', spoiled(SECOND, { 1: 2 << 2 }), 'a continuation of something else'],
  ['of no continuation', spoiled(SECOND, { 1: 0 }), 'a continuation of something else'],
];

describe('a packet', () => {
  test.each([...HEADERS, ['that continues nothing', SECOND, 'a continuation of nothing'] as Case])(
    '%s is dropped',
    (_, packet, dropped) => {
      const world = new World();
      const before = world.state();

      expect(world.rm.receive(PRIMARY, packet)).toBe(dropped);

      expect(delivered(world, PRIMARY)).toEqual([]);
      expect(world.state()).toEqual(before);
    },
  );

  test.each([...HEADERS, ...CONTINUATIONS])(
    '%s is dropped in the middle of a message, which goes on',
    (_, packet, dropped) => {
      const world = new World();
      world.rm.receive(PRIMARY, FIRST);
      const before = world.state();

      expect(world.rm.receive(PRIMARY, packet)).toBe(dropped);

      expect(world.state()).toEqual(before);
      expect(world.rm.receive(PRIMARY, SECOND)).toBeUndefined();
      // Handle 0.
      expect(delivered(world, PRIMARY)).toEqual(['21 02 05 01 12 00 00 51 00 00 00 00 00 00 00 00']);
    },
  );

  test.each([
    ['reply', 2],
    ['notification', 3],
  ])('of type %s is not answered', (_, type) => {
    const world = new World();
    const before = world.state();

    expect(world.rm.receive(PRIMARY, spoiled(RECLAIM, { 1: type }))).toBeUndefined();

    expect(delivered(world, PRIMARY)).toEqual([]);
    expect(world.state()).toEqual(before);
  });

  test('of 62 continuations opens a message', () => {
    const world = new World();
    expect(world.rm.receive(PRIMARY, spoiled(RECLAIM, { 1: (62 << 2) | 1 }))).toBeUndefined();
    expect(world.rm.save().vms[0]?.channel.assembler).toMatchObject({ continuations: 62, packets: 1 });
  });
});

describe('a first packet in the middle of a message', () => {
  test('is taken; what was open is gone, and its continuation continues nothing', () => {
    const world = new World();
    const before = world.state();
    world.rm.receive(PRIMARY, FIRST);

    expect(world.rm.receive(PRIMARY, Uint8Array.from(RECLAIM))).toBeUndefined();

    expect(delivered(world, PRIMARY)).toEqual([REFUSED]);
    expect(world.rm.receive(PRIMARY, SECOND)).toBe('a continuation of nothing');
    expect(delivered(world, PRIMARY)).toEqual([]);
    expect(world.state()).toEqual(before);
  });

  test('may be the same once more: the message begins anew', () => {
    const world = new World();
    for (const packet of [FIRST, FIRST, SECOND]) expect(world.rm.receive(PRIMARY, packet)).toBeUndefined();

    expect(delivered(world, PRIMARY)).toEqual(['21 02 05 01 12 00 00 51 00 00 00 00 00 00 00 00']);
    expect(world.rm.save().parcels.parcels).toHaveLength(1);
  });

  test('of another VM is no concern of the message', () => {
    const world = new World();
    world.rm.receive(PRIMARY, FIRST);

    expect(world.rm.receive(PEER, Uint8Array.from(RECLAIM))).toBeUndefined();
    expect(delivered(world, PEER)).toEqual([REFUSED]);

    expect(world.rm.receive(PRIMARY, SECOND)).toBeUndefined();
    expect(delivered(world, PRIMARY)).toHaveLength(1);
  });
});

test('a VM that is reset in the middle of a message has no message open when its id is used again', () => {
  const world = allocateGuest(new World());
  const handle = lend(world, acl([GUEST, 6]), regions([OWN, 0x1000]));
  world.must(GUEST, 'ACCEPT', { handle, transfer: TRANSFER.LEND, flags: ACCEPT_FLAG.DONE });
  world.rm.receive(GUEST, FIRST);
  world.must(PRIMARY, 'VM_RESET', { vmid: GUEST });
  world.must(PRIMARY, 'RECLAIM', { handle });
  world.must(PRIMARY, 'VM_DEALLOCATE', { vmid: GUEST });
  allocateGuest(world);

  expect(world.rm.receive(GUEST, SECOND)).toBe('a continuation of nothing');
  expect(delivered(world, GUEST)).toEqual([]);
});
