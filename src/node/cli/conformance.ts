import { type Command, Option } from 'commander';
import type { Case } from '../../core/conformance/case.ts';
import { differencesOf } from '../../core/conformance/differences/registry.ts';
import { IN_PROCESS, InProcessMachine } from '../../core/conformance/in-process.ts';
import { drive, driveDistant } from '../../core/conformance/play.ts';
import { playSuite, type SuiteResult, type Verdict } from '../../core/conformance/play-suite.ts';
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
/** Where cases are played. */
const BOARDS = ['in-process', 'qemu'] as const;

interface ConformanceOptions {
  readonly profile: string;
  readonly board: (typeof BOARDS)[number];
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
    .addOption(
      new Option('--board <board>', 'where to play: here, or with vm1 as a guest in QEMU')
        .choices(BOARDS)
        .default('in-process'),
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
  $ tantalum conformance --board qemu --case lend
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
  const results = await playAll(profiles, cases, PLAYERS[options.board]);
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

/** Plays cases as a profile, and tells of each when it is over. */
type Player = (
  profile: Profile,
  cases: readonly Case[],
  tell: (verdict: Verdict) => void,
) => SuiteResult | Promise<SuiteResult>;

const PLAYERS: Readonly<Record<ConformanceOptions['board'], Player>> = {
  'in-process': (profile, cases, tell) =>
    drive(playSuite(IN_PROCESS, cases, differencesOf(profile.name), tell), new InProcessMachine(profile)),
  qemu: playInQemu,
};

/** What QEMU needs is loaded when it is asked for. */
async function playInQemu(...[profile, cases, tell]: Parameters<Player>): Promise<SuiteResult> {
  const { QEMU_TARGET } = await import('../qemu/target/qemu-target.ts');
  const { QemuMachine } = await import('../qemu/target/qemu-machine.ts');
  const { qemuProblem } = await import('./qemu-problem.ts');
  const machine = new QemuMachine(profile);
  try {
    return await driveDistant(playSuite(QEMU_TARGET, cases, differencesOf(profile.name), tell), machine);
  } catch (error) {
    throw qemuProblem(error);
  } finally {
    machine.close();
  }
}

async function playAll(
  profiles: readonly Profile[],
  cases: readonly Case[],
  play: Player,
): Promise<readonly SuiteResult[]> {
  const runs = cases.reduce((sum, each) => sum + each.runs.length, 0);
  const progress = new Progress(process.stderr, runs * profiles.length);
  const results: SuiteResult[] = [];
  for (const profile of profiles)
    results.push(
      await play(profile, cases, (verdict) => progress.step(`${profile.name} ${verdict.case.id}`)),
    );
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
