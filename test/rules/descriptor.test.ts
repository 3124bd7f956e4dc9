/** A transaction descriptor as the manager reads it, field by field, from bytes that are written out. */

import { describe, expect, test } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { hex } from '../abi/support.ts';
import { changed, held, LEND, SHARE_1_0, SHARE_1_1 } from './checked.ts';

/** Two receivers of FF-A 1.2 behind a gap, and a composite behind another; no two values are alike. */
const LONG = hex(`
  34 12 2f 80 78 56 34 f2  01 00 00 a0 02 00 00 b0
  03 00 00 c0 04 00 00 d0  20 00 00 00 02 00 00 00
  40 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff
  01 80 0a 03 b0 00 00 00  11 00 00 00 12 00 00 00
  13 00 00 00 14 00 00 00  00 00 00 00 00 00 00 00
  02 80 06 81 c0 00 00 f0  21 00 00 00 22 00 00 00
  23 00 00 00 24 00 00 80  00 00 00 00 00 00 00 00
  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff
  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff
  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff
  05 00 00 80 06 00 00 90  00 00 00 00 00 00 00 00
`);

test('a header of FF-A 1.2', () => {
  const descriptor = held(LONG, VERSION_1_2, { length: 96, total: 200 });
  descriptor.readHeader();

  expect(descriptor).toMatchObject({
    length: 96,
    total: 200,
    sender: 0x1234,
    attributes: 0x802f,
    flags: 0xf234_5678,
    handleLow: 0xa000_0001,
    handleHigh: 0xb000_0002,
    tagLow: 0xc000_0003,
    tagHigh: 0xd000_0004,
    accessSize: 32,
    accessCount: 2,
    accessOffset: 64,
    accessEnd: 128,
  });
});

test('a header of FF-A 1.0: attributes of one byte, an array in one place', () => {
  const descriptor = held(changed(LONG, '28: 03'), VERSION_1_0);
  descriptor.readHeader();

  expect(descriptor).toMatchObject({
    sender: 0x1234,
    attributes: 0x2f,
    flags: 0xf234_5678,
    accessSize: 16,
    accessCount: 3,
    accessOffset: 32,
    accessEnd: 80,
  });
});

test('access descriptors of 32 bytes', () => {
  const descriptor = held(LONG, VERSION_1_2);
  descriptor.readHeader();

  const read = [0, 1].map((index) => ({
    at: descriptor.accessAt(index),
    endpoint: descriptor.endpoint(index),
    permissions: descriptor.permissions(index),
    flags: descriptor.accessFlags(index),
    composite: descriptor.compositeOffsetOf(index),
    impdef: [0, 1, 2, 3].map((half) => descriptor.impdef(index, half)),
    clear: descriptor.accessReservedClear(index),
  }));

  expect(read).toEqual([
    {
      at: 64,
      endpoint: 0x8001,
      permissions: 0x0a,
      flags: 3,
      composite: 0xb0,
      impdef: [0x11, 0x12, 0x13, 0x14],
      clear: true,
    },
    {
      at: 96,
      endpoint: 0x8002,
      permissions: 0x06,
      flags: 0x81,
      composite: 0xf000_00c0,
      impdef: [0x21, 0x22, 0x23, 0x8000_0024],
      clear: true,
    },
  ]);
});

test('QA7: access descriptors of 16 bytes have no words of an implementation', () => {
  const descriptor = held(changed(LONG, '24: 10'), VERSION_1_2);
  descriptor.readHeader();

  expect([0, 1, 2, 3].map((half) => descriptor.impdef(0, half))).toEqual([0, 0, 0, 0]);
  expect([descriptor.accessAt(1), descriptor.endpoint(1), descriptor.accessEnd]).toEqual([80, 0x13, 96]);
  expect(descriptor.accessReservedClear(0)).toBe(false);
});

test('the composite that the first access descriptor names', () => {
  const descriptor = held(LONG, VERSION_1_2);
  descriptor.readHeader();
  descriptor.readComposite();

  expect(descriptor).toMatchObject({
    compositeOffset: 0xb0,
    totalPages: 0x8000_0005,
    constituentCount: 0x9000_0006,
    constituentsAt: 0xc0,
  });
  expect(descriptor.compositeReservedClear()).toBe(true);
});

describe('reserved bytes', () => {
  test.each([
    ['none, 1.0', SHARE_1_0, VERSION_1_0, '', undefined],
    ['byte 3, 1.0', SHARE_1_0, VERSION_1_0, '3: 01', 'reserved3'],
    ['bytes 3 and 27, 1.0', SHARE_1_0, VERSION_1_0, '3: 01, 27: 01', 'reserved3'],
    ['byte 27, 1.0', SHARE_1_0, VERSION_1_0, '27: 01', 'reserved24'],
    ['byte 3, 1.1, is one of the attributes', SHARE_1_1, VERSION_1_1, '3: 01', undefined],
    ['byte 39', SHARE_1_1, VERSION_1_1, '39: 01', 'reserved36'],
    ['byte 47', SHARE_1_1, VERSION_1_1, '47: 01', 'reserved36'],
  ])('of a header: %s', (_name, bytes, version, changes, reserved) => {
    const descriptor = held(changed(bytes, changes), version);

    expect(descriptor.reservedInHeader()).toBe(reserved);
  });

  test.each([
    ['of the composite: byte 8', '120: 01'],
    ['of the composite: byte 12', '124: 01'],
  ])('%s', (_name, changes) => {
    const descriptor = held(changed(LEND, changes), VERSION_1_2);
    descriptor.readHeader();
    descriptor.readComposite();

    expect(descriptor.compositeReservedClear()).toBe(false);
  });
});

test('an endpoint that an earlier access descriptor names is repeated', () => {
  const four = changed(LEND, '24: 10, 28: 04, 48: 01 80, 64: 02 80, 80: 01 80, 96: 02 00');
  const descriptor = held(four, VERSION_1_2);
  descriptor.readHeader();

  expect([0, 1, 2, 3].map((index) => descriptor.isRepeated(index))).toEqual([false, false, true, false]);
});
