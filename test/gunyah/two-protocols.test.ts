/**
 * Both protocols at work on one ledger, at random: what either may do follows from who has the pages, whichever protocol brought it
 * about. A walk has STEPS calls at most, and a little less than half of that on average: a million calls are made by
 * `WALKS=11000 STEPS=200 npx vitest run test/gunyah/two-protocols.test.ts`, which says how many it made.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BothProtocols, type Try } from './two-protocols.ts';

const { WALKS, STEPS = '60' } = process.env;
const WALK_COUNT = Number(WALKS ?? '40');
const STEP_COUNT = Number(STEPS);

const page = fc.integer({ min: 0, max: 31 });
const loan = fc.integer({ min: 0, max: 7 });
const how = fc.constantFrom('share', 'lend', 'share', 'lend', 'donate');

const step: fc.Arbitrary<Try> = fc.oneof(
  fc.record({
    do: fc.constantFrom('ffa', 'rm'),
    how,
    by: fc.constantFrom('os', 'vm'),
    page,
    pages: fc.integer({ min: 1, max: 3 }),
    half: fc.boolean(),
  }),
  fc.record({ do: fc.constant('finish'), loan, page }),
  fc.record({ do: fc.constantFrom('take', 'return', 'reclaim', 'take', 'return'), loan }),
) as fc.Arbitrary<Try>;

test('pages are where the model says after every step, whichever protocol moved them', () => {
  const done: Record<string, number> = {};
  let calls = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: STEP_COUNT, size: 'max' }), (steps) => {
      const both = new BothProtocols();
      for (const each of steps) {
        calls++;
        if (both.try(each)) done[each.do] = (done[each.do] ?? 0) + 1;
        both.check();
      }
    }),
    { numRuns: WALK_COUNT },
  );
  if (WALKS !== undefined) process.stdout.write(`${calls} calls\n`);
  expect(calls).toBeGreaterThan((WALK_COUNT * STEP_COUNT) / 4);
  // A walk on which nothing succeeds would show nothing.
  for (const what of ['ffa', 'rm', 'finish', 'take', 'return', 'reclaim'])
    expect(done[what]).toBeGreaterThan(WALK_COUNT / 10);
}, 3_600_000);
