import type { MachineSpec } from '../../core/board/machine.ts';
import type { RecordedEvent } from '../../core/decode/recorded-event.ts';
import { GrowingTimeline } from '../../core/timeline/timeline.ts';
import { RunAnswers } from '../model/run/answers.ts';
import { RecordingReader } from '../model/run/read-recording.ts';
import type { LoadedRun } from './load-run.ts';

/** Hears how much has been read. */
export type Progress = (bytes: number, events: number) => void;

/** So many events are put in order together: few enough to be kept unpacked, and many because each lot may cost as much as all before. */
const LOT = 16_384;

/**
 * Reads a recording while it comes, and keeps nothing of its text. `machineOf` hears what its header tells of the machine, as JSON; '' where that is
 * nothing.
 */
export async function loadRecording(
  stream: ReadableStream<Uint8Array>,
  machineOf: (told: string) => Promise<MachineSpec | undefined>,
  progress: Progress,
): Promise<LoadedRun> {
  const reader = new RecordingReader();
  const decoder = new TextDecoder();
  let timeline: GrowingTimeline | undefined;
  let lot: RecordedEvent[] = [];
  const putInOrder = async (): Promise<GrowingTimeline> => {
    timeline ??= new GrowingTimeline(await machineOf(reader.machine));
    timeline.add(lot);
    lot = [];
    return timeline;
  };
  let bytes = 0;
  const chunks = stream.getReader();
  for (;;) {
    const { done, value } = await chunks.read();
    if (done) break;
    bytes += value.length;
    lot = lot.concat(reader.take(decoder.decode(value, { stream: true })));
    if (lot.length >= LOT) await putInOrder();
    progress(bytes, reader.count);
  }
  lot = lot.concat(reader.take(decoder.decode()), reader.end());
  const { count, notes } = reader;
  if (count === 0) {
    const what = notes[0] ?? 'there is no call in it';
    return { ok: false, mistakes: [{ line: 1, column: 1, what, expected: 'a recording' }] };
  }
  const whole = await putInOrder();
  const unknown =
    whole.machine === undefined
      ? ['The recording does not tell its machine: pages are those that its calls name.']
      : [];
  return { ok: true, answers: new RunAnswers(whole), about: '', notes: [...notes, ...unknown] };
}
