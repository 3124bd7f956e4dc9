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
  #columns: Omit<PageDeltas, 'length'> = columnsOf(1024);
  #length = 0;

  push(delta: PageDelta): void {
    if (this.#length === this.#columns.event.length) this.#grow();
    for (const name of COLUMNS) this.#columns[name][this.#length] = delta[name];
    this.#length++;
  }

  /** All of them. */
  get all(): PageDeltas {
    return { length: this.#length, ...this.#columns };
  }

  #grow(): void {
    const larger = columnsOf(this.#length * 2);
    for (const name of COLUMNS) larger[name].set(this.#columns[name]);
    this.#columns = larger;
  }
}

function columnsOf(length: number): Omit<PageDeltas, 'length'> {
  return {
    event: new Uint32Array(length),
    index: new Uint32Array(length),
    count: new Uint32Array(length),
    before: new Uint32Array(length),
    after: new Uint32Array(length),
  };
}
