/** What a borrower gets: the permissions of the response, of the transaction's record and of the mapping are one and the same. */

import { describe, expect, it } from 'vitest';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import { TFA_EL3 } from '../../src/core/rules/profiles/tfa-el3.ts';
import {
  HEAP,
  OS_DEVICE,
  OS_RAM,
  OS_READ_ONLY,
  SP1_DEVICE,
  SP1_NON_SECURE,
  SP1_RAM,
  SP1_READ_ONLY,
  VM1_RAM,
} from './support/addresses.ts';
import { retrieve, retrieved } from './support/retrieves.ts';
import { type Operation, reclaim, sent } from './support/sends.ts';
import { accessOf, ownerOfPhysical, recordsInUse } from './support/state.ts';
import { type ActorName, world } from './support/world.ts';

const PAGE = SP1_RAM + HEAP;
type Case = readonly [
  name: string,
  of: Operation,
  address: number,
  sent: number,
  asked: number,
  granted: number,
  access: string,
];

/** From sp1 to sp2; permissions are bits 1:0 data (1 RO, 2 RW) and bits 3:2 instruction (1 NX, 2 X). */
const ALONE: readonly Case[] = [
  ['share RW, ask RW', 'share', PAGE, 2, 2, 0x6, '!Owner-SA RW-'],
  ['share RW, ask nothing', 'share', PAGE, 2, 0, 0x6, '!Owner-SA RW-'],
  ['share RW, ask RO', 'share', PAGE, 2, 1, 0x5, '!Owner-SA R--'],
  ['share RO, ask RO', 'share', PAGE, 1, 1, 0x5, '!Owner-SA R--'],
  ['share RO, ask nothing', 'share', PAGE, 1, 0, 0x5, '!Owner-SA R--'],
  ['lend RW, ask RW NX', 'lend', PAGE, 2, 0x6, 0x6, '!Owner-EA RW-'],
  ['lend RW, ask NX', 'lend', PAGE, 2, 0x4, 0x6, '!Owner-EA RW-'],
  ['lend RW, ask RO NX', 'lend', PAGE, 2, 0x5, 0x5, '!Owner-EA R--'],
  ['lend RW, ask RW X', 'lend', PAGE, 2, 0xa, 0xa, '!Owner-EA RWX'],
  ['lend RW, ask X', 'lend', PAGE, 2, 0x8, 0xa, '!Owner-EA RWX'],
  ['lend RW, ask RO X', 'lend', PAGE, 2, 0x9, 0x9, '!Owner-EA R-X'],
  ['lend RO, ask NX', 'lend', PAGE, 1, 0x4, 0x5, '!Owner-EA R--'],
  ['lend RO, ask X', 'lend', PAGE, 1, 0x8, 0x9, '!Owner-EA R-X'],
  ['QC1: lend read-only memory RO, ask NX', 'lend', SP1_READ_ONLY, 1, 0x4, 0x5, '!Owner-EA R--'],
  ['donate, ask RW NX', 'donate', PAGE, 0, 0x6, 0x6, 'Owner-EA RW-'],
  ['donate, ask NX', 'donate', PAGE, 0, 0x4, 0x6, 'Owner-EA RW-'],
  ['donate, ask RW X', 'donate', PAGE, 0, 0xa, 0xa, 'Owner-EA RWX'],
  ['donate, ask RO NX', 'donate', PAGE, 0, 0x5, 0x5, 'Owner-EA R--'],
  ['QC1: donate read-only memory, ask NX', 'donate', SP1_READ_ONLY, 0, 0x4, 0x5, 'Owner-EA R--'],
];

describe('QC2: one receiver', () => {
  it.each(ALONE)('%s', (_name, of, address, sentPermissions, asked, granted, access) => {
    const { sp1, sp2 } = world();
    const handle = sent(of, sp1, [sp2], [address], { permissions: sentPermissions });

    const response = retrieved(sp2, sp1, handle, { of, permissions: asked });

    // The permissions of the one access descriptor, behind a header of 48 bytes.
    expect(response[50]).toBe(granted);
    expect(accessOf(sp2, address)).toBe(access);
  });
});

