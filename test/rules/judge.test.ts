/** Who hears of broken rules: a manager stops at the first that its policy knows, a tool collects them all. */

import { describe, expect, test } from 'vitest';
import { HEADER_1_1 } from '../../src/core/abi/layouts.ts';
import { EveryBroken, FirstBroken, FirstHeard, type Judge, PLACE } from '../../src/core/rules/judge.ts';
import { Policy, SPEC } from '../../src/core/rules/profile.ts';
import type { Rule } from '../../src/core/rules/rule.ts';

const ABOUT = { what: 'It holds.', why: 'It has to.', fix: 'Mend it.', source: 'this test' };
const PLAIN: Rule = { ...ABOUT, id: 'area/plain', status: 'DENIED' };
const OPTIONAL: Rule = { ...ABOUT, id: 'area/optional', status: 'BUSY', optional: true };
const STRUCTURAL: Rule = { ...ABOUT, id: 'area/structural', status: 'NO_MEMORY', structural: true };

describe('where a rule is broken', () => {
  test.each<readonly [name: string, refuse: (judge: Judge) => boolean, at: readonly number[]]>([
    ['nowhere in particular', (judge) => judge.refuse(PLAIN), [PLACE.STATE, 0, 0]],
    ['bytes', (judge) => judge.refuseBytes(PLAIN, 20, 3), [PLACE.BYTES, 20, 3]],
    ['a field', (judge) => judge.refuseField(PLAIN, 100, HEADER_1_1.fields.tag), [PLACE.BYTES, 116, 8]],
    ['a register', (judge) => judge.refuseRegister(PLAIN, 5), [PLACE.REGISTER, 5, 1]],
  ])('%s', (_name, refuse, at) => {
    const judge = new FirstHeard<Rule>();

    expect(refuse(judge)).toBe(true);

    expect([judge.rule, judge.place, judge.offset, judge.length]).toEqual([PLAIN, ...at]);
  });
});

test('a verdict names no rule, no page and no holder until there is one, and when it is cleared', () => {
  const judge = new FirstHeard<Rule>();
  expect([judge.rule, judge.page, judge.holder]).toEqual([null, -1, 0]);
  judge.refuse(PLAIN);
  judge.page = 7;
  judge.holder = 3;

  judge.clear();

  expect([judge.rule, judge.page, judge.holder]).toEqual([null, -1, 0]);
});

describe('the judge of a manager', () => {
  test('passes over rules that its policy does not know', () => {
    const judge = new FirstBroken(new Policy(SPEC));

    expect([judge.refuse(OPTIONAL), judge.rule, judge.status]).toEqual([false, null, 0]);
    expect([judge.refuse(PLAIN), judge.rule, judge.status]).toEqual([true, PLAIN, -6]);
  });

  test('answers as the policy of the call in progress has it', () => {
    const judge = new FirstBroken(new Policy(SPEC));
    const deviations = [{ rule: 'area/plain', status: 'ABORTED', source: 'this test' }] as const;
    judge.policy = new Policy({ ...SPEC, deviations });

    judge.refuse(PLAIN);

    expect(judge.status).toBe(-8);
  });
});

describe('a judge that collects', () => {
  test('stops a check where what follows relies on the rule', () => {
    const judge = new EveryBroken();

    expect([judge.refuse(OPTIONAL), judge.refuse(PLAIN), judge.refuse(STRUCTURAL)]).toEqual([
      false,
      false,
      true,
    ]);

    expect(judge.broken.map(({ rule }) => rule)).toEqual([OPTIONAL, PLAIN, STRUCTURAL]);
  });

  test('notes a rule once for each place', () => {
    const judge = new EveryBroken();

    judge.refuseBytes(PLAIN, 4, 2);
    judge.refuseBytes(PLAIN, 4, 2);
    judge.refuseBytes(PLAIN, 8, 1);

    expect(judge.broken).toEqual([
      { rule: PLAIN, place: PLACE.BYTES, offset: 4, length: 2 },
      { rule: PLAIN, place: PLACE.BYTES, offset: 8, length: 1 },
    ]);
  });
});
