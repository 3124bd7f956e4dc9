import type { RecordedEvent } from '../decode/recorded-event.ts';
import { NumberList } from './number-list.ts';

/** How long events last, and whom the processor goes to. */
export interface Slices {
  /**
   * For each event, the event before which it is over: the next one; later for a call that waits for the processor to come back, and LASTING as
   * long as it waits.
   */
  readonly until: Uint32Array<ArrayBuffer>;
  /** For each event, the lane that goes on after it; -1 where the caller does, or nobody knows. */
  readonly next: Int32Array<ArrayBuffer>;
}

/** Behind every event: what has not come to its end. */
export const LASTING = 0xffff_ffff;

/** Follows the processor from call to call. */
export class SliceList {
  readonly #until = new NumberList(Uint32Array);
  readonly #next = new NumberList(Int32Array);
  /** The call of each lane that waits. */
  readonly #waiting = new Map<number, number>();

  get all(): Slices {
    return { until: this.#until.all, next: this.#next.all };
  }

  /** Takes the next event. `lane` is its own, `laneOf` that of a name. */
  add(event: RecordedEvent, lane: number, laneOf: (name: string) => number): void {
    const at = this.#until.length;
    this.#until.push(at + 1);
    this.#next.push(-1);
    if (event.kind !== 'call') return;
    this.#resume(lane, at);
    const to = event.next === undefined || event.next === '' ? -1 : laneOf(event.next);
    if (to < 0 || to === lane) return;
    this.#next.set(at, to);
    this.#until.set(at, LASTING);
    this.#waiting.set(lane, at);
    this.#resume(to, at + 1);
  }

  #resume(lane: number, at: number): void {
    const call = this.#waiting.get(lane);
    if (call !== undefined) this.#until.set(call, at);
    this.#waiting.delete(lane);
  }
}
