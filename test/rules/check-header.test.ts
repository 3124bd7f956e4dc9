/** What a send and a request have in common: header, access descriptors, the values of permissions and attributes. */

import { describe, expect, test } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import {
  areAttributesSupported,
  checkAccessReserved,
  checkAttributeValues,
  checkHeader,
  checkPermissionValues,
} from '../../src/core/rules/check-descriptor.ts';
import { DEFAULT_LIMITS } from '../../src/core/rules/limits.ts';
import { changed, held, LEND, type Lengths, SHARE_1_0, SHARE_1_1, wrongWith } from './checked.ts';

const BYTES = new Map([
  [VERSION_1_0, SHARE_1_0],
  [VERSION_1_1, SHARE_1_1],
  [VERSION_1_2, LEND],
]);

describe('the header and the array of access descriptors', () => {
  const LIMITS = { ...DEFAULT_LIMITS, receivers: 2 };

  type Case = readonly [name: string, version: number, changes: string, lengths: Lengths, wrong: string];
  const CASES: readonly Case[] = [
    ['FF-A 1.0', VERSION_1_0, '', {}, ''],
    ['FF-A 1.1', VERSION_1_1, '', {}, ''],
    ['FF-A 1.2', VERSION_1_2, '', {}, ''],
    ['A10: nothing', VERSION_1_0, '', { length: 0 }, 'descriptor/header-cut @0+0'],
    ['A10: a byte too short', VERSION_1_0, '', { length: 31 }, 'descriptor/header-cut @0+31'],
    ['A10: a byte too short, 1.1', VERSION_1_1, '', { length: 47 }, 'descriptor/header-cut @0+47'],
    ['the header alone', VERSION_1_0, '', { length: 32 }, 'descriptor/access-array-cut @28+4'],
    ['the header alone, 1.1', VERSION_1_1, '', { length: 48 }, 'descriptor/access-array-cut @28+4'],
    ['header and array alone', VERSION_1_0, '', { length: 48 }, ''],
    ['header and array alone, 1.1', VERSION_1_1, '', { length: 64 }, ''],
    ['A11: no multiple of 16 here', VERSION_1_0, '', { length: 50 }, 'descriptor/length-unit @48+2'],
    ['A11: no multiple of 16 in all', VERSION_1_0, '', { total: 97 }, 'descriptor/length-unit w1'],
    ['QA12: byte 3 in 1.0', VERSION_1_0, '3: 01', {}, 'descriptor/header-reserved @3+1'],
    ['QA12: byte 24 in 1.0', VERSION_1_0, '24: 01', {}, 'descriptor/header-reserved @24+4'],
    ['QA12: byte 36', VERSION_1_1, '36: 01', {}, 'descriptor/header-reserved @36+12'],
    ['QA12: byte 40', VERSION_1_1, '40: 01', {}, 'descriptor/header-reserved @36+12'],
    ['QA12: byte 47', VERSION_1_1, '47: 80', {}, 'descriptor/header-reserved @36+12'],
    ['QA6: 32 in 1.1', VERSION_1_1, '24: 20', {}, 'descriptor/access-size @24+4'],
    ['QA6: 0', VERSION_1_1, '24: 00', {}, 'descriptor/access-size @24+4'],
    ['QA6: 16 in 1.2', VERSION_1_2, '24: 10', {}, ''],
    ['QA6: 48 in 1.2', VERSION_1_2, '24: 30', {}, 'descriptor/access-size @24+4'],
    ['A28: the array overlaps the header', VERSION_1_1, '32: 20', {}, 'descriptor/access-offset @32+4'],
    ['A28: the array is not aligned', VERSION_1_1, '32: 38', {}, 'descriptor/access-offset @32+4'],
    ['A28: a gap before the array', VERSION_1_1, '32: 40', {}, ''],
    ['A15: no receiver', VERSION_1_1, '28: 00', {}, 'descriptor/receiver-count-zero @28+4'],
    ['A15: a receiver too many', VERSION_1_2, '28: 03', {}, 'descriptor/receiver-count-max @28+4'],
    [
      'A13: 2^32 - 1 receivers',
      VERSION_1_1,
      '28: ff ff ff ff',
      {},
      'descriptor/receiver-count-max @28+4, descriptor/access-array-cut @28+4',
    ],
    ['A9: an array that is cut', VERSION_1_2, '', { length: 96 }, 'descriptor/access-array-cut @28+4'],
    ['A13: an array far away', VERSION_1_1, '32: f0 ff ff ff', {}, 'descriptor/access-array-cut @28+4'],
    [
      'several at once',
      VERSION_1_1,
      '36: 01, 28: 07',
      { total: 113 },
      'descriptor/length-unit w1, descriptor/header-reserved @36+12, descriptor/receiver-count-max @28+4, descriptor/access-array-cut @28+4',
    ],
  ];

  test.each(CASES)('%s', (_name, version, changes, lengths, wrong) => {
    const descriptor = held(changed(BYTES.get(version)!, changes), version, lengths);

    expect(wrongWith((judge) => checkHeader(descriptor, LIMITS, judge))).toBe(wrong);
  });
});

