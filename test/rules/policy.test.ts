/** A profile made quick to ask: which rules hold, what is answered, which functions there are. */

import { describe, expect, test } from 'vitest';
import { type Deviation, Policy, type Profile, SPEC } from '../../src/core/rules/profile.ts';
import type { Rule } from '../../src/core/rules/rule.ts';

const PLAIN: Rule = {
  id: 'area/rule',
  status: 'DENIED',
  what: 'It holds.',
  why: 'It has to.',
  fix: 'Mend it.',
  source: 'this test',
};
const RULES: Readonly<Record<string, Rule>> = {
  plain: PLAIN,
  optional: { ...PLAIN, optional: true },
  structural: { ...PLAIN, structural: true },
};

function profileOf(parts: Partial<Profile>): Profile {
  return { ...SPEC, name: 'one of a test', ...parts };
}

describe('a rule, where a profile departs from it', () => {
  type Departure = Omit<Deviation, 'rule' | 'source'>;
  type Case = readonly [kind: string, departure: Departure | undefined, enforced: boolean, kept: boolean];
  const CASES: readonly Case[] = [
    ['plain', undefined, true, false],
    ['plain', { status: 'BUSY' }, true, false],
    ['plain', { enforced: true }, true, false],
    ['plain', { enforced: false }, false, false],
    ['plain', { kept: true }, false, true],
    ['optional', undefined, false, false],
    ['optional', { status: 'BUSY' }, false, false],
    ['optional', { enforced: true }, true, false],
    ['optional', { enforced: false }, false, false],
    ['optional', { kept: true }, false, true],
    ['structural', undefined, true, false],
    ['structural', { enforced: false }, true, false],
  ];

  test.each(CASES)('%s, %o: enforced %s, kept %s', (kind, departure, enforced, kept) => {
    const others = [{ rule: 'area/other', enforced: false, source: 'this test' }];
    const own = departure === undefined ? [] : [{ rule: 'area/rule', source: 'this test', ...departure }];
    const policy = new Policy(profileOf({ deviations: [...others, ...own] }));
    const rule = RULES[kind]!;

    expect([policy.enforces(rule), policy.keeps(rule)]).toEqual([enforced, kept]);
    expect(policy.statusOf(rule)).toBe(departure?.status ?? 'DENIED');
  });
});

test('a function is lacked in every form, or in one', () => {
  const lacks = [
    { functions: ['FFA_YIELD', 'FFA_RUN'], source: 'this test' },
    { functions: ['FFA_RXTX_MAP'], width: 32, source: 'this test' },
  ] as const;
  const policy = new Policy(profileOf({ lacks }));

  const has = ['FFA_YIELD', 'FFA_RUN', 'FFA_RXTX_MAP', 'FFA_VERSION'].map((name) =>
    [undefined, 32, 64].map((form) => policy.has(name, form as 32 | 64 | undefined)),
  );

  expect(has).toEqual([
    [false, false, false],
    [false, false, false],
    [true, false, true],
    [true, true, true],
  ]);
});

test('limits are those of the machine, then of the profile, then what they are by default', () => {
  const { limits } = new Policy(profileOf({ limits: { receivers: 5, endpoints: 6 } }), { endpoints: 7 });

  expect([limits.receivers, limits.endpoints, limits.retrievals]).toEqual([5, 7, 1]);
});

test('the version is that of the profile, or the newest', () => {
  const older = profileOf({ speaks: { version: 0x0001_0001, source: 'this test' } });

  expect([new Policy(SPEC).version, new Policy(older).version]).toEqual([0x0001_0003, 0x0001_0001]);
});

test('behind a mediator rules are as they stand, within its limits; where nobody mediates, behind is the same', () => {
  const deviations = [{ rule: 'area/rule', enforced: false, source: 'this test' }];
  const mediator = new Policy(profileOf({ deviations, mediates: {}, limits: { receivers: 3 } }));
  const manager = new Policy(profileOf({ deviations }));

  expect([mediator.enforces(PLAIN), mediator.behind.enforces(PLAIN)]).toEqual([false, true]);
  expect(mediator.behind.limits.receivers).toBe(3);
  expect(manager.behind).toBe(manager);
});
