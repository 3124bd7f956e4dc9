/** A ledger and its model: every step is done to both, and what they answer is compared at once. */

import { expect } from 'vitest';
import { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE } from '../../src/core/memory/obstacle.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import { View } from '../../src/core/memory/view.ts';
import { ownership } from '../../src/core/spmc/ownership.ts';
import { type Deal, Model } from './ledger-model.ts';
import {
  ADDRESSES,
  ALL,
  ALL_PAGES,
  BLOCKS,
  BORROWERS,
  BORROWING,
  MEMORY,
  numbers,
  OWN_TABLES,
  PAGES,
  PARTIES,
  RW,
  TRANSACTIONS,
  WINDOWS,
} from './ledger-world.ts';

function pick<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % items.length];
}

/** A ledger and its model, which every step is done to. */
export class Pair {
  readonly ledger: Ledger;
  model = new Model();
  private told: string[] = [];
  private copies: { saved: ReturnType<Ledger['save']>; model: Model; told: string[] }[] = [];

  constructor(pageTables: number) {
    this.ledger = new Ledger({
      pages: ALL_PAGES,
      pageTables,
      transactions: TRANSACTIONS,
      borrowers: BORROWERS,
      extents: 8 * (BLOCKS - TRANSACTIONS),
    });
    for (const party of PARTIES) this.ledger.addParty(this.viewOf(party));
    this.ledger.assign(0, ALL_PAGES, { owner: 1, rights: ALL, device: false, secure: false });
    for (const [owner, page, pages, rights, device] of MEMORY) {
      this.ledger.assign(page, pages, { owner, rights, device, secure: false });
      if (owner === 0) continue;
      for (const each of numbers(page, pages))
        this.model.pages.set(each, { owner, rights, device, heldBy: 0 });
    }
    expect(this.ledger.map.tables).toBe(OWN_TABLES);
    this.ledger.observer = {
      permitted: () => undefined,
      changed: (change, transaction, party, page, pages) => {
        for (const each of numbers(page, pages)) this.told.push(`${change} ${transaction} ${party} ${each}`);
      },
    };
  }

  private viewOf(party: number): View {
    const borrowing = BORROWING.get(party);
    if (borrowing === undefined) return View.identity();
    const windows = WINDOWS.filter(([whose]) => whose === party);
    const table = windows.flatMap(([, at, page, pages]) =>
      numbers(0, pages).map((offset): [number, number] => [at + offset, page + offset]),
    );
    this.model.views.set(party, { table: new Map(table), borrowing });
    return View.of(
      windows.map(([, at, page, pages]) => ({ at, page, pages })),
      { at: borrowing[0], pages: borrowing[1] },
    );
  }

  /** Ids of the deals that something is true of. */
  private deals(when: (deal: Deal) => boolean): number[] {
    return [...this.model.deals].filter(([, deal]) => when(deal)).map(([id]) => id);
  }

  private deal(id: number): Deal {
    return this.model.deals.get(id)!;
  }

  private borrower(id: number, party: number): number {
    return this.ledger.borrowerOf(id, party);
  }

  private blocksUsed(): number {
    return [...this.model.deals.values()].reduce(
      (sum, { extents }) => sum + Math.max(1, Math.ceil(extents.length / 8)),
      0,
    );
  }

  open(choice: number): number {
    const owner = 1 + (choice % 5);
    const kind = pick(
      [KIND.SHARE, KIND.SHARE, KIND.LEND, KIND.LEND, KIND.DONATE, KIND.DONATE, KIND.PIN],
      choice >> 3,
    )!;
    const kept = kind === KIND.SHARE || kind === KIND.PIN ? pick([ALL, ALL, READ], choice >> 6)! : 0;
    const physical = owner < 4 || choice % 11 === 0;
    const id = this.ledger.open(owner, kind, kept, physical);
    const fits = this.model.deals.size < TRANSACTIONS && this.blocksUsed() < BLOCKS;
    expect(id !== 0).toBe(fits);
    if (fits) {
      expect(this.model.deals.has(id)).toBe(false);
      this.model.deals.set(id, {
        owner,
        kind,
        kept,
        physical,
        extents: [],
        claimed: 0,
        committed: 0,
        given: false,
        borrowers: new Map(),
      });
    }
    return id;
  }

