import { NumberList } from '../../../core/timeline/number-list.ts';
import { DeltaList } from '../../../core/timeline/page-deltas.ts';
import type { PageSpace } from '../../../core/timeline/page-space.ts';
import type { Ends, Lane, RunGrowth, RunOverview } from './overview.ts';

/** An overview to which is added what comes. What was added before is not copied, except now and then when there is no more room. */
export class GrowingOverview {
  readonly #lanes: Lane[] = [];
  readonly #names: string[] = [];
  readonly #lane = new NumberList(Uint16Array);
  readonly #name = new NumberList(Uint16Array);
  readonly #wrong = new NumberList(Uint8Array);
  readonly #until = new NumberList(Uint32Array);
  readonly #next = new NumberList(Int32Array);
  readonly #kind = new NumberList(Uint8Array);
  readonly #low = new NumberList(Uint32Array);
  readonly #high = new NumberList(Uint32Array);
  readonly #begin = new NumberList(Uint32Array);
  readonly #bandUntil = new NumberList(Uint32Array);
  readonly #row = new NumberList(Uint8Array);
  readonly #owner = new NumberList(Int32Array);
  readonly #access = new NumberList(Uint8Array);
  readonly #deltas = new DeltaList();
  readonly #pages: RunOverview['pages'];
  #rows = 0;

  /** Goes on where an overview ends. Its arrays stay as they are, but for `initial`. */
  constructor(run: RunOverview) {
    this.#pages = run.pages;
    this.#addEvents(run);
    this.#addBands(run.bands);
    this.#addStates(run.pages.states, 0);
    this.#deltas.append(run.pages.deltas);
  }

  /** Adds what is new, and answers what there is then. */
  add(growth: RunGrowth): RunOverview {
    const { origins, states, from, deltas } = growth.pages;
    this.#addEvents(growth);
    setEnds(this.#until, growth.over);
    this.#addBands(growth.bands);
    setEnds(this.#bandUntil, growth.ended);
    for (const { index, count, state } of origins) this.#pages.initial.fill(state, index, index + count);
    this.#addStates(states, from);
    this.#deltas.append(deltas);
    return this.#overview();
  }

  #addEvents({
    lanes,
    names,
    lane,
    name,
    wrong,
    slices,
  }: Pick<RunGrowth, 'lanes' | 'names' | 'lane' | 'name' | 'wrong' | 'slices'>): void {
    this.#lanes.push(...lanes);
    this.#names.push(...names);
    this.#lane.append(lane);
    this.#name.append(name);
    this.#wrong.append(wrong);
    this.#until.append(slices.until);
    this.#next.append(slices.next);
  }

  #addBands({ kind, low, high, begin, until, row }: RunGrowth['bands']): void {
    this.#kind.append(kind);
    this.#low.append(low);
    this.#high.append(high);
    this.#begin.append(begin);
    this.#bandUntil.append(until);
    this.#row.append(row);
    this.#rows = row.reduce((most, place) => Math.max(most, place + 1), this.#rows);
  }

  #addStates({ owner, access }: RunGrowth['pages']['states'], from: number): void {
    const known = this.#owner.length - from;
    for (const [at, lane] of owner.subarray(0, known).entries()) this.#owner.set(from + at, lane);
    this.#owner.append(owner.subarray(known));
    this.#access.append(access.subarray(known));
  }

  #overview(): RunOverview {
    return {
      lanes: [...this.#lanes],
      count: this.#lane.length,
      lane: this.#lane.all,
      name: this.#name.all,
      wrong: this.#wrong.all,
      names: this.#names,
      slices: { until: this.#until.all, next: this.#next.all },
      bands: {
        kind: this.#kind.all,
        low: this.#low.all,
        high: this.#high.all,
        begin: this.#begin.all,
        until: this.#bandUntil.all,
        row: this.#row.all,
        rows: this.#rows,
      },
      pages: {
        ...this.#pages,
        states: { owner: this.#owner.all, access: this.#access.all },
        deltas: this.#deltas.all,
      },
    };
  }
}

/** An overview before the first event. */
export function emptyOverview({
  space: { extents, size, cut },
  initial,
}: {
  readonly space: PageSpace;
  readonly initial: Uint32Array<ArrayBuffer>;
}): RunOverview {
  const none = new Uint32Array();
  return {
    ...{ lanes: [], count: 0, names: [] },
    ...{ lane: new Uint16Array(), name: new Uint16Array(), wrong: new Uint8Array() },
    slices: { until: none, next: new Int32Array() },
    bands: {
      ...{ kind: new Uint8Array(), low: none, high: none, begin: none, until: none },
      ...{ row: new Uint8Array(), rows: 0 },
    },
    pages: {
      ...{ extents, size, cut, initial: initial.slice() },
      states: { owner: new Int32Array(), access: new Uint8Array() },
      deltas: { length: 0, event: none, index: none, count: none, before: none, after: none },
    },
  };
}

function setEnds(list: NumberList<Uint32Array<ArrayBuffer>>, { number, until }: Ends): void {
  for (const [at, each] of number.entries()) list.set(each, until[at] ?? 0);
}
