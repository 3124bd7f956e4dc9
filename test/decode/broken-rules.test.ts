/** Every rule that bytes decide, broken and kept. */

import { describe, expect, test } from 'vitest';
import { VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { inspect } from '../../src/core/decode/inspect.ts';
import { Policy, SPEC } from '../../src/core/rules/profile.ts';
import { ruleById } from '../../src/core/rules/registry.ts';
import { patched } from '../abi/support.ts';
import { BROKEN_CASES } from './broken-cases.ts';
import * as sample from './samples.ts';

describe('every rule that bytes decide', () => {
  test.each(BROKEN_CASES)(
    '$rule as $call at $at',
    ({ rule, call, version = VERSION_1_1, mended, spoiled, at, found }) => {
      expect(ruleById(rule)).toBeDefined();
      expect(inspect(mended, { call, version })).toMatchObject({ valid: true, broken: [], faults: [] });
      const { valid, broken } = inspect(spoiled(mended), { call, version });
      expect(broken.map(({ rule: { id }, offset, length }) => [id, offset, length])).toEqual([[rule, ...at]]);
      expect(valid).toBe(false);
      expect(broken[0]?.status).toBe(ruleById(rule)?.status);
      if (found !== undefined) expect(broken[0]?.found).toBe(found);
    },
  );
});

describe('profiles', () => {
  const stubborn = new Policy({
    ...SPEC,
    name: 'stubborn',
    limits: { receivers: 1 },
    deviations: [
      { rule: 'send/donate-to-normal-world', enforced: true, source: 'test' },
      { rule: 'send/zero-on-share', enforced: false, source: 'test' },
      { rule: 'send/time-slice', status: 'NOT_SUPPORTED', source: 'test' },
    ],
  });

  test('a profile can have rules that others lack', () => {
    const bytes = patched(patched(sample.DONATION, 0, '03 80'), 48, '05 00');
    expect(inspect(bytes, { call: 'donate' }).valid).toBe(true);
    const { broken } = inspect(bytes, { call: 'donate', policy: stubborn });
    expect(broken.map(({ rule }) => rule.id)).toEqual(['send/donate-to-normal-world']);
  });

  test('a profile can lack rules, give other statuses and have lower limits', () => {
    expect(inspect(patched(sample.SHARE, 4, '01'), { call: 'share', policy: stubborn }).valid).toBe(true);
    const { broken } = inspect(patched(sample.SHARE_TO_TWO, 4, '02'), { call: 'share', policy: stubborn });
    expect(broken.map(({ rule, status }) => [rule.id, status])).toEqual([
      ['send/time-slice', 'NOT_SUPPORTED'],
      ['descriptor/receiver-count-max', 'INVALID_PARAMETERS'],
    ]);
  });
});
