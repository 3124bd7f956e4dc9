import { describe, expect, test } from 'vitest';
import {
  type BitField,
  choiceOf,
  type Field,
  fieldsOf,
  hasOnly,
  layout,
  readField,
  writeField,
} from '../../src/core/abi/fields.ts';
import { integer, writeStructure } from '../../src/core/abi/structure.ts';
import { hex } from './support.ts';

describe('fields', () => {
  const field: Field = { name: 'field', offset: 1, width: 8, kind: 'opaque', about: 'eight bytes' };

  test('little-endian, at their offset, and nothing beside them', () => {
    const bytes = new Uint8Array(12).fill(0xee);
    writeField(bytes, 1, field, 0x8877_6655_4433_2211n);
    expect(bytes).toEqual(hex('ee ee 11 22 33 44 55 66 77 88 ee ee'));
    expect(readField(bytes, 1, field)).toBe(0x8877_6655_4433_2211n);
  });

  test.each([-1n, 2n ** 64n])('%d does not fit', (value) => {
    const message = `field: ${value} does not fit in 8 bytes`;
    expect(() => writeField(new Uint8Array(16), 0, field, value)).toThrow(new RangeError(message));
  });

  test.each([
    ['text', TypeError, 'here: 5 is not a number'],
    ['not a number', RangeError, 'here: NaN is not an exact integer'],
  ])('%s is no integer', (name, kind, message) => {
    const value = name === 'text' ? '5' : Number.NaN;
    expect(() => integer(value, 'here')).toThrow(kind);
    expect(() => integer(value, 'here')).toThrow(message);
  });
});

describe('a layout', () => {
  test('has its fields by name and in order', () => {
    const bits = [{ name: 'low', shift: 0, width: 1 }];
    const fields = {
      a: { name: 'a', offset: 0, width: 2, kind: 'bits' as const, about: 'two bytes', bits },
      b: {
        name: 'b',
        offset: 2,
        width: 6,
        kind: 'reserved' as const,
        about: 'six',
        policy: 'refuse' as const,
      },
    };
    const right = layout<'a' | 'b'>('right', 8, 'nowhere', {
      a: [0, 2, 'bits', 'two bytes', { bits }],
      b: [2, 6, 'reserved', 'six', { policy: 'refuse' }],
    });
    expect(right).toEqual({ name: 'right', size: 8, source: 'nowhere', fields });
    expect(fieldsOf(right)).toEqual([fields.a, fields.b]);
    expect(fieldsOf(right)).toEqual([fields.a, fields.b]);
  });

  test.each([
    ['a hole', { a: [0, 2, 'number', ''], b: [4, 4, 'number', ''] }, 'wrong.b starts at 4, expected 2'],
    ['an overlap', { a: [0, 4, 'number', ''], b: [2, 2, 'number', ''] }, 'wrong.b starts at 2, expected 4'],
    ['a short end', { a: [0, 4, 'number', ''] }, 'wrong ends at 4, expected 8'],
  ] as const)('a table with %s is refused', (_name, rows, message) => {
    expect(() => layout<string>('wrong', 8, 'nowhere', rows)).toThrow(new RangeError(message));
  });

  test.each<[number | bigint, string]>([
    [0, '00 00 00 00 00 00 00 00'],
    [0xffff_ffff, 'ff ff ff ff 00 00 00 00'],
    [0x1_0000_0000, '00 00 00 00 01 00 00 00'],
    [0x1f_ffff_ffff_ffff, 'ff ff ff ff ff ff 1f 00'],
    [0x1f_ffff_ffff_ffffn, 'ff ff ff ff ff ff 1f 00'],
    [0xffff_ffff_ffff_ffffn, 'ff ff ff ff ff ff ff ff'],
  ])('%d fills eight bytes', (value, text) => {
    const bytes = new Uint8Array(8).fill(0x88);
    const eight = layout<'value'>('eight', 8, 'nowhere', { value: [0, 8, 'number', ''] });
    writeStructure(bytes, 0, eight, { value });
    expect(bytes).toEqual(hex(text));
  });

  test('a number fills sixteen bytes', () => {
    const bytes = new Uint8Array(16).fill(0x88);
    const sixteen = layout<'value'>('sixteen', 16, 'nowhere', { value: [0, 16, 'number', ''] });
    writeStructure(bytes, 0, sixteen, { value: 0x1_0000_0002 });
    expect(bytes).toEqual(hex('02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00'));
  });
});

describe('bits of a field', () => {
  const LOW: BitField = { name: 'low', shift: 0, width: 2, values: { 1: 'one' } };
  const TOP: BitField = { name: 'top', shift: 31, width: 1 };

  test.each<[string, Pick<Field, 'width' | 'bits'>, BitField['values']]>([
    ['that are all of it', { width: 1, bits: [{ ...LOW, width: 8 }] }, LOW.values],
    ['that are a part of it', { width: 1, bits: [LOW] }, undefined],
    ['that are two', { width: 1, bits: [{ ...LOW, width: 8 }, TOP] }, undefined],
    ['that it has not', { width: 1 }, undefined],
  ])('%s', (_, more, choices) => {
    const field: Field = { name: 'field', offset: 0, kind: 'bits', about: '', ...more };
    expect(choiceOf(field)).toEqual(choices);
  });

  test.each([
    [0, true],
    [0x3, true],
    [0x8000_0002, true],
    [0x4, false],
    [0x8000_0004, false],
    [0xffff_ffff, false],
  ])('bits 0, 1 and 31 alone: %i', (value, only) => {
    expect(hasOnly(value, [LOW, TOP])).toBe(only);
  });
});
