/** What can be seen of a retrieve request alone, and against what was sent. */

import { describe, expect, test } from 'vitest';
import { OPERATION } from '../../src/core/abi/operations.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import {
  checkAgainstSent,
  checkAsked,
  checkHypervisorRequest,
  checkRequest,
  isNeverExecutable,
  type Sent,
} from '../../src/core/rules/check-request.ts';
import { DEFAULT_LIMITS } from '../../src/core/rules/limits.ts';
import { hex } from '../abi/support.ts';
import { changed, held, type Lengths, wrongWith } from './checked.ts';

/** 0x8001 and 0x8002 ask for what VM 0 lent, under handle 0x100000007 and tag 0x500000009: nothing is wrong with it. */
const REQUEST = hex(`
  00 00 00 00 10 00 00 00  07 00 00 00 01 00 00 00
  09 00 00 00 05 00 00 00  20 00 00 00 02 00 00 00
  30 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  01 80 02 00 00 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
  02 80 02 00 00 00 00 00  00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
`);

const LENT: Sent = {
  operation: OPERATION.LEND,
  sender: 0,
  tagLow: 9,
  tagHigh: 5,
  flags: 0,
  receiverCount: 2,
};

describe('the request alone', () => {
  type Case = readonly [name: string, changes: string, lengths: Lengths, wrong: string];
  const FLAGS_NONE = 'retrieve/flags-none @4+4';
  const CASES: readonly Case[] = [
    ['nothing', '', {}, ''],
    ['no type', '4: 00', {}, ''],
    ['A10: no header', '', { length: 40 }, 'descriptor/header-cut @0+40'],
    ['QA7: reserved bytes of a receiver', '104: 01', {}, 'descriptor/access-reserved @104+8'],
    ['A16: a composite', '52: 70', {}, 'retrieve/composite-offset @52+4'],
    ['a composite for the second', '84: 01', {}, 'retrieve/composite-offset @84+4'],
    ['more is announced', '', { total: 128 }, 'retrieve/length @28+4'],
    ['a receiver is not counted', '28: 01', {}, 'retrieve/length @28+4'],
    ['an alignment', '4: 20', {}, `retrieve/alignment-hint @4+4, ${FLAGS_NONE}`],
    ['a valid alignment of 0', '5: 02', {}, `retrieve/alignment-hint @4+4, ${FLAGS_NONE}`],
    ['to be cleared', '4: 01', {}, FLAGS_NONE],
    ['bypass', '5: 04', {}, FLAGS_NONE],
    ['bit 11', '5: 08', {}, `${FLAGS_NONE}, retrieve/flags-reserved @4+4`],
    ['bit 31', '7: 80', {}, `${FLAGS_NONE}, retrieve/flags-reserved @4+4`],
    ['A9: the last receiver is cut', '28: 03', {}, 'descriptor/access-array-cut @28+4'],
    ['QA11: a reserved type', '2: 30', {}, 'descriptor/attributes-reserved @2+2'],
    ['outer shareable', '2: 2e', {}, 'retrieve/attributes-unsupported @2+2'],
    ['QA11: data access 3', '50: 03', {}, 'descriptor/permission-reserved @50+1'],
    ['QA11: instruction access 3 for the second', '82: 0e', {}, 'descriptor/permission-reserved @82+1'],
  ];

  test.each(CASES)('%s', (_name, changes, lengths, wrong) => {
    const descriptor = held(changed(REQUEST, changes), VERSION_1_2, lengths);

    expect(wrongWith((judge) => checkRequest(descriptor, DEFAULT_LIMITS, judge))).toBe(wrong);
  });
});

describe('the form of the hypervisor: a header with nothing but the handle', () => {
  const BARE = changed(new Uint8Array(48), '8: 07 00 00 00 01');

  test.each([
    ['nothing', VERSION_1_1, '', ''],
    ['the sender', VERSION_1_1, '0: 01', 'retrieve/hypervisor-fields @0+2'],
    ['attributes', VERSION_1_1, '3: 01', 'retrieve/hypervisor-fields @2+2'],
    ['flags', VERSION_1_1, '4: 08', 'retrieve/hypervisor-fields @4+4'],
    ['the tag', VERSION_1_1, '16: 01', 'retrieve/hypervisor-fields @16+8'],
    ['the high half of the tag', VERSION_1_1, '20: 01', 'retrieve/hypervisor-fields @16+8'],
    ['the size of nothing', VERSION_1_1, '24: 10', 'retrieve/hypervisor-fields @24+4'],
    ['the place of nothing', VERSION_1_1, '32: 30', 'retrieve/hypervisor-fields @32+4'],
    ['reserved bytes', VERSION_1_1, '36: 01', 'descriptor/header-reserved @36+12'],
    ['nothing, 1.0', VERSION_1_0, '', ''],
    ['attributes, 1.0', VERSION_1_0, '2: 2f', 'retrieve/hypervisor-fields @2+1'],
    ['reserved bytes, 1.0', VERSION_1_0, '24: 10', 'descriptor/header-reserved @24+4'],
    ['what lies behind the header, 1.0', VERSION_1_0, '32: 30', ''],
  ])('%s', (_name, version, changes, wrong) => {
    const descriptor = held(changed(BARE, changes), version);
    descriptor.readHeader();

    expect(wrongWith((judge) => checkHypervisorRequest(descriptor, judge))).toBe(wrong);
  });
});

