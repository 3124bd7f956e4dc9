import { Lab } from '../../core/explore/lab.ts';
import { toScenario } from '../../core/explore/to-scenario.ts';
import { worldNamed } from '../../core/explore/worlds/registry.ts';
import { retrace } from '../../core/explore/worlds/retrace.ts';
import { type Progress, Search, type Shortest } from '../../core/explore/worlds/search.ts';
import type { World } from '../../core/explore/worlds/world.ts';
import { scenarioFile } from '../../node/explore/scenario-file.ts';
import { LevelCount } from '../model/explore/levels.ts';
import type { FoundView, WorldView } from '../model/explore/views.ts';

/** Milliseconds between two reports. */
const REPORT_EVERY = 150;
/** So much a page may take for the states of a world. */
const MOST_BYTES = 512 * 2 ** 20;

/** Explores a world until there is no state that was not met, and tells how it stands on the way. Whoever wants it to stop ends the worker. */
export function searchWorld(name: string, tell: (view: WorldView) => void): void {
  const named = worldNamed(name);
  if (named === undefined) throw new RangeError(`there is no world ${name}`);
  const world = named.make();
  const search = new Search(world, { most: MOST_BYTES });
  const levels = new LevelCount(search.met);
  const started = performance.now();
  let told = started;
  const view = (stage: Progress): WorldView => {
    const { rules, states, edges, depth, left, bytes } = search.met;
    return {
      ...{ name, states, edges, depth, left, bytes, levels: levels.levels() },
      stage: typeof stage === 'string' ? stage : 'broken',
      seconds: (performance.now() - started) / 1000,
      rules: Object.fromEntries(rules),
      found: typeof stage === 'string' ? undefined : shortestView(world, stage),
    };
  };
  let stage: Progress = 'more';
  while (stage === 'more') {
    stage = search.advance(1);
    levels.note(search.met);
    if (stage === 'more' && performance.now() - told < REPORT_EVERY) continue;
    told = performance.now();
    tell(view(stage));
  }
}

function shortestView(world: World, { path, breach }: Shortest): FoundView {
  const lab = new Lab(world.machine, { model: false });
  const scenario = toScenario(lab, retrace(world, path, breach));
  const { id, what } = breach.invariant;
  return {
    ...{ where: world.name, invariant: id, what, problem: breach.problem },
    ...{ after: `after ${path.length} deeds, and in no fewer`, file: `found-${world.name}.yaml` },
    scenario: scenarioFile(world.machine, scenario),
  };
}
