import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../src/core/abi/functions.ts';
import { DEFAULT_LIMITS } from '../../src/core/rules/limits.ts';
import { Policy } from '../../src/core/rules/profile.ts';
import { PROFILES, profileNamed } from '../../src/core/rules/profiles/registry.ts';
import { ruleById } from '../../src/core/rules/registry.ts';

test('there is one profile for each manager that is known', () => {
  expect(PROFILES.map(({ name }) => name)).toEqual(['spec', 'hafnium', 'tfa-el3', 'optee', 'xen', 'pkvm']);
  for (const profile of PROFILES) expect(profileNamed(profile.name)).toBe(profile);
  expect(profileNamed('none')).toBeUndefined();
});

describe.each(PROFILES)('$name', (profile) => {
  const { deviations, lacks, limits, speaks } = profile;

  test.each(deviations.map((deviation) => [deviation.rule, deviation] as const))(
    'departs from %s in something, and says where that is written',
    (id, { status, enforced, kept, source }) => {
      const rule = ruleById(id);
      expect(rule).toBeDefined();
      const byDefault = rule?.optional !== true;
      const otherStatus = status !== undefined && status !== rule?.status;
      const otherwiseEnforced = enforced !== undefined && enforced !== byDefault;
      expect(otherStatus || otherwiseEnforced || kept === true).toBe(true);
      // What others rely on cannot be switched off.
      if (enforced === false || kept === true) expect(rule?.structural).toBeUndefined();
      expect(source).toMatch(/^[a-z][a-z-]+ \d/);
    },
  );

  test('departs from each rule once', () => {
    const ids = deviations.map(({ rule }) => rule);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('lacks functions that FF-A has', () => {
    const known = FUNCTIONS.map(({ name }) => name);
    for (const { functions } of lacks) for (const name of functions) expect(known).toContain(name);
  });

  test('has limits of its own that are no defaults', () => {
    for (const [name, value] of Object.entries(limits))
      expect(DEFAULT_LIMITS[name as keyof typeof DEFAULT_LIMITS]).not.toBe(value);
  });

  test('names sources that docs/sources.md explains', () => {
    const page = readFileSync('docs/sources.md', 'utf8');
    const cited = [...deviations, ...lacks, ...(speaks === undefined ? [] : [speaks])];
    for (const { source } of cited) expect(page).toContain(`### ${source.split(' ')[0]}\n`);
  });
});

test('a policy answers for its profile', () => {
  const held = ruleById('send/held');
  const exact = ruleById('send/attributes-exact');
  if (held === undefined || exact === undefined) throw new Error('no such rules');
  const answers = ['spec', 'tfa-el3', 'xen', 'optee'].map((name) => {
    const profile = profileNamed(name);
    if (profile === undefined) throw new Error(name);
    const policy = new Policy(profile);
    return [name, policy.statusOf(held), policy.enforces(exact), policy.has('FFA_MEM_DONATE')];
  });
  expect(answers).toEqual([
    ['spec', 'DENIED', false, true],
    ['tfa-el3', 'INVALID_PARAMETERS', false, false],
    ['xen', 'DENIED', true, false],
    ['optee', 'DENIED', true, false],
  ]);
});

test('a mediator judges the normal world, and secure partitions are judged by the rules as they stand', () => {
  const exact = ruleById('send/attributes-exact');
  if (exact === undefined) throw new Error('no such rule');
  const answers = ['spec', 'optee', 'xen', 'pkvm'].map((name) => {
    const profile = profileNamed(name);
    if (profile === undefined) throw new Error(name);
    const policy = new Policy(profile);
    return [name, policy.behind.enforces(exact), policy.behind.profile.name, policy.behind.limits.receivers];
  });
  expect(answers).toEqual([
    ['spec', false, 'spec', 32],
    ['optee', true, 'optee', 32],
    ['xen', false, 'spec', 1],
    ['pkvm', false, 'spec', 1],
  ]);
});
