import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { Shard } from '../../core/explore/campaign/campaign.ts';
import { PROFILES } from '../../core/rules/profiles/registry.ts';
import { CampaignProblem } from '../explore/problem.ts';
import { CommandError } from './exit.ts';
import { type MergeOptions, mergeShards } from './explore-merge.ts';
import { parseShard, parseTime, parseWhole } from './explore-options.ts';
import { BOARDS, type PlanOptions, plannedCampaign } from './explore-plan.ts';
import { type TakeOptions, takeCampaign } from './explore-take.ts';
import { exploreWorld, type WorldOptions } from './explore-world.ts';
import { footer } from './footer.ts';

const MEANINGLESS_WITH_QUEUE = ['workers', 'shard', 'merge'];
/** Options that say nothing of small worlds. */
const OF_WALKS = 'seed calls machine faults model workers shard merge queue discard for board qemu'.split(
  ' ',
);

const WHOLE: Shard = { index: 0, of: 1 };

interface ExploreOptions extends PlanOptions, TakeOptions, MergeOptions, WorldOptions {
  readonly merge?: readonly string[];
  readonly exhaustive?: string;
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
    .addOption(
      new Option('--shard <i/n>', 'take the i-th of n parts only')
        .argParser(parseShard)
        .default(WHOLE, 'all of them'),
    )
    .option(
      '--out <folder>',
      'keep what is finished there, go on with it, and write scenarios there; of a world the scenario',
    )
    .addOption(
      new Option(
        '--merge <folders...>',
        'report what shards have kept with --out, and make no call',
      ).conflicts(['out', 'machine', 'shard']),
    )
    .addOption(
      new Option('--queue <url>', 'have workers take the walks: redis://HOST[:PORT][/DATABASE]').conflicts(
        MEANINGLESS_WITH_QUEUE,
      ),
    )
    .option('--discard', 'throw away another campaign that the queue holds')
    .addOption(
      new Option(
        '--exhaustive <world>',
        'explore a small world to its end instead: everything that can happen in it',
      ).conflicts(OF_WALKS),
    )
    .option(
      '--specification',
      'compare each step in the world with the executable specification, too: far slower',
    )
    .option('--memory <MiB>', 'room for the states of a world (default: 2048)', parseWhole(1, 1024 * 1024))
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
  $ tantalum explore --exhaustive loans-small --specification

Exit codes: 0 all is as it has to be, 1 something is not, 2 it cannot be explored, 130 stopped with Ctrl-C.`;

/** Options that mean something beside another one only. */
function checkBelonging({ exhaustive, memory, specification, queue, discard }: ExploreOptions): void {
  const worldsOnly =
    memory !== undefined ? '--memory' : specification === true ? '--specification' : undefined;
  if (exhaustive === undefined && worldsOnly !== undefined)
    throw new CommandError(
      `${worldsOnly} is for small worlds`,
      'Name one with --exhaustive <world>, or leave it out: walks have the specification unless --no-model is said.',
    );
  if (queue === undefined && discard === true)
    throw new CommandError(
      '--discard throws away what a queue holds',
      'Name the queue with --queue <url>, or leave --discard out.',
    );
}

async function explore(options: ExploreOptions): Promise<void> {
  const { exhaustive, merge } = options;
  checkBelonging(options);
  try {
    if (exhaustive !== undefined) await exploreWorld(exhaustive, options);
    else if (merge !== undefined) mergeShards(merge, options);
    else await takeCampaign(await plannedCampaign(options), options);
  } catch (error) {
    throw error instanceof CampaignProblem ? new CommandError(error.message, error.hint) : error;
  }
}
