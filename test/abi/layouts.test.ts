import { describe, expect, test } from 'vitest';
import * as bits from '../../src/core/abi/bits.ts';
import { bitsOf, fieldsOf, type Layout } from '../../src/core/abi/fields.ts';
import * as layouts from '../../src/core/abi/layouts.ts';
import { writeStructure } from '../../src/core/abi/structure.ts';
import { VERSIONS } from './support.ts';

const { LAYOUTS } = layouts;
const every = LAYOUTS.map((of) => [of.name, of] as const);

describe('every layout', () => {
  test('is in the list', () => {
    const isLayout = (value: unknown): value is Layout =>
      typeof value === 'object' && value !== null && 'fields' in value && 'source' in value;
    const exported = Object.values(layouts).filter(isLayout);
    expect(new Set(LAYOUTS)).toEqual(new Set(exported));
    expect(new Set(LAYOUTS.map(({ name }) => name)).size).toBe(LAYOUTS.length);
  });

  test.each(every)('%s tiles its bytes', (_name, of) => {
    let end = 0;
    for (const { offset, width } of fieldsOf(of)) {
      expect(offset).toBe(end);
      expect([1, 2, 4, 8, 12, 16]).toContain(width);
      end += width;
    }
    expect(end).toBe(of.size);
  });

  test.each(every)('%s: a field of bits says which, a reserved field says its policy (QA12)', (_name, of) => {
    for (const field of fieldsOf(of)) {
      expect(field.about).not.toBe('');
      expect(field.bits !== undefined).toBe(field.kind === 'bits');
      expect(field.policy !== undefined).toBe(field.kind === 'reserved');
    }
  });

  test.each(every)('%s: every field is written over 0x88, and none beside it', (_name, of) => {
    const bytes = new Uint8Array(of.size + 16).fill(0x88);
    writeStructure(bytes, 8, of, {});
    expect(bytes.subarray(8, 8 + of.size)).toEqual(new Uint8Array(of.size));
    expect(bytes.subarray(0, 8)).toEqual(new Uint8Array(8).fill(0x88));
    expect(bytes.subarray(8 + of.size)).toEqual(new Uint8Array(8).fill(0x88));
  });
});

describe('layouts of a version', () => {
  test.each(VERSIONS)('FF-A %s writes an access descriptor of a size it may state', (_name, version) => {
    const { access, accessSizes } = layouts.layoutsOf(version);
    expect(accessSizes).toContain(access.size);
    expect(layouts.accessLayout(access.size)).toBe(access);
  });

  test.each([
    [16, layouts.ACCESS_16],
    [31, layouts.ACCESS_16],
    [32, layouts.ACCESS_32],
    [48, layouts.ACCESS_32],
  ])('an access descriptor of %i bytes', (size, expected) => {
    expect(layouts.accessLayout(size)).toBe(expected);
  });

  test.each([
    [8, layouts.PARTITION_INFO_8],
    [23, layouts.PARTITION_INFO_8],
    [24, layouts.PARTITION_INFO_24],
    [47, layouts.PARTITION_INFO_24],
    [48, layouts.PARTITION_INFO_48],
    [56, layouts.PARTITION_INFO_48],
  ])('a partition description of %i bytes', (size, expected) => {
    expect(layouts.partitionInfoLayout(size)).toBe(expected);
  });

  test('fields that two layouts share lie at the same place', () => {
    const families: Layout[][] = [
      [layouts.PARTITION_INFO_8, layouts.PARTITION_INFO_24, layouts.PARTITION_INFO_48],
      [layouts.MESSAGE_1_1, layouts.MESSAGE_1_2],
      [layouts.RXTX_ENDPOINT_1_0, layouts.RXTX_ENDPOINT_1_1],
    ];
    for (const [first, ...others] of families)
      for (const other of others)
        for (const field of fieldsOf(first!))
          expect(other.fields[field.name]).toEqual(
            expect.objectContaining({ offset: field.offset, width: field.width }),
          );
    for (const name of ['endpoint', 'permissions', 'flags', 'compositeOffset'] as const)
      expect(layouts.ACCESS_32.fields[name]).toEqual(layouts.ACCESS_16.fields[name]);
  });
});

describe('bit tables', () => {
  const tables = Object.entries(bits).filter((entry): entry is [string, typeof bits.FLAG_BITS] =>
    Array.isArray(entry[1]),
  );

  test.each(tables)('%s: parts do not overlap and every named value fits', (_name, table) => {
    let end = 0;
    for (const { shift, width, values } of table) {
      expect(shift).toBeGreaterThanOrEqual(end);
      for (const value of Object.keys(values ?? {})) expect(Number(value)).toBeLessThan(2 ** width);
      end = shift + width;
    }
  });

  test('reserved masks are what the tables leave', () => {
    const named = (table: typeof bits.FLAG_BITS) =>
      table.reduce((sum, { shift, width }) => sum + (2 ** width - 1) * 2 ** shift, 0);
    expect(0xffff - named(bits.ATTRIBUTE_BITS)).toBe(bits.ATTRIBUTES_RESERVED);
    expect(0xffff_ffff - named(bits.FLAG_BITS)).toBe(bits.FLAGS_RESERVED);
  });

  test('the attributes of a share are 0x2f', () => {
    expect(bits.ATTRIBUTES_NORMAL).toBe(0x2f);
  });

  test('the top bit of a word is a part like any other', () => {
    expect(bitsOf(0x8000_0000, { name: 'top', shift: 31, width: 1 })).toBe(1);
  });
});
