import { lastAtMost } from '../../../core/timeline/page-space.ts';
import type { RunOverview } from './overview.ts';

/** Which events a timeline shows: from one on, so wide each. */
export interface TimeView {
  /** May be between two events. */
  readonly first: number;
  /** Pixels of an event. */
  readonly scale: number;
}

/** The look of a column of pixels in a lane. */
export const COLUMN = { EMPTY: 0, BUSY: 1, WRONG: 2 } as const;

/** So wide an event is at most, and so much of a timeline no event is narrower in detail. */
const WIDEST = 96;
export const DETAIL = 4;

export function wholeTime(count: number, width: number): TimeView {
  return { first: 0, scale: Math.min(WIDEST, width / Math.max(count, 1)) };
}

/** The events that are in sight: the first, and that behind the last. */
export function inSight(
  { first, scale }: TimeView,
  count: number,
  width: number,
): readonly [from: number, end: number] {
  return [Math.max(0, Math.floor(first)), Math.min(count, Math.ceil(first + width / scale))];
}

/** Zooms around a pixel. */
export function zoomedTime(
  view: TimeView,
  factor: number,
  x: number,
  count: number,
  width: number,
): TimeView {
  const scale = Math.min(WIDEST, Math.max(wholeTime(count, width).scale, view.scale * factor));
  return withinTime({ scale, first: view.first + x / view.scale - x / scale }, count, width);
}

/** Moves by events. */
export function pannedTime(view: TimeView, events: number, count: number, width: number): TimeView {
  return withinTime({ ...view, first: view.first + events }, count, width);
}

/** A view in which an event is seen: the same where it is. */
export function revealingTime(view: TimeView, event: number, count: number, width: number): TimeView {
  const seen = width / view.scale;
  if (event >= view.first && event + 1 <= view.first + seen) return view;
  return withinTime({ ...view, first: event - seen / 2 }, count, width);
}

function withinTime({ first, scale }: TimeView, count: number, width: number): TimeView {
  return { scale, first: Math.max(0, Math.min(first, count - width / scale)) };
}

/** The call of a lane that began before an event and lasts beyond it; -1 for none. */
export function lastingInto(list: Uint32Array, { until }: RunOverview['slices'], event: number): number {
  const before = list[lastAtMost(list.length, (at) => (list[at] ?? 0) < event)];
  return before !== undefined && (until[before] ?? 0) > event ? before : -1;
}

/** What a lane shows where events are narrower than they can be drawn: a value of COLUMN for each pixel. */
export function columnsOf(run: RunOverview, list: Uint32Array, view: TimeView, width: number): Uint8Array {
  const columns = new Uint8Array(width);
  const [from, end] = inSight(view, run.count, width);
  const columnAt = (event: number): number => Math.floor((event - view.first) * view.scale);
  const paint = (event: number): void => {
    const start = Math.max(0, columnAt(event));
    const stop = Math.min(width, Math.max(start + 1, columnAt(run.slices.until[event] ?? 0)));
    for (let x = start; x < stop; x++) if (columns[x] === COLUMN.EMPTY) columns[x] = COLUMN.BUSY;
    if (run.wrong[event] === 1 && start < width) columns[start] = COLUMN.WRONG;
  };
  const lasting = lastingInto(list, run.slices, from);
  if (lasting >= 0) paint(lasting);
  for (let at = lastAtMost(list.length, (index) => (list[index] ?? 0) < from) + 1; at < list.length; at++) {
    const event = list[at] ?? 0;
    if (event >= end) break;
    const next = list[at + 1] ?? end;
    // Where many begin in a column, the last of them says how far it goes on.
    const said = next < end && columnAt(next) === columnAt(event) && (run.slices.until[event] ?? 0) <= next;
    if (!said || run.wrong[event] === 1) paint(event);
  }
  return columns;
}
