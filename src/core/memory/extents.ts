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
  /** The block behind a block of a chain, 0 behind the last. */
  private readonly next: Uint32Array;

  /** Room for at least `capacity` extents, and for one chain each of `chains` transactions. */
  constructor(capacity: number, chains: number) {
    super(new Slots(Math.ceil(capacity / EXTENTS_PER_BLOCK) + chains));
    const rows = this.slots.capacity + 1;
    this.page = new Float64Array(rows * EXTENTS_PER_BLOCK);
    this.pages = new Uint32Array(rows * EXTENTS_PER_BLOCK);
    this.next = new Uint32Array(rows);
  }

  /** A new chain with no extent in it: its first block, or 0 when there is no room. */
  open(): number {
    const block = this.slots.take();
    this.next[block] = 0;
    return block;
  }

  /**
   * Adds the extent with index `count` to the chain that ends in `last`.
   * Returns the block it went to, the chain's new last one; 0 when there is no room.
   */
  add(last: number, count: number, page: number, pages: number): number {
    const at = count % EXTENTS_PER_BLOCK;
    let block = last;
    if (at === 0 && count !== 0) {
      block = this.open();
      if (block === 0) return 0;
      this.next[last] = block;
    }
    this.page[block * EXTENTS_PER_BLOCK + at] = page;
    this.pages[block * EXTENTS_PER_BLOCK + at] = pages;
    return block;
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
}