describe('the reserved bytes of access descriptors', () => {
  test.each([
    ['none', VERSION_1_2, '', ''],
    ['implementation-defined words', VERSION_1_2, '56: 01, 71: 01', ''],
    ['byte 24', VERSION_1_2, '72: 01', 'descriptor/access-reserved @72+8'],
    ['byte 31', VERSION_1_2, '79: 01', 'descriptor/access-reserved @72+8'],
    ['of the second', VERSION_1_2, '108: 01', 'descriptor/access-reserved @104+8'],
    ['B3: byte 8 of 16', VERSION_1_1, '56: 01', 'descriptor/access-reserved @56+8'],
    ['B3: byte 15 of 16', VERSION_1_1, '63: 01', 'descriptor/access-reserved @56+8'],
    ['B3: in FF-A 1.0', VERSION_1_0, '44: 01', 'descriptor/access-reserved @40+8'],
    ['the bytes behind them', VERSION_1_0, '56: 01', ''],
    ['the bytes behind them, 1.2', VERSION_1_2, '136: 01', ''],
  ])('%s', (_name, version, changes, wrong) => {
    const descriptor = held(changed(BYTES.get(version)!, changes), version);
    descriptor.readHeader();

    expect(wrongWith((judge) => checkAccessReserved(descriptor, judge))).toBe(wrong);
  });
});

describe('QA11: the values of permissions', () => {
  test.each([
    ['nothing', '00', ''],
    ['read-only, executable', '09', ''],
    ['data access 3', '03', 'descriptor/permission-reserved @82+1'],
    ['instruction access 3', '0e', 'descriptor/permission-reserved @82+1'],
    ['both 3', '0f', 'descriptor/permission-reserved @82+1'],
  ])('%s', (_name, permissions, wrong) => {
    const descriptor = held(changed(LEND, `50: 0f, 82: ${permissions}`), VERSION_1_2);
    descriptor.readHeader();

    expect(wrongWith((judge) => checkPermissionValues(descriptor, 1, judge))).toBe(wrong);
  });
});

describe('QA11: the values of attributes', () => {
  const RESERVED = 'descriptor/attributes-reserved @2+2';

  test.each([
    ['no type', '00 00', '', true],
    ['no type, write-back, inner', '0f 00', '', true],
    ['no type, shareability 1', '01 00', RESERVED, true],
    ['device-nGnRnE', '10 00', '', true],
    ['device-nGnRE', '14 00', '', false],
    ['device-GRE', '1c 00', '', false],
    ['device, shareability 1', '11 00', RESERVED, true],
    ['normal, write-back, inner', '2f 00', '', true],
    ['normal, write-back, outer', '2e 00', '', false],
    ['normal, write-back, not shareable', '2c 00', '', false],
    ['normal, shareability 1', '2d 00', RESERVED, false],
    ['normal, not cacheable', '27 00', '', false],
    ['normal, cacheability 0', '23 00', RESERVED, false],
    ['normal, cacheability 2', '2b 00', RESERVED, false],
    ['type 3', '30 00', RESERVED, true],
    ['bit 7', 'af 00', RESERVED, true],
    ['bit 15', '2f 80', RESERVED, true],
    ['D10: NS', '6f 00', 'descriptor/attributes-ns @2+2', true],
    ['D10: NS and a reserved type', '70 00', `${RESERVED}, descriptor/attributes-ns @2+2`, true],
  ])('%s', (_name, attributes, wrong, supported) => {
    const descriptor = held(changed(SHARE_1_1, `2: ${attributes}`), VERSION_1_1);
    descriptor.readHeader();

    expect(wrongWith((judge) => checkAttributeValues(descriptor, judge))).toBe(wrong);
    expect(areAttributesSupported(descriptor.attributes)).toBe(supported);
  });

  test('are one byte in FF-A 1.0', () => {
    const descriptor = held(changed(SHARE_1_0, '2: 30 2f'), VERSION_1_0);
    descriptor.readHeader();

    expect(wrongWith((judge) => checkAttributeValues(descriptor, judge))).toBe(
      'descriptor/attributes-reserved @2+1',
    );
  });
});
