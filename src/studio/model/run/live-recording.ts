import type { MachineSpec } from '../../../core/board/machine.ts';
import type { RecordedEvent } from '../../../core/decode/recorded-event.ts';
import { readRecordedEvent } from '../../../core/decode/recorded-line.ts';
import { gapLine } from '../../../core/decode/recording-gap.ts';
import { GrowingTimeline } from '../../../core/timeline/timeline.ts';

/** Events that were not kept for this page. */
export interface Gap {
  /** The number of the event that comes behind it. */
  readonly before: number;
  readonly events: number;
}

/** What has come of a run that goes on: as a timeline, and as the recording that it is. */
export class LiveRecording {
  readonly timeline: GrowingTimeline;
  /** Kept outside of the memory of programs, where the browser wants to. */
  readonly #parts: Blob[];
  readonly #gaps: Gap[] = [];
  #next: number | undefined;

  /** `header`: the first line. */
  constructor(header: object, machine: MachineSpec | undefined) {
    this.timeline = new GrowingTimeline(machine);
    this.#parts = [new Blob([`${JSON.stringify(header)}\n`])];
  }

  /** The number of the line that comes next, as its host counts; undefined as long as none has come. */
  get next(): number | undefined {
    return this.#next;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** All lines that came, with a line for each gap. */
  get file(): Blob {
    return new Blob(this.#parts, { type: 'application/x-ndjson' });
  }

  /** Takes lines of which the first has a number. What cannot be read is not in the timeline. */
  take(from: number, text: string): void {
    const lines = text.split('\n');
    const missing = from - (this.#next ?? 0);
    if (missing > 0) {
      this.#gaps.push({ before: this.timeline.events.length, events: missing });
      this.#parts.push(new Blob([gapLine(missing), '\n']));
    }
    this.#parts.push(new Blob([text, '\n']));
    this.#next = from + lines.length;
    this.timeline.add(lines.flatMap(eventIn));
  }
}

function eventIn(line: string, index: number): readonly RecordedEvent[] {
  const event = readRecordedEvent(line, index + 1);
  return typeof event === 'string' || 'ok' in event ? [] : [event];
}
