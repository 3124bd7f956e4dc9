import type { Command } from 'commander';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { Mistake } from '../../core/decode/reading.ts';
import type { RecordedEvent } from '../../core/decode/recorded-event.ts';
import { readRecordedEvent } from '../../core/decode/recorded-line.ts';
import { gapIn } from '../../core/decode/recording-gap.ts';
import { headerMistake, recordingHeader } from '../../core/decode/recording-header.ts';
import { type RecordedMoment, readRecordedMoment } from '../../core/replay/recorded-moment.ts';
import { type Deviation, Replay } from '../../core/replay/replay.ts';
import { readMachine } from '../machine/read-machine.ts';
import { commandLine, fileWord } from './command-line.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { expectOneOutput, HTML_HELP, HtmlReport } from './html-report.ts';
import { readLines } from './read-lines.ts';
import { readSource } from './read-source.ts';
import { ReplayReport } from './replay-report.ts';
import { deviationJson, deviationLines, sameText } from './replay-text.ts';
import { terminalOf } from './terminal.ts';

interface ReplayOptions {
  readonly machine?: string;
  readonly json?: true;
  readonly html?: string;
}

/** `tantalum replay`: recorded calls once more, and the first that comes otherwise. */
export function define(command: Command): void {
  command
    .argument('<file>', 'recording to play, or - for the standard input')
    .option('--machine <file>', 'machine file (YAML) of what was recorded (default: the recording says it)')
    .option('--json', 'print JSON for programs')
    .option('--html <file>', HTML_HELP)
    .addHelpText('after', footer(HELP))
    .action(replay);
}

const HELP = `
Every call of a recording is made once more, with what TX held, on a machine whose partitions do nothing by themselves. Where the
answer, who goes on, the rule, RX or the pages are not as recorded, the first such call is shown. Recordings of
tantalum run, boot and serve tell their machine; for others --machine does.

--html writes one file for a bug report: what came otherwise, and the studio's timeline, page map and inspector, for
browsers without a network (docs/studio.md).

Examples:
  $ tantalum boot --record boot.ndjson; tantalum replay boot.ndjson
  $ tantalum run machines/three-worlds.yaml --json | tantalum replay -
  $ tantalum replay firmware.ndjson --machine board.yaml
  $ tantalum replay boot.ndjson --html report.html

Exit codes: 0 all comes as recorded, 1 a call does not, 2 the recording or the machine cannot be read, or the report not
be written.`;

/** What came of a recording. */
interface Outcome {
  readonly events: number;
  /** The first event that came otherwise, and its line. */
  readonly first?: { readonly line: number; readonly deviation: Deviation };
}

async function replay(file: string, { machine, json, html }: ReplayOptions): Promise<void> {
  expectOneOutput(html, json);
  const name = file === '-' ? 'standard input' : file;
  const report = html === undefined ? undefined : new ReplayReport(await HtmlReport.begin(html, file));
  const outcome = await play(file, name, machine, report);
  await report?.write(sameReplay(file, machine), outcome);
  process.exitCode = outcome.first === undefined ? EXIT.OK : EXIT.BROKEN;
  if (html !== '-') print(name, outcome, json);
}

function print(name: string, { events, first }: Outcome, json: true | undefined): void {
  if (json) {
    const deviation = first === undefined ? {} : { line: first.line, ...deviationJson(first.deviation) };
    process.stdout.write(`${JSON.stringify({ same: first === undefined, events, ...deviation }, null, 2)}\n`);
    return;
  }
  const terminal = terminalOf(process.stdout, process.env);
  const lines =
    first === undefined
      ? [terminal.paint('good', `${name}: ${sameText(events)}`)]
      : deviationLines(`${name}:${first.line}`, first.deviation, terminal);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Plays a recording up to the first event that comes otherwise; a report has what comes behind that, too. */
async function play(
  file: string,
  name: string,
  machine: string | undefined,
  report: ReplayReport | undefined,
): Promise<Outcome> {
  let player: Replay | undefined;
  let first: Outcome['first'];
  let line = 0;
  let events = 0;
  for await (const lines of readLines(file)) {
    for (const text of lines) {
      line++;
      if (text.trim() === '') continue;
      report?.add(text);
      if (first !== undefined) continue;
      if (player === undefined) {
        const { spec, initialising } = await machineOf(text, name, machine);
        player = new Replay(spec, initialising);
        report?.onMachine(spec);
        continue;
      }
      const event = readRecordedMoment(text) ?? readRecordedEvent(text, line);
      if (event === 'other') {
        const missing = gapIn(text);
        if (missing === undefined) continue;
        process.stderr.write(
          `${name}:${line}: ${missing} events are missing here, and what follows is left out\n`,
        );
        return { events };
      }
      if (event === 'cut') {
        process.stderr.write(`${name}:${line}: the line ends in the middle and is left out\n`);
        continue;
      }
      if ('ok' in event) throw unreadable(name, event);
      if (player.party(event) === undefined)
        throw new CommandError(
          `${name}:${line}: the machine has no ${isMessage(event) ? 'VM' : 'partition'} ${event.caller}`,
          'Give the machine of the recording: --machine FILE.',
        );
      report?.played(event);
      const deviation = player.take(event);
      if (deviation === undefined) events++;
      else if (report === undefined) return { events, first: { line, deviation } };
      else first = { line, deviation };
    }
  }
  if (player === undefined) throw new CommandError(`${name} is empty`, RECORDINGS);
  return { events, ...(first === undefined ? {} : { first }) };
}

/** What makes the same replay again. */
function sameReplay(file: string, machine: string | undefined): string {
  const given = machine === undefined ? [] : ['--machine', fileWord(machine)];
  return commandLine(['tantalum', 'replay', fileWord(file), ...given]);
}

function isMessage({ kind }: RecordedEvent | RecordedMoment): boolean {
  return kind === 'request' || kind === 'drop';
}

/** The machine of a recording, and whose first run is in it. */
async function machineOf(
  text: string,
  name: string,
  machine: string | undefined,
): Promise<{ readonly spec: MachineSpec; readonly initialising: readonly string[] }> {
  const header = recordingHeader(text);
  if (header === undefined)
    throw new CommandError(
      `${name}:1:1: found no recording, whose first line says "format":"ffa-trace"`,
      RECORDINGS,
    );
  const wrong = headerMistake(header);
  if (wrong !== undefined) throw unreadable(name, wrong);
  if (machine === undefined && header.machine === undefined)
    throw new CommandError(`${name} does not tell its machine`, 'Give it: --machine FILE.');
  const [source, yaml] =
    machine === undefined
      ? [`the machine in ${name}`, JSON.stringify(header.machine)]
      : [machine, new TextDecoder().decode(await readSource(machine))];
  const reading = await readMachine(yaml, machine ?? name);
  if (reading.ok) {
    const { machine: spec, initialising = [], programs = {} } = reading.scenario;
    return { spec, initialising: [...initialising, ...Object.keys(programs)] };
  }
  const [first] = reading.mistakes;
  throw new CommandError(
    `${source}:${first?.line}:${first?.column}: ${first?.what}, expected ${first?.expected}`,
    'docs/scenarios.md describes machine files.',
  );
}

const RECORDINGS = 'docs/traces.md describes recordings.';

function unreadable(name: string, { line, column, found, expected }: Mistake): CommandError {
  return new CommandError(`${name}:${line}:${column}: found ${found}, expected ${expected}`, RECORDINGS);
}
