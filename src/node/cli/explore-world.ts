import { setImmediate } from 'node:timers/promises';
import { Lab } from '../../core/explore/lab.ts';
import { toScenario } from '../../core/explore/to-scenario.ts';
import { WORLDS, worldNamed } from '../../core/explore/worlds/registry.ts';
import { retrace } from '../../core/explore/worlds/retrace.ts';
import { Search, type Shortest, type Progress as Stage } from '../../core/explore/worlds/search.ts';
import { SpecifiedSearch } from '../../core/explore/worlds/specified-search.ts';
import type { World } from '../../core/explore/worlds/world.ts';
import { profileNamed } from '../../core/rules/profiles/registry.ts';
import type { WorldFile } from '../explore/world-file.ts';
import { CommandError, EXIT } from './exit.ts';
import { type Explored, worldLines, worldPace } from './explore-world-text.ts';
import { Interruption } from './interruption.ts';
import { Progress } from './progress.ts';
import { terminalOf } from './terminal.ts';
import { makeScenarioFolder, writeScenario } from './write-scenario.ts';

const MIB = 2 ** 20;
/** Room for states where nothing is said, in MiB. */
const ROOM = 2048;
/** States between two looks at the clock and at what the user wants: a few milliseconds. */
const SLICE = 20;

export interface WorldOptions {
  readonly profile?: string;
  /** MiB. */
  readonly memory?: number;
  /** The executable specification is asked about each step. */
  readonly specification?: true;
  /** The folder in which a scenario is written of what breaks; undefined for the one that the command runs in. */
  readonly out?: string;
  readonly json?: true;
}

/** Explores a small world until there is no state that was not met. */
export async function exploreWorld(name: string, options: WorldOptions): Promise<void> {
  const named = worldNamed(name);
  if (named === undefined)
    throw new CommandError(
      `there is no world ${name}`,
      `There are: ${WORLDS.map((world) => world.name).join(', ')}.`,
    );
  if (options.out !== undefined) makeScenarioFolder(options.out);
  const world = named.make(options.profile === undefined ? undefined : profileNamed(options.profile));
  const explored = await search(world, options);
  tell(explored, options.json);
  if (explored.stage === 'full')
    throw new CommandError(
      `the world has more states than ${options.memory ?? ROOM} MiB hold`,
      'Give it more with --memory <MiB>, or choose a smaller world.',
    );
}

async function search(
  world: World,
  { memory = ROOM, specification, out, json }: WorldOptions,
): Promise<Explored> {
  const search =
    specification === true ? new SpecifiedSearch(world) : new Search(world, { most: memory * MIB });
  const progress = new Progress(process.stderr, undefined);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const interruption = new Interruption();
  if (json === undefined) process.stdout.write(`${world.name}: ${world.what}\n`);
  let stage: Stage = 'more';
  while (stage === 'more' && !interruption.signal.aborted) {
    stage = search.advance(SLICE);
    progress.step(worldPace(search.met, seconds()));
    // A signal is heard between two turns of the loop only.
    await setImmediate();
  }
  progress.end();
  interruption.end();
  const file = typeof stage === 'string' ? undefined : write(world, stage, out);
  return {
    ...{ world, met: search.met, seconds: seconds(), stage, file },
    ...{ specified: specification === true, interrupted: interruption.code },
  };
}

/** Writes the shortest way as a scenario. Returns the name of the file. */
function write(world: World, { path, breach }: Shortest, out: string | undefined): string {
  const lab = new Lab(world.machine, { model: false });
  const scenario = toScenario(lab, retrace(world, path, breach));
  return writeScenario(out, `found-${world.name}.yaml`, world.machine, scenario);
}

function tell(explored: Explored, json: true | undefined): void {
  const { stage, interrupted } = explored;
  process.exitCode = interrupted ?? (stage === 'closed' ? EXIT.OK : EXIT.BROKEN);
  const text =
    json === true
      ? JSON.stringify(worldJson(explored))
      : worldLines(explored, terminalOf(process.stdout, process.env)).join('\n');
  process.stdout.write(`${text}\n`);
}

/** The same for programs. */
function worldJson({ world, met, seconds, stage, file }: Explored): WorldFile {
  const { rules, ...counts } = met;
  const found =
    typeof stage === 'string'
      ? undefined
      : {
          invariant: stage.breach.invariant.id,
          problem: stage.breach.problem,
          deeds: stage.path.length,
          ...(file === undefined ? {} : { file }),
        };
  return {
    world: world.name,
    closed: stage === 'closed',
    ...counts,
    seconds: Math.round(seconds * 1000) / 1000,
    rules: Object.fromEntries([...rules].sort()),
    ...(found === undefined ? {} : { found }),
  };
}
