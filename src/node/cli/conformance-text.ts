import type { Case } from '../../core/conformance/case.ts';
import type { SuiteResult, Verdict } from '../../core/conformance/play-suite.ts';
import { caseJson } from '../../core/conformance/reports/json.ts';
import { lackProblems, type Problem, problemsOf } from '../../core/conformance/reports/problem.ts';
import { byArea, type Summary, summarize } from '../../core/conformance/reports/summary.ts';
import { RULES } from '../../core/rules/registry.ts';
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

/** What is not as expected, and what the runs of each profile came to. */
export function resultLines(results: readonly SuiteResult[], terminal: Terminal): string[] {
  return results.flatMap((result, index) => [...(index === 0 ? [] : ['']), ...oneResult(result, terminal)]);
}

function oneResult(result: SuiteResult, terminal: Terminal): string[] {
  const { width, paint } = terminal;
  const summary = summarize(result.verdicts);
  return [
    paint('heading', `${result.differences.profile} on ${result.target}`),
    ...tableLines(result.verdicts),
    ...leftOutLines(summary, width),
    ...labelled('', covered(summary), 2, width),
    ...result.verdicts
      .filter(({ outcome }) => outcome === 'failed')
      .flatMap((verdict) => ['', ...failedLines(verdict, terminal)]),
    ...lackProblems(result).flatMap((problem) => ['', ...problemLines(problem, terminal)]),
    result.ok
      ? paint('good', `${summary.passed} runs, all as expected`)
      : paint('bad', `${summary.passed + summary.failed} runs, ${summary.failed} not as expected`),
  ];
}

const COLUMNS = ['cases', 'passed', 'failed', 'left out', 'checks'] as const;

function tableLines(verdicts: readonly Verdict[]): string[] {
  const rows = [...byArea(verdicts)].map(([area, each]) => ({ area, ...summarize(each) }));
  const first = Math.max(4, ...rows.map(({ area }) => area.length));
  const row = (area: string, cells: readonly (string | number)[]) =>
    `  ${area.padEnd(first)}${cells.map((cell, index) => String(cell).padStart((COLUMNS[index]?.length ?? 0) + 2)).join('')}`;
  return [
    row('area', COLUMNS),
    ...rows.map(({ area, cases, passed, failed, leftOut, checks }) =>
      row(area, [cases, passed, failed, leftOut, checks]),
    ),
  ];
}

function leftOutLines({ reasons }: Summary, width: number): string[] {
  return [...reasons].flatMap(([reason, count]) =>
    labelled('', `${count} left out, which need: ${reason}`, 2, width),
  );
}

function covered({ rowsCovered, rowsPassed, rules, differing }: Summary): string {
  return [
    `${rowsPassed.length} of ${rowsCovered.length} rows hold`,
    ...(differing === 0
      ? []
      : [`${differing} ${differing === 1 ? 'check differs' : 'checks differ'} as the profile says`]),
    `${rules.length} of ${RULES.length} rules refused a call`,
  ].join('; ');
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
