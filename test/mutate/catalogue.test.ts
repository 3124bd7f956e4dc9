/** Which mutants there are: all of the kinds that are meant to be whole, and none that speaks of nothing. */

import { describe, expect, it } from 'vitest';
import { JUSTIFIED } from '../../mutate/justified.ts';
import { MUTANTS } from '../../mutate/mutants.ts';
import { RM_RULES } from '../../src/core/gunyah/rules/registry.ts';
import { DEFAULT_LIMITS } from '../../src/core/rules/limits.ts';
import { MEDIATORS } from '../../src/core/rules/profiles/mediators.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';
import { RULES, ruleById } from '../../src/core/rules/registry.ts';

const IDS = new Set(MUTANTS.map(({ id }) => id));

describe('mutants', () => {
  it('have names of their own', () => {
    expect(IDS.size).toBe(MUTANTS.length);
  });

  it('are there for every rule and every status', () => {
    for (const { id } of [...RULES, ...RM_RULES])
      expect([IDS.has(`rule:${id}`), IDS.has(`status:${id}`), id]).toEqual([true, true, id]);
  });

  it('are there for every limit, one more and one less', () => {
    for (const limit of Object.keys(DEFAULT_LIMITS))
      expect([IDS.has(`limit:${limit}+1`), IDS.has(`limit:${limit}-1`), limit]).toEqual([true, true, limit]);
    expect(IDS.has('limit:rm-parcelsPerOwner+1')).toBe(true);
  });

  it('are there for every row of every profile', () => {
    const rows = new Set([...PROFILES, ...MEDIATORS].flatMap(({ deviations }) => deviations));
    const lacks = new Set([...PROFILES, ...MEDIATORS].flatMap((profile) => profile.lacks));
    const calls = [...lacks].flatMap(({ functions }) => functions);

    expect([...IDS].filter((id) => id.startsWith('deviation:'))).toHaveLength(rows.size);
    expect([...IDS].filter((id) => id.startsWith('lack:'))).toHaveLength(calls.length);
    expect(IDS.has('deviation:xen-mediator/version/major')).toBe(true);
  });

  it('yield another status than the rule', () => {
    for (const { change } of MUTANTS)
      if (change.kind === 'status') expect(change.status).not.toBe(ruleById(change.rule)?.status);
  });

  it('speak of rules that there are', () => {
    for (const { id, change } of MUTANTS)
      if (change.kind === 'rule') expect([id, ruleById(change.rule)?.id]).toEqual([id, change.rule]);
  });

  it('of rows say which', () => {
    for (const { id, rows } of MUTANTS)
      if (id.startsWith('row:'))
        for (const row of rows ?? ['none'])
          expect([id, row]).toEqual([id, expect.stringMatching(/^[A-Z]{1,2}\d+$/)]);
  });

  it('that are justified are there', () => {
    expect(Object.keys(JUSTIFIED).filter((id) => !IDS.has(id))).toEqual([]);
  });
});
