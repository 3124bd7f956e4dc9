import { type Command, Option } from 'commander';
import type { Case } from '../../core/conformance/case.ts';
import { differencesOf } from '../../core/conformance/differences/registry.ts';
import { IN_PROCESS, InProcessMachine } from '../../core/conformance/in-process.ts';
import { drive } from '../../core/conformance/play.ts';
import { playSuite, type SuiteResult } from '../../core/conformance/play-suite.ts';
import { resultJson } from '../../core/conformance/reports/json.ts';
import { junit } from '../../core/conformance/reports/junit.ts';
import { tap } from '../../core/conformance/reports/tap.ts';
import { rowsOf } from '../../core/conformance/rows.ts';
import { casesLike } from '../../core/conformance/select.ts';
import { CASES } from '../../core/conformance/suite.ts';
import type { Profile } from '../../core/rules/profile.ts';
import { PROFILES } from '../../core/rules/profiles/registry.ts';
import { nearest } from '../manifest/nearest.ts';
import { listJson, listLines, resultLines, rowLines } from './conformance-text.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { Progress } from './progress.ts';
import { fileSink, standardOutput } from './sink.ts';
import { terminalOf } from './terminal.ts';

const ALL = 'all';

interface ConformanceOptions {
  readonly profile: string;
  readonly case?: string;
  readonly list?: true;
  readonly rows?: true;
  readonly json?: true;
  readonly tap?: true;
  readonly junit?: string;
}

/** `tantalum conformance`: what has to hold of every manager, tried on ours. */
export function define(command: Command): void {
  command
    .addOption(
      new Option('--profile <name>', 'whose manager to behave as, with the differences it is known for')
        .choices([...PROFILES.map(({ name }) => name), ALL])
        .default('spec'),
    )
    .option('--case <pattern>', 'an id, an area, or either with * for any text (default: all cases)')
    .option('--list', 'list cases and the rows they cover, and play none')
    .option('--rows', 'list the rows that cases cover, and why no case covers the others; play none')
    .addOption(new Option('--json', 'print JSON for programs').conflicts('tap'))
    .addOption(new Option('--tap', 'print TAP version 14').conflicts(['json', 'list', 'rows']))
    .addOption(new Option('--junit <file>', 'write JUnit XML to a file as well').conflicts(['list', 'rows']))
    .addHelpText('after', footer(HELP))
    .action(conformance);
}

const HELP = `
A case is tried by several pairs of endpoints. What fails is shown with the rows it comes from, what was
done, what was expected and what came. docs/conformance.md tells more.

Examples:
  $ tantalum conformance
  $ tantalum conformance --profile all
  $ tantalum conformance --case 'share/*tag' --list
  $ tantalum conformance --profile hafnium --tap
  $ tantalum conformance --rows
  $ tantalum conformance --junit conformance.xml

Exit codes: 0 all is as expected, 1 something is not, 2 there are no such cases.`;

async function conformance(options: ConformanceOptions): Promise<void> {
  const cases = options.case === undefined ? CASES : selected(options.case);
  if (options.list === true) {
    const terminal = terminalOf(process.stdout, process.env);
    await put(options.json ? listJson(cases) : lines(listLines(cases, terminal)));
    return;
  }
  if (options.rows === true) {
    const rows = rowsOf(cases);
    const terminal = terminalOf(process.stdout, process.env);
    await put(options.json ? `${JSON.stringify(rows, null, 2)}\n` : lines(rowLines(rows, terminal)));
    return;
  }
  const profiles = PROFILES.filter(({ name }) => options.profile === ALL || name === options.profile);
  const results = playAll(profiles, cases);
  process.exitCode = results.every(({ ok }) => ok) ? EXIT.OK : EXIT.BROKEN;
  if (options.junit !== undefined) await writeFile(options.junit, junit(results));
  await put(report(results, options));
}

function selected(pattern: string): readonly Case[] {
  const cases = casesLike(CASES, pattern);
  if (cases.length > 0) return cases;
  const near = nearest(
    pattern,
    CASES.map(({ id }) => id),
  );
  const hint = near === undefined ? '' : `Did you mean ${near}? `;
  throw new CommandError(
    `there is no case ${pattern}`,
    `${hint}Run tantalum conformance --list to list all.`,
  );
}

function playAll(profiles: readonly Profile[], cases: readonly Case[]): readonly SuiteResult[] {
  const runs = cases.reduce((sum, each) => sum + each.runs.length, 0);
  const progress = new Progress(process.stderr, runs * profiles.length);
  const results = profiles.map((profile) => {
    const suite = playSuite(IN_PROCESS, cases, differencesOf(profile.name), (verdict) =>
      progress.step(`${profile.name} ${verdict.case.id}`),
    );
    return drive(suite, new InProcessMachine(profile));
  });
  progress.end();
  return results;
}

function report(results: readonly SuiteResult[], { json, tap: asTap }: ConformanceOptions): string {
  if (asTap === true) return tap(results);
  if (json === true) {
    const values = results.map(resultJson);
    return `${JSON.stringify(values.length === 1 ? values[0] : values, null, 2)}\n`;
  }
  return lines(resultLines(results, terminalOf(process.stdout, process.env)));
}

async function writeFile(name: string, text: string): Promise<void> {
  const sink = await fileSink(name, '-');
  await sink.write(text);
  await sink.close();
}

function put(text: string): Promise<void> {
  return standardOutput.write(text);
}

function lines(each: readonly string[]): string {
  return `${each.join('\n')}\n`;
}
