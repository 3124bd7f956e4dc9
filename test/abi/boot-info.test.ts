import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotate } from '../../src/core/abi/annotate.ts';
import { BOOT_FDT, BOOT_HOB_LIST, BOOT_OWN_TYPE } from '../../src/core/abi/bits.ts';
import { bootBlob } from '../../src/core/abi/boot-blob.ts';
import type { BootEntry, BootInfo } from '../../src/core/abi/boot-info.ts';
import { decodeBootInfo } from '../../src/core/abi/decode-boot-info.ts';
import { encodeBootInfo } from '../../src/core/abi/encode-boot-info.ts';
import { parseUuid, type UuidWords } from '../../src/core/abi/uuid.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { dump, hex, patched, surrounded } from './support.ts';

const UUID = parseUuid('378daedc-f06b-4446-8314-40ab933c87a3') as UuidWords;
const TREE: BootEntry = { name: '', type: BOOT_FDT, form: 'address', size: 0x52c, contents: 0x648_1000n };

/** One device tree behind a page, as a package of Hafnium's has it. */
const TREE_INFO: BootInfo = { version: VERSION_1_1, blobSize: 0x152c, entries: [TREE] };
const TREE_BYTES = hex(`
  fa 0f 00 00 01 00 01 00 2c 15 00 00 20 00 00 00
  01 00 00 00 20 00 00 00 00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
  00 00 00 00 2c 05 00 00 00 10 48 06 00 00 00 00
`);

/** A HOB list under a UUID, and a value of the implementation under a text. */
const TWO_INFO: BootInfo = {
  version: VERSION_1_2,
  blobSize: 0x1010,
  entries: [
    { name: UUID, type: BOOT_HOB_LIST, form: 'address', size: 16, contents: 0xffff_0000_8000_1000n },
    { name: 'seed', type: BOOT_OWN_TYPE + 5, form: 'value', size: 8, contents: 0x1122_3344_5566_7788n },
  ],
};
const TWO_BYTES = hex(`
  fa 0f 00 00 02 00 01 00 10 10 00 00 20 00 00 00
  02 00 00 00 20 00 00 00 00 00 00 00 00 00 00 00
  37 8d ae dc f0 6b 44 46 83 14 40 ab 93 3c 87 a3
  01 00 01 00 10 00 00 00 00 10 00 80 00 00 ff ff
  73 65 65 64 00 00 00 00 00 00 00 00 00 00 00 00
  85 00 04 00 08 00 00 00 88 77 66 55 44 33 22 11
`);

const OLD_INFO: BootInfo = {
  version: VERSION_1_0,
  blobSize: 72,
  entries: [TREE, { name: 'MEMORY_REGIONS', type: BOOT_OWN_TYPE, form: 'address', size: 8, contents: 1n }],
};
const OLD_BYTES = hex(`
  46 46 2d 41 02 00 00 00
  54 59 50 45 5f 44 54 00 00 00 00 00 00 00 00 00 00 10 48 06 00 00 00 00 2c 05 00 00 00 00 00 00
  4d 45 4d 4f 52 59 5f 52 45 47 49 4f 4e 53 00 00 01 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00
`);

