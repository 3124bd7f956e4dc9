/** A send whose bytes are misshapen is refused with the field that is wrong, and changes nothing. */

import { describe, expect, it } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { type Patch, SMALLEST, withPatches } from './support/bytes.ts';
import { describeSend, send, sendBytes } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

it.each([
  ['1.0', VERSION_1_0],
  ['1.1', VERSION_1_1],
  ['1.2', VERSION_1_2],
])('B1: the smallest legal descriptor of FF-A %s is accepted', (_name, version) => {
  const { os } = world({ versions: { os: version } });

  expect(sendBytes('share', os, SMALLEST.get(version)!).verdict).toBe('FFA_SUCCESS_32');
});

type Lengths = { total?: number; length?: number };
const IN_REGISTERS: readonly [name: string, version: number, lengths: Lengths, verdict: string][] = [
  ['A1: total length 0xfffffff0', VERSION_1_2, { total: 0xffff_fff0 }, 'send/total-length @84+4'],
  ['A2, QA15: fragment longer than the total', VERSION_1_2, { total: 96 }, 'send/fragment-exceeds-total x2'],
  ['A2: fragment longer than TX', VERSION_1_2, { total: 4112, length: 4112 }, 'send/fragment-exceeds-tx x2'],
  ['A10: 31 bytes of FF-A 1.0', VERSION_1_0, { length: 31 }, 'descriptor/header-cut @0+31'],
  ['A10: 47 bytes of FF-A 1.1', VERSION_1_1, { length: 47 }, 'descriptor/header-cut @0+47'],
  ['A10: 47 bytes of FF-A 1.2', VERSION_1_2, { length: 47 }, 'descriptor/header-cut @0+47'],
  ['A10: nothing', VERSION_1_2, { total: 0, length: 0 }, 'descriptor/header-cut @0+0'],
  ['A11: fragment of 6 * 16 + 15 bytes', VERSION_1_2, { length: 111 }, 'descriptor/length-unit @96+15'],
  ['A11: total of 7 * 16 + 1 bytes', VERSION_1_2, { total: 113 }, 'descriptor/length-unit x1'],
  ['total 16 bytes above what the composite needs', VERSION_1_2, { total: 128 }, 'send/total-length @84+4'],
  ['the same in FF-A 1.0', VERSION_1_0, { total: 96 }, 'send/total-length @52+4'],
  ['composite cut off', VERSION_1_2, { length: 80 }, 'send/composite-offset @52+4'],
  [
    'QA8: access descriptor of FF-A 1.0 cut off',
    VERSION_1_0,
    { length: 32 },
    'descriptor/access-array-cut @28+4',
  ],
  ['QA8: composite of FF-A 1.0 cut off', VERSION_1_0, { length: 48 }, 'send/composite-offset @36+4'],
];

it.each(IN_REGISTERS)('%s', (_name, version, lengths, verdict) => {
  const { os, spmc } = world({ versions: { os: version } });
  const before = stateOf(spmc);

  const answer = sendBytes('share', os, SMALLEST.get(version)!, lengths);

  expect(answer.verdict).toBe(`INVALID_PARAMETERS ${verdict}`);
  expect(stateOf(spmc)).toEqual(before);
});

