/** What is said of a campaign at its end. */

import { expect, test } from 'vitest';
import type { Report } from '../../src/core/explore/campaign/report.ts';
import { reportLines } from '../../src/node/cli/explore-text.ts';

const terminal = { width: 60, paint: (_: string, text: string) => text };
const report = (notMet: readonly string[]): Report => ({
  walks: 2,
  calls: 2000,
  found: [],
  specification: { parts: 40, notMet, met: {} },
  rules: {},
});
const parts = (count: number) => Array.from({ length: count }, (_, index) => `part-${index + 1}`);

test.each([
  ['nothing', 0, ['40 of 40 parts of the specification were met (100 %)']],
  ['a few', 2, ['38 of 40 parts of the specification were met (95 %)', 'not met: part-1, part-2']],
  [
    'more than are named',
    12,
    [
      '28 of 40 parts of the specification were met (70 %)',
      'not met: part-1, part-2, part-3, part-4, part-5, part-6,',
      'part-7, part-8, part-9, part-10 and 2 more: --json names all',
    ],
  ],
])('names what was not met: %s', (_, count, said) => {
  expect(reportLines(report(parts(count)), terminal, undefined)).toEqual([
    '2,000 calls on 2 walks, against 24 invariants',
    ...said,
    'all as it has to be',
  ]);
});
