import { type Command, Option } from 'commander';
import { type FaultRule, faultText } from '../../core/board/fault-rule.ts';
import { PROFILES } from '../../core/rules/profiles/registry.ts';
import { runScenario } from '../../core/scenario/runner.ts';
import { commandLine, fileWord } from './command-line.ts';
import { EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { expectOneOutput, HTML_HELP, HtmlReport } from './html-report.ts';
import { INJECT_HELP, parseInject } from './inject.ts';
import { type LiveOptions, liveStudio, OPEN, STUDIO } from './live-options.ts';
import { readScenario } from './read-scenario.ts';
import { RunReport } from './run-report.ts';
import { RunJson, RunScreen, type RunView, resultText } from './run-views.ts';

interface RunOptions extends LiveOptions {
  readonly json?: true;
  readonly calls?: true;
  readonly quiet?: true;
  readonly profile?: string;
  readonly inject?: readonly FaultRule[];
  readonly html?: string;
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
    .addOption(STUDIO)
    .addOption(OPEN)
    .option('--json', 'print one event a line for programs')
    .option('--html <file>', HTML_HELP)
    .addHelpText('after', footer(HELP))
    .action(run);
}

const HELP = `
A machine file says what memory there is, which partitions, and what they do:
docs/scenarios.md describes it, and tantalum schema prints its JSON Schema.

--html writes one file for a bug report: what came of it, and the studio's timeline, page map and inspector, for
browsers without a network (docs/studio.md).

Examples:
  $ tantalum run machines/three-worlds.yaml
  $ tantalum run machines/three-worlds.yaml --calls
  $ tantalum run machines/three-worlds.yaml --profile hafnium
  $ tantalum run machines/three-worlds.yaml --inject 'FFA_MEM_RECLAIM=DENIED*3'
  $ tantalum run machines/three-worlds.yaml --json | tantalum decode - --call share
  $ tantalum run machines/three-worlds.yaml --html report.html
  $ tantalum run machines/three-worlds.yaml --studio

Exit codes: 0 all came as expected, 1 something did not, 2 the file cannot be read, or the report not be written.`;

async function run(file: string, options: RunOptions): Promise<void> {
  const { inject: faults = [], html, json } = options;
  expectOneOutput(html, json);
  const { name, lines, ...read } = await readScenario(file, options.profile);
  const scenario = { ...read.scenario, faults };
  const lineOf = (step: number) => lines[step] ?? 1;
  const report =
    html === undefined ? undefined : new RunReport(scenario, lineOf, await HtmlReport.begin(html, file));
  const screen = json
    ? new RunJson(scenario, lineOf, putLine)
    : new RunScreen(scenario, options, (step) => `${name}:${lineOf(step)}`);
  const views: readonly RunView[] = [
    ...(html === '-' ? [] : [screen]),
    ...(report === undefined ? [] : [report]),
  ];
  const { machine, initialising = [], programs = {} } = scenario;
  const started = [...initialising, ...Object.keys(programs)];
  const live = await liveStudio(options, { machine, initialising: started, guest: 'a scenario' });
  try {
    await live?.tell(options);
    for (const view of views) view.begin();
    const result = runScenario(scenario, (event) => {
      if (event.kind === 'trace') live?.listener(event.event);
      for (const view of views) view.event(event);
    });
    for (const view of views) view.end(result);
    await report?.write(sameRun(file, options), result);
    process.exitCode = result.ok ? EXIT.OK : EXIT.BROKEN;
    await live?.stay(`${resultText(result)}.`);
  } finally {
    live?.close();
  }
}

function putLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What makes the same run again. */
function sameRun(file: string, { profile, inject = [] }: RunOptions): string {
  return commandLine([
    ...['tantalum', 'run', fileWord(file)],
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...inject.flatMap((rule) => ['--inject', faultText(rule)]),
  ]);
}
