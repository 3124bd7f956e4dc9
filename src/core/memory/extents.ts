import { Slots } from './slots.ts';
import { Table } from './table.ts';

/** Extents kept in one block: most transactions need one, and a chain of blocks stays quick to walk. */
export const EXTENTS_PER_BLOCK = 8;

/**
 * The lists of page ranges of all transactions, each a chain of blocks named by its first and last block.
 *
 * Ranges are kept in the order they were added and as they were added: neither merged nor sorted, because a borrower is told
 * the same ranges in the same order.
 */
export class Extents extends Table {
  /** First page of extent i of a block, at `EXTENTS_PER_BLOCK * block + i`. */
  readonly page: Float64Array;
  /** Its length in pages, at the same index. */
  readonly pages: Uint32Array;
  /** The block behind a block of a chain, 0 behind the last; and the one before it, where it is not the first. */
  private readonly next: Uint32Array;
  private readonly previous: Uint32Array;

  /** Room for at least `capacity` extents, and for one chain each of `chains` transactions. */
  constructor(capacity: number, chains: number) {
    super(new Slots(Math.ceil(capacity / EXTENTS_PER_BLOCK) + chains));
    const rows = this.slots.capacity + 1;
    this.page = new Float64Array(rows * EXTENTS_PER_BLOCK);
    this.pages = new Uint32Array(rows * EXTENTS_PER_BLOCK);
    this.next = new Uint32Array(rows);
    this.previous = new Uint32Array(rows);
  }

  /** A new chain with no extent in it: its first block, or 0 when there is no room. */
  open(): number {
    const block = this.slots.take();
    this.next[block] = 0;
    return block;
  }

  /**
   * The block for the extent with index `count` of the chain that ends in `last`: that one, or where it is full a new one behind it.
   * 0 when there is no room.
   */
  blockFor(last: number, count: number): number {
    if (count === 0 || count % EXTENTS_PER_BLOCK !== 0) return last;
    const block = this.open();
    if (block === 0) return 0;
    this.next[last] = block;
    this.previous[block] = last;
    return block;
  }

  /** Fills a block from place `at` on with the ranges from index `from` on, up to the last or to the end of the block. Returns how many. */
  fill(block: number, at: number, page: Float64Array, pages: Uint32Array, from: number, end: number): number {
    const count = Math.min(EXTENTS_PER_BLOCK - at, end - from);
    const first = block * EXTENTS_PER_BLOCK + at;
    for (let index = 0; index < count; index++) {
      this.page[first + index] = page[from + index];
      this.pages[first + index] = pages[from + index];
    }
    return count;
  }

  /** Ends a chain with a block of it: gives those behind it back. */
  cut(last: number): void {
    this.close(this.next[last]);
    this.next[last] = 0;
  }

  /** Gives all blocks of a chain back. */
  close(first: number): void {
    let block = first;
    while (block !== 0) {
      const next = this.next[block];
      this.slots.give(block);
      block = next;
    }
  }

  /** The block behind a block of a chain, 0 behind the last. */
  after(block: number): number {
    return this.next[block];
  }

  /** The block before a block of a chain that is not its first. */
  before(block: number): number {
    return this.previous[block];
  }
}