const IN_BYTES: readonly [name: string, version: number, patch: Patch, verdict: string][] = [
  [
    'A3: constituent count that wraps when multiplied',
    VERSION_1_2,
    [84, '01000010'],
    'send/total-length @84+4',
  ],
  ['A3: the same in FF-A 1.0', VERSION_1_0, [52, '01000010'], 'send/total-length @52+4'],
  ['constituent count 0', VERSION_1_2, [84, '00000000'], 'send/constituent-count-zero @84+4'],
  ['A13, QA10: composite offset 0xfffffff0', VERSION_1_2, [52, 'f0ffffff'], 'send/composite-offset @52+4'],
  ['A13: the same in FF-A 1.0', VERSION_1_0, [36, 'f0ffffff'], 'send/composite-offset @36+4'],
  ['A13, QA10: access offset 0xfffffff0', VERSION_1_2, [32, 'f0ffffff'], 'descriptor/access-array-cut @28+4'],
  ['A15: no receiver', VERSION_1_2, [28, '00000000'], 'descriptor/receiver-count-zero @28+4'],
  ['A15: no receiver in FF-A 1.0', VERSION_1_0, [28, '00000000'], 'descriptor/receiver-count-zero @28+4'],
  ['A15: 33 receivers', VERSION_1_2, [28, '21000000'], 'descriptor/receiver-count-max @28+4'],
  ['two receivers announced, one there', VERSION_1_1, [28, '02000000'], 'send/composite-offset @52+4'],
  ['A16: composite offset 0', VERSION_1_2, [52, '00000000'], 'send/composite-offset-zero @52+4'],
  ['access descriptors of 24 bytes', VERSION_1_2, [24, '18000000'], 'descriptor/access-size @24+4'],
  ['access descriptors of 0 bytes', VERSION_1_2, [24, '00000000'], 'descriptor/access-size @24+4'],
  ['access descriptors of 48 bytes', VERSION_1_2, [24, '30000000'], 'descriptor/access-size @24+4'],
  ['32-byte access descriptors in FF-A 1.1', VERSION_1_1, [24, '20000000'], 'descriptor/access-size @24+4'],
  ['access offset inside the header', VERSION_1_2, [32, '20000000'], 'descriptor/access-offset @32+4'],
  ['access offset no multiple of 16', VERSION_1_2, [32, '38000000'], 'descriptor/access-offset @32+4'],
  ['QA9: composite misaligned', VERSION_1_1, [52, '48000000'], 'send/composite-offset @52+4'],
  ['QA9: composite inside the header', VERSION_1_2, [52, '20000000'], 'send/composite-offset @52+4'],
  [
    'QA9: composite inside the access descriptor',
    VERSION_1_2,
    [52, '40000000'],
    'send/composite-offset @52+4',
  ],
  ['QA9: composite behind the fragment', VERSION_1_2, [52, '70000000'], 'send/composite-offset @52+4'],
  ['QA12: reserved bytes of the composite', VERSION_1_2, [95, '01'], 'send/composite-reserved @88+8'],
  ['A12, QA5: address not aligned', VERSION_1_2, [96, '00080240'], 'send/constituent-unaligned @96+8'],
  ['A12: address of one byte too many', VERSION_1_0, [64, '01000240'], 'send/constituent-unaligned @64+8'],
  [
    'A20, QA3: range that wraps 2^64',
    VERSION_1_2,
    [96, '00f0ffff ffffffff 02000000'],
    'send/constituent-range @96+8',
  ],
  [
    'A21, QA3: address above the physical address space',
    VERSION_1_2,
    [96, '00000000 02000000'],
    'send/constituent-range @96+8',
  ],
  [
    'QA3: range that ends above it',
    VERSION_1_2,
    [80, '02000000 01000000 00000000 00000000 00f0ffff 01000000 02000000'],
    'send/constituent-range @96+8',
  ],
  [
    'QA3: 2^32 - 1 pages',
    VERSION_1_2,
    [80, 'ffffffff 01000000 00000000 00000000 00000240 00000000 ffffffff'],
    'send/constituent-range @96+8',
  ],
  ['A22, QA2: constituent without pages', VERSION_1_2, [104, '00000000'], 'send/constituent-empty @104+4'],
  ['A22: total one page too high', VERSION_1_2, [80, '02000000'], 'send/page-sum @80+4'],
  ['A22: total one page too low', VERSION_1_2, [80, '00000000'], 'send/page-sum @104+4'],
];

describe('bytes', () => {
  it.each(IN_BYTES)('%s', (_name, version, patch, verdict) => {
    const { os, spmc } = world({ versions: { os: version } });
    const before = stateOf(spmc);

    const answer = sendBytes('share', os, withPatches(SMALLEST.get(version)!, patch));

    expect(answer.verdict).toBe(`INVALID_PARAMETERS ${verdict}`);
    expect(stateOf(spmc)).toEqual(before);
  });
});

