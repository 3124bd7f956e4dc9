import type { SuiteResult, Verdict } from '../play-suite.ts';
import { lackProblems, type Problem, problemsOf } from './problem.ts';

/**
 * Results as TAP version 14: one test point a run, what is not as expected below it as YAML.
 *
 * Source: the specification of the Test Anything Protocol, version 14.
 */
export function tap(results: readonly SuiteResult[]): string {
  const lines: string[] = [];
  let points = 0;
  const point = (ok: boolean, name: string, directive: string, below: readonly string[]) => {
    lines.push(`${ok ? 'ok' : 'not ok'} ${++points} - ${escaped(name)}${directive}`, ...below);
  };
  for (const result of results) {
    const { profile } = result.differences;
    lines.push(`# ${profile} on ${result.target}`);
    for (const verdict of result.verdicts) {
      const { case: subject, run, outcome, missing } = verdict;
      const skipped = outcome === 'left out' && missing !== undefined;
      const directive = skipped ? ` # SKIP needs: ${escaped(missing.name)}` : '';
      point(outcome !== 'failed', `${profile} ${subject.id} ${run}`, directive, diagnostics(verdict));
    }
    for (const problem of lackProblems(result))
      point(false, `${profile} lacks: ${problem.what}`, '', yaml([], [problem]));
  }
  return `TAP version 14\n1..${points}\n${lines.join('\n')}\n`;
}

function diagnostics(verdict: Verdict): readonly string[] {
  const problems = problemsOf(verdict);
  return problems.length === 0 ? [] : yaml(verdict.case.rows, problems);
}

/** Texts are JSON strings, which YAML reads as they are. */
function yaml(rows: readonly string[], problems: readonly Problem[]): readonly string[] {
  const lines = [
    '---',
    `rows: ${JSON.stringify(rows)}`,
    'problems:',
    ...problems.flatMap(({ what, expected, got, done }) => [
      `  - check: ${JSON.stringify(what)}`,
      `    expected: ${JSON.stringify(expected)}`,
      `    got: ${JSON.stringify(got)}`,
      `    done: ${JSON.stringify(done)}`,
    ]),
    '...',
  ];
  return lines.map((line) => `  ${line}`);
}

/** A hash would begin a directive. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}
