import type { RecordedEvent } from '../decode/recorded-event.ts';

/** How long events last, and whom the processor goes to. */
export interface Slices {
  /** For each event, the event before which it is over: the next one; later for a call that waits for the processor to come back. */
  readonly until: Uint32Array<ArrayBuffer>;
  /** For each event, the lane that goes on after it; -1 where the caller does, or nobody knows. */
  readonly next: Int32Array<ArrayBuffer>;
}

/** Follows the processor from call to call. `lanes` has the lane of each event, `laneOf` that of a name. */
export function slicesOf(
  events: readonly RecordedEvent[],
  lanes: ArrayLike<number>,
  laneOf: (name: string) => number,
): Slices {
  const until = new Uint32Array(events.length);
  const next = new Int32Array(events.length).fill(-1);
  /** The call of each lane that waits. */
  const waiting = new Map<number, number>();
  const resume = (lane: number, at: number): void => {
    const call = waiting.get(lane);
    if (call !== undefined) until[call] = at;
    waiting.delete(lane);
  };
  for (const [at, event] of events.entries()) {
    until[at] = at + 1;
    if (event.kind !== 'call') continue;
    resume(lanes[at], at);
    const to = event.next === undefined || event.next === '' ? -1 : laneOf(event.next);
    if (to < 0 || to === lanes[at]) continue;
    next[at] = to;
    waiting.set(lanes[at], at);
    resume(to, at + 1);
  }
  for (const call of waiting.values()) until[call] = events.length;
  return { until, next };
}
