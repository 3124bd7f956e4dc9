import { describe, expect, test } from 'vitest';
import type { BitField, Field } from '../../src/core/abi/fields.ts';
import { showField, showRun } from '../../src/core/abi/show-field.ts';
import { hex } from './support.ts';

const BYTES = hex('ff ff 15 00 61 62 63 00');

/** A field behind the first two bytes of a structure that starts at byte 1. */
function fieldOf(width: number, kind: Field['kind'], bits?: readonly BitField[]): Field {
  return { name: 'field', offset: 1, width, kind, about: 'what it is', ...(bits && { bits }) };
}

describe('a field in words', () => {
  test.each<[Field['kind'], number, string]>([
    ['number', 2, '21'],
    ['bytes-length', 2, '21'],
    ['offset', 2, '21'],
    ['count', 2, '21'],
    ['pages', 2, '21'],
    ['endpoint', 2, '0x0015'],
    ['address', 2, '0x15'],
    ['handle', 2, '0x15'],
    ['tag', 2, '0x15'],
    ['opaque', 2, '0x15'],
    ['reserved', 2, '0x15'],
    ['version', 4, '25185.21'],
    ['name', 6, '"..abc"'],
  ])('a %s of %i bytes', (kind, width, value) => {
    expect(showField(BYTES, 1, fieldOf(width, kind))).toEqual({ value });
  });

  test('a UUID', () => {
    const bytes = hex('00 00 37 8d ae dc f0 6b 44 46 83 14 40 ab 93 3c 87 a3');
    expect(showField(bytes, 1, fieldOf(16, 'uuid'))).toEqual({
      value: '378daedc-f06b-4446-8314-40ab933c87a3',
    });
  });

  const LOW = { name: 'low', shift: 0, width: 1 };
  const MIDDLE = { name: 'middle', shift: 2, width: 2, values: { 1: 'one' } };
  const TOP = { name: 'top', shift: 4, width: 1 };
  const shown = [
    { name: 'low', value: 1, text: '1' },
    { name: 'middle', value: 1, text: 'one', wide: true },
  ];

  test.each<[string, readonly BitField[] | undefined, object[]]>([
    ['with names for all that is set', [LOW, MIDDLE, TOP], [...shown, { name: 'top', value: 1, text: '1' }]],
    ['with one that has no name', [LOW, MIDDLE], [...shown, { name: 'reserved', value: 16, text: '0x10' }]],
    ['without names', undefined, [{ name: 'reserved', value: 21, text: '0x15' }]],
  ])('bits %s', (_, bits, parts) => {
    expect(showField(BYTES, 1, fieldOf(2, 'bits', bits))).toEqual({ value: '0x0015', parts });
  });
});

test.each([
  ['00', '1 byte, all zero'],
  ['01', '1 byte'],
  ['00 00', '2 bytes, all zero'],
  ['00 01', '2 bytes'],
])('the run %s', (bytes, text) => {
  expect(showRun(hex(bytes))).toBe(text);
});
