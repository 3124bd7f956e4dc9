import { EXTENTS_PER_BLOCK, Extents } from './extents.ts';
import { Borrowers, type Kind, type Layer, Transactions } from './ledger-tables.ts';
import { MAX_TRANSACTIONS, type Rights } from './page-word.ts';
import { type SavedSlots, Slots } from './slots.ts';
import type { SavedTable } from './table.ts';

/** How many records there can be. */
export interface RecordsSize {
  readonly transactions: number;
  readonly borrowers: number;
  readonly extents: number;
}

export interface SavedRecords {
  readonly extentSlots: SavedSlots;
  readonly extents: SavedTable;
  readonly transactionSlots: SavedSlots;
  readonly transactions: SavedTable;
  readonly borrowerSlots: SavedSlots;
  readonly borrowers: SavedTable;
}

/** What the ledger notes of transactions: whose, which extents, which borrowers. No page changes here. */
export class TransactionRecords {
  readonly transactions: Transactions;
  readonly borrowers: Borrowers;
  readonly extents: Extents;

  constructor(size: RecordsSize) {
    if (size.transactions > MAX_TRANSACTIONS)
      throw new RangeError(`at most ${MAX_TRANSACTIONS} transactions, not ${size.transactions}`);
    this.transactions = new Transactions(new Slots(size.transactions));
    this.borrowers = new Borrowers(new Slots(size.borrowers));
    this.extents = new Extents(size.extents, size.transactions);
  }

  /**
   * Adds the first `count` ranges of pages of two columns: where each starts, and how long it is. Nothing is marked before `claim`.
   * Returns false when there is no room for all of them; some may have been added then.
   */
  addExtents(transaction: number, page: Float64Array, pages: Uint32Array, count: number): boolean {
    const t = this.transactions;
    for (let done = 0; done < count; ) {
      const before = t.extents[transaction];
      const block = this.extents.blockFor(t.lastBlock[transaction], before);
      if (block === 0) return false;
      const added = this.extents.fill(block, before % EXTENTS_PER_BLOCK, page, pages, done, count);
      t.lastBlock[transaction] = block;
      t.extents[transaction] = before + added;
      t.pages[transaction] += sum(pages, done, done + added);
      done += added;
    }
    return true;
  }

  /** Adds one range of pages, as `addExtents` does. */
  addExtent(transaction: number, page: number, pages: number): boolean {
    return this.addExtents(transaction, Float64Array.of(page), Uint32Array.of(pages), 1);
  }

  /** Takes back the extents that were added since the last claim. */
  dropUnclaimed(transaction: number): void {
    const t = this.transactions;
    const kept = t.claimed[transaction];
    const { pages } = this.extents;
    let block = this.blockOf(transaction, kept);
    for (let extent = kept; extent < t.extents[transaction]; extent++) {
      if (extent !== kept && extent % EXTENTS_PER_BLOCK === 0) block = this.extents.after(block);
      t.pages[transaction] -= pages[block * EXTENTS_PER_BLOCK + (extent % EXTENTS_PER_BLOCK)];
    }
    const last = this.blockOf(transaction, Math.max(0, kept - 1));
    this.extents.cut(last);
    t.lastBlock[transaction] = last;
    t.extents[transaction] = kept;
  }

  /** Names a party that may take the memory, with `ceiling` at most. Returns 0 when there is no room. */
  addBorrower(transaction: number, party: number, ceiling: Rights): number {
    const borrower = this.borrowers.slots.take();
    if (borrower === 0) return 0;
    const b = this.borrowers;
    const t = this.transactions;
    b.next[borrower] = 0;
    b.transaction[borrower] = transaction;
    b.party[borrower] = party;
    b.ceiling[borrower] = ceiling;
    b.rights[borrower] = 0;
    b.holds[borrower] = 0;
    b.placed[borrower] = -1;
    if (t.firstBorrower[transaction] === 0) t.firstBorrower[transaction] = borrower;
    else b.next[t.lastBorrower[transaction]] = borrower;
    t.lastBorrower[transaction] = borrower;
    t.borrowers[transaction]++;
    return borrower;
  }

