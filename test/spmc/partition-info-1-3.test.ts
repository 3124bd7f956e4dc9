/** What FF-A 1.3 changes about discovery: images, and descriptions of 48 bytes. */

import { expect, it } from 'vitest';
import type { UuidWords } from '../../src/core/abi/uuid.ts';
import { VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { dump } from '../abi/support.ts';
import type { Actor } from './support/actor.ts';
import { FFA } from './support/ids.ts';
import { SHARED_UUID, SP1_UUID, type World, world } from './support/world.ts';

const NIL: UuidWords = [0, 0, 0, 0];
const IMAGE: UuidWords = [0x0101_0101, 0x0202_0202, 0x0303_0303, 0x0404_0404];

/** sp1 runs an image that it names, sp2 speaks FF-A 1.1. */
function machine(os = VERSION_1_3): World {
  return world({ versions: { os, sp2: VERSION_1_1 }, images: { sp1: IMAGE } });
}

/** Endpoint ids of the descriptions in RX. */
function listed(actor: Actor, uuid: UuidWords): readonly (readonly number[])[] {
  const { words } = actor.call(FFA.PARTITION_INFO_GET, ...uuid);
  const bytes = actor.received(words[2]! * words[3]!);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const ids = Array.from({ length: words[2]! }, (_, index) => view.getUint16(index * words[3]!, true));
  actor.release();
  return [words.slice(0, 4), ids];
}

it('a description has the image and the version of the partition, too', () => {
  const { os } = machine();

  const { words } = os.call(FFA.PARTITION_INFO_GET, ...NIL);

  expect(words).toEqual([FFA.SUCCESS, 0, 4, 48, 0, 0, 0, 0]);
  expect(dump(os.received(192))).toEqual([
    '01 80 01 00 01 01 00 00 11 11 11 11 22 22 22 22',
    '33 33 33 33 44 44 44 44 01 01 01 01 02 02 02 02',
    '03 03 03 03 04 04 04 04 02 00 01 00 00 00 00 00',
    '01 80 01 00 01 01 00 00 01 00 aa aa 02 00 aa aa',
    '03 00 aa aa 04 00 aa aa 01 01 01 01 02 02 02 02',
    '03 03 03 03 04 04 04 04 02 00 01 00 00 00 00 00',
    '02 80 01 00 01 01 00 00 01 00 aa aa 02 00 aa aa',
    '03 00 aa aa 04 00 aa aa 00 00 00 00 00 00 00 00',
    '00 00 00 00 00 00 00 00 01 00 01 00 00 00 00 00',
    '03 80 01 00 01 01 00 00 00 00 00 00 00 00 00 00',
    '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
    '00 00 00 00 00 00 00 00 02 00 01 00 00 00 00 00',
  ]);
});

it('who asks for a protocol is told the image, and not the protocol again', () => {
  const { os } = machine();

  os.call(FFA.PARTITION_INFO_GET, ...SP1_UUID);

  expect(dump(os.received(48))).toEqual([
    '01 80 01 00 01 01 00 00 00 00 00 00 00 00 00 00',
    '00 00 00 00 00 00 00 00 01 01 01 01 02 02 02 02',
    '03 03 03 03 04 04 04 04 02 00 01 00 00 00 00 00',
  ]);
});

it('who asks for an image is told every protocol of the partition, and not the image again', () => {
  const { os } = machine();

  const { words } = os.call(FFA.PARTITION_INFO_GET, ...IMAGE);

  expect(words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, 2, 48]);
  expect(dump(os.received(96))).toEqual([
    '01 80 01 00 01 01 00 00 11 11 11 11 22 22 22 22',
    '33 33 33 33 44 44 44 44 00 00 00 00 00 00 00 00',
    '00 00 00 00 00 00 00 00 02 00 01 00 00 00 00 00',
    '01 80 01 00 01 01 00 00 01 00 aa aa 02 00 aa aa',
    '03 00 aa aa 04 00 aa aa 00 00 00 00 00 00 00 00',
    '00 00 00 00 00 00 00 00 02 00 01 00 00 00 00 00',
  ]);
});

it('before FF-A 1.3 nobody finds a partition by its image, and descriptions have 24 bytes', () => {
  const { os } = machine(VERSION_1_2);

  expect(os.call(FFA.PARTITION_INFO_GET, ...IMAGE).verdict).toBe('INVALID_PARAMETERS info/unknown-uuid x1');
  expect(listed(os, SHARED_UUID)).toEqual([
    [FFA.SUCCESS, 0, 2, 24],
    [0x8001, 0x8002],
  ]);
});

it('in registers a description takes six, so that two fit', () => {
  const { os } = machine();

  const { frame } = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 1n);

  // Index 3 is the last, 2 the last of this answer; 48 bytes each, no tag.
  expect([...frame.subarray(0, 6)]).toEqual([FFA.SUCCESS_64, 0, 0, 0, 0x0002_0003, 0x0030_0000]);
  expect([...frame.subarray(6, 18)]).toEqual([0x0001_8001, 0x101, ...SHARED_UUID, ...IMAGE, 0x1_0002, 0]);
  expect([...frame.subarray(18)]).toEqual([
    ...[0x0001_8002, 0x101, ...SHARED_UUID, ...NIL, 0x1_0001, 0],
    ...new Array(6).fill(0),
  ]);
});
