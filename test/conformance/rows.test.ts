/** Every row of the collections of facts is covered by a case, or listed with the reason why none covers it. */

import { describe, expect, test } from 'vitest';
import { ELSEWHERE } from '../../src/core/conformance/elsewhere.ts';
import { INVARIANTS } from '../../src/core/conformance/invariants.ts';
import { CASES } from '../../src/core/conformance/suite.ts';
import { ARE_THERE, referenceRows } from './reference-rows.ts';

const covered = new Set([...CASES, ...INVARIANTS].flatMap(({ rows }) => rows));
const elsewhere = ELSEWHERE.flatMap(({ rows }) => rows);

test('no row is both covered and listed as covered by nothing', () => {
  expect(elsewhere.filter((row) => covered.has(row))).toEqual([]);
  expect(new Set(elsewhere).size).toBe(elsewhere.length);
});

test('every reason is a sentence', () => {
  for (const { why, rows } of ELSEWHERE) {
    expect(why).toMatch(/^[A-Z].*\.$/s);
    expect(rows.length).toBeGreaterThan(0);
  }
});

describe.runIf(ARE_THERE)('the collections beside the checkout', () => {
  const rows = ARE_THERE ? referenceRows() : [];
  const ids = new Set(rows.map(({ id }) => id));

  test('have no row that is forgotten', () => {
    const known = new Set([...covered, ...elsewhere]);
    expect([...ids].filter((id) => !known.has(id))).toEqual([]);
  });

  test('have every row that is covered or listed', () => {
    expect([...covered, ...elsewhere].filter((row) => !ids.has(row))).toEqual([]);
  });

  test('name no run that is not played', () => {
    const forgotten = rows.flatMap(({ id, runs = [] }) => {
      const played = new Set<string>(
        CASES.filter((each) => each.rows.includes(id)).flatMap((each) => each.runs),
      );
      return runs.filter((run) => !played.has(run)).map((run) => `${id}: ${run}`);
    });
    expect(forgotten).toEqual([]);
  });
});
