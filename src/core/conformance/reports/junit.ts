import type { SuiteResult, Verdict } from '../play-suite.ts';
import { lackProblems, type Problem, problemsOf } from './problem.ts';
import { areaOf, byArea } from './summary.ts';

/** Results as the XML that continuous-integration servers read as "JUnit": a suite for each profile and area, a test case for each run. */
export function junit(results: readonly SuiteResult[]): string {
  const suites = results.flatMap((result) => [
    ...[...byArea(result.verdicts)].map(([area, verdicts]) =>
      suite(
        `${result.differences.profile}.${area}`,
        verdicts.map((verdict) => testCase(result, verdict)),
      ),
    ),
    ...lackSuite(result),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

interface TestCase {
  readonly outcome: Verdict['outcome'];
  readonly xml: string;
}

function suite(name: string, cases: readonly TestCase[]): string {
  const count = (outcome: Verdict['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  const totals = `tests="${cases.length}" failures="${count('failed')}" errors="0" skipped="${count('left out')}"`;
  const body = cases.map(({ xml }) => xml).join('');
  return `  <testsuite name="${attribute(name)}" ${totals}>\n${body}  </testsuite>\n`;
}

function testCase({ differences }: SuiteResult, verdict: Verdict): TestCase {
  const { case: subject, run, outcome, missing } = verdict;
  const name = `${subject.id.slice(subject.id.indexOf('/') + 1)} ${run}`;
  const head = `<testcase classname="${attribute(`${differences.profile}.${areaOf(subject)}`)}" name="${attribute(name)}"`;
  if (outcome === 'left out')
    return {
      outcome,
      xml: `    ${head}>\n      <skipped message="${attribute(`needs: ${missing?.name ?? ''}`)}"/>\n    </testcase>\n`,
    };
  if (outcome === 'passed') return { outcome, xml: `    ${head}/>\n` };
  const text = [`rows: ${subject.rows.join(', ')}`, ...problemsOf(verdict).flatMap(problemLines)].join('\n');
  return { outcome, xml: `    ${head}>\n${failure(problemsOf(verdict), text)}    </testcase>\n` };
}

function lackSuite(result: SuiteResult): readonly string[] {
  const problems = lackProblems(result);
  if (problems.length === 0) return [];
  const name = `${result.differences.profile}.lacks`;
  const cases = problems.map((problem): TestCase => {
    const xml = `    <testcase classname="${attribute(name)}" name="${attribute(problem.what)}">\n${failure([problem], problem.what)}    </testcase>\n`;
    return { outcome: 'failed', xml };
  });
  return [suite(name, cases)];
}

function failure([first]: readonly Problem[], text: string): string {
  const message = first === undefined ? '' : `${first.what}: expected ${first.expected}, got ${first.got}`;
  return `      <failure message="${attribute(message)}">${escaped(text)}</failure>\n`;
}

function problemLines({ what, expected, got, done }: Problem): readonly string[] {
  return [`${what}: expected ${expected}, got ${got}`, ...done.map((line) => `  ${line}`)];
}

function attribute(text: string): string {
  return escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
