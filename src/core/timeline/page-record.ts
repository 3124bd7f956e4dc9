import { DeltaList, type PageDelta, type PageDeltas } from './page-deltas.ts';
import type { PageExtent, PageSpace } from './page-space.ts';
import { type PageHold, type PageState, PageStates, UNKNOWN } from './page-states.ts';

/** What became of every page, from the first event to the last. */
export class PageRecord {
  readonly space: PageSpace;
  readonly states: PageStates = new PageStates();
  /** The states before the first event, page by page. */
  readonly initial: Uint32Array<ArrayBuffer>;
  /** The states after the last change that was noted. */
  readonly #now: Uint32Array;
  readonly #deltas = new DeltaList();

  /** `owned`: what is known of pages before anything happens. */
  constructor(space: PageSpace, owned: readonly (PageExtent & { readonly owner: string })[]) {
    this.space = space;
    this.initial = new Uint32Array(space.size);
    for (const { owner, ...extent } of owned) {
      const state = this.states.numberOf({ owner, holds: [], borrowers: [] });
      for (const { index, count } of space.parts(extent)) this.initial.fill(state, index, index + count);
    }
    this.#now = this.initial.slice();
  }

  get deltas(): PageDeltas {
    return this.#deltas.all;
  }

  /** Notes that an event changed a run of pages. */
  note(event: number, change: string, party: string, extent: PageExtent, hold: PageHold): void {
    for (const { index, count } of this.space.parts(extent)) {
      const end = index + count;
      for (let at = index; at < end; ) {
        const before = this.#known(at, change, party);
        const next = this.#endOfRun(at, end);
        if (before !== this.#now[at]) this.initial.fill(before, at, next);
        const after = this.states.after(before, change, party, hold);
        this.#now.fill(after, at, next);
        if (before !== after) this.#deltas.push({ event, index: at, count: next - at, before, after });
        at = next;
      }
    }
  }

  /** The state of a page after an event; before all of them for -1. */
  stateAt(index: number, event: number): PageState {
    return this.states.all[this.historyOf(index, event).at(-1)?.after ?? this.initial[index]];
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
