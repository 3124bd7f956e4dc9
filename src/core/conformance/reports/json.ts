import type { Case } from '../case.ts';
import type { SuiteResult, Verdict } from '../play-suite.ts';
import { lackProblems, problemsOf } from './problem.ts';
import { summarize } from './summary.ts';

/** A result as plain data. */
export function resultJson(result: SuiteResult): object {
  const { reasons, ...summary } = summarize(result.verdicts);
  return {
    profile: result.differences.profile,
    target: result.target,
    ok: result.ok,
    ...summary,
    reasons: Object.fromEntries(reasons),
    problems: lackProblems(result),
    runs: result.verdicts.map(verdictJson),
  };
}

/** A case as plain data: what it is, not what came of it. */
export function caseJson({ id, title, rows, runs }: Case): object {
  return { id, title, rows, runs };
}

function verdictJson(verdict: Verdict): object {
  const { case: subject, run, outcome, missing, checks } = verdict;
  return {
    case: subject.id,
    run,
    outcome,
    ...(missing === undefined ? {} : { needs: missing.name }),
    problems: problemsOf(verdict),
    checks: checks.map(({ what, expected, got, expectedRule, rule, passed }) => ({
      what,
      expected,
      got,
      ...(expectedRule === undefined ? {} : { expectedRule }),
      ...(rule === undefined ? {} : { rule }),
      passed,
    })),
  };
}
