import { describe, expect, test } from 'vitest';
import { RM_RULES, rmRuleById } from '../../src/core/gunyah/rules/registry.ts';
import { BROKEN_MESSAGES } from './broken-messages.ts';
import { World } from './world.ts';

test('a rule is found by its id', () => {
  expect(rmRuleById('rm-create/rights')?.error).toBe('ARGUMENT_INVALID');
  expect(rmRuleById('send/held')).toBeUndefined();
});

describe('a message that breaks a rule', () => {
  test.each(BROKEN_MESSAGES)('%s: %s at %s', (rule, error, at, act) => {
    expect(act(new World())).toMatchObject({ rule: `${rule} ${at}`, error });
  });

  test.each(BROKEN_MESSAGES)('%s leaves everything as it was', (_rule, _error, _at, act) => {
    const world = new World();
    let before: unknown;
    const send = world.send.bind(world);
    world.send = (...message) => {
      before = world.state();
      return send(...message);
    };

    act(world);

    expect(world.state()).toEqual(before);
  });

  test('is there for every rule', () => {
    const provoked = new Set(BROKEN_MESSAGES.map(([rule]) => rule));

    expect(
      RM_RULES.map(({ id }) => id).filter((id) => !provoked.has(id) && id !== 'rm-region/too-many'),
    ).toEqual([]);
  });
});
