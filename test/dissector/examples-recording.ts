import { w } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { EXAMPLES } from '../../src/core/scenario/examples/examples.ts';
import { scenarioOf } from '../../src/core/scenario/examples/world.ts';
import { type RunEvent, runScenario } from '../../src/core/scenario/runner.ts';
import { eventJson } from '../../src/node/cli/run-json.ts';
import { recordingOf } from '../trace/export.ts';

const VERSION = functionId('FFA_VERSION');

/**
 * The examples of all rules, one behind the other: each refusal there is, and what keeps its rule. What leads up to them is left out,
 * except how versions are agreed on.
 */
export function examplesRecording(): string {
  const events: RunEvent[] = [];
  for (const example of EXAMPLES)
    for (const way of ['broken', 'kept'] as const) {
      let step = 0;
      runScenario(scenarioOf(example, way), (event) => {
        if (event.kind === 'step') step = event.index;
        else if (step >= example.setup.length || agrees(event)) events.push(event);
      });
    }
  return recordingOf(events.map((event) => eventJson(event)));
}

function agrees(event: RunEvent): boolean {
  return event.kind === 'trace' && event.event.kind === 'call' && w(event.event.in, 0) === VERSION;
}