it('A13, QA10: a count that wraps when multiplied by the size is cut off, not followed', () => {
  const unlimited = {
    ...SPEC,
    deviations: [{ rule: 'descriptor/receiver-count-max', enforced: false, source: 'this test' }],
  };
  const { os } = world({ profile: unlimited });

  const answer = sendBytes('share', os, withPatches(SMALLEST.get(VERSION_1_2)!, [28, '01000008']));

  expect(answer.verdict).toBe('INVALID_PARAMETERS descriptor/access-array-cut @28+4');
});

it('QA9: two receivers that name different composites are refused', () => {
  const { os, sp1, sp2 } = world();
  const bytes = describeSend('share', os, [sp1, sp2], [PAGE]);

  const answer = sendBytes('share', os, withPatches(bytes, [84, '80']));

  expect(answer.verdict).toBe('INVALID_PARAMETERS send/composite-differs @84+4');
});

describe('legal layouts that are not tight', () => {
  it.each([
    ['A28, B6: access descriptors behind a gap', VERSION_1_1, { accessOffset: 64 }],
    ['A28, B6: the same in FF-A 1.2', VERSION_1_2, { accessOffset: 64 }],
    ['composite behind a gap', VERSION_1_2, { compositeOffset: 128 }],
    ['composite behind a gap in FF-A 1.0', VERSION_1_0, { compositeOffset: 96 }],
    ['QA7: 16-byte access descriptors in FF-A 1.2', VERSION_1_2, { accessSize: 16 }],
  ])('%s', (_name, version, options) => {
    const { os, sp1 } = world({ versions: { os: version } });

    expect(send('share', os, [sp1], [PAGE], options).verdict).toBe('FFA_SUCCESS_32');
  });

  it('B4, B5, QA6: access descriptors are walked by the stated size, whatever the version', () => {
    const { os, sp1, user, ledger, spmc } = world();

    const { handle } = send('share', os, [sp1, user], [PAGE], { accessSize: 16, permissions: [1, 2] });

    const first = ledger.transactions.firstBorrower[Number(handle & 0xffffn)]!;
    const second = ledger.borrowers.next[first]!;
    const kept = [first, second].map((borrower) => [
      spmc.state.receivers.endpoint[borrower],
      spmc.state.receivers.permissions[borrower],
    ]);
    expect(kept).toEqual([
      [0x8001, 1],
      [0x8003, 2],
    ]);
  });
});

describe('a buffer other than TX', () => {
  it.each([
    ['C2: address in w3', [0x73, 0, 0x4003_0000, 0], 3],
    ['C2: page count in w4', [0x73, 0, 0, 1], 4],
  ])('%s', (_name, [id, , address, pages], register) => {
    const { os, spmc } = world();
    const before = stateOf(spmc);
    os.put(SMALLEST.get(VERSION_1_2)!);

    const answer = os.call(0x8400_0000 + id!, 112, 112, address!, pages!);

    expect(answer.verdict).toBe(`INVALID_PARAMETERS send/dynamic-buffer x${register}`);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('C2: to an S-EL0 partition', () => {
    const { os, user } = world();
    os.put(describeSend('share', os, [user], [PAGE]));

    expect(os.call(0x8400_0073, 112, 112, 0x4003_0000, 1).verdict).toBe(
      'INVALID_PARAMETERS send/dynamic-buffer x3',
    );
  });

  it('C2: an address above 4 GiB in x3 of the 64-bit form', () => {
    const { os } = world();
    os.put(SMALLEST.get(VERSION_1_2)!);

    const answer = os.callWide(0xc400_0073, 112n, 112n, 0x1_0000_0000n, 0n);

    expect(answer.verdict).toBe('INVALID_PARAMETERS send/dynamic-buffer x3');
  });
});

it('without buffers nothing is read', () => {
  const { os } = world({ bufferPages: 0 });

  expect(os.call(0x8400_0073, 112, 112).verdict).toBe('INVALID_PARAMETERS send/no-tx');
});
