import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import type { Receiver } from '../../src/core/abi/transaction.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import {
  arbitraryMutant,
  hex,
  ONE_PAGE,
  onePageBytes,
  patched,
  scatteredPages,
  surrounded,
  VERSIONS,
} from './support.ts';

const V10 = onePageBytes(VERSION_1_0);
const V11 = onePageBytes(VERSION_1_1);
const V12 = onePageBytes(VERSION_1_2);
const [FIRST] = ONE_PAGE.receivers as [Receiver];

describe('decodeTransaction reads', () => {
  test.each(VERSIONS)('B1: one page from VM 0 to partition 0x8001 in FF-A %s', (_name, version) => {
    expect(decodeTransaction(onePageBytes(version), version)).toMatchObject({
      ok: true,
      value: ONE_PAGE,
      complete: true,
    });
  });

  test('says where the parts lie', () => {
    expect(decodeTransaction(V12, VERSION_1_2)).toMatchObject({
      layout: { accessSize: 32, accessOffset: 48, compositeOffset: 80, constituentCount: 1 },
      length: 112,
    });
  });

  test('QA7: words of a 16-byte access descriptor are zero, never bytes of its neighbour', () => {
    const decoded = decodeTransaction(patched(V11, 56, 'ff'.repeat(8)), VERSION_1_2);
    expect(decoded).toMatchObject({ ok: true, value: { receivers: [{ impdef: [0n, 0n] }] } });
  });

  test('B3: both words of a 32-byte access descriptor', () => {
    const words = patched(V12, 56, '01 00 00 00 00 00 00 80 02 00 00 00 00 00 00 00');
    expect(decodeTransaction(words, VERSION_1_2)).toMatchObject({
      value: { receivers: [{ impdef: [0x8000_0000_0000_0001n, 2n] }] },
    });
  });

  test('B5, QA6: access descriptors by the stride they state, longer than any known', () => {
    const bytes = hex(`
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 30 00 00 00 02 00 00 00
      30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 80 02 00 00 00 00 00 11 00 00 00 00 00 00 00
      22 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff
      02 80 01 00 00 00 00 00 33 00 00 00 00 00 00 00
      44 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff
    `);
    const decoded = decodeTransaction(bytes, VERSION_1_2);
    expect(decoded.ok && decoded.value.receivers).toEqual([
      { endpoint: 0x8001, permissions: 2, flags: 0, impdef: [0x11n, 0x22n] },
      { endpoint: 0x8002, permissions: 1, flags: 0, impdef: [0x33n, 0x44n] },
    ]);
  });

  test('B6, A28: access descriptors where the header says they are', () => {
    const bytes = encodeTransaction(ONE_PAGE, VERSION_1_2, { accessOffset: 64, compositeOffset: 112 });
    expect(decodeTransaction(bytes, VERSION_1_2)).toMatchObject({
      value: ONE_PAGE,
      layout: { accessOffset: 64, compositeOffset: 112 },
    });
  });

  test('QA8: a v1.0 descriptor by v1.0 bounds, to its last byte', () => {
    expect(V10.length).toBe(80);
    expect(decodeTransaction(V10, VERSION_1_0)).toMatchObject({ ok: true, length: 80 });
    expect(decodeTransaction(V10.subarray(0, 79), VERSION_1_0)).toMatchObject({
      error: { path: 'composite.constituents[0]', offset: 64, length: 16 },
    });
  });

  test('QB6: a first fragment that ends after the composite header', () => {
    expect(decodeTransaction(V11.subarray(0, 80), VERSION_1_1)).toMatchObject({
      ok: true,
      complete: false,
      value: { composite: { constituents: [], totalPages: 1 } },
      layout: { constituentCount: 1 },
      length: 80,
    });
  });

  test('QA15: a first fragment with some of its constituents', () => {
    const composite = scatteredPages(5);
    const bytes = encodeTransaction({ ...ONE_PAGE, composite }, VERSION_1_2).subarray(0, 96 + 3 * 16);
    expect(decodeTransaction(bytes, VERSION_1_2)).toMatchObject({
      complete: false,
      value: { composite: { constituents: composite.constituents.slice(0, 3), totalPages: 5 } },
      layout: { constituentCount: 5 },
    });
  });

  test('bytes behind the descriptor are left alone', () => {
    const buffer = new Uint8Array(4096).fill(0xff);
    buffer.set(V12);
    expect(decodeTransaction(buffer, VERSION_1_2)).toMatchObject({ value: ONE_PAGE, length: 112 });
  });

  test('a hypervisor retrieve request: a header with zeros for size and offset', () => {
    const bytes = patched(new Uint8Array(48), 8, '07');
    expect(decodeTransaction(bytes, VERSION_1_2)).toEqual({
      ok: true,
      value: { sender: 0, attributes: 0, flags: 0, handle: 7n, tag: 0n, receivers: [] },
      layout: { accessSize: 0, accessOffset: 0, compositeOffset: 0, constituentCount: 0 },
      complete: true,
      length: 48,
    });
  });

  test('the greatest address that a number holds exactly', () => {
    const decoded = decodeTransaction(patched(V12, 96, 'ff ff ff ff ff ff 1f 00'), VERSION_1_2);
    expect(decoded).toMatchObject({ value: { composite: { constituents: [{ address: 2 ** 53 - 1 }] } } });
  });

  test('illegal values are values: reserved permissions, no pages, an unaligned address', () => {
    const bytes = patched(patched(V12, 50, 'ff'), 96, '01 00 00 00 00 00 00 00 00');
    expect(decodeTransaction(bytes, VERSION_1_2)).toMatchObject({
      ok: true,
      value: { receivers: [{ permissions: 0xff }], composite: { constituents: [{ address: 1, pages: 0 }] } },
    });
  });
});

