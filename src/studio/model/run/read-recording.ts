import type { RecordedEvent } from '../../../core/decode/recorded-event.ts';
import { gapIn } from '../../../core/decode/recording-gap.ts';
import { recordingHeader } from '../../../core/decode/recording-header.ts';
import { TraceLines } from '../../../core/trace/trace-lines.ts';

/** Reads a recording that comes in parts, and keeps no more of it than the line that is under way. What is wrong with a line ends it. */
export class RecordingReader {
  readonly #lines = new TraceLines();
  readonly #notes: string[] = [];
  #machine = '';
  #line = 0;
  #rest = '';
  #ended = false;
  #count = 0;

  /** Events that were read. */
  get count(): number {
    return this.#count;
  }

  /** The machine file that the recording carries, as JSON; '' for none. It comes before the first event. */
  get machine(): string {
    return this.#machine;
  }

  /** What there is to say of what was read. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Reads what comes next, and returns the events in it. */
  take(text: string): readonly RecordedEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    return this.#eventsIn(lines);
  }

  /** There is no more: returns the event of the last line, where it has one. */
  end(): readonly RecordedEvent[] {
    const last = this.#eventsIn(this.#rest === '' ? [] : [this.#rest]);
    this.#rest = '';
    const mistake = this.#ended ? undefined : this.#lines.end();
    if (mistake !== undefined)
      this.#notes.push(`Line ${mistake.line}: found ${mistake.found}, expected ${mistake.expected}.`);
    return last;
  }

  #eventsIn(lines: readonly string[]): readonly RecordedEvent[] {
    const events: RecordedEvent[] = [];
    for (const line of lines) {
      const event = this.#read(line);
      if (event !== undefined) events.push(event);
    }
    this.#count += events.length;
    return events;
  }

  #read(text: string): RecordedEvent | undefined {
    if (this.#ended) return undefined;
    this.#line++;
    const line = this.#lines.read(text);
    if ('ok' in line) {
      this.#ended = true;
      const { found, expected } = line;
      this.#notes.push(`Line ${line.line}: found ${found}, expected ${expected}. What follows is left out.`);
      return undefined;
    }
    if (line.kind === 'event') return line.event;
    const missing = line.kind === 'passed over' ? gapIn(text) : undefined;
    if (missing !== undefined) this.#notes.push(`Line ${this.#line}: ${missing} events are missing here.`);
    if (line.kind === 'cut') this.#notes.push(`Line ${this.#line} ends in the middle, and is left out.`);
    if (line.kind === 'header') {
      const { machine } = recordingHeader(text) ?? {};
      if (machine !== undefined) this.#machine = JSON.stringify(machine);
    }
    return undefined;
  }
}
