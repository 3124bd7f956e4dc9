/** Rules and refusals as a whole. */

import { describe, expect, it } from 'vitest';
import { Policy, SPEC } from '../../src/core/rules/profile.ts';
import { RULES, ruleById } from '../../src/core/rules/registry.ts';
import { FFA } from './support/ids.ts';
import { reclaim } from './support/sends.ts';
import { world } from './support/world.ts';

/** Codes as the architecture numbers them. */
const CODES: Readonly<Record<string, number>> = {
  NOT_SUPPORTED: 0xffff_ffff,
  INVALID_PARAMETERS: 0xffff_fffe,
  NO_MEMORY: 0xffff_fffd,
  BUSY: 0xffff_fffc,
  DENIED: 0xffff_fffa,
  RETRY: 0xffff_fff9,
  ABORTED: 0xffff_fff8,
  NO_DATA: 0xffff_fff7,
};

describe('QJ1: every rule yields one status', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    expect(CODES[rule.status]).toBeDefined();
    expect(ruleById(id)).toBe(rule);
  });
});

describe('a profile that switches everything off', () => {
  const deviations = RULES.map(({ id }) => ({ rule: id, enforced: false, source: 'this test' }));
  const policy = new Policy({ ...SPEC, deviations });

  it('keeps the structural rules and no other', () => {
    const kept = RULES.filter((rule) => policy.enforces(rule));

    expect(kept.length).toBeGreaterThan(50);
    expect(kept).toEqual(RULES.filter((rule) => rule.structural === true));
  });
});

describe('R1, R2, R3: a refusal is FFA_ERROR, w1 zero, the code as 32 bits in w2, and nothing else', () => {
  it.each([
    ['INVALID_PARAMETERS', (w: ReturnType<typeof world>) => reclaim(w.os, 0x123n)],
    ['DENIED', (w: ReturnType<typeof world>) => w.os.call(FFA.RX_RELEASE)],
    ['NOT_SUPPORTED', (w: ReturnType<typeof world>) => w.os.call(FFA.MSG_WAIT)],
    ['BUSY', (w: ReturnType<typeof world>) => w.os.call(FFA.DIRECT_REQ, 0x8001)],
    ['RETRY', (w: ReturnType<typeof world>) => w.os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 1n << 16n)],
  ] as const)('%s', (status, refused) => {
    const { frame } = refused(world());

    expect([...frame.subarray(0, 16)]).toEqual([
      FFA.ERROR,
      0,
      0,
      0,
      CODES[status],
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]);
  });
});
