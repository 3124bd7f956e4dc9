import type { Met } from '../../../core/explore/worlds/search.ts';

/** The states of a world that are so many deeds away from the beginning. */
export interface Level {
  readonly depth: number;
  readonly states: number;
  /** States of which everything that can be done has been done. */
  readonly done: number;
}

/** Keeps count of how many states each depth has, while a search goes on state by state. */
export class LevelCount {
  readonly #sizes: number[];
  #last: Met;

  constructor(met: Met) {
    this.#sizes = [met.states];
    this.#last = met;
  }

  /** The search has gone on by one state. */
  note(met: Met): void {
    // All that was left before the depth grew is of the new depth.
    if (met.depth > this.#last.depth) this.#sizes.push(this.#last.left);
    this.#last = met;
  }

  /** All depths that are known, the deepest last: of that more may be found. */
  levels(): readonly Level[] {
    const { states, left } = this.#last;
    const sizes = this.#sizes;
    const known = sizes.reduce((sum, size) => sum + size, 0);
    let done = states - left;
    const levels = [...sizes, ...(states > known ? [states - known] : [])].map((size, depth) => {
      const own = Math.min(size, done);
      done -= own;
      return { depth, states: size, done: own };
    });
    return levels;
  }
}
