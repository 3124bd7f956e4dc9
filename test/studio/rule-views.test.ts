/** Every rule has a page: what it says, both its examples played, and the place that a refusal points at. */

import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';
import { exampleOf } from '../../src/core/scenario/examples/examples.ts';
import { TRACED_RULES } from '../../src/core/trace/rules.ts';
import type { PlayedEvent, PlayedStep } from '../../src/studio/model/learn/played-steps.ts';
import { RULE_GROUPS, searchRules } from '../../src/studio/model/learn/rule-list.ts';
import { type RuleView, ruleView } from '../../src/studio/model/learn/rule-view.ts';

const IDS = TRACED_RULES.map(({ id }) => id);

/** Both examples of a rule are played for its page: once each, for all tests. */
const views = new Map<string, RuleView>();

function viewOf(id: string): RuleView {
  const view = views.get(id) ?? ruleView(id);
  if (view === undefined) throw new Error(`${id} has no page`);
  views.set(id, view);
  return view;
}

function eventsOf(steps: readonly PlayedStep[]): readonly PlayedEvent[] {
  return steps.flatMap(({ events }) => events);
}

/** Whether something was refused by a rule: by its name, or, of a packet, by being dropped. */
function isRefused(id: string, steps: readonly PlayedStep[]): boolean {
  const events = eventsOf(steps);
  return id.startsWith('rm-packet/')
    ? events.some(({ asked }) => asked.startsWith('sends a packet that is dropped'))
    : events.some(({ refused }) => refused === id || refused.startsWith(`${id},`));
}

/** Packets that break these are taken: what they would begin is not served. */
const TAKEN = ['rm-packet/unfinished'];

describe.each(IDS)('%s', (id) => {
  test('is told, and played broken and kept', () => {
    const { what, why, fix, source, answer, broken, kept } = viewOf(id);

    for (const text of [what, why, fix, source, answer]) expect(text).not.toBe('');
    expect([...broken, ...kept].filter(({ asExpected }) => !asExpected)).toEqual([]);
    expect(isRefused(id, broken)).toBe(!TAKEN.includes(id));
    expect(isRefused(id, kept)).toBe(false);
  });

  test('points at the bytes or the register that its example names', () => {
    const { bytes, register } = exampleOf(id)?.broken.expect ?? {};
    const evidence = eventsOf(viewOf(id).broken).find(({ refused }) => refused.startsWith(id))?.evidence;

    if (bytes !== undefined) {
      expect(evidence).toMatchObject({ kind: 'bytes', marks: [bytes] });
      if (evidence?.kind === 'bytes') expect(evidence.bytes.length).toBeGreaterThanOrEqual(bytes.offset);
    }
    if (register !== undefined) {
      const marked = evidence?.kind === 'registers' ? evidence.rows.filter((row) => row.marked) : [];
      expect(marked).toMatchObject([{ register: `x${register}` }]);
    }
  });
});

test('every rule stands in one area', () => {
  const listed = RULE_GROUPS.flatMap(({ rules }) => rules.map(({ id }) => id));

  expect([...listed].sort()).toEqual([...IDS].sort());
  expect(RULE_GROUPS.filter(({ rules }) => rules.length === 0)).toEqual([]);
});

test('what managers do otherwise is said with its source', () => {
  expect(viewOf('send/held').differences).toMatchObject([
    { profile: 'tfa-el3', instead: 'refuses with INVALID_PARAMETERS', source: 'spmc-tfa-optee 1.4, 6' },
  ]);
  expect(viewOf('version/locked').differences.map(({ profile, instead }) => [profile, instead])).toEqual([
    ['tfa-el3', 'leaves things as they are, and says so in its answer'],
    ['optee', 'does not have this rule'],
  ]);
  expect(viewOf('send/read-write-only')).toMatchObject({
    optional: true,
    differences: [
      { profile: 'optee', instead: 'has this rule, and refuses with INVALID_PARAMETERS' },
      { profile: 'xen', instead: 'has this rule, and refuses with NOT_SUPPORTED' },
    ],
  });
  const told = IDS.flatMap((id) => viewOf(id).differences);
  expect(told.length).toBe(PROFILES.flatMap(({ deviations }) => deviations).length);
});

test('leads to rules about the same thing elsewhere', () => {
  const related = viewOf('reclaim/held').related.map(({ id }) => id);

  expect(related).toContain('send/held');
  expect(related).toContain('rm-region/held');
  expect(related).not.toContain('reclaim/held');
});

test.each([
  ['words of what it says', 'two transactions', ['send']],
  ['an answer', 'mem_inuse', ['rm-reclaim', 'rm-notify']],
  ['a name', 'RECLAIM/held', ['reclaim']],
  ['nothing', 'zzz', []],
])('is found by %s', (_, text, areas) => {
  expect(searchRules(text).map(({ area }) => area)).toEqual(areas);
});

test('all are there when nothing is looked for', () => {
  expect(searchRules('  ')).toBe(RULE_GROUPS);
});

test('a rule that there is not has no page', () => {
  expect(ruleView('send/nothing')).toBeUndefined();
});
