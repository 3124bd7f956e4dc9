import { NumberList } from '../../../core/timeline/number-list.ts';
import type { RunOverview } from './overview.ts';

type Laned = Pick<RunOverview, 'lanes' | 'lane' | 'count'>;

/** Of some events, those of each lane. */
export function fittingByLane(
  { lanes, lane }: Pick<RunOverview, 'lanes' | 'lane'>,
  events: readonly number[],
): readonly Uint32Array[] {
  const lists = lanes.map((): number[] => []);
  for (const event of events) lists[lane[event] ?? 0]?.push(event);
  return lists.map((list) => Uint32Array.from(list));
}

/** The events of each lane of a run that grows, so that one before the first in sight is found at once. */
export class LaneEvents {
  readonly #lists: NumberList<Uint32Array<ArrayBuffer>>[] = [];
  #count = 0;

  /** Takes the events behind those that it has, and answers all. */
  add({ lanes, lane, count }: Laned): readonly Uint32Array[] {
    while (this.#lists.length < lanes.length) this.#lists.push(new NumberList(Uint32Array));
    for (const [number, fresh] of laned(lanes.length, lane, this.#count, count).entries())
      this.#lists[number]?.append(fresh);
    this.#count = count;
    return this.#lists.map(({ all }) => all);
  }
}

/** The events of each of so many lanes, from one event on up to another. Counted first, so that a large run costs no more than to look at it twice. */
function laned(lanes: number, lane: Uint16Array, from: number, end: number): readonly Uint32Array[] {
  const room = new Uint32Array(lanes);
  for (let event = from; event < end; event++) room[lane[event] ?? 0]!++;
  const lists = Array.from(room, (length) => new Uint32Array(length));
  const filled = new Uint32Array(lanes);
  for (let event = from; event < end; event++) {
    const at = lane[event] ?? 0;
    const list = lists[at];
    if (list !== undefined) list[filled[at]!++] = event;
  }
  return lists;
}
