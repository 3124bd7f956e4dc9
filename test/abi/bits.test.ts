import { expect, test } from 'vitest';
import * as bits from '../../src/core/abi/bits.ts';

/** Source: clients-linux-uboot-pkvm 4.6 M9, M10. */
test.each([
  ['RO', bits.DATA_RO, 0x1],
  ['RW', bits.DATA_RW, 0x2],
  ['NX', bits.INSTRUCTION_NX, 0x4],
  ['X', bits.INSTRUCTION_X, 0x8],
  ['a borrower that does not retrieve', bits.NON_RETRIEVAL_BORROWER, 0x1],
  ['clear before', bits.FLAG_ZERO, 0x1],
  ['time slices', bits.FLAG_TIME_SLICE, 0x2],
  ['shared', bits.FLAG_TYPE_SHARE, 0x8],
  ['lent', bits.FLAG_TYPE_LEND, 0x10],
  ['donated', bits.FLAG_TYPE_DONATE, 0x18],
  ['an alignment', bits.FLAG_ALIGNMENT_HINT_MASK, 0x1e0],
  ['that there is an alignment', bits.FLAG_ALIGNMENT_HINT_VALID, 0x200],
  ['a device', bits.TYPE_DEVICE, 0x10],
  ['normal memory', bits.TYPE_NORMAL, 0x20],
  ['write-back', bits.CACHEABILITY_WRITE_BACK, 0xc],
  ['inner shareable', bits.SHAREABILITY_INNER, 0x3],
  ['what a share carries', bits.ATTRIBUTES_NORMAL, 0x2f],
])('M10: the bits that say %s', (_, value, expected) => {
  expect(value).toBe(expected);
});

test('M10: four kinds of devices, where normal memory has its cacheability', () => {
  const kinds = bits.ATTRIBUTE_BITS.find(({ name }) => name.includes('device kind'))?.values ?? {};

  expect(Object.values(kinds).map((value) => value.split('/').at(-1)?.trim())).toEqual([
    'nGnRnE',
    'nGnRE',
    'nGRE',
    'GRE',
  ]);
});
