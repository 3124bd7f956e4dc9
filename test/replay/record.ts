import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { readRecordedEvent } from '../../src/core/decode/recorded-line.ts';
import { type RecordedMoment, readRecordedMoment } from '../../src/core/replay/recorded-moment.ts';
import { type Deviation, Replay } from '../../src/core/replay/replay.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import type { Scenario } from '../../src/core/scenario/scenario.ts';
import { traceJson } from '../../src/node/cli/run-json.ts';

/** What a recording of a scenario says. */
export function recorded(scenario: Scenario): readonly (RecordedEvent | RecordedMoment)[] {
  const events: (RecordedEvent | RecordedMoment)[] = [];
  runScenario(scenario, (event) => {
    if (event.kind !== 'trace') return;
    const line = JSON.stringify(traceJson(event.event));
    events.push(readRecordedMoment(line) ?? (readRecordedEvent(line, 1) as RecordedEvent));
  });
  return events;
}

/** The first that comes otherwise on the machine of a scenario. */
export function replayed(
  { machine, initialising = [] }: Scenario,
  events: readonly (RecordedEvent | RecordedMoment)[],
): Deviation | undefined {
  const replay = new Replay(machine, initialising);
  for (const event of events) {
    const deviation = replay.take(event);
    if (deviation !== undefined) return deviation;
  }
  return undefined;
}
