import type { SuiteResult, Verdict } from '../play-suite.ts';

/** One thing that is not as expected of a run. */
export interface Problem {
  /** The check, or what the run needs. */
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  /** What was done for it, step by step. */
  readonly done: readonly string[];
}

/** What is not as expected of a run. */
export function problemsOf({ missing, outcome, unexpected, unseen, checks }: Verdict): readonly Problem[] {
  if (outcome !== 'failed') return [];
  if (missing !== undefined)
    return [{ what: missing.name, expected: 'that it is so', got: 'it is not', done: [] }];
  return [
    ...unexpected.map(({ what, expected, got, expectedRule, rule, done }) => ({
      what,
      expected: byRule(expected, expectedRule),
      got: byRule(got, rule),
      done,
    })),
    ...unseen.map(({ check: what, difference: { seen, rule, source } }) => {
      const check = checks.find((each) => each.what === what);
      const expected = `${byRule(seen, rule)}, as the profile says (${source})`;
      return {
        what,
        expected,
        got: check === undefined ? 'it was not reached' : byRule(check.got, check.rule),
        done: check?.done ?? [],
      };
    }),
  ];
}

/** What a profile was said to lack and does not. */
export function lackProblems({ unseenLacks }: SuiteResult): readonly Problem[] {
  return unseenLacks.map((what) => ({
    what,
    expected: 'that the profile lacks it',
    got: 'it is there',
    done: [],
  }));
}

function byRule(text: string, rule: string | undefined): string {
  return rule === undefined ? text : `${text} by ${rule}`;
}
