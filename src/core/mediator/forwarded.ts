import type { Slots } from '../memory/slots.ts';
import { type SavedTable, Table } from '../memory/table.ts';

/** Spreads handles over buckets: an odd number near 2^32 over the golden ratio. */
const SPREAD = 0x9e37_79b1;

/** What is known of sends that the manager behind has. Rows are those of `ledger.transactions`. */
export class Forwarded extends Table {
  /** 1 once the manager has given it a handle, and the handle. */
  readonly known: Uint8Array;
  readonly handleLow: Uint32Array;
  readonly handleHigh: Uint32Array;
  /** Constituents that were announced to the manager, and how many it has. */
  readonly announced: Uint32Array;
  readonly sent: Uint32Array;
  /** Bytes of the descriptor that it has. */
  readonly bytes: Float64Array;
  /** The guest's constituents that have been passed on. */
  readonly passed: Uint32Array;
  /**
   * Transactions by handle: the first of each bucket, and the one behind another. Fields that are private are no columns: copies of the state
   * do without them.
   */
  readonly #first: Uint32Array;
  readonly #next: Uint32Array;

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.known = new Uint8Array(rows);
    this.handleLow = new Uint32Array(rows);
    this.handleHigh = new Uint32Array(rows);
    this.announced = new Uint32Array(rows);
    this.sent = new Uint32Array(rows);
    this.bytes = new Float64Array(rows);
    this.passed = new Uint32Array(rows);
    this.#first = new Uint32Array(rows);
    this.#next = new Uint32Array(rows);
  }

  /** The manager has given a transaction its handle. */
  note(row: number, low: number, high: number): void {
    this.known[row] = 1;
    this.handleLow[row] = low;
    this.handleHigh[row] = high;
    this.link(row);
  }

  /** The transaction with a handle of the manager; 0 when there is none. */
  find(low: number, high: number): number {
    let row = this.#first[this.bucketOf(low, high)];
    while (row !== 0 && (this.handleLow[row] !== low || this.handleHigh[row] !== high)) row = this.#next[row];
    return row;
  }

  override clear(row: number): void {
    if (this.known[row] === 1) this.unlink(row);
    super.clear(row);
  }

  override restore(saved: SavedTable): void {
    super.restore(saved);
    this.#first.fill(0);
    for (let row = 1; row < saved[0].length; row++) if (this.known[row] === 1) this.link(row);
  }

  private link(row: number): void {
    const bucket = this.bucketOf(this.handleLow[row], this.handleHigh[row]);
    this.#next[row] = this.#first[bucket];
    this.#first[bucket] = row;
  }

  private unlink(row: number): void {
    const bucket = this.bucketOf(this.handleLow[row], this.handleHigh[row]);
    if (this.#first[bucket] === row) {
      this.#first[bucket] = this.#next[row];
      return;
    }
    let before = this.#first[bucket];
    while (this.#next[before] !== row) before = this.#next[before];
    this.#next[before] = this.#next[row];
  }

  private bucketOf(low: number, high: number): number {
    return ((Math.imul(low, SPREAD) ^ high) >>> 0) % this.#first.length;
  }
}
