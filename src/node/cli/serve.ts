import { type Command, Option } from 'commander';
import type { FaultRule } from '../../core/board/fault-rule.ts';
import type { TraceListener } from '../../core/board/trace.ts';
import { PROFILES } from '../../core/rules/profiles/registry.ts';
import { ServeProblem } from '../serve/problem.ts';
import { Server } from '../serve/server.ts';
import { type Recorded, recordTo, traceToScreen } from './boot-record.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { INJECT_HELP, parseInject } from './inject.ts';
import { type LiveOptions, liveStudio, OPEN, STUDIO } from './live-options.ts';
import { readScenario } from './read-scenario.ts';
import { ProgramFailure, programsFor } from './serve-programs.ts';
import { servedJson, servedLines } from './serve-text.ts';
import { untilTold } from './until-told.ts';

interface ServeOptions extends LiveOptions {
  readonly devices: string;
  readonly programs?: string;
  readonly claim?: readonly string[];
  readonly profile?: string;
  readonly inject?: readonly FaultRule[];
  readonly trace?: true;
  readonly record?: string;
  readonly json?: true;
}

/** `tantalum serve`: the partitions of a machine as files. */
export function define(command: Command): void {
  command
    .argument('<file>', 'machine file (YAML), or - for the standard input')
    .requiredOption('--devices <folder>', 'where to put the files; made where it is not there')
    .option('--programs <module>', 'what partitions run: a JavaScript module (default: they take loans)')
    .option('--claim <uuid>', 'a driver of the VM has this partition; may be repeated', collect)
    .addOption(
      new Option(
        '--profile <name>',
        'whose manager to behave as (default: what the file says, else spec)',
      ).choices(PROFILES.map(({ name }) => name)),
    )
    .option('--inject <rule>', INJECT_HELP, parseInject)
    .option('--trace', 'print every call of FF-A to the standard error')
    .option('--record <file>', 'write a recording')
    .addOption(STUDIO)
    .addOption(OPEN)
    .option('--json', 'say where the files are as JSON')
    .addHelpText('after', footer(HELP))
    .action(serve);
}

const HELP = `
Every VM of the machine that has a UUID and buffers gets a folder, with a socket for each partition that it
discovers, named by UUID, a link self to its own, and a file memory to map. Any process can be its
driver: docs/serve.md describes what is said on the sockets. Ctrl-C ends it and removes the files.

Examples:
  $ tantalum serve machines/served.yaml --devices /tmp/ffa
  $ tantalum serve machines/served.yaml --devices /tmp/ffa --trace
  $ tantalum serve machines/served.yaml --devices /tmp/ffa --studio
  $ tantalum serve machines/served.yaml --devices /tmp/ffa --claim 378daedc-f06b-4446-8314-40ab933c87a3
  $ tantalum serve machines/served.yaml --devices /tmp/ffa --inject 'FFA_MEM_RECLAIM=DENIED*3'
  $ ls /tmp/ffa/linux

Exit codes: 0 it was ended, 1 a program of a partition failed, 2 it could not be started.`;

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function serve(file: string, options: ServeOptions): Promise<void> {
  const { scenario } = await readScenario(file, options.profile);
  const { machine } = scenario;
  const programs = await programsFor(machine, options.programs);
  const { devices, claim = [], inject = [], json } = options;
  const told = untilTold();
  const recorded = { machine, initialising: Object.keys(programs), guest: 'processes on sockets' };
  const live = await liveStudio(options, recorded);
  try {
    const listeners = [...listenersOf(options, recorded), ...(live === undefined ? [] : [live.listener])];
    const server = await started(machine, { folder: devices, programs, listeners });
    try {
      const setFaults = (rules: readonly FaultRule[]): void => server.machine.inject(rules, server.vms);
      if (inject.length > 0) setFaults(inject);
      live?.run.takeFaults(inject, setFaults);
      claimAll(server, claim);
      const lines = json ? [JSON.stringify(servedJson(server))] : servedLines(server);
      process.stdout.write(`${lines.join('\n')}\n`);
      await live?.tell(options);
      await Promise.race([told, server.failed]);
    } finally {
      server.close();
    }
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    process.stderr.write(`tantalum: ${error.message}\n`);
    process.exitCode = EXIT.BROKEN;
  } finally {
    live?.run.end('The server was ended.');
    live?.close();
  }
}

function listenersOf({ trace, record }: ServeOptions, recorded: Recorded): readonly TraceListener[] {
  return [...(trace ? [traceToScreen()] : []), ...(record === undefined ? [] : [recordTo(record, recorded)])];
}

/** Has a driver of every VM that can reach these partitions claim them: each once, however often and by whichever UUID it is named. */
function claimAll({ devices }: Server, uuids: readonly string[]): void {
  const wanted = new Set(uuids.map((uuid) => uuid.toLowerCase()));
  const found = new Set<string>();
  for (const { namespace, files } of devices) {
    const named = files.filter(({ target, name }) => target !== 'self' && wanted.has(name));
    for (const { name } of named) found.add(name);
    for (const partition of new Set(named.map((file) => file.partition)))
      namespace.claim(partition, 'A driver of the VM');
  }
  const missing = [...wanted].find((uuid) => !found.has(uuid));
  if (missing !== undefined)
    throw new CommandError(
      `no VM can reach a partition ${missing}`,
      'Give a UUID that a folder has a file for.',
    );
}

/** Starts a server; problems with it are told as those of the command. */
async function started(...args: Parameters<typeof Server.start>): Promise<Server> {
  try {
    return await Server.start(...args);
  } catch (error) {
    throw error instanceof ServeProblem ? new CommandError(error.message, error.hint) : error;
  }
}
