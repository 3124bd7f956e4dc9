import { EXTENTS_PER_BLOCK, Extents } from './extents.ts';
import { Borrowers, type Kind, Transactions } from './ledger-tables.ts';
import { Marks } from './marks.ts';
import type { Change, LedgerObserver } from './observer.ts';
import { OBSTACLE, type Obstacle, obstacleIn } from './obstacle.ts';
import { PageMap, type PageRun, type SavedPageMap } from './page-map.ts';
import {
  MAX_PARTIES,
  MAX_TRANSACTIONS,
  NO_PAGE,
  ownerOf,
  type PageClass,
  type Rights,
  reowned,
  rightsOf,
  rightsText,
  transactionOf,
  wordOf,
} from './page-word.ts';
import { ARCHITECTURAL_PAGES } from './pages.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import { Runs } from './runs.ts';
import { type SavedSlots, Slots } from './slots.ts';
import type { SavedTable } from './table.ts';
import { type PhysicalRun, View, type Window } from './view.ts';

/** How much a ledger can hold. */
export interface LedgerSize {
  /** Pages of physical address space, from 0 on. */
  readonly pages: number;
  /** Tables of the page map, 2 KiB each. */
  readonly pageTables: number;
  readonly transactions: number;
  readonly borrowers: number;
  readonly extents: number;
}

/** What became of a change of rights. */
export type Permitted = 'done' | 'not-owned' | 'no-room';

export interface SavedLedger {
  readonly map: SavedPageMap;
  readonly extentSlots: SavedSlots;
  readonly extents: SavedTable;
  readonly transactionSlots: SavedSlots;
  readonly transactions: SavedTable;
  readonly borrowerSlots: SavedSlots;
  readonly borrowers: SavedTable;
  readonly views: readonly (readonly Window[])[];
  readonly formerViews: readonly (readonly [transaction: number, windows: readonly Window[]])[];
}

/**
 * Who owns each page, who may access it, and under which transaction.
 *
 * The ledger speaks of parties, pages, rights and transactions, and of no protocol: front ends translate. Everything that changes
 * pages is all-or-nothing. Parties, transactions and borrowers are small numbers from 1 on; 0 means none.
 *
 * The life of a transaction: `open`, `addExtent` and `addBorrower` as often as wanted, `claim` (marks every page or
 * none), `commit`; then `map` and `unmap` by borrowers, and at the end `release` or `transfer`, and `close`.
 */
export class Ledger {
  readonly map: PageMap;
  readonly transactions: Transactions;
  readonly borrowers: Borrowers;
  readonly extents: Extents;
  /** Told of changes; costs nothing while undefined. */
  observer: LedgerObserver | undefined;
  /** The number of the call in progress, written into what it commits. Set by whoever makes calls. */
  callNumber = 0;
  /**
   * After a failed claim: what was in the way, in which extent, at which physical page, held by which transaction. Where the owner's
   * view has nothing, the page is the owner's own address.
   */
  obstacle: Obstacle = OBSTACLE.NONE;
  obstacleExtent = 0;
  obstaclePage = 0;
  obstacleHolder = 0;
  private readonly views: View[] = [View.identity()];
  /**
   * How the giver saw the pages of a donation that went over, for as long as the transaction is open: its extents are in those
   * addresses, which lead the giver nowhere any more, or to other pages.
   */
  private readonly formerViews: Map<number, View> = new Map();
  private readonly runs: Runs;
  private readonly marks: Marks;

  constructor(size: LedgerSize) {
    if (size.transactions > MAX_TRANSACTIONS)
      throw new RangeError(`at most ${MAX_TRANSACTIONS} transactions, not ${size.transactions}`);
    this.map = new PageMap(size.pages, size.pageTables);
    this.transactions = new Transactions(new Slots(size.transactions));
    this.borrowers = new Borrowers(new Slots(size.borrowers));
    this.extents = new Extents(size.extents, size.transactions);
    this.runs = new Runs(this.extents);
    this.marks = new Marks(this.map, this.extents);
  }

  // ---- Parties and their memory

