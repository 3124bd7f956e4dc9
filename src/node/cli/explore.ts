import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { BatchResult, Found } from '../../core/explore/campaign/batch.ts';
import {
  batchesOf,
  type Campaign,
  machineAt,
  machineForWalks,
  type Shard,
} from '../../core/explore/campaign/campaign.ts';
import { type Report, reportOf } from '../../core/explore/campaign/report.ts';
import { provingGrounds } from '../../core/explore/ground.ts';
import { whyNoModel, whyNoWalks } from '../../core/explore/suits.ts';
import { PROFILES, profileNamed } from '../../core/rules/profiles/registry.ts';
import { Checkpoint, readShards } from '../explore/checkpoint.ts';
import { takeBatches } from '../explore/pool.ts';
import { CampaignProblem } from '../explore/problem.ts';
import { parseAddress } from '../explore/queue/address.ts';
import { scenarioFile } from '../explore/scenario-file.ts';
import { CommandError, EXIT } from './exit.ts';
import { takeInQemu } from './explore-in-qemu.ts';
import { parseShard, parseTime, parseWhole } from './explore-options.ts';
import { foundLines, paceText, reportLines } from './explore-text.ts';
import { exploreWorld } from './explore-world.ts';
import { footer } from './footer.ts';
import { Interruption } from './interruption.ts';
import { packageVersion } from './package-version.ts';
import { Progress } from './progress.ts';
import { readScenario } from './read-scenario.ts';
import { terminalOf } from './terminal.ts';

const WHOLE: Shard = { index: 0, of: 1 };
/** Where walks are taken. */
const BOARDS = ['in-process', 'qemu'] as const;
/** More calls than there is time for. */
const ENDLESS = 100_000_000;

interface ExploreOptions {
  readonly board: (typeof BOARDS)[number];
  readonly seed: number;
  readonly calls: number;
  /** Seconds. */
  readonly for?: number;
  readonly qemu: string;
  readonly machine?: string;
  readonly profile?: string;
  readonly faults?: true;
  readonly model: boolean;
  readonly workers: number;
  readonly shard: Shard;
  readonly out?: string;
  readonly merge?: readonly string[];
  readonly queue?: string;
  readonly discard?: true;
  readonly exhaustive?: string;
  readonly memory: number;
  readonly json?: true;
}

/** `tantalum explore`: calls that nobody chose, and what has to hold of each. */
export function define(command: Command): void {
  command
    .option('--seed <n>', 'which walks to take', parseWhole(0, 0xffff_ffff), 1)
    .option('--calls <n>', 'how many calls to make', parseWhole(1, 1e12), 100_000)
    .addOption(
      new Option('--board <board>', 'where: here, or with the OS as a guest in QEMU')
        .choices(BOARDS)
        .default('in-process'),
    )
    .addOption(
      new Option('--for <time>', 'on the QEMU board: how long to go on, as 90s, 30m, 1h')
        .argParser(parseTime)
        .conflicts(['calls', 'out', 'merge', 'shard']),
    )
    .option('--qemu <program>', 'the QEMU to run', 'qemu-system-aarch64')
    .option('--machine <file>', 'machine file to explore (default: a small machine of both worlds)')
    .addOption(
      new Option(
        '--profile <name>',
        'whose manager to behave as (default: what the file says, else spec)',
      ).choices(PROFILES.map(({ name }) => name)),
    )
    .option(
      '--faults',
      'interrupts, deaths, buffers that change while they are read, memory that is away or full',
    )
    .option('--no-model', 'leave the executable specification aside: invariants alone are quicker')
    .option('--workers <n>', 'threads', parseWhole(1, 1024), availableParallelism())
    .option('--shard <i/n>', 'take the i-th of n parts only', parseShard, WHOLE)
    .option('--out <folder>', 'keep what is finished there, go on with it, and write scenarios there')
    .addOption(
      new Option(
        '--merge <folders...>',
        'report what shards have kept with --out, and make no call',
      ).conflicts(['out', 'machine', 'shard']),
    )
    .addOption(
      new Option('--queue <url>', 'have workers take the walks: redis://HOST[:PORT][/DATABASE]').conflicts([
        ...['workers', 'shard', 'merge'],
      ]),
    )
    .option('--discard', 'throw away another campaign that the queue holds')
    .addOption(
      new Option(
        '--exhaustive <world>',
        'explore a small world to its end instead: everything that can happen in it',
      ).conflicts([
        'seed',
        'calls',
        'machine',
        'faults',
        'model',
        'workers',
        'shard',
        'merge',
        'queue',
        'for',
      ]),
    )
    .option('--memory <MiB>', 'room for the states of a world', parseWhole(1, 1024 * 1024), 2048)
    .option('--json', 'print the report as JSON')
    .addHelpText('after', footer(HELP))
    .action(explore);
}

