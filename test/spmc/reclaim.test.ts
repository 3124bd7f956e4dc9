/** FFA_MEM_RECLAIM: the owner has what it had before, and the handle is dead. */

import { describe, expect, it } from 'vitest';
import { SPEC } from '../../src/core/rules/profile.ts';
import {
  HEAP,
  OS_DEVICE,
  OS_NO_EXECUTE,
  OS_RAM,
  OS_READ_ONLY,
  VM1_RAM,
  VM2_RAM,
} from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { relinquish, retrieved } from './support/retrieves.ts';
import { OPERATIONS, reclaim, type SendOptions, sent } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { type ActorName, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

describe('QC10: every page is as it was before the send', () => {
  it.each([
    ['RAM', 'os', PAGE, {}],
    ['read-only memory', 'os', OS_READ_ONLY, { permissions: 1 }],
    ['memory that is not executable', 'os', OS_NO_EXECUTE, {}],
    ['a device', 'os', OS_DEVICE, {}],
    ['two pieces that lie side by side for their owner alone', 'vm2', VM2_RAM + 0x1f_f000, {}],
  ] as const)('%s', (_name, owner: ActorName, address, options: SendOptions) => {
    const w = world();
    const before = stateOf(w.spmc);
    const handle = sent('lend', w[owner], [w.sp1], [[address, 2]], options);
    retrieved(w.sp1, w[owner], handle, { of: 'lend', permissions: 4 });
    relinquish(w.sp1, handle);

    expect(reclaim(w[owner], handle).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it.each(OPERATIONS)('a %s that nobody retrieved', (operation) => {
    const { os, sp1, spmc } = world();
    const before = stateOf(spmc);
    const handle = sent(operation, os, [sp1], [PAGE, [PAGE + 0x2000, 3]]);

    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(stateOf(spmc)).toEqual(before);
  });
});

describe('refusals change nothing', () => {
  it.each([
    ['QD3, R2: an unknown handle', 0x123n, 0, 'INVALID_PARAMETERS reclaim/unknown-handle x1'],
    ['handle 0', 0n, 0, 'INVALID_PARAMETERS reclaim/unknown-handle x1'],
    ['all ones', 0xffff_ffff_ffff_ffffn, 0, 'INVALID_PARAMETERS reclaim/unknown-handle x1'],
    ['QA11: flag bit 2', undefined, 4, 'INVALID_PARAMETERS reclaim/flags-reserved x3'],
    ['QA11: flag bit 31', undefined, 0x8000_0000, 'INVALID_PARAMETERS reclaim/flags-reserved x3'],
  ])('%s', (_name, handle, flags, verdict) => {
    const { os, sp1, spmc } = world();
    const live = sent('share', os, [sp1], [PAGE]);
    const before = stateOf(spmc);

    expect(reclaim(os, handle ?? live, flags).verdict).toBe(verdict);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('E6: a borrower has it, and the refusal says under which transaction', () => {
    const { os, sp1, spmc } = world();
    const handle = sent('share', os, [sp1], [PAGE]);
    retrieved(sp1, os, handle);
    const before = stateOf(spmc);

    expect(reclaim(os, handle, 1).verdict).toBe('DENIED reclaim/held');
    expect(BigInt(spmc.verdict.holder)).toBe(handle & 0xffff_ffffn);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('any flag, where the manager knows none', () => {
    const deviations = [{ rule: 'reclaim/flags-none', enforced: true, source: 'this test' }];
    const { os, sp1, spmc } = world({ profile: { ...SPEC, deviations } });
    const handle = sent('share', os, [sp1], [PAGE]);
    const before = stateOf(spmc);

    expect(reclaim(os, handle, 2).verdict).toBe('INVALID_PARAMETERS reclaim/flags-none x3');
    expect(stateOf(spmc)).toEqual(before);
    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
  });

  it('D1: read-only memory is not cleared for its owner', () => {
    const { os, sp1, spmc } = world();
    const handle = sent('lend', os, [sp1], [OS_READ_ONLY], { permissions: 1 });
    const before = stateOf(spmc);

    expect(reclaim(os, handle, 1).verdict).toBe('DENIED reclaim/zero-read-only x3');
    expect(stateOf(spmc)).toEqual(before);
    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('E10, QD4: who may', () => {
  it.each([
    ['vm1', 'vm1', 'FFA_SUCCESS_32'],
    ['vm1', 'vm2', 'INVALID_PARAMETERS reclaim/not-owner'],
    ['vm1', 'sp1', 'INVALID_PARAMETERS reclaim/not-owner'],
    ['vm1', 'os', 'FFA_SUCCESS_32'],
    ['sp2', 'os', 'INVALID_PARAMETERS reclaim/not-owner'],
    ['sp2', 'sp1', 'INVALID_PARAMETERS reclaim/not-owner'],
    ['os', 'vm1', 'INVALID_PARAMETERS reclaim/not-owner'],
  ] as const)('what %s sent, %s reclaims: %s', (owner, caller, verdict) => {
    const w = world();
    const handle = sent('share', w[owner], [w.sp1], [w[owner].ram + HEAP]);

    expect(reclaim(w[caller], handle).verdict).toBe(verdict);
  });

  it('a VM that sent by way of the hypervisor may itself', () => {
    const { os, vm1, sp1 } = world();
    const handle = sent('share', os, [sp1], [VM1_RAM + HEAP], { sender: vm1.id });

    expect(reclaim(vm1, handle).verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('C1: two who end a transaction: one wins, the other hears of it', () => {
  it('reclaim and reclaim', () => {
    const { os, sp1, spmc } = world();
    const before = stateOf(spmc);
    const handle = sent('share', os, [sp1], [PAGE]);

    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(reclaim(os, handle).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('reclaim and retrieve', () => {
    const { os, sp1 } = world();
    const handle = sent('share', os, [sp1], [PAGE]);
    reclaim(os, handle);

    expect(() => retrieved(sp1, os, handle)).toThrow('INVALID_PARAMETERS retrieve/unknown-handle');
  });

  it('reclaim, relinquish, reclaim and relinquish', () => {
    const { os, sp1 } = world();
    const handle = sent('share', os, [sp1], [PAGE]);
    retrieved(sp1, os, handle);

    const verdicts = [
      reclaim(os, handle),
      relinquish(sp1, handle),
      reclaim(os, handle),
      relinquish(sp1, handle),
    ];

    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'DENIED reclaim/held',
      'FFA_SUCCESS_32',
      'FFA_SUCCESS_32',
      'INVALID_PARAMETERS relinquish/unknown-handle @0+8',
    ]);
  });

  it('a share of the same pages between the two works as soon as they are free', () => {
    const { os, sp1, sp2 } = world();
    const first = sent('share', os, [sp1], [PAGE]);
    retrieved(sp1, os, first);

    expect(() => sent('share', os, [sp2], [PAGE])).toThrow('DENIED send/held');
    relinquish(sp1, first);
    expect(() => sent('share', os, [sp2], [PAGE])).toThrow('DENIED send/held');
    reclaim(os, first);
    expect(sent('share', os, [sp2], [PAGE])).not.toBe(first);
  });
});
