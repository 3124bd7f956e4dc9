import type { PageDeltas } from '../../../core/timeline/page-deltas.ts';
import { lastAtMost } from '../../../core/timeline/page-space.ts';
import type { PagesOverview, RunGrowth } from './overview.ts';

/** Pages that are looked at together: where a block is uniform, its pages need not be. */
const BLOCK = 64;
/** The word of a block whose pages are not all alike. */
const MIXED = 0xffff_ffff;

/** What a cell of the map shows of the pages that it stands for. */
export interface CellLook {
  /** The number of the most remarkable state among them. */
  readonly state: number;
  readonly mixed: boolean;
}

/** The states of all pages at one moment, which moves both ways: a step costs what it changes, whatever the size of memory. */
export class MapMoment {
  #deltas: PageDeltas;
  readonly #states: Uint32Array;
  readonly #blocks: Uint32Array;
  /** How remarkable each state is. */
  #rank: Uint8Array;
  /** Changes that are made. */
  #made = 0;

  constructor({ initial, deltas, states }: Pick<PagesOverview, 'initial' | 'deltas' | 'states'>) {
    this.#deltas = deltas;
    this.#states = initial.slice();
    this.#blocks = new Uint32Array(Math.ceil(initial.length / BLOCK));
    this.#rank = states.access;
    this.#lookAll();
  }

  /** Takes what was added to the run. The moment stays. */
  grow({ deltas, states }: PagesOverview, { origins }: RunGrowth['pages']): void {
    this.#deltas = deltas;
    this.#rank = states.access;
    // Nothing has happened to these pages yet, whatever the moment.
    for (const { index, count, state } of origins) this.#fill(index, count, state);
  }

  /** Goes to the moment after an event; -1 is before all. */
  moveTo(event: number): void {
    const { length, event: events, index, count, before, after } = this.#deltas;
    const made = lastAtMost(length, (at) => (events[at] ?? 0) <= event) + 1;
    // Where more changes than there are blocks, these are looked at in the end, and once.
    const far = Math.abs(made - this.#made) > this.#blocks.length;
    const change = far ? this.#set : this.#fill;
    while (this.#made < made) {
      change(index[this.#made] ?? 0, count[this.#made] ?? 0, after[this.#made] ?? 0);
      this.#made++;
    }
    while (this.#made > made) {
      this.#made--;
      change(index[this.#made] ?? 0, count[this.#made] ?? 0, before[this.#made] ?? 0);
    }
    if (far) this.#lookAll();
  }

  stateAt(index: number): number {
    return this.#states[index] ?? 0;
  }

  /** How many pages from one on are like it, up to a page behind them. */
  runFrom(index: number, end: number): number {
    const state = this.#states[index];
    let at = index + 1;
    while (at < end && this.#states[at] === state)
      at = at % BLOCK === 0 && this.#blocks[at / BLOCK] === state ? at + BLOCK : at + 1;
    return Math.min(at, end) - index;
  }

  /** What a cell shows that stands for some pages. */
  cell(from: number, count: number): CellLook {
    const end = Math.min(from + count, this.#states.length);
    let state = this.#states[from] ?? 0;
    let mixed = false;
    for (let at = from; at < end; ) {
      const block = at % BLOCK === 0 && at + BLOCK <= end ? (this.#blocks[at / BLOCK] ?? MIXED) : MIXED;
      const here = block === MIXED ? (this.#states[at] ?? 0) : block;
      if (here !== state) {
        mixed = true;
        if ((this.#rank[here] ?? 0) > (this.#rank[state] ?? 0)) state = here;
      }
      at += block === MIXED ? 1 : BLOCK;
    }
    return { state, mixed };
  }

  readonly #set = (index: number, count: number, state: number): void => {
    // Most changes are of one page, for which `fill` is slow.
    if (count === 1) this.#states[index] = state;
    else this.#states.fill(state, index, index + count);
  };

  readonly #fill = (index: number, count: number, state: number): void => {
    const end = index + count;
    this.#set(index, count, state);
    const whole = Math.ceil(index / BLOCK);
    const wholeEnd = Math.max(whole, Math.floor(end / BLOCK));
    this.#blocks.fill(state, whole, wholeEnd);
    if (index % BLOCK !== 0) this.#look(Math.floor(index / BLOCK));
    if (end % BLOCK !== 0) this.#look(Math.floor(end / BLOCK));
  };

  #lookAll(): void {
    for (let block = 0; block < this.#blocks.length; block++) this.#look(block);
  }

  /** Looks whether the pages of a block are alike. */
  #look(block: number): void {
    const end = Math.min((block + 1) * BLOCK, this.#states.length);
    const state = this.#states[block * BLOCK];
    let at = block * BLOCK + 1;
    while (at < end && this.#states[at] === state) at++;
    this.#blocks[block] = at === end ? (state ?? 0) : MIXED;
  }
}
