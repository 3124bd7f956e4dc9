import { type Command, Option } from 'commander';
import type { FaultRule } from '../../core/board/fault-rule.ts';
import { pageReport } from '../../core/board/page-report.ts';
import { PROFILES } from '../../core/rules/profiles/registry.ts';
import { runScenario } from '../../core/scenario/runner.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { INJECT_HELP, parseInject } from './inject.ts';
import { pageMapLines } from './page-map-text.ts';
import { readScenario } from './read-scenario.ts';
import { eventJson, pageMapJson, resultJson, runHeader } from './run-json.ts';
import { RunText } from './run-text.ts';
import { terminalOf } from './terminal.ts';
import { wrap } from './wrap.ts';

interface RunOptions {
  readonly json?: true;
  readonly calls?: true;
  readonly quiet?: true;
  readonly profile?: string;
  readonly inject?: readonly FaultRule[];
}

/** `tantalum run`: plays a scenario and checks what comes of it. */
export function define(command: Command): void {
  command
    .argument('<file>', 'machine file (YAML), or - for the standard input')
    .option('--calls', 'show the registers of every call, not only of refused ones')
    .option('--quiet', 'show only what is not as expected')
    .addOption(
      new Option(
        '--profile <name>',
        'whose manager to behave as (default: what the file says, else spec)',
      ).choices(PROFILES.map(({ name: profile }) => profile)),
    )
    .option('--inject <rule>', INJECT_HELP, parseInject)
    .option('--json', 'print one event a line for programs')
    .addHelpText('after', footer(HELP))
    .action(run);
}

const HELP = `
A machine file says what memory there is, which partitions, and what they do:
docs/scenarios.md describes it, and tantalum schema prints its JSON Schema.

Examples:
  $ tantalum run machines/three-worlds.yaml
  $ tantalum run machines/three-worlds.yaml --calls
  $ tantalum run machines/three-worlds.yaml --profile hafnium
  $ tantalum run machines/three-worlds.yaml --inject 'FFA_MEM_RECLAIM=DENIED*3'
  $ tantalum run machines/three-worlds.yaml --json | tantalum decode - --call share

Exit codes: 0 all came as expected, 1 something did not, 2 the file cannot be read.`;

async function run(file: string, options: RunOptions): Promise<void> {
  const { inject: faults = [] } = options;
  const { name, lines, ...read } = await readScenario(file, options.profile);
  const scenario = { ...read.scenario, faults };
  const result = options.json
    ? runToJson(scenario, (index) => lines[index])
    : runToText(scenario, options, (index) => `${name}:${lines[index] ?? 1}`);
  process.exitCode = result ? EXIT.OK : EXIT.BROKEN;
}

function runToJson(scenario: Scenario, lineOf: (step: number) => number | undefined): boolean {
  const put = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  put(runHeader(scenario));
  const result = runScenario(scenario, (event) => put(eventJson(event, lineOf)));
  put(pageMapJson(result.board));
  put(resultJson(result));
  return result.ok;
}

function runToText(
  scenario: Scenario,
  { calls, quiet }: RunOptions,
  placeOf: (index: number) => string,
): boolean {
  const terminal = terminalOf(process.stdout, process.env);
  const text = new RunText(scenario, terminal, { placeOf, calls: calls === true });
  const put = (lines: readonly string[]) => {
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  };
  if (scenario.about !== undefined && quiet !== true)
    put([
      ...scenario.about
        .trim()
        .split('\n')
        .flatMap((line) => wrap(line, terminal.width)),
      '',
    ]);
  const result = runScenario(scenario, (event) => {
    put(quiet === true ? text.onlyMissed(event) : text.lines(event));
  });
  if (quiet !== true)
    put([
      '',
      terminal.paint('heading', 'page map'),
      ...pageMapLines(pageReport(result.board), terminal.width),
    ]);
  const count = `${result.steps} steps`;
  put([
    ...(quiet === true && result.ok ? [] : ['']),
    result.ok
      ? terminal.paint('good', `${count}, all as expected`)
      : terminal.paint('bad', `${count}, ${result.missed} not as expected`),
  ]);
  return result.ok;
}
