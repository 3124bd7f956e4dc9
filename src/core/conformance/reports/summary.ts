import type { Case } from '../case.ts';
import { INVARIANTS } from '../invariants.ts';
import type { Verdict } from '../play-suite.ts';

/** How many runs came to what, and what that says of rows and rules. */
export interface Summary {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly leftOut: number;
  readonly checks: number;
  /** Checks that differ as the profile says. */
  readonly differing: number;
  /** Rows of which at least one run took place, and those of which none failed. */
  readonly rowsCovered: readonly string[];
  readonly rowsPassed: readonly string[];
  /** Ids of the rules that refused a call. */
  readonly rules: readonly string[];
  /** Why runs were left out, and how many for each reason. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** What a result, or a part of it, comes to. */
export function summarize(verdicts: readonly Verdict[]): Summary {
  const played = verdicts.filter(({ missing }) => missing === undefined);
  const checks = played.flatMap((verdict) => verdict.checks);
  const unexpected = played.reduce((sum, verdict) => sum + verdict.unexpected.length, 0);
  const rowsFailed = failedRows(verdicts);
  const always = played.length === 0 ? [] : INVARIANTS.flatMap(({ rows }) => rows);
  const rowsCovered = [...new Set([...rowsOf(played), ...always])];
  const reasons = new Map<string, number>();
  for (const { missing } of verdicts)
    if (missing !== undefined) reasons.set(missing.name, (reasons.get(missing.name) ?? 0) + 1);
  const count = (outcome: Verdict['outcome']) => verdicts.filter((each) => each.outcome === outcome).length;
  return {
    cases: new Set(verdicts.map((verdict) => verdict.case.id)).size,
    passed: count('passed'),
    failed: count('failed'),
    leftOut: count('left out'),
    checks: checks.length,
    differing: checks.filter(({ passed }) => !passed).length - unexpected,
    rowsCovered,
    rowsPassed: rowsCovered.filter((row) => !rowsFailed.has(row)),
    rules: [...new Set(played.flatMap(({ rules }) => [...rules]))].sort(),
    reasons,
  };
}

/** The area that a case belongs to: what its id begins with. */
export function areaOf({ id }: Pick<Case, 'id'>): string {
  return id.slice(0, id.indexOf('/'));
}

/** Verdicts by area, in the order of the areas. */
export function byArea(verdicts: readonly Verdict[]): ReadonlyMap<string, readonly Verdict[]> {
  const areas = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const area = areaOf(verdict.case);
    const known = areas.get(area);
    if (known === undefined) areas.set(area, [verdict]);
    else known.push(verdict);
  }
  return areas;
}

/** Rows of runs that failed, and those of invariants that a run broke. */
function failedRows(verdicts: readonly Verdict[]): ReadonlySet<string> {
  const unexpected = new Set(verdicts.flatMap((verdict) => verdict.unexpected.map(({ what }) => what)));
  const broken = INVARIANTS.filter(({ what }) => unexpected.has(what)).flatMap(({ rows }) => rows);
  return new Set([...rowsOf(verdicts.filter(({ outcome }) => outcome === 'failed')), ...broken]);
}

function rowsOf(verdicts: readonly Verdict[]): ReadonlySet<string> {
  return new Set(verdicts.flatMap((verdict) => verdict.case.rows));
}
