/** What can be seen of a send in its first fragment, rule by rule: the bytes that are wrong, and which rules they break. */

import { describe, expect, test } from 'vitest';
import { OPERATION, type Operation } from '../../src/core/abi/operations.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { checkSend, type Parties } from '../../src/core/rules/check-send.ts';
import { FirstBroken } from '../../src/core/rules/judge.ts';
import { DEFAULT_LIMITS } from '../../src/core/rules/limits.ts';
import { Policy, SPEC } from '../../src/core/rules/profile.ts';
import { changed, held, LEND, type Lengths, SHARE_1_0, SHARE_1_1, wrongWith } from './checked.ts';

const LIMITS = { ...DEFAULT_LIMITS, receivers: 2, pagesPerSend: 3 };
const KNOWN = [0, 1, 2, 0x8001, 0x8002, 0x8003];

/** Two receivers of what is shared, and one of what is donated. */
const BASES: Readonly<Record<keyof typeof OPERATION, Uint8Array>> = {
  SHARE: changed(LEND, '2: 2f'),
  LEND,
  DONATE: changed(LEND, '28: 01, 50: 00'),
};

function partiesOf(caller: number): Parties {
  return { id: caller, actsFor: (endpoint) => endpoint === caller, exists: (id) => KNOWN.includes(id) };
}

function wrongWithSend(
  operation: keyof typeof OPERATION,
  changes: string,
  lengths: Lengths = {},
  caller = 0,
): string {
  const descriptor = held(changed(BASES[operation], changes), VERSION_1_2, lengths);
  const parties = partiesOf(caller);
  return wrongWith((judge) => checkSend(descriptor, OPERATION[operation], parties, LIMITS, judge));
}

test.each<readonly [name: string, bytes: Uint8Array, version: number, operation: Operation]>([
  ['a share of FF-A 1.0', SHARE_1_0, VERSION_1_0, OPERATION.SHARE],
  ['a share of FF-A 1.1', SHARE_1_1, VERSION_1_1, OPERATION.SHARE],
  ['a share with two', BASES.SHARE, VERSION_1_2, OPERATION.SHARE],
  ['a loan to two', BASES.LEND, VERSION_1_2, OPERATION.LEND],
  ['a donation', BASES.DONATE, VERSION_1_2, OPERATION.DONATE],
])('nothing is wrong with %s', (_name, bytes, version, operation) => {
  const judge = new FirstBroken(new Policy(SPEC));

  expect(checkSend(held(bytes, version), operation, partiesOf(0), LIMITS, judge)).toBe(true);

  expect(judge.rule).toBeNull();
});

describe('the first fragment', () => {
  test.each([
    ['A10: no header', '', { length: 40 }, 'send/whole w2, descriptor/header-cut @0+40'],
    ['QA7: reserved bytes of a receiver', '72: 01', {}, 'descriptor/access-reserved @72+8'],
    ['without its ranges', '', { length: 128 }, 'send/whole w2'],
    ['its composite is cut', '', { length: 112 }, 'send/whole w2, send/composite-offset @52+4'],
    ['A16: no composite', '52: 00', {}, 'send/composite-offset-zero @52+4'],
    ['the composite overlaps the array', '52: 60', {}, 'send/composite-offset @52+4'],
    ['the composite is not aligned', '52: 78', {}, 'send/composite-offset @52+4'],
    ['A13: the composite is far away', '52: f0 ff ff ff', {}, 'send/composite-offset @52+4'],
    ['another composite for the second', '84: 80', {}, 'send/composite-differs @84+4'],
    ['byte 8 of the composite', '120: 01', {}, 'send/composite-reserved @120+8'],
    ['byte 15 of the composite', '127: 01', {}, 'send/composite-reserved @120+8'],
    ['no ranges', '116: 00', {}, 'send/constituent-count-zero @116+4'],
    ['a page too many', '112: 04', {}, 'send/page-count-max @112+4'],
    ['a range too many', '116: 03', {}, 'send/total-length @116+4'],
    ['a range too few', '116: 01', {}, 'send/total-length @116+4'],
    ['more is announced', '', { total: 176 }, 'send/whole w2, send/total-length @116+4'],
  ])('%s', (_name, changes, lengths, wrong) => {
    expect(wrongWithSend('LEND', changes, lengths)).toBe(wrong);
  });
});

