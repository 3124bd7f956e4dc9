import { DeltaList, type PageDelta, type PageDeltas } from './page-deltas.ts';
import { type PageExtent, PageSpace } from './page-space.ts';
import { type PageHold, type PageState, PageStates, UNKNOWN } from './page-states.ts';

/** A run of pages of which it came out later in which state they were before the first event. */
export interface PageOrigin {
  readonly index: number;
  readonly count: number;
  readonly state: number;
}

/** What became of every page, from the first event to the last that was noted. */
export class PageRecord {
  readonly states: PageStates = new PageStates();
  #space: PageSpace;
  #initial: Uint32Array<ArrayBuffer>;
  /** The states after the last change that was noted. */
  #now: Uint32Array<ArrayBuffer>;
  #deltas = new DeltaList();
  readonly #origins: PageOrigin[] = [];

  /** `owned`: what is known of pages before anything happens. */
  constructor(space: PageSpace, owned: readonly (PageExtent & { readonly owner: string })[]) {
    this.#space = space;
    this.#initial = new Uint32Array(space.size);
    for (const { owner, ...extent } of owned) {
      const state = this.states.numberOf({ owner, holds: [], borrowers: [] });
      for (const { index, count } of space.parts(extent)) this.#initial.fill(state, index, index + count);
    }
    this.#now = this.#initial.slice();
  }

  /** The pages that there are. Another one when it was widened. */
  get space(): PageSpace {
    return this.#space;
  }

  /** The states before the first event, page by page. */
  get initial(): Uint32Array<ArrayBuffer> {
    return this.#initial;
  }

  /** What came out of `initial`, in the order in which it did; in indices of the space of that time. */
  get origins(): readonly PageOrigin[] {
    return this.#origins;
  }

  get deltas(): PageDeltas {
    return this.#deltas.all;
  }

  /** Adds pages of which nothing is known. Pages get other indices by it, so that it costs as much as all that was noted. */
  widen(extents: readonly PageExtent[]): void {
    const before = this.#space;
    if (extents.every((extent) => before.has(extent))) return;
    const space = new PageSpace([...before.extents, ...extents]);
    /** Pages that are no longer there, for they lie behind all that there is room for, get none. */
    const moved = (index: number, count: number): readonly [index: number, count: number] => {
      const at = space.indexOf(before.pageAt(index));
      return [at, at < 0 ? 0 : Math.min(count, space.size - at)];
    };
    const [initial, now] = [new Uint32Array(space.size), new Uint32Array(space.size)];
    let start = 0;
    for (const { pages } of before.extents) {
      const [index, count] = moved(start, pages);
      if (count > 0) initial.set(this.#initial.subarray(start, start + count), index);
      if (count > 0) now.set(this.#now.subarray(start, start + count), index);
      start += pages;
    }
    const deltas = new DeltaList();
    for (const delta of each(this.deltas)) {
      const [index, count] = moved(delta.index, delta.count);
      if (count > 0) deltas.push({ ...delta, index, count });
    }
    this.#space = space;
    this.#initial = initial;
    this.#now = now;
    this.#deltas = deltas;
  }

  /** Notes that an event changed a run of pages. */
  note(event: number, change: string, party: string, extent: PageExtent, hold: PageHold): void {
    for (const { index, count } of this.#space.parts(extent)) {
      const end = index + count;
      for (let at = index; at < end; ) {
        const before = this.#known(at, change, party);
        const next = this.#endOfRun(at, end);
        if (before !== this.#now[at]) {
          this.#initial.fill(before, at, next);
          this.#origins.push({ index: at, count: next - at, state: before });
        }
        const after = this.states.after(before, change, party, hold);
        this.#now.fill(after, at, next);
        if (before !== after) this.#deltas.push({ event, index: at, count: next - at, before, after });
        at = next;
      }
    }
  }

  /** The state of a page after an event; before all of them for -1. */
  stateAt(index: number, event: number): PageState {
    return this.states.all[this.historyOf(index, event).at(-1)?.after ?? this.#initial[index]];
  }

  /** The changes of a page up to an event, oldest first. */
  historyOf(index: number, event: number = Number.POSITIVE_INFINITY): readonly PageDelta[] {
    const { length, event: events, index: first, count, before, after } = this.deltas;
    const found: PageDelta[] = [];
    for (let at = 0; at < length && events[at] <= event; at++)
      if (index >= first[at] && index - first[at] < count[at])
        found.push({
          event: events[at],
          index: first[at],
          count: count[at],
          before: before[at],
          after: after[at],
        });
    return found;
  }

  /** The state of a page before a change: who sends a page of which nothing is known has owned it all the time. */
  #known(at: number, change: string, party: string): number {
    const state = this.#now[at];
    return state === UNKNOWN && change === 'claimed'
      ? this.states.numberOf({ owner: party, holds: [], borrowers: [] })
      : state;
  }

  #endOfRun(from: number, end: number): number {
    const state = this.#now[from];
    let at = from + 1;
    while (at < end && this.#now[at] === state) at++;
    return at;
  }
}

function* each({ length, event, index, count, before, after }: PageDeltas): Generator<PageDelta> {
  for (let at = 0; at < length; at++)
    yield {
      event: event[at],
      index: index[at],
      count: count[at],
      before: before[at],
      after: after[at],
    };
}