  /** Adds an extent: mostly of the owner's own memory that nothing holds, sometimes of any. */
  addExtent(id: number, choice: number): void {
    const deal = this.deal(id);
    const named = new Set(this.model.pagesOf(deal));
    const isGood = (page: number) => {
      const state = this.model.pages.get(page);
      return state?.owner === deal.owner && state.heldBy === 0 && !named.has(page);
    };
    const view = deal.physical ? undefined : this.model.views.get(deal.owner)?.table;
    const any = deal.physical ? PAGES : ADDRESSES;
    const good = any.filter((at) => isGood(view === undefined ? at : (view.get(at) ?? -1)));
    const page = (choice % 16 === 0 ? undefined : pick(good, choice >> 4)) ?? pick(any, choice >> 4)!;
    const wanted = pick([1, 1, 1, 1, 1, 1, 2, 2, 3, 0], choice >> 9)!;
    const pages = numbers(page, wanted).filter((each) => !deal.physical || PAGES.includes(each)).length;
    const full = deal.extents.length > 0 && deal.extents.length % 8 === 0 && this.blocksUsed() === BLOCKS;
    expect(this.ledger.addExtent(id, page, pages)).toBe(!full);
    if (!full) deal.extents.push([page, pages]);
  }

  addBorrower(id: number, choice: number): void {
    const deal = this.deal(id);
    const party = 1 + (choice % 5);
    if (deal.kind === KIND.PIN || party === deal.owner || deal.borrowers.has(party)) return;
    const named = [...this.model.deals.values()].reduce((sum, { borrowers }) => sum + borrowers.size, 0);
    expect(this.ledger.addBorrower(id, party, ALL) !== 0).toBe(named < BORROWERS);
    if (named < BORROWERS) deal.borrowers.set(party, { rights: 0, holds: 0, placed: -1 });
  }

  claim(id: number): boolean {
    const before = this.model.copy();
    const inTheWay = this.model.claim(id);
    const claimed = this.ledger.claim(id);
    const { obstacle, obstacleExtent, obstaclePage, obstacleHolder } = this.ledger;
    if (!claimed && obstacle === OBSTACLE.NO_ROOM) {
      // The model has tables without end. Up to the page that found none, it saw nothing in the way.
      if (inTheWay !== undefined) expect(inTheWay[1]).toBeGreaterThanOrEqual(obstacleExtent);
      expect(before.pages.get(obstaclePage)?.heldBy).toBe(0);
      this.model = before;
      return false;
    }
    expect(claimed).toBe(inTheWay === undefined);
    if (inTheWay !== undefined)
      expect([obstacle, obstacleExtent, obstaclePage, obstacleHolder]).toEqual(inTheWay);
    return claimed;
  }

  commit(id: number): void {
    this.model.commit(id);
    this.ledger.commit(id);
  }

  /** Opens, fills, claims and commits in one go; gives up what was refused. */
  send(choice: number): void {
    const id = this.open(choice);
    if (id === 0) return;
    for (let extent = 0; extent <= choice % 3; extent++) this.addExtent(id, (choice >> 2) + 1511 * extent);
    for (let borrower = 0; borrower <= (choice >> 4) % 3; borrower++)
      this.addBorrower(id, (choice >> 6) + borrower);
    if (this.claim(id)) this.commit(id);
    else this.end(id);
  }

  /** A borrower of a live deal, chosen among all that some condition holds for. */
  private chosen(choice: number, when: (deal: Deal, party: number) => boolean): [number, number] | undefined {
    const pairs = [...this.model.deals].flatMap(([id, deal]) =>
      [...deal.borrowers.keys()]
        .filter((party) => when(deal, party))
        .map((party): [number, number] => [id, party]),
    );
    return pick(pairs, choice);
  }

  /** Whether borrowers may take the memory. */
  private isLive(deal: Deal): boolean {
    return deal.committed > 0 && deal.committed === deal.extents.length && !deal.given;
  }

  private place(id: number, party: number): boolean {
    const placed = this.model.place(id, party);
    expect(this.ledger.place(this.borrower(id, party))).toBe(placed);
    return placed;
  }

  unplace(choice: number): void {
    const found = this.chosen(choice, (deal) => this.isLive(deal));
    if (found === undefined) return;
    this.model.unplace(...found);
    this.ledger.unplace(this.borrower(...found));
  }

  take(choice: number, onlyPlace: boolean): void {
    const found = this.chosen(choice, (deal) => this.isLive(deal) && deal.kind !== KIND.DONATE);
    if (found === undefined || !this.place(...found) || onlyPlace) return;
    const rights = pick([READ, RW, ALL], choice >> 4)!;
    this.model.take(...found, rights);
    this.ledger.take(this.borrower(...found), rights);
  }

  drop(choice: number): void {
    const found = this.chosen(choice, (deal, party) => deal.borrowers.get(party)!.holds > 0);
    if (found === undefined) return;
    this.model.drop(...found);
    this.ledger.drop(this.borrower(...found));
  }

  transfer(choice: number): void {
    const found = this.chosen(
      choice,
      (deal) => this.isLive(deal) && deal.kind === KIND.DONATE && deal.borrowers.size === 1,
    );
    if (found === undefined || !this.place(...found)) return;
    const rights = pick([RW, ALL], choice >> 4)!;
    this.model.transfer(...found, rights);
    this.ledger.transfer(this.borrower(...found), rights);
  }

