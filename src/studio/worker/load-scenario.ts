import type { RecordedEvent } from '../../core/decode/recorded-event.ts';
import { runScenario } from '../../core/scenario/runner.ts';
import { recordedOf } from '../../core/timeline/recorded.ts';
import { timelineOf } from '../../core/timeline/timeline.ts';
import { ALONE } from '../../node/machine/alone.ts';
import { readMachineText } from '../../node/machine/read-machine-text.ts';
import { RunAnswers } from '../model/run/answers.ts';
import type { LoadedRun } from './load-run.ts';

/** Plays a machine file. */
export async function loadScenario(text: string): Promise<LoadedRun> {
  const reading = await readMachineText(text, ALONE);
  if (!reading.ok) return { ok: false, mistakes: reading.mistakes };
  const { scenario, lines } = reading;
  const events: RecordedEvent[] = [];
  const notes: string[] = [];
  const { steps, missed } = runScenario(scenario, (event) => {
    if (event.kind === 'trace') {
      const recorded = recordedOf(event.event);
      if (recorded !== undefined) events.push(recorded);
    } else if (event.kind === 'judged' && event.missed !== undefined)
      notes.push(`Line ${lines[event.index] ?? 1} is not as expected: ${event.missed}`);
  });
  const count = steps === 1 ? '1 step' : `${steps} steps`;
  const outcome = missed === 0 ? `${count}, all as expected.` : `${count}, ${missed} not as expected.`;
  const answers = new RunAnswers(timelineOf(events, scenario.machine));
  return { ok: true, answers, about: scenario.about?.trim() ?? '', notes: [outcome, ...notes] };
}
