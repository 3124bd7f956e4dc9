import { EXTENTS_PER_BLOCK } from './extents.ts';
import { type Kind, LAYER, type Layer } from './ledger-tables.ts';
import { Marks } from './marks.ts';
import type { Change, LedgerObserver } from './observer.ts';
import { OBSTACLE, type Obstacle, obstacleIn } from './obstacle.ts';
import { PageMap, type SavedPageMap } from './page-map.ts';
import {
  heldBy,
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
import { Runs } from './runs.ts';
import { type RecordsSize, type SavedRecords, TransactionRecords } from './transaction-records.ts';
import type { PhysicalRun, View } from './view.ts';
import { type SavedViews, Views } from './views.ts';

/** How much a ledger can hold. */
export interface LedgerSize extends RecordsSize {
  /** Pages of physical address space, from 0 on. */
  readonly pages: number;
  /** Tables of the page map, 2 KiB each. */
  readonly pageTables: number;
}

export interface SavedLedger {
  readonly map: SavedPageMap;
  readonly records: SavedRecords;
  readonly views: SavedViews;
  readonly changes: number;
}

/**
 * Who owns each page, who may access it, and under which transaction.
 *
 * The ledger speaks of parties, pages, rights and transactions, and of no protocol: front ends translate. Everything that changes
 * pages is all-or-nothing. Parties, transactions and borrowers are small numbers from 1 on; 0 means none.
 *
 * The life of a transaction: `open`, `addExtent` and `addBorrower` as often as wanted, `claim` (marks every page or
 * none), `commit`; then `place`, `take` and `drop` for borrowers; at the end `release`, or `place` and `transfer`, and `close`.
 *
 * One long file on purpose: whatever changes who has a page is a method here, and can be read in one place.
 */
export class Ledger extends TransactionRecords {
  readonly map: PageMap;
  /** Told of changes; costs nothing while undefined. */
  observer: LedgerObserver | undefined;
  /** The number of the call in progress, written into what it commits. Every front end counts its calls here. */
  callNumber = 0;
  /** Calls counted so far, of all managers that write into this ledger. */
  calls = 0;
  /**
   * Counts the changes of who owns and holds pages, and of what owners may do. Who looks at all of them in several steps compares it.
   */
  changes = 0;
  /**
   * After a failed claim: what was in the way, in which extent, at which physical page, held by which transaction. Where the owner's
   * view has nothing, the page is the owner's own address.
   */
  obstacle: Obstacle = OBSTACLE.NONE;
  obstacleExtent = 0;
  obstaclePage = 0;
  obstacleHolder = 0;
  private readonly views = new Views();
  private readonly runs: Runs;
  private readonly marks: Marks;

  constructor(size: LedgerSize) {
    super(size);
    this.map = new PageMap(size.pages, size.pageTables);
    this.runs = new Runs(this.extents);
    this.marks = new Marks(this.map, this.extents);
  }

  /** Starts another call, and returns its number. */
  nextCall(): number {
    this.callNumber = ++this.calls;
    return this.calls;
  }

  // ---- Parties and their memory

  /** A new party that sees memory through `view`. */
  addParty(view: View): number {
    return this.views.add(view);
  }

  /** How a party sees memory. */
  viewOf(party: number): View {
    return this.views.of(party);
  }

  /** Gives pages to a party, whoever had them: for setting a machine up. Throws when the page map is too small. */
  assign(page: number, pages: number, to: PageClass): void {
    if (!this.map.fill(page, pages, to.owner === 0 ? NO_PAGE : wordOf(to)))
      throw new RangeError(`the page map has no room for ${pages} pages at page 0x${page.toString(16)}`);
  }

  /** Gives pages of one word that no transaction holds to another party, with the same rights. There is room: the pages have one word still. */
  reown(page: number, pages: number, word: number, party: number): void {
    this.map.replace(page, pages, word, reowned(word, party, rightsOf(word)));
    this.observer?.changed('transferred', 0, party, page, pages);
  }

  // ---- Building a transaction

  /**
   * Opens a transaction over pages of `owner`, with no extent and no borrower yet.
   * `kept` is what the owner may still do while it lasts, at most; `physical` says that extents are physical pages.
   * A base is what one manager notes of pages before it hands them on: the transaction that the next one makes of them goes on top, and
   * ends first. Returns 0 when there is no room.
   */
  open(owner: number, kind: Kind, kept: Rights, physical: boolean, layer: Layer = LAYER.TOP): number {
    return this.addTransaction(owner, kind, kept, physical || this.views.of(owner).identity, layer);
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
    if (this.replace(transaction, from, to, word, heldBy(word, transaction))) {
      t.claimed[transaction] = to;
      return true;
    }
    const { stoppedExtent, stoppedPage, stoppedWord } = this.marks;
    t.pageClass[transaction] = classBefore;
    return this.block(stoppedExtent, stoppedPage, obstacleIn(stoppedWord, transaction, word), stoppedWord);
  }

  /** Undoes a claim that is not final, of the extents from `from` on: they are as `addExtents` left them. */
  unclaim(transaction: number, from: number): void {
    const t = this.transactions;
    const word = t.pageClass[transaction];
    if (!this.replace(transaction, from, t.claimed[transaction], heldBy(word, transaction), word))
      throw new Error(`transaction ${transaction} does not hold pages that it claimed`);
    t.claimed[transaction] = from;
    if (from === 0) t.pageClass[transaction] = 0;
  }

  /** Makes a claim final: it is reported, and stands under the number of the call in progress. */
  commit(transaction: number): void {
    const t = this.transactions;
    t.since[transaction] = this.callNumber;
    this.changes++;
    // On top of a base nothing changes hands: the base was reported.
    if (this.baseOf(transaction) === 0)
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
    const view = this.views.of(b.party[borrower]);
    if (view.identity || b.placed[borrower] >= 0) return true;
    const transaction = b.transaction[borrower];
    let at = view.freePlace(this.transactions.pages[transaction]);
    if (at < 0) return false;
    b.placed[borrower] = at;
    const runs = this.runsOf(transaction);
    while (runs.next()) {
      view.open({ at, page: runs.page, pages: runs.pages });
      at += runs.pages;
    }
    return true;
  }

  /** Gives up the place of a borrower that has no access: after `place`, instead of `take`. */
  unplace(borrower: number): void {
    const b = this.borrowers;
    if (b.placed[borrower] < 0 || b.holds[borrower] !== 0) return;
    const pages = this.transactions.pages[b.transaction[borrower]];
    this.views.of(b.party[borrower]).close(b.placed[borrower], pages);
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
    this.changes++;
    this.closeWindows(transaction);
    t.claimed[transaction] = 0;
    t.committed[transaction] = 0;
    this.emptyBase(transaction);
    this.reportAll('transferred', transaction, party);
  }

  /** Gives every claimed page back to the owner, as it was before. */
  release(transaction: number): void {
    const t = this.transactions;
    const committed = t.committed[transaction];
    const word = t.pageClass[transaction];
    this.giveUp(transaction, word);
    t.claimed[transaction] = 0;
    t.committed[transaction] = 0;
    if (committed === 0) return;
    this.changes++;
    if (transactionOf(word) === 0) this.report('returned', transaction, t.owner[transaction], 0, committed);
  }

  /**
   * Forgets a transaction that holds no page any more: its slot carries nothing over and may be taken again, unless
   * `retire` keeps it out of use for good.
   */
  close(transaction: number, retire = false): void {
    this.views.end(transaction);
    this.forget(transaction);
    if (!retire) this.transactions.slots.give(transaction);
  }

  // ---- Questions

  /** What a party may do with a physical page now. */
  rights(party: number, page: number): Rights {
    const word = this.map.get(page);
    const transaction = transactionOf(word);
    if (ownerOf(word) === party)
      return transaction === 0 ? rightsOf(word) : rightsOf(word) & this.transactions.kept[transaction];
    // Row 0 stands for no transaction and for no borrower, and nobody holds anything there.
    const borrower = this.borrowerOf(transaction, party);
    return this.borrowers.holds[borrower] !== 0 ? this.borrowers.rights[borrower] : 0;
  }

  /** The class word that all pages of a claimed transaction share. */
  classOf(transaction: number): number {
    return this.transactions.pageClass[transaction];
  }

  /** The base that a claimed transaction lies on, 0 for none. */
  baseOf(transaction: number): number {
    return transactionOf(this.transactions.pageClass[transaction]);
  }

  /** Whether another transaction lies on a claimed base. */
  isCovered(base: number): boolean {
    const runs = this.runsOf(base);
    return (
      this.transactions.claimed[base] !== 0 && runs.next() && transactionOf(this.map.get(runs.page)) !== base
    );
  }

  /** The physical runs of a transaction's extents, from one on whose block may be known: one walk at a time, which the next call ends. */
  runsOf(transaction: number, from = 0, block: number = this.blockOf(transaction, from)): Runs {
    this.runs.begin(block, from, this.transactions.extents[transaction], this.extentView(transaction));
    return this.runs;
  }

  /** Starts a walk over the physical runs of extents `from` .. `to - 1` of a transaction. */
  walk(runs: Runs, transaction: number, from: number, to: number): void {
    runs.begin(this.blockOf(transaction, from), from, to, this.extentView(transaction));
  }

  save(): SavedLedger {
    return {
      map: this.map.save(),
      records: this.saveRecords(),
      views: this.views.save(),
      changes: this.changes,
    };
  }

  /** Puts a copy back, also one of another ledger of this size and with these parties. Parties added since are gone. */
  restore(saved: SavedLedger): void {
    this.views.restore(saved.views);
    this.map.restore(saved.map);
    this.restoreRecords(saved.records);
    this.changes = saved.changes;
  }

  // ---- How it is done

  /** Takes the class of a transaction's first page, if there is one and the owner may send it. */
  private adoptClass(transaction: number): boolean {
    const t = this.transactions;
    const extent = this.firstFilled(transaction);
    if (extent === t.extents[transaction]) return true;
    const block = this.blockOf(transaction, extent);
    const address = this.extents.page[block * EXTENTS_PER_BLOCK + (extent % EXTENTS_PER_BLOCK)];
    const view = this.extentView(transaction);
    const page = view === undefined ? address : view.physical(address);
    const word = page < 0 ? -1 : this.map.get(page);
    if (ownerOf(word) === t.owner[transaction] && this.mayLieOn(transactionOf(word), transaction)) {
      t.pageClass[transaction] = word;
      return true;
    }
    const own = wordOf({ owner: t.owner[transaction], rights: 0, device: false, secure: false });
    return this.block(extent, page < 0 ? address : page, obstacleIn(word, transaction, own), word);
  }

  /** Whether pages that `holder` holds, 0 for nobody, can be claimed by a transaction of their owner. */
  private mayLieOn(holder: number, transaction: number): boolean {
    const { layer } = this.transactions;
    return holder === 0 || (layer[holder] === LAYER.BASE && layer[transaction] === LAYER.TOP);
  }

  /** The pages of a transaction went over for good: the base beneath holds them no more. */
  private emptyBase(transaction: number): void {
    const t = this.transactions;
    const base = this.baseOf(transaction);
    if (base === 0) return;
    if (t.pages[base] !== t.pages[transaction])
      throw new Error(`transaction ${transaction} gives away some of the pages of base ${base} only`);
    t.claimed[base] = 0;
    t.committed[base] = 0;
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
    if (
      !this.replace(transaction, 0, claimed[transaction], heldBy(pageClass[transaction], transaction), into)
    )
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
    return this.views.behind(transaction, t.owner[transaction]);
  }

  /** Takes a transaction's pages out of the owner's view. */
  private closeWindows(transaction: number): void {
    const { owner } = this.transactions;
    if (this.viewOf(owner[transaction]).identity) return;
    const gone: PhysicalRun[] = [];
    const runs = this.runsOf(transaction);
    while (runs.next()) gone.push({ page: runs.page, pages: runs.pages });
    this.views.close(transaction, owner[transaction], gone);
  }

  /** Tells the observer of a change to the pages of a transaction, from an extent on. */
  reportAll(change: Change, transaction: number, party: number, from = 0): void {
    this.report(change, transaction, party, from, this.transactions.extents[transaction]);
  }

  private report(change: Change, transaction: number, party: number, from: number, to: number): void {
    const { observer, runs } = this;
    if (observer === undefined) return;
    this.walk(runs, transaction, from, to);
    while (runs.next()) observer.changed(change, transaction, party, runs.page, runs.pages);
  }
}
