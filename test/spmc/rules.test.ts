/** Rules and refusals as a whole. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { Policy, SPEC } from '../../src/core/rules/profile.ts';
import { RULES, ruleById } from '../../src/core/rules/registry.ts';
import type { Answer } from './support/actor.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { reclaim, send } from './support/sends.ts';
import { type World, type WorldOptions, world } from './support/world.ts';

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

type Refused = readonly [status: string, refused: (w: World) => Answer, options: WorldOptions];

/** A refusal of each status, and what the world is like for it. */
const REFUSED: readonly Refused[] = [
  ['NOT_SUPPORTED', (w) => w.os.call(FFA.MSG_WAIT), {}],
  ['INVALID_PARAMETERS', (w) => reclaim(w.os, 0x123n), {}],
  ['NO_MEMORY', (w) => send('share', w.os, [w.sp1], [OS_RAM + HEAP]), { limits: { transactions: 0 } }],
  ['BUSY', (w) => w.os.call(FFA.DIRECT_REQ, 0x8001), {}],
  ['DENIED', (w) => w.os.call(FFA.RX_RELEASE), {}],
  ['RETRY', (w) => w.os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 1n << 16n), {}],
  [
    'ABORTED',
    (w) => {
      w.spmc.abort(w.sp1.context, createFrame());
      return w.os.call(FFA.RUN, 0x8001_0000);
    },
    {},
  ],
  ['NO_DATA', (w) => w.os.call(FFA.NOTIFICATION_INFO_GET), {}],
];

describe('R1, R2, R3: a refusal is FFA_ERROR, w1 zero, the code as 32 bits in w2, and nothing else', () => {
  it.each(REFUSED)('%s', (status, refused, options) => {
    const { frame } = refused(world(options));

    expect([...frame.subarray(0, 16)]).toEqual([FFA.ERROR, 0, 0, 0, CODES[status], ...new Array(11).fill(0)]);
  });

  it('every status is refused with here', () => {
    expect(REFUSED.map(([status]) => status)).toEqual(Object.keys(CODES));
  });
});