  /** A new party that sees memory through `view`. */
  addParty(view: View): number {
    if (this.views.length > MAX_PARTIES) throw new RangeError(`at most ${MAX_PARTIES} parties`);
    return this.views.push(view) - 1;
  }

  /** How a party sees memory. */
  viewOf(party: number): View {
    return this.views[party];
  }

  /** Gives pages to a party, whoever had them: for setting a machine up. Throws when the page map is too small. */
  assign(page: number, pages: number, to: PageClass): void {
    if (!this.map.fill(page, pages, to.owner === 0 ? NO_PAGE : wordOf(to)))
      throw new RangeError(`the page map has no room for ${pages} pages at page 0x${page.toString(16)}`);
  }

  // ---- Building a transaction

  /**
   * Opens a transaction over pages of `owner`, with no extent and no borrower yet.
   * `kept` is what the owner may still do while it lasts, at most; `physical` says that extents are physical pages.
   * Returns 0 when there is no room.
   */
  open(owner: number, kind: Kind, kept: Rights, physical: boolean): number {
    const transaction = this.transactions.slots.take();
    if (transaction === 0) return 0;
    const block = this.extents.open();
    if (block === 0) {
      this.transactions.slots.give(transaction);
      return 0;
    }
    const t = this.transactions;
    t.kind[transaction] = kind;
    t.owner[transaction] = owner;
    t.kept[transaction] = kept;
    t.physical[transaction] = physical || this.views[owner].identity ? 1 : 0;
    t.firstBlock[transaction] = block;
    t.lastBlock[transaction] = block;
    return transaction;
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

  // ---- Pages change hands

  /**
   * Marks every page of the extents that are not claimed yet, or none of them.
   * Returns false when a page is in the way; `obstacle*` then say which and why, and nothing has changed.
   */
  claim(transaction: number): boolean {
    const t = this.transactions;
    const from = t.claimed[transaction];
    const to = t.extents[transaction];
    const classBefore = t.pageClass[transaction];
    if (classBefore === 0 && !this.adoptClass(transaction)) return false;
    const word = t.pageClass[transaction];
    if (this.replace(transaction, from, to, word, word | transaction)) {
      t.claimed[transaction] = to;
      return true;
    }
    const { stoppedExtent, stoppedPage, stoppedWord } = this.marks;
    t.pageClass[transaction] = classBefore;
    return this.block(stoppedExtent, stoppedPage, obstacleIn(stoppedWord, transaction, word), stoppedWord);
  }

  /** Makes a claim final: it is reported, and stands under the number of the call in progress. */
  commit(transaction: number): void {
    const t = this.transactions;
    t.since[transaction] = this.callNumber;
    if (this.observer !== undefined)
      this.report(
        'claimed',
        transaction,
        t.owner[transaction],
        t.committed[transaction],
        t.claimed[transaction],
      );
    t.committed[transaction] = t.claimed[transaction];
  }

  /**
   * Finds the memory a place in a borrower's addresses, before it is taken or transferred. Nothing to do for those who see physical
   * addresses, or have the memory already. Returns false when there is no place.
   */
  place(borrower: number): boolean {
    const b = this.borrowers;
    const view = this.views[b.party[borrower]];
    if (view.identity || b.placed[borrower] >= 0) return true;
    const transaction = b.transaction[borrower];
    let at = view.freePlace(this.transactions.pages[transaction]);
    if (at < 0) return false;
    b.placed[borrower] = at;
    this.walk(this.runs, transaction, 0, this.transactions.extents[transaction]);
    while (this.runs.next()) {
      view.open({ at, page: this.runs.page, pages: this.runs.pages });
      at += this.runs.pages;
    }
    return true;
  }

  /** Gives up the place of a borrower that has no access: after `place`, instead of `take`. */
  unplace(borrower: number): void {
    const b = this.borrowers;
    if (b.placed[borrower] < 0 || b.holds[borrower] !== 0) return;
    this.views[b.party[borrower]].close(b.placed[borrower], this.transactions.pages[b.transaction[borrower]]);
    b.placed[borrower] = -1;
  }

  /** Gives a placed borrower access, once more if it has it already. Throws when `rights` exceed the ceiling. */
  take(borrower: number, rights: Rights): void {
    const b = this.borrowers;
    if ((rights & ~b.ceiling[borrower]) !== 0)
      throw new RangeError(
        `borrower ${borrower} is given ${rightsText(rights)} of ${rightsText(b.ceiling[borrower])}`,
      );
    const transaction = b.transaction[borrower];
    if (b.holds[borrower] === 0) {
      this.transactions.holders[transaction]++;
      b.rights[borrower] = rights;
      this.reportAll('mapped', transaction, b.party[borrower]);
    }
    b.holds[borrower]++;
  }

  /** Takes one hold of a borrower away; with the last one its access ends. */
  drop(borrower: number): void {
    const b = this.borrowers;
    b.holds[borrower]--;
    if (b.holds[borrower] !== 0) return;
    const transaction = b.transaction[borrower];
    this.transactions.holders[transaction]--;
    this.unplace(borrower);
    this.reportAll('unmapped', transaction, b.party[borrower]);
  }

  /** Ends a donation: the pages become the placed borrower's own, with these rights, and the owner's addresses no longer lead to them. */
  transfer(borrower: number, rights: Rights): void {
    const transaction = this.borrowers.transaction[borrower];
    const t = this.transactions;
    const old = t.pageClass[transaction];
    const party = this.borrowers.party[borrower];
    this.giveUp(transaction, reowned(old, party, rights));
    this.closeWindows(transaction);
    t.claimed[transaction] = 0;
    t.committed[transaction] = 0;
    this.reportAll('transferred', transaction, party);
  }

  /** Gives every claimed page back to the owner, as it was before. */
  release(transaction: number): void {
    const t = this.transactions;
    if (t.claimed[transaction] === 0) return;
    const committed = t.committed[transaction];
    const word = t.pageClass[transaction];
    this.giveUp(transaction, word);
    t.claimed[transaction] = 0;
    t.committed[transaction] = 0;
    if (committed !== 0 && this.observer !== undefined)
      this.report('returned', transaction, t.owner[transaction], 0, committed);
  }

  /**
   * Forgets a transaction that holds no page any more: its slot carries nothing over and may be taken again, unless
   * `retire` keeps it out of use for good.
   */
  close(transaction: number, retire = false): void {
    const t = this.transactions;
    let borrower = t.firstBorrower[transaction];
    while (borrower !== 0) {
      const next = this.borrowers.next[borrower];
      this.borrowers.slots.give(borrower);
      borrower = next;
    }
    this.extents.close(t.firstBlock[transaction]);
    this.formerViews.delete(transaction);
    t.kind[transaction] = 0;
    t.extents[transaction] = 0;
    t.pages[transaction] = 0;
    t.pageClass[transaction] = 0;
    t.firstBorrower[transaction] = 0;
    t.lastBorrower[transaction] = 0;
    t.borrowers[transaction] = 0;
    t.holders[transaction] = 0;
    t.since[transaction] = 0;
    if (!retire) t.slots.give(transaction);
  }

  /** The first page of a transaction that cannot be accessed, -1 when all can. */
  firstUnreachable(transaction: number, memory: PhysicalMemory): number {
    this.walk(this.runs, transaction, 0, this.transactions.extents[transaction]);
    while (this.runs.next()) {
      const reached = memory.reachable(this.runs.page, this.runs.pages);
      if (reached < this.runs.pages) return this.runs.page + reached;
    }
    return -1;
  }

  /** Writes zeros to every page of a transaction. Throws when one cannot be accessed: the caller has asked for the first of those. */
  clear(transaction: number, memory: PhysicalMemory): void {
    this.walk(this.runs, transaction, 0, this.transactions.extents[transaction]);
    while (this.runs.next())
      if (!memory.zero(this.runs.page, this.runs.pages))
        throw new Error(
          `transaction ${transaction} has pages at 0x${this.runs.page.toString(16)} that cannot be cleared`,
        );
    this.reportAll('cleared', transaction, this.transactions.owner[transaction]);
  }

  /** Changes the rights that a party has to pages of its own, from an address of its own on: of all of them, or of none. */
  permit(party: number, at: number, pages: number, rights: Rights): Permitted {
    const runs = this.ownRuns(party, at, pages);
    if (runs === undefined) return 'not-owned';
    const done: PageRun[] = [];
    for (const run of runs) {
      done.push(run);
      if (this.map.fill(run.page, run.pages, reowned(run.word, party, rights))) continue;
      for (const each of done) this.map.fill(each.page, each.pages, each.word);
      return 'no-room';
    }
    return 'done';
  }

  // ---- Questions

  /** What a party may do with a physical page now. */
  rights(party: number, page: number): Rights {
    const word = this.map.get(page);
    const transaction = transactionOf(word);
    if (ownerOf(word) === party)
      return transaction === 0 ? rightsOf(word) : rightsOf(word) & this.transactions.kept[transaction];
    if (transaction === 0) return 0;
    const borrower = this.borrowerOf(transaction, party);
    return borrower !== 0 && this.borrowers.holds[borrower] !== 0 ? this.borrowers.rights[borrower] : 0;
  }

  /** Pages from 0 on that extents can name at all: those of the map where they are physical, any where they are the owner's own. */
  addressablePages(transaction: number): number {
    return this.transactions.physical[transaction] === 1 ? this.map.pages : ARCHITECTURAL_PAGES;
  }

  /** The class word that all pages of a claimed transaction share. */
  classOf(transaction: number): number {
    return this.transactions.pageClass[transaction];
  }

  /** Starts a walk over the physical runs of extents `from` .. `to - 1` of a transaction. */
  walk(runs: Runs, transaction: number, from: number, to: number): void {
    runs.begin(this.blockOf(transaction, from), from, to, this.extentView(transaction));
  }

  /** The block that holds extent `index` of a transaction. */
  blockOf(transaction: number, index: number): number {
    let block = this.transactions.firstBlock[transaction];
    for (let passed = EXTENTS_PER_BLOCK; passed <= index; passed += EXTENTS_PER_BLOCK)
      block = this.extents.after(block);
    return block;
  }

  save(): SavedLedger {
    return {
      map: this.map.save(),
      extentSlots: this.extents.slots.save(),
      extents: this.extents.save(),
      transactionSlots: this.transactions.slots.save(),
      transactions: this.transactions.save(),
      borrowerSlots: this.borrowers.slots.save(),
      borrowers: this.borrowers.save(),
      views: this.views.map((view) => view.save()),
      formerViews: [...this.formerViews].map(([transaction, view]) => [transaction, view.save()]),
    };
  }

  /** Puts a copy back, also one of another ledger of this size and with these parties. Parties added since are gone. */
  restore(saved: SavedLedger): void {
    if (saved.views.length > this.views.length)
      throw new RangeError(
        `the copy has ${saved.views.length - 1} parties, this ledger ${this.views.length - 1}`,
      );
    this.map.restore(saved.map);
    this.extents.restore(saved.extents);
    this.extents.slots.restore(saved.extentSlots);
    this.transactions.restore(saved.transactions);
    this.transactions.slots.restore(saved.transactionSlots);
    this.borrowers.restore(saved.borrowers);
    this.borrowers.slots.restore(saved.borrowerSlots);
    this.views.length = saved.views.length;
    this.views.forEach((view, party) => {
      view.restore(saved.views[party]);
    });
    this.formerViews.clear();
    for (const [transaction, windows] of saved.formerViews)
      this.formerViews.set(transaction, View.of(windows));
  }

  // ---- How it is done

  /** Takes the class of a transaction's first page, if there is one and the owner may send it. */
  /** The runs of pages behind a party's addresses; undefined unless all are its own, held by nothing, and alike but for rights. */
  private ownRuns(party: number, at: number, pages: number): readonly PageRun[] | undefined {
    const view = this.views[party];
    const runs: PageRun[] = [];
    for (let done = 0; done < pages; ) {
      const page = view.physical(at + done);
      const length = page < 0 ? 0 : Math.min(view.contiguous(at + done, pages - done), this.map.pages - page);
      if (length <= 0) return undefined;
      const run = this.map.runAt(page, length);
      const { word } = runs[0] ?? run;
      const alike = reowned(run.word, party, 0) === reowned(word, party, 0);
      if (ownerOf(run.word) !== party || transactionOf(run.word) !== 0 || !alike) return undefined;
      runs.push(run);
      done += run.pages;
    }
    return runs;
  }

  private adoptClass(transaction: number): boolean {
    const t = this.transactions;
    const extent = this.firstFilled(transaction);
    if (extent === t.extents[transaction]) return true;
    const block = this.blockOf(transaction, extent);
    const address = this.extents.page[block * EXTENTS_PER_BLOCK + (extent % EXTENTS_PER_BLOCK)];
    const view = this.extentView(transaction);
    const page = view === undefined ? address : view.physical(address);
    const word = page < 0 ? -1 : this.map.get(page);
    if (ownerOf(word) === t.owner[transaction] && transactionOf(word) === 0) {
      t.pageClass[transaction] = word;
      return true;
    }
    const own = wordOf({ owner: t.owner[transaction], rights: 0, device: false, secure: false });
    return this.block(extent, page < 0 ? address : page, obstacleIn(word, transaction, own), word);
  }

  /** The first extent of a transaction that is not empty; how many it has when all are. */
  private firstFilled(transaction: number): number {
    const count = this.transactions.extents[transaction];
    const { pages } = this.extents;
    let block = this.transactions.firstBlock[transaction];
    let extent = 0;
    while (extent < count && pages[block * EXTENTS_PER_BLOCK + (extent % EXTENTS_PER_BLOCK)] === 0)
      if (++extent % EXTENTS_PER_BLOCK === 0) block = this.extents.after(block);
    return extent;
  }

  /** Notes what is in the way. Always false, so that it can be returned. */
  private block(extent: number, page: number, obstacle: Obstacle, word: number): false {
    this.obstacle = obstacle;
    this.obstacleExtent = extent;
    this.obstaclePage = page;
    this.obstacleHolder = word < 0 ? 0 : transactionOf(word);
    return false;
  }

  /** Gives every claimed page the word `into`. Throws when one of them is not held any more: then the ledger is broken, and says so. */
  private giveUp(transaction: number, into: number): void {
    const { claimed, pageClass } = this.transactions;
    if (!this.replace(transaction, 0, claimed[transaction], pageClass[transaction] | transaction, into))
      throw new Error(
        `transaction ${transaction} does not hold page 0x${this.marks.stoppedPage.toString(16)} that it claimed`,
      );
  }

  private replace(transaction: number, from: number, to: number, word: number, into: number): boolean {
    return this.marks.replace(
      this.blockOf(transaction, from),
      from,
      to,
      this.extentView(transaction),
      word,
      into,
    );
  }

  /** How the addresses of a transaction's extents become physical pages; undefined when they are. */
  private extentView(transaction: number): View | undefined {
    const t = this.transactions;
    if (t.physical[transaction] === 1) return undefined;
    return this.formerViews.get(transaction) ?? this.views[t.owner[transaction]];
  }

  /** Takes a transaction's pages out of the owner's view. */
  private closeWindows(transaction: number): void {
    const view = this.views[this.transactions.owner[transaction]];
    if (view.identity) return;
    const gone: PhysicalRun[] = [];
    this.walk(this.runs, transaction, 0, this.transactions.extents[transaction]);
    while (this.runs.next()) gone.push({ page: this.runs.page, pages: this.runs.pages });
    if (this.transactions.physical[transaction] === 0)
      this.formerViews.set(transaction, View.of(view.save()));
    view.forget(gone.sort((left, right) => left.page - right.page));
  }

  private reportAll(change: Change, transaction: number, party: number): void {
    if (this.observer !== undefined)
      this.report(change, transaction, party, 0, this.transactions.extents[transaction]);
  }

  private report(change: Change, transaction: number, party: number, from: number, to: number): void {
    const runs = this.runs;
    this.walk(runs, transaction, from, to);
    while (runs.next()) this.observer?.changed(change, transaction, party, runs.page, runs.pages);
  }
}

function sum(numbers: Uint32Array, from: number, end: number): number {
  let total = 0;
  for (let index = from; index < end; index++) total += numbers[index];
  return total;
}
