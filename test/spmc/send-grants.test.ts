/** What a sender may grant of its memory, and what it keeps. */

import { describe, expect, it } from 'vitest';
import { HEAP, OS_DEVICE, OS_RAM, OS_READ_ONLY, SP1_READ_ONLY, VM2_RAM } from './support/addresses.ts';
import { type Operation, type SendOptions, send, sent } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const A = OS_RAM + HEAP;
const page = (index: number) => A + index * 0x1000;

type Granting = readonly [
  name: string,
  operation: Operation,
  address: number,
  options: SendOptions,
  verdict: string,
];

const GRANTS: readonly Granting[] = [
  ['share read-only what is read-only', 'share', OS_READ_ONLY, { permissions: 1 }, 'FFA_SUCCESS_32'],
  [
    'QC1: share read-write what is read-only',
    'share',
    OS_READ_ONLY,
    {},
    'DENIED send/permission-exceeds-owner',
  ],
  [
    'QC1: lend read-write what is read-only',
    'lend',
    OS_READ_ONLY,
    {},
    'DENIED send/permission-exceeds-owner',
  ],
  ['donate what is read-only', 'donate', OS_READ_ONLY, {}, 'FFA_SUCCESS_32'],
  [
    'D1: clear read-only memory, lend',
    'lend',
    OS_READ_ONLY,
    { permissions: 1, flags: 1 },
    'DENIED send/zero-read-only',
  ],
  ['D1: clear read-only memory, donate', 'donate', OS_READ_ONLY, { flags: 1 }, 'DENIED send/zero-read-only'],
  ['lend a device', 'lend', OS_DEVICE, {}, 'FFA_SUCCESS_32'],
  ['share a device', 'share', OS_DEVICE, { attributes: 0x10 }, 'DENIED send/device-operation'],
  ['donate a device', 'donate', OS_DEVICE, {}, 'DENIED send/device-operation'],
  ['D11: share a device as normal memory', 'share', OS_DEVICE, {}, 'DENIED send/normal-over-device'],
];

describe('what the sender may grant', () => {
  it.each(GRANTS)('%s', (_name, operation, address, options, verdict) => {
    const { os, sp1, spmc } = world();
    const before = stateOf(spmc);

    expect(send(operation, os, [sp1], [address], options).verdict).toBe(verdict);
    if (verdict !== 'FFA_SUCCESS_32') expect(stateOf(spmc)).toEqual(before);
  });

  it('a device goes to one borrower, not to two', () => {
    const { os, sp1, sp2 } = world();

    const answer = send('lend', os, [sp1, sp2], [OS_DEVICE], { attributes: 0x10 });

    expect(answer.verdict).toBe('DENIED send/device-operation');
  });

  it('QC1: with several receivers each grant is judged', () => {
    const { sp1, sp2, user } = world();

    const answer = send('share', sp1, [sp2, user], [SP1_READ_ONLY], { permissions: [1, 2] });

    expect(answer.verdict).toBe('DENIED send/permission-exceeds-owner');
  });
});

describe('what the owner keeps', () => {
  it.each([
    ['share', 'Owner-SA RWX'],
    ['lend', 'Owner-NA ---'],
    ['donate', 'Owner-NA ---'],
  ] as const)('QC9: after a %s it is %s', (operation, access) => {
    const { os, vm2, sp1 } = world();
    // The border of VM2's two pieces of RAM lies between these pages.
    const border = VM2_RAM + 0x1f_f000;

    sent(operation, os, [sp1], [page(1)]);
    sent(operation, vm2, [sp1], [[border, 2]]);

    expect([page(1), page(2)].map((address) => accessOf(os, address))).toEqual([access, 'Owner-EA RWX']);
    expect([border, border + 0x1000].map((address) => accessOf(vm2, address))).toEqual([access, access]);
  });
});
