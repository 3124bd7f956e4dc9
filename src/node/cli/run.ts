import type { Command } from 'commander';
import { pageReport } from '../../core/board/page-report.ts';
import { type RunEvent, runScenario } from '../../core/scenario/runner.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { readMachine } from '../machine/read-machine.ts';
import { CommandError, EXIT } from './exit.ts';
import { pageMapLines } from './page-map-text.ts';
import { readSource } from './read-source.ts';
import { eventJson, pageMapJson, resultJson, TRACE_HEADER } from './run-json.ts';
import { RunText } from './run-text.ts';
import { terminalOf } from './terminal.ts';
import { wrap } from './wrap.ts';

interface RunOptions {
  readonly json?: true;
  readonly calls?: true;
  readonly quiet?: true;
}

/** `tantalum run`: plays a scenario and checks what comes of it. */
export function define(command: Command): void {
  command
    .argument('<file>', 'machine file (YAML), or - for the standard input')
    .option('--calls', 'show the registers of every call, not only of refused ones')
    .option('--quiet', 'show only what is not as expected')
    .option('--json', 'print one event a line for programs')
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
A machine file says what memory there is, which partitions, and what they do:
docs/scenarios.md describes it, and tantalum schema prints its JSON Schema.

Examples:
  $ tantalum run machines/three-worlds.yaml
  $ tantalum run machines/three-worlds.yaml --calls
  $ tantalum run machines/three-worlds.yaml --json | tantalum decode - --call share

Exit codes: 0 all came as expected, 1 something did not, 2 the file cannot be read.`;

async function run(file: string, options: RunOptions): Promise<void> {
  const name = file === '-' ? 'standard input' : file;
  const text = new TextDecoder().decode(await readSource(file));
  const reading = await readMachine(text, file === '-' ? 'standard-input.yaml' : file);
  if (!reading.ok) {
    const mistakes = reading.mistakes.map(
      ({ line, column, what, expected }) => `${name}:${line}:${column}: ${what}, expected ${expected}`,
    );
    throw new CommandError(mistakes.join('\n'), 'tantalum schema prints what a machine file may hold.');
  }
  const { scenario, lines } = reading;
  const result = options.json
    ? runToJson(scenario)
    : runToText(scenario, options, (index) => `${name}:${lines[index] ?? 1}`);
  process.exitCode = result ? EXIT.OK : EXIT.BROKEN;
}

function runToJson(scenario: Scenario): boolean {
  const put = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  put(TRACE_HEADER);
  const result = runScenario(scenario, (event) => put(eventJson(event)));
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
    put([...wrap(scenario.about.trim(), terminal.width), '']);
  const result = runScenario(scenario, (event) => {
    if (quiet !== true || isMissed(event)) put(text.lines(event));
  });
  if (quiet !== true)
    put([
      '',
      terminal.paint('heading', 'page map'),
      ...pageMapLines(pageReport(result.board), terminal.width),
    ]);
  const count = `${result.steps} steps`;
  put([
    '',
    result.ok
      ? terminal.paint('good', `${count}, all as expected`)
      : terminal.paint('bad', `${count}, ${result.missed} not as expected`),
  ]);
  return result.ok;
}

function isMissed(event: RunEvent): boolean {
  return event.kind === 'judged' && event.missed !== undefined;
}
