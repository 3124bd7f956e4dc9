import { NumberList } from './number-list.ts';

/** Changes of runs of pages that were alike, in the order of the events: arrays that a page can be handed as they are. */
export interface PageDeltas {
  readonly length: number;
  readonly event: Uint32Array<ArrayBuffer>;
  /** First page, by its index. */
  readonly index: Uint32Array<ArrayBuffer>;
  readonly count: Uint32Array<ArrayBuffer>;
  /** Numbers of states. */
  readonly before: Uint32Array<ArrayBuffer>;
  readonly after: Uint32Array<ArrayBuffer>;
}

/** One change. */
export interface PageDelta {
  readonly event: number;
  readonly index: number;
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

const COLUMNS = ['event', 'index', 'count', 'before', 'after'] as const;

/** Collects changes. */
export class DeltaList {
  readonly #columns: Readonly<Record<keyof PageDelta, NumberList<Uint32Array<ArrayBuffer>>>> = {
    event: new NumberList(Uint32Array),
    index: new NumberList(Uint32Array),
    count: new NumberList(Uint32Array),
    before: new NumberList(Uint32Array),
    after: new NumberList(Uint32Array),
  };

  push(delta: PageDelta): void {
    for (const name of COLUMNS) this.#columns[name].push(delta[name]);
  }

  append(deltas: PageDeltas): void {
    for (const name of COLUMNS) this.#columns[name].append(deltas[name]);
  }

  /** All of them, without a copy. */
  get all(): PageDeltas {
    const { event, index, count, before, after } = this.#columns;
    return {
      length: event.length,
      event: event.all,
      index: index.all,
      count: count.all,
      before: before.all,
      after: after.all,
    };
  }
}

/** The changes from one on, as a copy. */
export function deltasFrom(deltas: PageDeltas, from: number): PageDeltas {
  return {
    length: deltas.length - from,
    event: deltas.event.slice(from),
    index: deltas.index.slice(from),
    count: deltas.count.slice(from),
    before: deltas.before.slice(from),
    after: deltas.after.slice(from),
  };
}
