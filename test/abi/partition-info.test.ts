import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodePartitionInfo,
  encodePartitionInfo,
  type PartitionInfo,
} from '../../src/core/abi/partition-info.ts';
import { NIL_UUID, parseUuid, type UuidWords } from '../../src/core/abi/uuid.ts';
import { VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { hex, surrounded } from './support.ts';

const UUID = parseUuid('378daedc-f06b-4446-8314-40ab933c87a3') as UuidWords;
const IMAGE = parseUuid('486178e0-e7f8-11e3-bc5e-0002a5d5c51b') as UuidWords;
const CORE: PartitionInfo = { endpoint: 0x8001, contexts: 8, properties: 0x107 };
const KNOWN: PartitionInfo = { ...CORE, uuid: UUID, imageUuid: IMAGE, version: VERSION_1_3 };

const BYTES_8 = '01 80 08 00 07 01 00 00';
const BYTES_24 = `${BYTES_8} 37 8d ae dc f0 6b 44 46 83 14 40 ab 93 3c 87 a3`;
const BYTES_48 = `${BYTES_24} 48 61 78 e0 e7 f8 11 e3 bc 5e 00 02 a5 d5 c5 1b 03 00 01 00 00 00 00 00`;

describe('partition descriptions', () => {
  test.each([
    ['8 bytes in FF-A 1.0', 8, CORE, BYTES_8],
    ['G1: 24 bytes in FF-A 1.1, the UUID in the order of its text', 24, { ...CORE, uuid: UUID }, BYTES_24],
    ['48 bytes in FF-A 1.3', 48, KNOWN, BYTES_48],
    ['B12: a longer size of another day', 56, KNOWN, `${BYTES_48} 00 00 00 00 00 00 00 00`],
    [
      'B12: a size between two known ones',
      32,
      { ...CORE, uuid: UUID },
      `${BYTES_24} 00 00 00 00 00 00 00 00`,
    ],
  ])('%s', (_name, size, partition, text) => {
    expect(encodePartitionInfo([partition], size)).toEqual(hex(text));
    expect(decodePartitionInfo(hex(text), size)).toEqual({ ok: true, value: [partition] });
  });

  test('B12: the stated size is the step, whatever lies between', () => {
    const bytes = hex(`${BYTES_8} ff ff ff ff ${BYTES_8} ff ff ff ff`);
    expect(decodePartitionInfo(bytes, 12)).toEqual({ ok: true, value: [CORE, CORE] });
  });

  test('every description of a list, and none', () => {
    const list = [1, 2, 3].map((endpoint) => ({ ...CORE, endpoint, uuid: NIL_UUID }));
    expect(decodePartitionInfo(encodePartitionInfo(list, 24), 24)).toEqual({ ok: true, value: list });
    expect(decodePartitionInfo(new Uint8Array(0), 24)).toEqual({ ok: true, value: [] });
  });

  test('bytes that end inside a description', () => {
    expect(decodePartitionInfo(hex(BYTES_48), 32)).toEqual({
      ok: false,
      error: {
        path: 'partitions[1]',
        offset: 32,
        length: 32,
        detail: 'needs 32 bytes at 32, and 16 are there',
      },
    });
  });

  test.each([0, 7, -8, 8.5, Number.NaN, Number.POSITIVE_INFINITY])('a size of %d', (size) => {
    const detail = `${size} bytes hold no partition description`;
    expect(decodePartitionInfo(hex(BYTES_24), size)).toMatchObject({ ok: false, error: { detail } });
    expect(() => encodePartitionInfo([CORE], size)).toThrow(new RangeError(`size: ${detail}`));
  });

  test('reads nothing but its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.nat(64), (bytes, size) => {
        expect(decodePartitionInfo(surrounded(bytes, 0xff), size)).toEqual(
          decodePartitionInfo(surrounded(bytes, 0), size),
        );
      }),
    );
  });

  test.each([
    ['a UUID in 8 bytes', { uuid: UUID }, 8, 'partitions[0].uuid: 8 bytes have no place for it'],
    [
      'an image in 24 bytes',
      { imageUuid: UUID },
      24,
      'partitions[0].imageUuid: 24 bytes have no place for it',
    ],
    ['a version in 24 bytes', { version: 1 }, 24, 'partitions[0].version: 24 bytes have no place for it'],
    ['too many contexts', { contexts: 2 ** 16 }, 8, 'partitions[0].contexts: 65536 does not fit in 2 bytes'],
    ['a UUID of wide words', { uuid: [2 ** 32, 0, 0, 0] as const }, 24, 'partitions[0].uuid: a UUID is four'],
  ])('%s throws and names the field', (_name, change, size, message) => {
    expect(() => encodePartitionInfo([{ ...CORE, ...change }], size)).toThrow(RangeError);
    expect(() => encodePartitionInfo([{ ...CORE, ...change }], size)).toThrow(message);
  });
});
