import type { Example } from '../../../core/scenario/examples/example.ts';
import { isShown } from '../../../core/scenario/examples/is-shown.ts';
import { scenarioOf } from '../../../core/scenario/examples/world.ts';
import { type PlayedStep, playSteps } from './played-steps.ts';

/** Plays an example of a rule, broken or kept. How everybody starts is left out. */
export function playedExample(example: Example, way: 'broken' | 'kept'): readonly PlayedStep[] {
  const scenario = scenarioOf(example, way);
  return playSteps(scenario).filter((_, index) => {
    const step = scenario.steps[index];
    return step !== undefined && isShown(example, index, step);
  });
}