const HELP = `
Makes calls of every kind, right, nearly right and hostile, and compares each with an executable specification
and 24 invariants: docs/proof.md says with what result. What is wrong is cut down to a few moves and written as
a scenario. The same seed finds the same, whatever the number of workers, shards and machines.

Examples:
  $ tantalum explore --calls 20000
  $ tantalum explore --seed 7 --calls 1000000 --faults --out /tmp/seven
  $ tantalum explore --machine machines/three-worlds.yaml --calls 20000
  $ tantalum explore --profile hafnium --calls 20000
  $ tantalum explore --board qemu --for 10m --faults
  $ tantalum explore --calls 1000000 --shard 2/4 --out /tmp/second
  $ tantalum explore --merge /tmp/first /tmp/second /tmp/third /tmp/fourth
  $ tantalum worker --queue redis://localhost &
  $ tantalum explore --calls 1000000 --queue redis://localhost
  $ tantalum explore --exhaustive loans-page

Exit codes: 0 all is as it has to be, 1 something is not, 2 it cannot be explored, 130 stopped with Ctrl-C.`;

async function explore(options: ExploreOptions): Promise<void> {
  try {
    if (options.exhaustive !== undefined) await exploreWorld(options.exhaustive, options);
    else if (options.merge !== undefined) merge(options.merge, options);
    else await run(await campaignOf(options), options);
  } catch (error) {
    throw error instanceof CampaignProblem ? new CommandError(error.message, error.hint) : error;
  }
}

function merge(folders: readonly string[], { json }: ExploreOptions): void {
  const results = readShards(folders);
  const model = results.some(({ met }) => Object.keys(met).length > 0);
  tell(reportOf(results, model), json, undefined);
}

/** A campaign, and why the specification is left aside. */
interface Planned {
  readonly campaign: Campaign;
  readonly aside: string | undefined;
}

async function campaignOf(options: ExploreOptions): Promise<Planned> {
  const { seed, faults = false, machine: file, profile, board } = options;
  const calls = options.for === undefined ? options.calls : ENDLESS;
  checkBoard(options);
  const machines =
    file === undefined
      ? await grounds(profile, board)
      : [machineForWalks((await readScenario(file, profile)).scenario.machine)];
  const why = machines.map(whyNoWalks).find((reason) => reason !== undefined);
  if (why !== undefined)
    throw new CommandError(
      `${file ?? 'the machine'} cannot be explored: ${why}`,
      'docs/proof.md says what can be explored.',
    );
  const aside = options.model
    ? machines.map(whyNoModel).find((reason) => reason !== undefined)
    : '--no-model';
  return { campaign: { seed, calls, faults, machines, model: aside === undefined }, aside };
}

function checkBoard({ board, machine, queue, for: time }: ExploreOptions): void {
  if (board !== 'qemu' && time !== undefined)
    throw new CommandError('--for is for the QEMU board', 'Say how many calls to make with --calls.');
  if (board === 'qemu' && machine !== undefined)
    throw new CommandError(
      'the machine of the QEMU board is its own',
      'Leave --machine out, or explore it with --board in-process.',
    );
  if (board === 'qemu' && queue !== undefined)
    throw new CommandError(
      'walks on the QEMU board are taken here, not by workers',
      'Leave --queue or --board out.',
    );
}

/** The machines that are explored when none is named. */
async function grounds(
  profile: string | undefined,
  board: ExploreOptions['board'],
): Promise<readonly MachineSpec[]> {
  const named = profile === undefined ? undefined : profileNamed(profile);
  if (board === 'in-process') return provingGrounds(named);
  return [(await import('../qemu/explore/guest-ground.ts')).guestGround(named)];
}