describe('boot information', () => {
  test.each([
    ['of FF-A 1.1, a device tree', TREE_INFO, TREE_BYTES],
    ['of FF-A 1.2, a UUID for a name, a value for contents', TWO_INFO, TWO_BYTES],
    ['of FF-A 1.0, where names are all there is', OLD_INFO, OLD_BYTES],
    [
      'of nothing, in FF-A 1.0',
      { version: VERSION_1_0, blobSize: 8, entries: [] },
      hex('4646 2d41 00000000'),
    ],
    [
      'of nothing',
      { version: VERSION_1_3, blobSize: 32, entries: [] },
      hex('fa0f0000 03000100 20000000 20000000 00000000 20000000 0000000000000000'),
    ],
  ])('%s', (_, info, bytes) => {
    expect(dump(encodeBootInfo(info))).toEqual(dump(bytes));
    expect(decodeBootInfo(bytes)).toEqual({ ok: true, value: info });
  });

  test('with longer entries, of a version to come, is read as far as it is known', () => {
    const longer = Uint8Array.of(...TREE_BYTES.slice(0, 64), ...new Uint8Array(16).fill(0xee));
    expect(decodeBootInfo(patched(longer, 12, '30'))).toEqual({ ok: true, value: TREE_INFO });
  });

  test('without entries need not say how long they are', () => {
    const bytes = hex('fa0f0000 03000100 20000000 00000000 00000000 20000000 0000000000000000');
    expect(decodeBootInfo(bytes)).toEqual({
      ok: true,
      value: { version: VERSION_1_3, blobSize: 32, entries: [] },
    });
  });

  test('of FF-A 1.0 has a device tree under the name that tells it as well', () => {
    expect(dump(encodeBootInfo(old({ name: 'TYPE_DT' })))).toEqual(dump(encodeBootInfo(old({ name: '' }))));
  });

  test.each<[string, BootInfo, string]>([
    [
      'a name of 17 characters',
      one({ name: '0123456789abcdefg' }),
      'entries[0].name: 0123456789abcdefg has more than 16 characters',
    ],
    [
      'a name with a bell in it',
      one({ name: 'a\u0007' }),
      'entries[0].name: a name is of printable ASCII characters',
    ],
    [
      'a UUID with a word of 33 bits',
      one({ name: [1, 2, 3, 2 ** 32] }),
      'entries[0].name: a UUID is four 32-bit words',
    ],
    [
      'a UUID of three words',
      one({ name: [1, 2, 3] as unknown as UuidWords }),
      'entries[0].name: a UUID is four 32-bit words',
    ],
    [
      'a UUID of five words',
      one({ name: [1, 2, 3, 4, 5] as unknown as UuidWords }),
      'entries[0].name: a UUID is four 32-bit words',
    ],
    [
      'a value of nine bytes',
      one({ form: 'value', size: 9 }),
      'entries[0].size: a value has at most 8 bytes, not 9',
    ],
    ['a type of nine bits', one({ type: 0x100 }), 'entries[0].type: 256 does not fit in 1 bytes'],
    [
      'contents of 65 bits',
      one({ contents: 2n ** 64n }),
      'entries[0].contents: 18446744073709551616 does not fit in 8 bytes',
    ],
    ['a value in FF-A 1.0', old({ form: 'value' }), 'entries[0].form: FF-A 1.0 has addresses only'],
    ['a UUID in FF-A 1.0', old({ name: UUID }), 'entries[0].name: FF-A 1.0 has no UUIDs for names'],
    [
      'a HOB list in FF-A 1.0',
      old({ type: BOOT_HOB_LIST }),
      'entries[0].type: FF-A 1.0 has device trees, and what has a name of its own',
    ],
    [
      'a HOB list with a name in FF-A 1.0',
      old({ type: BOOT_HOB_LIST, name: 'hobs' }),
      'entries[0].type: FF-A 1.0 has device trees, and what has a name of its own',
    ],
    [
      'a device tree with a name of its own in FF-A 1.0',
      old({ name: 'tree' }),
      'entries[0].type: FF-A 1.0 has device trees, and what has a name of its own',
    ],
    [
      'nothing to tell what it is in FF-A 1.0',
      old({ type: BOOT_OWN_TYPE }),
      'entries[0].type: FF-A 1.0 has device trees, and what has a name of its own',
    ],
  ])('cannot say %s', (_, info, message) => {
    expect(() => encodeBootInfo(info)).toThrow(new RangeError(message));
  });

  test.each<[string, Uint8Array, object]>([
    [
      'another signature',
      patched(TREE_BYTES, 0, 'fb'),
      { path: 'header', offset: 0, length: 8, detail: 'no boot information begins like this' },
    ],
    ['nothing at all', new Uint8Array(0), { path: 'header', offset: 0, length: 8 }],
    [
      'a header that is cut off',
      TREE_BYTES.subarray(0, 31),
      { path: 'header', offset: 0, length: 32, detail: 'needs 32 bytes at 0, and 31 are there' },
    ],
    [
      'entries too short to be any',
      patched(TREE_BYTES, 12, '1f'),
      { path: 'entrySize', offset: 12, length: 4, detail: '31 bytes hold no entry' },
    ],
    ['entries in the header', patched(TREE_BYTES, 20, '18'), { path: 'entryOffset', offset: 20, length: 4 }],
    [
      'entries that are not aligned',
      patched(TREE_BYTES, 20, '24'),
      { path: 'entryOffset', detail: 'expected a multiple of 8 behind the header' },
    ],
    [
      'a blob that ends in an entry',
      patched(TREE_BYTES, 8, '3f 00'),
      { path: 'blobSize', offset: 8, length: 4 },
    ],
    [
      'entries that are cut off',
      TREE_BYTES.subarray(0, 63),
      { path: 'entries', offset: 32, length: 32, detail: 'needs 32 bytes at 32, and 31 are there' },
    ],
    [
      'an entry whose padding is cut off',
      patched(TREE_BYTES, 12, '21').subarray(0, 64),
      { path: 'entries', offset: 32, length: 33, detail: 'needs 33 bytes at 32, and 32 are there' },
    ],
    [
      'no entries, behind the end',
      patched(patched(TREE_BYTES, 16, '00'), 20, '48').subarray(0, 64),
      { path: 'entries', offset: 72, length: 0, detail: 'needs 0 bytes at 72, and 0 are there' },
    ],
    [
      'a header with something reserved',
      patched(TREE_BYTES, 31, '01'),
      { path: 'reserved', offset: 24, length: 8, detail: 'must be zero' },
    ],
    [
      'an entry with something reserved',
      patched(TREE_BYTES, 49, '01'),
      { path: 'entries[0].reserved17', offset: 49, length: 1, detail: 'must be zero' },
    ],
    [
      'a name that is no text',
      patched(TREE_BYTES, 33, '61'),
      {
        path: 'entries[0].name',
        offset: 32,
        length: 16,
        detail: 'expected printable ASCII characters, then zeros',
      },
    ],
    [
      'a name that is neither text nor UUID',
      patched(TREE_BYTES, 50, '02'),
      { path: 'entries[0].flags', offset: 50, length: 2, detail: 'a name is a text or a UUID' },
    ],
    [
      'contents that are neither',
      patched(TREE_BYTES, 50, '08'),
      { path: 'entries[0].flags', detail: 'contents are an address or a value' },
    ],
    [
      'a value that is too long',
      patched(TREE_BYTES, 50, '04'),
      { path: 'entries[0].size', offset: 52, length: 4, detail: 'a value has at most 8 bytes' },
    ],
    [
      'flags that nobody knows',
      patched(TREE_BYTES, 50, '10'),
      { path: 'entries[0].flags', detail: 'the bits from 4 on must be zero' },
    ],
    ['FF-A 1.0 that is cut off', OLD_BYTES.subarray(0, 71), { path: 'entries', offset: 8, length: 64 }],
  ])('%s is none', (_, bytes, error) => {
    expect(decodeBootInfo(bytes)).toMatchObject({ ok: false, error });
  });

  test('comes back as it went out', () => {
    fc.assert(
      fc.property(arbitraryInfo, (info) => {
        expect(decodeBootInfo(encodeBootInfo(info))).toEqual({ ok: true, value: info });
      }),
    );
  });

  test('of any bytes reads nothing but them, and is wrong where it is explained to be', () => {
    fc.assert(
      fc.property(arbitraryMutant, (bytes) => {
        const decoded = decodeBootInfo(surrounded(bytes, 0xff));
        expect(decodeBootInfo(surrounded(bytes, 0))).toEqual(decoded);
        const { faults } = annotate(bytes, 'boot-info', VERSION_1_1);
        expect(faults.length === 0).toBe(decoded.ok);
      }),
    );
  });
});