  release(choice: number): void {
    const id = pick(
      this.deals((deal) => !isHeld(deal) && !deal.given),
      choice,
    );
    if (id === undefined) return;
    for (const party of this.deal(id).borrowers.keys()) {
      this.model.unplace(id, party);
      this.ledger.unplace(this.borrower(id, party));
    }
    this.model.release(id);
    this.ledger.release(id);
  }

  close(choice: number): void {
    const id = pick(
      this.deals((deal) => deal.claimed === 0 && !isHeld(deal)),
      choice,
    );
    if (id !== undefined) this.end(id);
  }

  private end(id: number): void {
    if (!this.deal(id).given) {
      this.model.release(id);
      this.ledger.release(id);
    }
    this.model.deals.delete(id);
    this.ledger.close(id);
  }

  /** Goes on with a deal that nobody has taken yet. */
  extend(choice: number, step: 'addExtent' | 'addBorrower' | 'claim' | 'commit'): void {
    const open = this.deals(({ borrowers, given }) => !given && [...borrowers.values()].every(isUntouched));
    const id = pick(open, choice);
    if (id === undefined) return;
    if (step === 'claim') this.claim(id);
    else if (step === 'commit') this.commit(id);
    else this[step](id, choice >> 2);
  }

  save(): void {
    this.copies.push({ saved: this.ledger.save(), model: this.model.copy(), told: [...this.told] });
  }

  restore(choice: number): void {
    const copy = pick(this.copies, choice);
    if (copy === undefined) return;
    this.ledger.restore(copy.saved);
    this.model = copy.model.copy();
    this.told = [...copy.told];
  }

  /** Everything that can be seen is as the model has it. */
  check(): void {
    const { ledger, model } = this;
    expect([...ledger.map.runs()].map(({ page, pages, word }) => [page, pages, word])).toEqual(
      this.expectedRuns(),
    );
    for (const party of [0, ...PARTIES]) {
      const seen = PAGES.map((page) => ledger.rights(party, page));
      expect([party, seen]).toEqual([party, PAGES.map((page) => model.rights(party, page))]);
    }
    for (const party of PARTIES)
      expect(PAGES.map((page) => ownership(ledger, party, page))).toEqual(
        PAGES.map((page) => model.ownership(party, page)),
      );
    for (const [party, { table }] of model.views)
      expect(ADDRESSES.map((at) => ledger.viewOf(party).physical(at))).toEqual(
        ADDRESSES.map((at) => table.get(at) ?? -1),
      );
    const deals = [...model.deals.values()];
    expect([ledger.transactions, ledger.borrowers, ledger.extents].map(({ slots }) => slots.live)).toEqual([
      deals.length,
      deals.reduce((sum, { borrowers }) => sum + borrowers.size, 0),
      this.blocksUsed(),
    ]);
    expect(this.told).toEqual(model.told);
  }

  /** The runs that the page map should have: the pages of the model, and the first party's memory around them. */
  private expectedRuns(): number[][] {
    const word = (owner: number, rights: number, device: boolean, heldBy: number) =>
      owner * 2 ** 21 + rights * 2 ** 18 + (device ? 2 ** 17 : 0) + heldBy;
    const runs: number[][] = [];
    const add = (page: number, pages: number, value: number) => {
      const last = runs.at(-1);
      if (pages === 0 || value === 0) return;
      if (last !== undefined && last[0]! + last[1]! === page && last[2] === value) last[1]! += pages;
      else runs.push([page, pages, value]);
    };
    let at = 0;
    for (const page of [...PAGES.filter((each) => each < ALL_PAGES), ALL_PAGES]) {
      add(at, page - at, word(1, ALL, false, 0));
      const state = this.model.pages.get(page);
      if (state !== undefined) add(page, 1, word(state.owner, state.rights, state.device, state.heldBy));
      at = page + 1;
    }
    return runs;
  }

  /** Everybody gives back and closes: whoever owns a page now may use it, and nobody else. */
  endAll(): void {
    for (const [id, { borrowers }] of this.model.deals)
      for (const [party, borrower] of borrowers)
        while (borrower.holds > 0) {
          this.model.drop(id, party);
          this.ledger.drop(this.borrower(id, party));
        }
    while (this.model.deals.size > 0) {
      this.release(0);
      this.close(0);
    }
  }
}

function isHeld(deal: Deal): boolean {
  return [...deal.borrowers.values()].some(({ holds }) => holds > 0);
}

function isUntouched({ holds, placed }: { holds: number; placed: number }): boolean {
  return holds === 0 && placed < 0;
}