describe('decodeTransaction points at what cannot be read', () => {
  const cases: [string, Uint8Array, number, object][] = [
    [
      'A10: 31 bytes are no v1.0 header',
      V10.subarray(0, 31),
      VERSION_1_0,
      { path: 'header', offset: 0, length: 32, detail: 'needs 32 bytes at 0, and 31 are there' },
    ],
    [
      'A10: 47 bytes are no v1.1 header',
      V11.subarray(0, 47),
      VERSION_1_1,
      { path: 'header', offset: 0, length: 48, detail: 'needs 48 bytes at 0, and 47 are there' },
    ],
    [
      'nothing at all',
      new Uint8Array(0),
      VERSION_1_2,
      { path: 'header', offset: 0, length: 48, detail: 'needs 48 bytes at 0, and 0 are there' },
    ],
    [
      'A9: the last access descriptor ends beyond the bytes',
      patched(V12.subarray(0, 111), 28, '02'),
      VERSION_1_2,
      { path: 'receivers', offset: 48, length: 64, detail: 'needs 64 bytes at 48, and 63 are there' },
    ],
    [
      'A13, QA10: a receiver count whose array would wrap 32 bits',
      patched(V12, 28, '01 00 00 08'),
      VERSION_1_2,
      {
        path: 'receivers',
        offset: 48,
        length: 0x1_0000_0020,
        detail: 'needs 4294967328 bytes at 48, and 64 are there',
      },
    ],
    [
      'A13, QA10: access descriptors near 2^32',
      patched(V12, 32, 'f0 ff ff ff'),
      VERSION_1_2,
      {
        path: 'receivers',
        offset: 0xffff_fff0,
        length: 32,
        detail: 'needs 32 bytes at 4294967280, and 0 are there',
      },
    ],
    [
      'access descriptors inside the header',
      patched(V11, 32, '20'),
      VERSION_1_1,
      { path: 'accessOffset', offset: 32, length: 4, detail: '32 lies inside the header of 48 bytes' },
    ],
    [
      'access descriptors of 15 bytes',
      patched(V11, 24, '0f'),
      VERSION_1_1,
      { path: 'accessSize', offset: 24, length: 4, detail: '15 bytes hold no access descriptor' },
    ],
    [
      'QA9: a composite inside the access descriptors',
      patched(V12, 52, '40'),
      VERSION_1_2,
      {
        path: 'receivers[0].compositeOffset',
        offset: 52,
        length: 4,
        detail: '64 lies inside the header or the access descriptors, which end at 80',
      },
    ],
    [
      'A13: a composite near 2^32',
      patched(V12, 52, 'f0 ff ff ff'),
      VERSION_1_2,
      {
        path: 'composite',
        offset: 0xffff_fff0,
        length: 16,
        detail: 'needs 16 bytes at 4294967280, and 0 are there',
      },
    ],
    [
      'a composite header that is cut off',
      V12.subarray(0, 95),
      VERSION_1_2,
      { path: 'composite', offset: 80, length: 16, detail: 'needs 16 bytes at 80, and 15 are there' },
    ],
    [
      'a constituent that is cut off',
      V12.subarray(0, 104),
      VERSION_1_2,
      {
        path: 'composite.constituents[0]',
        offset: 96,
        length: 16,
        detail: 'needs 16 bytes at 96, and 8 are there',
      },
    ],
    [
      'an address beyond 2^53',
      patched(V12, 96, '00 00 00 00 00 00 20 00'),
      VERSION_1_2,
      {
        path: 'composite.constituents[0].address',
        offset: 96,
        length: 8,
        detail: '0x20000000000000 is beyond every address of 52 bits',
      },
    ],
  ];

  test.each(cases)('%s', (_name, bytes, version, error) => {
    expect(decodeTransaction(bytes, version)).toEqual({ ok: false, error });
  });

  test('QA9: receivers that name different composites', () => {
    const two = { ...ONE_PAGE, receivers: [FIRST, FIRST] };
    const bytes = patched(encodeTransaction(two, VERSION_1_1), 68, '00');
    expect(decodeTransaction(bytes, VERSION_1_1)).toEqual({
      ok: false,
      error: {
        path: 'receivers[1].compositeOffset',
        offset: 68,
        length: 4,
        detail: '0 differs from 80 of the first receiver',
      },
    });
  });

  test('A3: a count of constituents that would wrap announces only, and is not allocated', () => {
    const decoded = decodeTransaction(patched(V12, 84, '01 00 00 10'), VERSION_1_2);
    expect(decoded).toMatchObject({ ok: true, complete: false, layout: { constituentCount: 0x1000_0001 } });
    expect(decoded.ok && decoded.value.composite?.constituents.length).toBe(1);
  });
});

describe('decodeTransaction never throws and reads nothing but its bytes', () => {
  const readsItsBytesOnly = (bytes: Uint8Array) => {
    for (const [, version] of VERSIONS) {
      const inZeros = decodeTransaction(surrounded(bytes, 0x00), version);
      const inOnes = decodeTransaction(surrounded(bytes, 0xff), version);
      expect(inOnes).toEqual(inZeros);
    }
  };

  test('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 256 }), readsItsBytesOnly));
  });

  test('descriptors with changed bytes', () => {
    fc.assert(fc.property(arbitraryMutant, readsItsBytesOnly), { numRuns: 300 });
  });
});