it('QC2: what several have is not executable, in the response and in the mapping', () => {
  const { sp1, sp2, user } = world();
  const to = [sp2, user];
  const handle = sent('lend', sp1, to, [PAGE], { permissions: [2, 1] });

  expect(retrieved(sp2, sp1, handle, { of: 'lend', to, permissions: 0 })[50]).toBe(0x6);
  expect(retrieved(user, sp1, handle, { of: 'lend', to, permissions: 0 })[50]).toBe(0x5);
  expect([sp2, user].map((actor) => accessOf(actor, PAGE))).toEqual(['!Owner-SA RW-', '!Owner-SA R--']);
});

it('QC1: a second retrieve gets what the first got, and no more', () => {
  const { sp1, sp2 } = world({ limits: { retrievals: 3 } });
  const handle = sent('share', sp1, [sp2], [PAGE]);
  retrieved(sp2, sp1, handle, { permissions: 1 });

  const response = retrieved(sp2, sp1, handle, { permissions: 2 });

  expect(response[50]).toBe(0x5);
  expect(accessOf(sp2, PAGE)).toBe('!Owner-SA R--');
});

it('QC2: where a manager lets a sender leave data access open, the receiver may write, and is told so', () => {
  const { os, sp1 } = world({ profile: TFA_EL3 });
  const handle = sent('share', os, [sp1], [OS_RAM + HEAP], { permissions: 0 });

  expect(retrieved(sp1, os, handle, { permissions: 2 })[50]).toBe(0x6);
  expect(accessOf(sp1, OS_RAM + HEAP)).toBe('!Owner-SA RW-');
});

it('QC1: a VM executes what its owner could, although the memory is non-secure', () => {
  const { sp1, vm1, ledger } = world();
  const address = 0x7100_0000;
  ledger.assign(address / 4096, 1, { owner: sp1.party, rights: 7, device: false, secure: false });
  const handle = sent('donate', sp1, [vm1], [address]);

  retrieved(vm1, sp1, handle, { of: 'donate', permissions: 0xa });

  expect(accessOf(vm1, address)).toBe('Owner-EA RWX');
});

it('QC1: a VM does not execute what its owner could not', () => {
  const { sp1, vm1 } = world();
  const handle = sent('donate', sp1, [vm1], [SP1_NON_SECURE]);

  expect(retrieve(vm1, sp1, handle, { of: 'donate', permissions: 0xa }).verdict).toBe(
    'DENIED retrieve/execute-exceeds-owner @50+1',
  );
});

it.each([
  ['share', 2, ['sp2'], 3],
  ['share', 1, ['sp2'], 1],
  ['lend', 2, ['sp2'], 7],
  ['lend', 1, ['sp2'], 5],
  ['lend', 2, ['sp2', 'user'], 3],
  ['donate', 0, ['sp2'], 7],
] as const)(
  'QC1: the ledger knows the most that a borrower may get: %s, permissions %i, to %j: %i',
  (of, permissions, to, rights) => {
    const w = world();

    const handle = sent(
      of,
      w.sp1,
      to.map((name) => w[name]),
      [PAGE],
      { permissions },
    );

    const { borrowers } = w.ledger;
    expect(borrowers.ceiling[w.ledger.borrowerOf(Number(handle & 0xffff_ffffn), w.sp2.party)]).toBe(rights);
  },
);

type AttributesCase = readonly [
  name: string,
  from: ActorName,
  address: number,
  sent: number,
  asked: number,
  response: number,
];

