import type { RecordedEvent } from '../../core/decode/recorded-event.ts';
import { runScenario } from '../../core/scenario/runner.ts';
import { recordedOf } from '../../core/timeline/recorded.ts';
import { timelineOf } from '../../core/timeline/timeline.ts';
import { ALONE } from '../../node/machine/alone.ts';
import { readMachineText } from '../../node/machine/read-machine-text.ts';
import { RunAnswers } from '../model/run/answers.ts';
import { RecordingReader } from '../model/run/read-recording.ts';

/** Something wrong with a machine file, at its place. */
export interface FileMistake {
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly expected: string;
}

/** A run, or what keeps it from being one. */
export type LoadedRun =
  | {
      readonly ok: true;
      readonly answers: RunAnswers;
      readonly about: string;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly mistakes: readonly FileMistake[] };

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

/** Reads a recording while it comes; `progress` hears how far it is. */
export async function loadRecording(
  stream: ReadableStream<Uint8Array>,
  progress: (bytes: number, events: number) => void,
): Promise<LoadedRun> {
  const reader = new RecordingReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  const chunks = stream.getReader();
  for (;;) {
    const { done, value } = await chunks.read();
    if (done) break;
    bytes += value.length;
    reader.take(decoder.decode(value, { stream: true }));
    progress(bytes, reader.count);
  }
  reader.take(decoder.decode());
  const { events, machine, notes } = reader.end();
  if (events.length === 0) return { ok: false, mistakes: [{ line: 1, column: 1, ...nothing(notes) }] };
  const reading = machine === '' ? undefined : await readMachineText(machine, ALONE);
  const spec = reading?.ok ? reading.scenario.machine : undefined;
  const unknown =
    spec === undefined
      ? ['The recording does not tell its machine: pages are those that its calls name.']
      : [];
  return {
    ok: true,
    answers: new RunAnswers(timelineOf(events, spec)),
    about: '',
    notes: [...notes, ...unknown],
  };
}

function nothing(notes: readonly string[]): Pick<FileMistake, 'what' | 'expected'> {
  return { what: notes[0] ?? 'there is no call in it', expected: 'a recording' };
}
