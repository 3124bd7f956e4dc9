import type { RecordedEvent } from '../../../core/decode/recorded-event.ts';
import { gapIn } from '../../../core/decode/recording-gap.ts';
import { recordingHeader } from '../../../core/decode/recording-header.ts';
import { TraceLines } from '../../../core/trace/trace-lines.ts';

/** What is in a recording, as far as it could be read. */
export interface RecordingRead {
  readonly events: readonly RecordedEvent[];
  /** The machine file that the recording carries, as JSON; '' for none. */
  readonly machine: string;
  readonly notes: readonly string[];
}

/** Reads a recording that comes in parts. What is wrong with a line ends it; what came before stays. */
export class RecordingReader {
  readonly #lines = new TraceLines();
  readonly #events: RecordedEvent[] = [];
  readonly #notes: string[] = [];
  #machine = '';
  #line = 0;
  #rest = '';
  #ended = false;

  get count(): number {
    return this.#events.length;
  }

  take(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
  }

  end(): RecordingRead {
    if (this.#rest !== '') this.#read(this.#rest);
    this.#rest = '';
    const mistake = this.#ended ? undefined : this.#lines.end();
    if (mistake !== undefined)
      this.#notes.push(`Line ${mistake.line}: found ${mistake.found}, expected ${mistake.expected}.`);
    return { events: this.#events, machine: this.#machine, notes: this.#notes };
  }

  #read(text: string): void {
    if (this.#ended) return;
    this.#line++;
    const line = this.#lines.read(text);
    if ('ok' in line) {
      this.#ended = true;
      const { found, expected } = line;
      this.#notes.push(`Line ${line.line}: found ${found}, expected ${expected}. What follows is left out.`);
      return;
    }
    if (line.kind === 'event') this.#events.push(line.event);
    const missing = line.kind === 'passed over' ? gapIn(text) : undefined;
    if (missing !== undefined) this.#notes.push(`Line ${this.#line}: ${missing} events are missing here.`);
    if (line.kind === 'cut') this.#notes.push(`Line ${this.#line} ends in the middle, and is left out.`);
    if (line.kind === 'header') {
      const { machine } = recordingHeader(text) ?? {};
      if (machine !== undefined) this.#machine = JSON.stringify(machine);
    }
  }
}