/** A lend to sp2 and user, for which the sender says what the memory is; bit 6 says that it is non-secure. */
const ATTRIBUTES: readonly AttributesCase[] = [
  ['non-secure memory', 'os', OS_RAM + HEAP, 0x2f, 0x2f, 0x6f],
  ['secure memory', 'sp1', SP1_RAM + HEAP, 0x2f, 0x2f, 0x2f],
  ['D10: non-secure memory of a partition', 'sp1', SP1_NON_SECURE, 0x2f, 0x2f, 0x6f],
  ['D12: a type that nobody names', 'os', OS_RAM + HEAP, 0, 0, 0x6f],
  ['D12: a type that the receiver leaves open', 'vm1', VM1_RAM + HEAP, 0x2f, 0, 0x6f],
  ['normal memory that both call a device', 'os', OS_RAM + HEAP, 0x10, 0x10, 0x6f],
];

describe('attributes say how the memory is mapped', () => {
  it.each(ATTRIBUTES)('%s', (_name, from, address, attributes, asked, expected) => {
    const w = world();
    const to = [w.sp2, w.user];
    const handle = sent('lend', w[from], to, [address], { attributes });

    const response = retrieved(w.sp2, w[from], handle, { of: 'lend', to, attributes: asked });

    expect(response[2]! | (response[3]! << 8)).toBe(expected);
  });

  it.each([
    ['non-secure device', 'os', OS_DEVICE, 0x50],
    ['secure device', 'sp1', SP1_DEVICE, 0x10],
  ] as const)('D21: a %s is lent to one and given back', (_name, from, address, expected) => {
    const w = world();
    const handle = sent('lend', w[from], [w.sp2], [address]);

    const response = retrieved(w.sp2, w[from], handle, {
      of: 'lend',
      attributes: 0x10,
      permissions: 6,
      flags: 4,
    });

    expect(response[2]).toBe(expected);
    expect(accessOf(w.sp2, address)).toBe('!Owner-EA RW-');
  });
});

describe('a donation', () => {
  it('makes the receiver a full owner: it may lend, reclaim, and donate back', () => {
    const { os, sp1, sp2, spmc } = world();
    const page = OS_RAM + HEAP;
    const there = sent('donate', os, [sp1], [page]);
    retrieved(sp1, os, there, { of: 'donate' });
    expect(ownerOfPhysical(spmc, page)).toBe('sp1');

    const lent = sent('lend', sp1, [sp2], [page]);
    expect(reclaim(sp1, lent).verdict).toBe('FFA_SUCCESS_32');
    const back = sent('donate', sp1, [os], [page]);
    retrieved(os, sp1, back, { of: 'donate' });

    expect(accessOf(os, page)).toBe('Owner-EA RW-');
    expect(accessOf(sp1, page)).toBe('!Owner-NA ---');
  });

  it('ends with its retrieve: the handle is dead, and nothing counts any more', () => {
    const { os, sp1, spmc } = world();
    const handle = sent('donate', os, [sp1], [OS_RAM + HEAP]);
    retrieved(sp1, os, handle, { of: 'donate' });

    expect(reclaim(os, handle).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
    expect(reclaim(sp1, handle).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
    expect(recordsInUse(spmc)).toMatchObject({ sent: 0, constituents: 0, borrowers: 0, receivers: 0 });
  });

  it('E5: can be taken back before', () => {
    const { os, sp1 } = world();
    const handle = sent('donate', os, [sp1], [OS_READ_ONLY]);

    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(accessOf(os, OS_READ_ONLY)).toBe('Owner-EA R--');
  });

  it('of non-secure memory by a partition reaches the normal world', () => {
    const { sp1, vm1, spmc } = world();
    const handle = sent('donate', sp1, [vm1], [SP1_NON_SECURE]);

    const bytes = retrieved(vm1, sp1, handle, { of: 'donate' });

    const decoded = decodeTransaction(bytes, vm1.version);
    expect(decoded).toMatchObject({ ok: true, value: { sender: 0x8001, attributes: 0x6f, flags: 0x18 } });
    expect(ownerOfPhysical(spmc, SP1_NON_SECURE)).toBe('vm1');
  });
});
