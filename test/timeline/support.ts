import { readFileSync } from 'node:fs';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { recordedOf } from '../../src/core/timeline/recorded.ts';
import { type Timeline, timelineOf } from '../../src/core/timeline/timeline.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

/** What happens when a machine file is played, as a recording has it. */
export async function played(file: string) {
  const reading = await readMachine(readFileSync(file, 'utf8'), file);
  if (!reading.ok) throw new Error(`${file} cannot be read`);
  const events: RecordedEvent[] = [];
  const { board } = runScenario(reading.scenario, (event) => {
    const recorded = event.kind === 'trace' ? recordedOf(event.event) : undefined;
    if (recorded !== undefined) events.push(recorded);
  });
  return { events, board, machine: reading.scenario.machine };
}

/** The timeline of a machine file. */
export async function timelineIn(file: string): Promise<Timeline> {
  const { events, machine } = await played(file);
  return timelineOf(events, machine);
}

/** The number of the event of a call. */
export function eventOfCall({ events }: Timeline, seq: number): number {
  return [...events].findIndex((event) => event.kind !== 'fault' && event.seq === seq);
}