async function run({ campaign, aside }: Planned, options: ExploreOptions): Promise<void> {
  const { shard, out, workers, json, queue, discard, board } = options;
  const batches = batchesOf(campaign, shard);
  const interruption = new Interruption();
  const checkpoint = out === undefined ? undefined : Checkpoint.open(out, campaign, shard);
  const results: BatchResult[] = [...(checkpoint?.done ?? [])];
  const done = new Set(results.map(({ batch }) => batch));
  const pace = new Pace(batches.length - done.size);
  try {
    const left = batches.filter((batch) => !done.has(batch));
    const take = (result: BatchResult) => {
      checkpoint?.keep(result);
      results.push(result);
      pace.add(result);
      for (const found of result.found) show(found, campaign, out, json);
    };
    const { signal } = interruption;
    if (board === 'qemu') await takeInQemu(campaign, left, options, signal, take);
    else if (queue === undefined) await takeBatches(campaign, left, workers, signal, take);
    else await takeFromQueue(campaign, left, queue, discard === true, signal, take);
  } finally {
    pace.end();
    interruption.end();
    checkpoint?.close();
  }
  if (interruption.code !== undefined) {
    const kept = out !== undefined || queue !== undefined;
    const on = kept ? 'the same command goes on from there' : 'nothing was kept: --out keeps it';
    process.stderr.write(
      `tantalum: stopped with ${results.length} of ${batches.length} batches finished; ${on}\n`,
    );
    process.exitCode = interruption.code;
    return;
  }
  tell(reportOf(results, campaign.model), json, aside);
}

/** The same with workers elsewhere. What that takes is loaded now. */
async function takeFromQueue(
  campaign: Campaign,
  batches: readonly number[],
  queue: string,
  discard: boolean,
  signal: AbortSignal,
  tell: (result: BatchResult) => void,
): Promise<void> {
  const { handOut } = await import('../explore/queue/hand-out.ts');
  const address = parseAddress(queue);
  const idle = () =>
    process.stderr.write(
      `tantalum: nobody takes walks yet\n  Start a worker: tantalum worker --queue ${address.shown}\n`,
    );
  await handOut(campaign, batches, { address, version: packageVersion(), discard, signal, tell, idle });
}

/** Says how far it has come and how quickly, on a terminal. */
class Pace {
  private readonly progress: Progress;
  private readonly total: number;
  private readonly started: number = performance.now();
  private batches = 0;
  private calls = 0;

  constructor(total: number) {
    this.total = total;
    this.progress = new Progress(process.stderr, total);
  }

  add({ calls }: BatchResult): void {
    this.batches++;
    this.calls += calls;
    const left = (this.calls / this.batches) * (this.total - this.batches);
    this.progress.step(paceText(this.calls, (performance.now() - this.started) / 1000, left));
  }

  end(): void {
    this.progress.end();
  }
}

/** Writes a scenario of what is wrong, and says where, as soon as it is known. */
function show(found: Found, campaign: Campaign, out: string | undefined, json: true | undefined): void {
  const name = `found-${campaign.seed}-${found.walk}.yaml`;
  const file = found.scenario && join(out ?? '.', name);
  if (file !== undefined && found.scenario !== undefined)
    writeFileSync(file, scenarioFile(machineAt(campaign, found.machine), found.scenario));
  if (json === undefined) process.stderr.write(`${foundLines(found, file).join('\n')}\n`);
}

function tell(report: Report, json: true | undefined, aside: string | undefined): void {
  process.exitCode = report.found.length === 0 ? EXIT.OK : EXIT.BROKEN;
  if (json === true) process.stdout.write(`${JSON.stringify(reportJson(report))}\n`);
  else
    process.stdout.write(
      `${reportLines(report, terminalOf(process.stdout, process.env), aside).join('\n')}\n`,
    );
}

/** The report for programs. Scenarios are files, and not in it. */
function reportJson({ found, ...report }: Report): object {
  return { ...report, found: found.map(({ scenario: _, ...rest }) => rest) };
}
