import type { RecordedEvent } from '../decode/recorded-event.ts';
import type { ChromeEvent } from './chrome-event.ts';
import { callerText } from './event-text.ts';

/** All endpoints are one machine, which the viewers call a process. */
export const MACHINE = 1;

/** Gives every endpoint, or every execution context of one, a track in the order in which they appear. */
export class Tracks {
  readonly #numbers = new Map<string, number>();

  /** The track of an event, and what names it when it is new. */
  of(event: RecordedEvent): { readonly tid: number; readonly naming: readonly ChromeEvent[] } {
    const name = callerText(event);
    const known = this.#numbers.get(name);
    if (known !== undefined) return { tid: known, naming: [] };
    const tid = this.#numbers.size + 1;
    this.#numbers.set(name, tid);
    const naming: ChromeEvent[] = [
      { ph: 'M', name: 'thread_name', pid: MACHINE, tid, args: { name } },
      { ph: 'M', name: 'thread_sort_index', pid: MACHINE, tid, args: { sort_index: tid } },
    ];
    return { tid, naming };
  }
}
