import { type RunEvent, runScenario } from '../runner.ts';
import type { Scenario } from '../scenario.ts';
import type { Example } from './example.ts';
import { scenarioOf } from './world.ts';

/**
 * Plays an example, and tells of the steps that matter: how everybody starts stays out of sight. `tell` gets the scenario, too, to which the
 * numbers of the steps belong.
 */
export function tellExample(
  example: Example,
  way: 'broken' | 'kept',
  tell: (event: RunEvent, scenario: Scenario) => void,
): void {
  const scenario = scenarioOf(example, way);
  let shown = false;
  runScenario(scenario, (event) => {
    if (event.kind === 'step') shown = event.index >= example.setup.length || event.step.act.verb !== 'start';
    if (shown) tell(event, scenario);
  });
}
