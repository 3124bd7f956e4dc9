/** FFA_MEM_RELINQUISH: who may leave, how often, and with which flags. */

import { describe, expect, it } from 'vitest';
import { encodeRelinquish } from '../../src/core/abi/relinquish.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { HEAP, OS_RAM, VM1_RAM } from './support/addresses.ts';
import { type Patch, withPatches } from './support/bytes.ts';
import { FFA } from './support/ids.ts';
import { relinquish, retrieve, retrieved } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, sendFirst, sent } from './support/sends.ts';
import { accessOf, accessOfPhysical, stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

function borrowed(of: 'share' | 'lend' = 'lend', permissions = 2) {
  const w = world();
  const handle = sent(of, w.os, [w.sp1], [PAGE], { permissions });
  retrieved(w.sp1, w.os, handle, { of, permissions: of === 'lend' ? 4 : 0 });
  return { ...w, handle };
}

/** Bytes 0..7 handle, 8..11 flags, 12..15 count, 16..17 endpoint. */
const SPOILED: readonly [name: string, patch: Patch, verdict: string][] = [
  ['no endpoint', [12, '00'], 'endpoint-count @12+4'],
  ['two endpoints', [12, '02'], 'endpoint-count @12+4'],
  ['2^32 - 1 endpoints', [12, 'ffffffff'], 'endpoint-count @12+4'],
  ['QD4: another endpoint', [16, '02 80'], 'endpoint @16+2'],
  ['QD4: the owner', [16, '00 00'], 'endpoint @16+2'],
  ['QD4: an endpoint that nobody is', [16, 'ff ff'], 'endpoint @16+2'],
  ['QA11: flag bit 2', [8, '04'], 'flags-reserved @8+4'],
  ['QA11: flag bit 31', [11, '80'], 'flags-reserved @8+4'],
  ['an unknown handle', [0, '23 01'], 'unknown-handle @0+8'],
  ['R5: another generation', [4, '01'], 'unknown-handle @0+8'],
  ['a handle of the hypervisor’s', [7, '80'], 'unknown-handle @0+8'],
];

describe('E14: after every refusal a correct one works', () => {
  it.each(SPOILED)('%s', (_name, patch, verdict) => {
    const { os, sp1, spmc, handle } = borrowed();
    const before = stateOf(spmc);
    sp1.put(withPatches(encodeRelinquish({ handle, flags: 0, endpoints: [sp1.id] }), patch));

    expect(sp1.call(FFA.MEM_RELINQUISH).verdict).toBe(`INVALID_PARAMETERS relinquish/${verdict}`);
    expect(stateOf(spmc)).toEqual(before);
    expect(relinquish(sp1, handle).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
  });

  it('no buffers', () => {
    const { sp1 } = world({ bufferPages: 0 });

    expect(sp1.call(FFA.MEM_RELINQUISH).verdict).toBe('INVALID_PARAMETERS relinquish/no-tx');
  });
});

it('E7: takes the access away, and the memory may be retrieved once more', () => {
  const { os, sp1, handle } = borrowed();

  relinquish(sp1, handle);
  expect(accessOf(sp1, PAGE)).toBe('!Owner-NA ---');
  retrieve(sp1, os, handle, { of: 'lend' });
  expect(accessOf(sp1, PAGE)).toBe('!Owner-EA RW-');
});

it('QC7: is needed once for each retrieve', () => {
  const w = world({ limits: { retrievals: 3 } });
  const handle = sent('share', w.os, [w.sp1], [PAGE]);
  for (let count = 0; count < 3; count++) retrieved(w.sp1, w.os, handle);

  for (let count = 0; count < 3; count++) {
    expect(reclaim(w.os, handle).verdict).toBe('DENIED reclaim/held');
    expect(accessOf(w.sp1, PAGE)).toBe('!Owner-SA RW-');
    expect(relinquish(w.sp1, handle).verdict).toBe('FFA_SUCCESS_32');
  }
  expect(accessOf(w.sp1, PAGE)).toBe('!Owner-NA ---');
  expect(relinquish(w.sp1, handle).verdict).toBe('INVALID_PARAMETERS relinquish/not-retrieved');
});

it.each([
  ['who is no receiver', 'sp2'],
  ['who has not retrieved', 'user'],
  ['who owns it', 'os'],
] as const)('is refused to one %s', (_name, name) => {
  const w = world();
  const to = [w.sp1, w.user];
  const handle = sent('share', w.os, to, [PAGE]);
  retrieved(w.sp1, w.os, handle, { to });

  expect(relinquish(w[name], handle).verdict).toBe('INVALID_PARAMETERS relinquish/not-retrieved');
});

it('is refused for what has not been sent to its end', () => {
  const { os, sp1 } = world();
  const { handle } = sendFirst('lend', os, describeSend('lend', os, [sp1], scattered(PAGE, 2)), 112);

  expect(relinquish(sp1, handle).verdict).toBe('INVALID_PARAMETERS relinquish/unknown-handle @0+8');
});

it('QA14: the time-slice flag is accepted and means nothing, as every call completes at once', () => {
  const { sp1, handle } = borrowed();

  expect(relinquish(sp1, handle, 2).verdict).toBe('FFA_SUCCESS_32');
});

it('is refused with any flag where the manager knows none', () => {
  const deviations = [{ rule: 'relinquish/flags-none', enforced: true, source: 'this test' }];
  const { os, sp1 } = world({ profile: { ...SPEC, deviations } });
  const handle = sent('lend', os, [sp1], [PAGE]);
  retrieved(sp1, os, handle, { of: 'lend' });

  expect(relinquish(sp1, handle, 2).verdict).toBe('INVALID_PARAMETERS relinquish/flags-none @8+4');
  expect(relinquish(sp1, handle).verdict).toBe('FFA_SUCCESS_32');
});

it.each([
  ['D3: shared memory', 'share', 2, 'INVALID_PARAMETERS relinquish/zero-on-share @8+4'],
  ['D1, D20: memory lent read-only', 'lend', 1, 'DENIED relinquish/zero-read-only @8+4'],
] as const)('%s is not cleared', (_name, of, permissions, verdict) => {
  const { sp1, spmc, handle } = borrowed(of, permissions);
  const before = stateOf(spmc);

  expect(relinquish(sp1, handle, 1).verdict).toBe(verdict);
  expect(stateOf(spmc)).toEqual(before);
});

describe('the hypervisor leaves for its VMs', () => {
  it('and for no partition', () => {
    const { os, sp1, handle } = borrowed();

    expect(relinquish(os, handle, 0, sp1.id).verdict).toBe('INVALID_PARAMETERS relinquish/endpoint @16+2');
  });

  it('E7: and their owner gets its memory back', () => {
    const { os, vm1, vm2, sp1 } = world();
    const handle = sent('share', vm1, [vm2, sp1], [VM1_RAM + HEAP]);
    retrieved(vm2, vm1, handle, { flags: 0x400 });

    expect(relinquish(os, handle, 0, vm2.id).verdict).toBe('FFA_SUCCESS_32');
    expect(reclaim(vm1, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(accessOfPhysical(vm1, VM1_RAM + HEAP)).toBe('Owner-EA RWX');
  });
});
