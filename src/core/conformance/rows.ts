import type { Case } from './case.ts';
import { ELSEWHERE } from './elsewhere.ts';
import { INVARIANTS } from './invariants.ts';

/** A row of the collections of facts, and what became of it. */
export interface Row {
  /** As docs/sources.md cites it. */
  readonly row: string;
  /** Ids of the cases that cover it; "every run" where all do. */
  readonly cases: readonly string[];
  /** Why no case covers it. */
  readonly why?: string;
}

/** Every row that the cases cover, in the order of the cases, and every row that none of them does. */
export function rowsOf(cases: readonly Case[]): readonly Row[] {
  const covering = new Map<string, string[]>();
  const cover = (row: string, by: string) => {
    const known = covering.get(row);
    if (known === undefined) covering.set(row, [by]);
    else known.push(by);
  };
  for (const { id, rows } of cases) for (const row of rows) cover(row, id);
  for (const { rows } of INVARIANTS) for (const row of rows) cover(row, 'every run');
  return [
    ...[...covering].map(([row, by]) => ({ row, cases: [...new Set(by)] })),
    ...ELSEWHERE.flatMap(({ rows, why }) => rows.map((row) => ({ row, cases: [], why }))),
  ];
}
