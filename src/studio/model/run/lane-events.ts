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
    for (; this.#count < count; this.#count++) this.#lists[lane[this.#count] ?? 0]?.push(this.#count);
    return this.#lists.map(({ all }) => all);
  }
}
