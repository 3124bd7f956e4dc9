import { expect, test } from 'vitest';
import { readAddressMap } from '../../src/core/abi/resources.ts';
import { hex } from './support.ts';

// ffa-hafnium 1.11: the low four bits of the permissions are those without privileges, bit 0 of the flags says "indirectly".
const CODE = hex('00 00 10 40 00 00 00 00 01 00 00 00 53 01 80 fe');
const BUFFER = hex('00 f0 ff ff ff ff 0f 00 00 01 00 00 30 00 80 01');

test('whole descriptors of a list, and nothing of one that is cut off', () => {
  expect(readAddressMap(Uint8Array.of(...CODE, ...BUFFER, ...CODE.subarray(0, 15)))).toEqual([
    { address: 0x4010_0000, pages: 1, endpoint: 0x8001, unprivileged: 3, privileged: 5, direct: true },
    {
      address: 0xf_ffff_ffff_f000,
      pages: 256,
      endpoint: 0x8000,
      unprivileged: 0,
      privileged: 3,
      direct: false,
    },
  ]);
});

test('a list that ends with its last descriptor', () => {
  expect(readAddressMap(CODE)).toMatchObject([{ address: 0x4010_0000 }]);
});

test('an empty list', () => {
  expect(readAddressMap(new Uint8Array(0))).toEqual([]);
});