describe('a blob', () => {
  test('has what it gives on pages of their own, at the addresses that it names', () => {
    const items = [
      { name: '', type: BOOT_FDT, contents: hex('d0 0d fe ed 01') },
      { name: 'seed', type: BOOT_OWN_TYPE, contents: 7n },
      { name: '', type: BOOT_HOB_LIST, contents: hex('aa bb') },
    ];
    const blob = bootBlob(items, 0x648_0000, VERSION_1_2);
    expect(decodeBootInfo(blob)).toEqual({
      ok: true,
      value: {
        version: VERSION_1_2,
        blobSize: 0x2002,
        entries: [
          { name: '', type: BOOT_FDT, form: 'address', size: 5, contents: 0x648_1000n },
          { name: 'seed', type: BOOT_OWN_TYPE, form: 'value', size: 8, contents: 7n },
          { name: '', type: BOOT_HOB_LIST, form: 'address', size: 2, contents: 0x648_2000n },
        ],
      },
    });
    expect(blob.length).toBe(0x2002);
    expect(blob.slice(0x1000, 0x1005)).toEqual(hex('d0 0d fe ed 01'));
    expect(blob.slice(0x2000)).toEqual(hex('aa bb'));
    expect(blob.slice(128, 0x1000)).toEqual(new Uint8Array(0x1000 - 128));
  });

  test('is what FF-A 1.0 expects for a partition of 1.0', () => {
    const blob = bootBlob(
      [{ name: '', type: BOOT_FDT, contents: new Uint8Array(0x52c) }],
      0x648_0000,
      VERSION_1_0,
    );
    expect(dump(blob.slice(0, 40))).toEqual(dump(patched(OLD_BYTES.slice(0, 40), 4, '01')));
    expect(blob.length).toBe(0x152c);
  });
});

function one(entry: Partial<BootEntry>): BootInfo {
  return { ...TREE_INFO, entries: [{ ...TREE, ...entry }] };
}

function old(entry: Partial<BootEntry>): BootInfo {
  return { ...one(entry), version: VERSION_1_0 };
}

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const arbitraryEntry: fc.Arbitrary<BootEntry> = fc
  .record({
    name: fc.oneof(fc.stringMatching(/^[ -~]{0,16}$/), fc.tuple(word, word, word, word)),
    type: fc.nat(0xff),
    form: fc.constantFrom('value' as const, 'address' as const),
    size: word,
    contents: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  })
  .map((entry) => (entry.form === 'value' ? { ...entry, size: entry.size % 9 } : entry));

const arbitraryInfo: fc.Arbitrary<BootInfo> = fc
  .tuple(
    fc.constantFrom(VERSION_1_1, VERSION_1_2, VERSION_1_3),
    fc.nat(0x1_0000),
    fc.array(arbitraryEntry, { maxLength: 4 }),
  )
  .map(([version, more, entries]) => ({ version, blobSize: 32 + 32 * entries.length + more, entries }));

const arbitraryMutant: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(TREE_BYTES, TWO_BYTES, OLD_BYTES), fc.nat(0xff), fc.nat(96), fc.nat(96))
  .map(([bytes, value, at, end]) => {
    const copy = bytes.slice();
    if (at < copy.length) copy[at] = value;
    return copy.slice(0, end);
  });
