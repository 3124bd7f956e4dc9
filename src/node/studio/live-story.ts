/** Lines that are kept together, and go to a page together. */
interface Batch {
  readonly from: number;
  readonly lines: string[];
  characters: number;
}

/** A page gets so much at once, and then says whether it can take more. */
const BATCH_CHARACTERS = 128 * 1024;
/** A quarter of an hour of a busy driver, and some seconds of a machine that does nothing but call. */
const KEPT_CHARACTERS = 64 * 1024 * 1024;

/** The last events of a run as lines, for pages that come later or are slow. Events count from 0; the oldest are given up for new ones. */
export class LiveStory {
  readonly #most: number;
  readonly #batches: Batch[] = [];
  #characters = 0;
  #end = 0;

  constructor(most: number = KEPT_CHARACTERS) {
    this.#most = most;
  }

  /** The number of the event that comes next. */
  get end(): number {
    return this.#end;
  }

  put(line: string): void {
    let batch = this.#batches.at(-1);
    if (batch === undefined || batch.characters + line.length > BATCH_CHARACTERS) {
      batch = { from: this.#end, lines: [], characters: 0 };
      this.#batches.push(batch);
    }
    batch.lines.push(line);
    batch.characters += line.length;
    this.#characters += line.length;
    this.#end++;
    while (this.#characters > this.#most && this.#batches.length > 1)
      this.#characters -= this.#batches.shift()?.characters ?? 0;
  }

  /** The next lines from an event on: that of the first one is `from`, which is behind the event where it is no longer kept. */
  after(event: number): { readonly from: number; readonly lines: readonly string[] } {
    const found = this.#batches.findLast(({ from }) => from <= event) ?? this.#batches[0];
    if (found === undefined) return { from: event, lines: [] };
    const from = Math.max(found.from, event);
    return { from, lines: found.lines.slice(from - found.from) };
  }
}