  /** The borrower that stands for a party in a transaction; 0 when it is none. */
  borrowerOf(transaction: number, party: number): number {
    const b = this.borrowers;
    let borrower = this.transactions.firstBorrower[transaction];
    while (borrower !== 0 && b.party[borrower] !== party) borrower = b.next[borrower];
    return borrower;
  }

  /**
   * The block that holds extent `index` of a transaction; the last one for what is behind all. It is looked for from the nearer end of the chain:
   * what was added last, to thousands before it, is found at once.
   */
  blockOf(transaction: number, index: number): number {
    const { extents, firstBlock, lastBlock } = this.transactions;
    const last = ((extents[transaction] - 1) / EXTENTS_PER_BLOCK) | 0;
    const wanted = (index / EXTENTS_PER_BLOCK) | 0;
    if (wanted * 2 > last) {
      let block = lastBlock[transaction];
      for (let place = last; place > wanted; place--) block = this.extents.before(block);
      return block;
    }
    let block = firstBlock[transaction];
    for (let place = 0; place < wanted; place++) block = this.extents.after(block);
    return block;
  }

  /** A new transaction with no extent and no borrower; 0 when there is no room. */
  protected addTransaction(owner: number, kind: Kind, kept: Rights, physical: boolean, layer: Layer): number {
    const t = this.transactions;
    const transaction = t.slots.take();
    if (transaction === 0) return 0;
    const block = this.extents.open();
    if (block === 0) {
      t.slots.give(transaction);
      return 0;
    }
    t.kind[transaction] = kind;
    t.owner[transaction] = owner;
    t.kept[transaction] = kept;
    t.physical[transaction] = physical ? 1 : 0;
    t.layer[transaction] = layer;
    t.firstBlock[transaction] = block;
    t.lastBlock[transaction] = block;
    return transaction;
  }

  /** The first extent of a transaction that is not empty; how many it has when all are. */
  protected firstFilled(transaction: number): number {
    const count = this.transactions.extents[transaction];
    const { pages } = this.extents;
    let block = this.transactions.firstBlock[transaction];
    let extent = 0;
    while (extent < count && pages[block * EXTENTS_PER_BLOCK + (extent % EXTENTS_PER_BLOCK)] === 0)
      if (++extent % EXTENTS_PER_BLOCK === 0) block = this.extents.after(block);
    return extent;
  }

  /** Gives up the extents and borrowers of a transaction, and leaves nothing in its own record. */
  protected forget(transaction: number): void {
    const t = this.transactions;
    let borrower = t.firstBorrower[transaction];
    while (borrower !== 0) {
      const next = this.borrowers.next[borrower];
      this.borrowers.slots.give(borrower);
      borrower = next;
    }
    this.extents.close(t.firstBlock[transaction]);
    t.kind[transaction] = 0;
    t.extents[transaction] = 0;
    t.pages[transaction] = 0;
    t.pageClass[transaction] = 0;
    t.firstBorrower[transaction] = 0;
    t.lastBorrower[transaction] = 0;
    t.borrowers[transaction] = 0;
    t.holders[transaction] = 0;
    t.since[transaction] = 0;
  }

  protected saveRecords(): SavedRecords {
    return {
      extentSlots: this.extents.slots.save(),
      extents: this.extents.save(),
      transactionSlots: this.transactions.slots.save(),
      transactions: this.transactions.save(),
      borrowerSlots: this.borrowers.slots.save(),
      borrowers: this.borrowers.save(),
    };
  }

  protected restoreRecords(saved: SavedRecords): void {
    this.extents.restore(saved.extents);
    this.extents.slots.restore(saved.extentSlots);
    this.transactions.restore(saved.transactions);
    this.transactions.slots.restore(saved.transactionSlots);
    this.borrowers.restore(saved.borrowers);
    this.borrowers.slots.restore(saved.borrowerSlots);
  }
}

function sum(numbers: Uint32Array, from: number, end: number): number {
  let total = 0;
  for (let index = from; index < end; index++) total += numbers[index];
  return total;
}
