import { isHostCall, readHostCall } from '../decode/host-call.ts';
import { type Mistake, mistake, quote } from '../decode/reading.ts';
import type { RecordedEvent } from '../decode/recorded-event.ts';
import { readRecordedEvent } from '../decode/recorded-line.ts';
import { headerMistake, recordingHeader } from '../decode/recording-header.ts';

/** What one line of a trace is. */
export type TraceLine =
  | { readonly kind: 'header'; readonly about: string }
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** It ends in the middle. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'passed over' }
  | Mistake;

/** Reads a trace line by line: a recording, or what a hypervisor printed. Never throws, whatever the lines. */
export class TraceLines {
  #format: 'recording' | 'ftrace' | undefined;
  #line = 0;
  #calls = 0;

  read(text: string): TraceLine {
    this.#line++;
    if (text.trim() === '') return { kind: 'passed over' };
    if (this.#format === undefined) return this.#first(text);
    return this.#format === 'recording' ? this.#recorded(text) : this.#printed(text);
  }

  /** What is wrong when there are no more lines. */
  end(): Mistake | undefined {
    if (this.#format !== undefined) return undefined;
    return mistake(this.#line || 1, 1, 'no call', EXPECTED);
  }

  #first(text: string): TraceLine {
    const header = recordingHeader(text);
    if (header !== undefined) {
      this.#format = 'recording';
      const { guest } = header;
      return headerMistake(header) ?? { kind: 'header', about: typeof guest === 'string' ? guest : '' };
    }
    if (isHostCall(text)) {
      this.#format = 'ftrace';
      return this.#printed(text);
    }
    // Comments and other events may come before the first call that a hypervisor printed.
    const foreign = text.startsWith('#') || OTHER_EVENT.test(text);
    return foreign ? { kind: 'passed over' } : mistake(this.#line, 1, quote(text), EXPECTED);
  }

  #recorded(text: string): TraceLine {
    const event = readRecordedEvent(text, this.#line);
    if (event === 'cut') return { kind: 'cut' };
    if (event === 'other') return { kind: 'passed over' };
    return 'ok' in event ? event : { kind: 'event', event };
  }

  #printed(text: string): TraceLine {
    const event = readHostCall(text, this.#line, this.#calls + 1);
    if (event === 'other') return { kind: 'passed over' };
    if ('ok' in event) return event;
    this.#calls++;
    return { kind: 'event', event };
  }
}

const OTHER_EVENT = /\[\d{1,4}\]\s+(?:\S+\s+)??\d{1,12}\.\d{6}:/;
const EXPECTED = 'a recording, whose first line says "format":"ffa-trace", or lines of host_ffa_call';