describe('D13: the flags', () => {
  test.each([
    ['LEND', '10', 'send/flags-reserved @4+4'],
    ['LEND', '01', 'send/flags-none @4+4'],
    ['LEND', '02', 'send/flags-none @4+4, send/time-slice @4+4'],
    ['LEND', '04', 'send/flags-none @4+4, send/flags-reserved @4+4'],
    ['LEND', '08', 'send/flags-none @4+4, send/flags-reserved @4+4'],
    ['LEND', '00 00 00 80', 'send/flags-none @4+4, send/flags-reserved @4+4'],
    ['SHARE', '08', 'send/flags-reserved @4+4'],
    ['SHARE', '01', 'send/flags-none @4+4, send/zero-on-share @4+4'],
    ['DONATE', '01', 'send/flags-none @4+4, send/read-write-only @50+1'],
  ] as const)('of a %s: %s', (operation, flags, wrong) => {
    expect(wrongWithSend(operation, `4: ${flags}`)).toBe(wrong);
  });

  test('D22: a donation to two', () => {
    expect(wrongWithSend('DONATE', '28: 02, 82: 00')).toBe(
      'send/donate-receivers @28+4, send/read-write-only @50+1, send/read-write-only @82+1',
    );
  });
});

describe('QA13: sender and receivers', () => {
  test.each([
    ['another sender', '0: 05', 'send/sender @0+2'],
    ['the first is unknown', '48: 09', 'send/receiver-unknown @48+2'],
    ['the second is unknown', '80: 09', 'send/receiver-unknown @80+2'],
    ['the sender itself', '48: 00 00', 'send/receiver-self @48+2'],
    ['the sender itself, last', '80: 00 00', 'send/receiver-self @80+2'],
    ['twice the same', '80: 01', 'send/receiver-duplicate @80+2'],
    ['a VM first', '48: 01 00', ''],
    ['a VM last', '80: 01 00', ''],
    ['VMs only', '48: 01 00, 80: 02 00', 'send/normal-world-only @48+2'],
  ])('of a loan: %s', (_name, changes, wrong) => {
    expect(wrongWithSend('LEND', changes)).toBe(wrong);
  });

  test.each([
    ['LEND', 'to partitions', '48: 02, 80: 03', 'send/from-secure'],
    ['LEND', 'to a VM', '48: 01 00, 80: 03', 'send/from-secure, send/to-normal-world @48+2'],
    [
      'DONATE',
      'to a VM',
      '48: 01 00',
      'send/from-secure, send/donate-to-normal-world @48+2, send/read-write-only @50+1',
    ],
  ] as const)('of a %s by a secure partition %s', (operation, _name, changes, wrong) => {
    expect(wrongWithSend(operation, `0: 01 80, ${changes}`, {}, 0x8001)).toBe(wrong);
  });
});

describe('QA11: permissions', () => {
  test.each([
    ['LEND', '50: 01', 'send/read-write-only @50+1'],
    ['LEND', '82: 01', 'send/read-write-only @82+1'],
    ['LEND', '50: 03', 'descriptor/permission-reserved @50+1, send/read-write-only @50+1'],
    ['LEND', '50: 06', 'send/read-write-only @50+1, send/instruction-access @50+1'],
    ['LEND', '82: 0a', 'send/read-write-only @82+1, send/instruction-access @82+1'],
    ['LEND', '82: 00', 'send/read-write-only @82+1, send/data-access-missing @82+1'],
    ['SHARE', '50: 00', 'send/read-write-only @50+1, send/data-access-missing @50+1'],
    ['DONATE', '50: 01', 'send/read-write-only @50+1, send/data-access-given @50+1'],
    ['DONATE', '50: 02', 'send/data-access-given @50+1'],
  ] as const)('of a %s: %s', (operation, changes, wrong) => {
    expect(wrongWithSend(operation, changes)).toBe(wrong);
  });
});

describe('QA11, D12: attributes', () => {
  test.each([
    ['LEND', '2: 2f', ''],
    ['LEND', '2: 2c', 'send/attributes-unsupported @2+2'],
    ['LEND', '2: 30', 'descriptor/attributes-reserved @2+2'],
    ['LEND', '28: 01, 2: 00', ''],
    ['LEND', '28: 01, 2: 2f', 'send/attributes-given @2+2'],
    ['LEND', '28: 01, 2: 40', 'descriptor/attributes-ns @2+2'],
    ['SHARE', '2: 00', 'send/attributes-exact @2+2'],
    ['SHARE', '2: 2e', 'send/attributes-exact @2+2, send/attributes-unsupported @2+2'],
    ['SHARE', '28: 01', ''],
    ['DONATE', '2: 2f', 'send/read-write-only @50+1, send/attributes-given @2+2'],
  ] as const)('of a %s: %s', (operation, changes, wrong) => {
    expect(wrongWithSend(operation, changes)).toBe(wrong);
  });
});