describe('the request against what was sent', () => {
  const SHARED: Partial<Sent> = { operation: OPERATION.SHARE };
  const ONE: Partial<Sent> = { receiverCount: 1 };

  test.each<readonly [name: string, changes: string, sent: Partial<Sent>, wrong: string]>([
    ['nothing', '', {}, ''],
    ['no type', '4: 00', {}, ''],
    ['another sender', '0: 03', {}, 'retrieve/sender @0+2'],
    ['another type', '4: 08', {}, 'retrieve/type @4+4'],
    ['the type of a donation', '4: 18', {}, 'retrieve/type @4+4'],
    ['another tag', '16: 08', {}, 'retrieve/tag @16+8'],
    ['another tag, in its high half', '20: 04', {}, 'retrieve/tag @16+8'],
    ['D3: clear what is shared', '4: 09', SHARED, 'retrieve/zero-on-share @4+4, retrieve/zero-not-done @4+4'],
    ['D3: clear what is shared, afterwards', '4: 0c', SHARED, 'retrieve/zero-on-share @4+4'],
    ['shared', '4: 08', SHARED, ''],
    ['clear what the sender did not clear', '4: 11', {}, 'retrieve/zero-not-done @4+4'],
    ['clear what the sender did clear', '4: 11', { flags: 1 }, ''],
    ['the sender cleared it', '4: 10', { flags: 1 }, ''],
    ['clear it afterwards', '4: 14', {}, ''],
    ['one of two', '28: 01', {}, 'retrieve/receiver-count @28+4'],
    ['two of one', '', ONE, 'retrieve/receiver-count @28+4'],
    ['one of one', '28: 01', ONE, ''],
    ['bypass, for one of two', '28: 01, 5: 04', {}, ''],
    ['bypass, for two of two', '5: 04', {}, 'retrieve/bypass @4+4'],
    ['bypass, for one of one', '28: 01, 5: 04', ONE, 'retrieve/bypass @4+4'],
  ])('%s', (_name, changes, sent, wrong) => {
    const descriptor = held(changed(REQUEST, changes), VERSION_1_2);
    descriptor.readHeader();

    expect(wrongWith((judge) => checkAgainstSent(descriptor, { ...LENT, ...sent }, judge))).toBe(wrong);
  });
});

describe('permissions that are asked for, of a receiver that was sent them', () => {
  const TO_ONE: Partial<Sent> = { receiverCount: 1 };
  const [RO, RW] = [1, 2];
  const EXCEEDS = 'retrieve/data-exceeds @82+1';
  const GIVEN = 'retrieve/instruction-given @82+1';
  const MISSING = 'retrieve/instruction-missing @82+1';

  test.each<readonly [name: string, asked: string, sent: Partial<Sent>, permissions: number, wrong: string]>([
    ['read-write of read-write', '02', {}, RW, ''],
    ['read-only of read-write', '01', {}, RW, ''],
    ['read-only of read-only', '01', {}, RO, ''],
    ['whatever there is of read-only', '00', {}, RO, ''],
    ['read-write of read-only', '02', {}, RO, EXCEEDS],
    ['an instruction access, by one of two', '06', {}, RW, GIVEN],
    ['both', '0a', {}, RO, `${EXCEEDS}, ${GIVEN}`],
    ['not executable, by the only one', '06', TO_ONE, RW, ''],
    ['executable, by the only one', '0a', TO_ONE, RW, ''],
    ['no instruction access, by the only one', '02', TO_ONE, RW, MISSING],
  ])('%s', (_name, asked, sent, permissions, wrong) => {
    const descriptor = held(changed(REQUEST, `82: ${asked}`), VERSION_1_2);
    descriptor.readHeader();

    expect(wrongWith((judge) => checkAsked(descriptor, 1, { ...LENT, ...sent }, permissions, judge))).toBe(
      wrong,
    );
  });
});

describe('ffa-hafnium 3.5, rows 27 and 28: memory is executable for nobody', () => {
  test.each([
    ['a share with one', OPERATION.SHARE, 1, true],
    ['a share with two', OPERATION.SHARE, 2, true],
    ['a loan to one', OPERATION.LEND, 1, false],
    ['a loan to two', OPERATION.LEND, 2, true],
    ['a donation', OPERATION.DONATE, 1, false],
    ['a donation to two, where a profile lets it pass', OPERATION.DONATE, 2, false],
  ] as const)('of %s', (_name, operation, receiverCount, never) => {
    expect(isNeverExecutable({ ...LENT, operation, receiverCount })).toBe(never);
  });
});
