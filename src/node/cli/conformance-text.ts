import type { Case } from '../../core/conformance/case.ts';
import type { SuiteResult, Verdict } from '../../core/conformance/play-suite.ts';
import { caseJson } from '../../core/conformance/reports/json.ts';
import { lackProblems, type Problem, problemsOf } from '../../core/conformance/reports/problem.ts';
import { byArea, type Summary, summarize } from '../../core/conformance/reports/summary.ts';
import type { Row } from '../../core/conformance/rows.ts';
import type { Terminal } from './terminal.ts';
import { labelled, wrap } from './wrap.ts';

const LABEL = 10;
const MOST_STEPS = 8;

/** Cases one below the other: what each is about, who plays it, where it comes from. */
export function listLines(cases: readonly Case[], { width, paint }: Terminal): string[] {
  return cases.flatMap(({ id, title, runs, rows }) => [
    paint('heading', id),
    ...labelled('', title, 2, width),
    ...labelled('  runs', runs.join(', '), LABEL, width),
    ...(rows.length === 0 ? [] : labelled('  rows', rows.join(', '), LABEL, width)),
  ]);
}

/** The same for programs. */
export function listJson(cases: readonly Case[]): string {
  return `${JSON.stringify(cases.map(caseJson), null, 2)}\n`;
}

/** Rows one below the other: the cases that cover each, or why none does. */
export function rowLines(rows: readonly Row[], { width, paint }: Terminal): string[] {
  return rows.flatMap(({ row, cases, why }) => [
    paint('heading', row),
    ...labelled('', why ?? cases.join(', '), 2, width),
  ]);
}

/** What the runs came to, area by area or profile by profile, and what is not as expected. */
export function resultLines(results: readonly SuiteResult[], terminal: Terminal): string[] {
  const [only] = results;
  if (only !== undefined && results.length === 1) return oneResult(only, terminal);
  return [
    ...tableLines(
      'profile',
      results.map(({ differences, verdicts }) => [differences.profile, verdicts]),
    ),
    ...results.flatMap((result) =>
      result.ok
        ? []
        : ['', terminal.paint('heading', result.differences.profile), ...problems(result, terminal)],
    ),
    verdictLine(results, terminal),
  ];
}

function oneResult(result: SuiteResult, terminal: Terminal): string[] {
  const { width, paint } = terminal;
  const summary = summarize(result.verdicts);
  return [
    paint('heading', `${result.differences.profile} on ${result.target}`),
    ...tableLines('area', [...byArea(result.verdicts)]),
    ...leftOutLines(summary, width),
    ...labelled('', covered(summary), 2, width),
    ...problems(result, terminal),
    verdictLine([result], terminal),
  ];
}

function problems(result: SuiteResult, terminal: Terminal): string[] {
  return [
    ...result.verdicts
      .filter(({ outcome }) => outcome === 'failed')
      .flatMap((verdict) => ['', ...failedLines(verdict, terminal)]),
    ...lackProblems(result).flatMap((problem) => ['', ...problemLines(problem, terminal)]),
  ];
}

function verdictLine(results: readonly SuiteResult[], { paint }: Terminal): string {
  const { passed, failed } = summarize(results.flatMap(({ verdicts }) => verdicts));
  const runs = `${passed + failed} ${passed + failed === 1 ? 'run' : 'runs'}`;
  if (results.every(({ ok }) => ok)) return paint('good', `${runs}, all as expected`);
  return paint('bad', `${runs}, ${failed} not as expected`);
}

const COLUMNS = ['cases', 'passed', 'failed', 'left out', 'checks', 'differ'] as const;

function tableLines(head: string, parts: readonly (readonly [string, readonly Verdict[]])[]): string[] {
  const first = Math.max(head.length, ...parts.map(([name]) => name.length));
  const row = (name: string, cells: readonly (string | number)[]) =>
    `  ${name.padEnd(first)}${cells.map((cell, index) => String(cell).padStart((COLUMNS[index]?.length ?? 0) + 2)).join('')}`;
  return [
    row(head, COLUMNS),
    ...parts.map(([name, verdicts]) => {
      const { cases, passed, failed, leftOut, checks, differing } = summarize(verdicts);
      return row(name, [cases, passed, failed, leftOut, checks, differing]);
    }),
  ];
}

function leftOutLines({ reasons }: Summary, width: number): string[] {
  return [...reasons].flatMap(([reason, count]) =>
    labelled('', `${count} left out, which need: ${reason}`, 2, width),
  );
}

function covered({ rowsCovered, rowsPassed, rules }: Summary): string {
  const rows = `${rowsPassed.length} of ${rowsCovered.length} rows hold`;
  return `${rows}; ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} refused a call`;
}

function failedLines(verdict: Verdict, terminal: Terminal): string[] {
  const { id, title, rows } = verdict.case;
  const { width, paint } = terminal;
  return [
    paint('bad', `${id} ${verdict.run}`),
    ...labelled('', title, 2, width),
    ...labelled('  rows', rows.join(', '), LABEL + 2, width),
    ...problemsOf(verdict).flatMap((problem) => problemLines(problem, terminal)),
  ];
}

function problemLines({ what, expected, got, done }: Problem, { width, paint }: Terminal): string[] {
  const row = (label: string, text: string) => labelled(`    ${label}`, text, LABEL + 4, width);
  const steps = done.length > MOST_STEPS ? ['...', ...done.slice(-MOST_STEPS)] : done;
  return [
    ...wrap(what, width - 2).map((line) => `  ${paint('heading', line)}`),
    ...steps.flatMap((step, index) => row(index === 0 ? 'done' : '', step)),
    ...row('expected', expected),
    ...row('got', got),
  ];
}
