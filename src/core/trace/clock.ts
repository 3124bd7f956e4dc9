import type { RecordedEvent } from '../decode/recorded-event.ts';

/** When something begins and ends, in microseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A recording tells when a call was made, not how long it took: it is drawn so long. */
const TIMED_LENGTH = 1;
/** Without times, call n is made at n milliseconds, so that the ruler counts calls. */
const PERIOD = 1000;
const LENGTH = 800;
const AFTERWARDS = 900;

/** Gives every event its time. Times never run backwards, whatever the recording says. */
export class TraceClock {
  #timed: boolean | undefined;
  #last = 0;

  spanOf(event: RecordedEvent): Span {
    this.#timed ??= event.at !== undefined;
    const start = Math.max(this.#last, this.#timed ? (event.at ?? 0) : counted(event));
    const length = !isCounted(event) ? 0 : this.#timed ? TIMED_LENGTH : LENGTH;
    this.#last = start + length;
    return { start, end: this.#last };
  }

  /** The end of the last event. */
  get last(): number {
    return this.#last;
  }
}

/** What is no call comes after the call whose number it has. */
function counted({ kind, seq }: RecordedEvent): number {
  return seq * PERIOD + (isCounted({ kind }) ? 0 : AFTERWARDS);
}

/** Calls and requests have numbers of their own, and last. */
function isCounted({ kind }: Pick<RecordedEvent, 'kind'>): boolean {
  return kind === 'call' || kind === 'request';
}
