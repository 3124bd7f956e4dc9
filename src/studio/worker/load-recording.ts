import type { MachineSpec } from '../../core/board/machine.ts';
import { timelineOf } from '../../core/timeline/timeline.ts';
import type { FileMistake } from '../model/file-mistake.ts';
import { RunAnswers } from '../model/run/answers.ts';
import { RecordingReader } from '../model/run/read-recording.ts';
import type { LoadedRun } from './load-run.ts';

/** Hears how much has been read. */
export type Progress = (bytes: number, events: number) => void;

/** Reads a recording while it comes. `machineOf` hears what its header tells of the machine, as JSON; '' where that is nothing. */
export async function loadRecording(
  stream: ReadableStream<Uint8Array>,
  machineOf: (told: string) => Promise<MachineSpec | undefined>,
  progress: Progress,
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
  const known = await machineOf(machine);
  const unknown =
    known === undefined
      ? ['The recording does not tell its machine: pages are those that its calls name.']
      : [];
  return {
    ok: true,
    answers: new RunAnswers(timelineOf(events, known)),
    about: '',
    notes: [...notes, ...unknown],
  };
}

function nothing(notes: readonly string[]): Pick<FileMistake, 'what' | 'expected'> {
  return { what: notes[0] ?? 'there is no call in it', expected: 'a recording' };
}
