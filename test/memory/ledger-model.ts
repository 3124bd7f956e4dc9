/**
 * What a ledger should do, slowly and plainly: maps from page to owner, from page to holder, from address to page.
 *
 * It shares no code with the ledger but the numbers of kinds and obstacles. Callers keep the rules that a ledger leaves to them: nothing is
 * taken that was not placed and committed, nothing released that somebody holds, nothing closed that holds pages.
 */

import { KIND, type Kind } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE } from '../../src/core/memory/obstacle.ts';
import type { Range } from './support.ts';

/** A page: whose it is, what that party may do, what kind of memory it is, and which deal holds it (0: none). */
export interface Page {
  owner: number;
  rights: number;
  readonly device: boolean;
  heldBy: number;
}

export interface Borrower {
  rights: number;
  holds: number;
  /** The first of the addresses it has for the memory; -1 for none. */
  placed: number;
}

/** A transaction. */
export interface Deal {
  readonly owner: number;
  readonly kind: Kind;
  readonly kept: number;
  readonly physical: boolean;
  readonly extents: Range[];
  claimed: number;
  committed: number;
  given: boolean;
  /** How the owner saw the memory until it was given away. */
  former?: Map<number, number>;
  readonly borrowers: Map<number, Borrower>;
}

/** Addresses of a party and the pages behind them. Parties without see pages as they are. */
export interface Addresses {
  readonly table: Map<number, number>;
  readonly borrowing: Range;
}

/** Something in the way: obstacle, extent, page and holder. */
export type InTheWay = readonly [obstacle: number, extent: number, page: number, holder: number];

export class Model {
  pages = new Map<number, Page>();
  deals = new Map<number, Deal>();
  views = new Map<number, Addresses>();
  /** Everything an observer is told, page by page. */
  told: string[] = [];

  /** The page behind an address of the deal's extents; undefined where there is none. */
  private behind(deal: Deal, address: number): number | undefined {
    const table = deal.physical ? undefined : (deal.former ?? this.views.get(deal.owner)?.table);
    return table === undefined ? address : table.get(address);
  }

  /** The pages of some extents in order, each with the extent and address it comes from. */
  private listed(deal: Deal, from: number, to: number) {
    return deal.extents.slice(from, to).flatMap(([start, count], index) =>
      Array.from({ length: count }, (_, offset) => ({
        extent: from + index,
        address: start + offset,
        page: this.behind(deal, start + offset),
      })),
    );
  }

  pagesOf(deal: Deal, from = 0, to: number = deal.extents.length): number[] {
    return this.listed(deal, from, to).map(({ page }) => page!);
  }

  /** Marks the extents not claimed yet, or says what is in the way of the first page that cannot be. */
  claim(id: number): InTheWay | undefined {
    const deal = this.deals.get(id)!;
    const marked: Page[] = [];
    const first = this.pagesOf(deal, 0, deal.claimed)[0];
    let sample = first === undefined ? undefined : this.pages.get(first);
    for (const { extent, address, page } of this.listed(deal, deal.claimed, deal.extents.length)) {
      const state = page === undefined ? undefined : this.pages.get(page);
      const obstacle = this.obstacle(id, state, sample);
      if (obstacle !== OBSTACLE.NONE) {
        const holder = state?.heldBy ?? 0;
        for (const undone of marked) undone.heldBy = 0;
        return [obstacle, extent, page ?? address, holder];
      }
      sample ??= state;
      state!.heldBy = id;
      marked.push(state!);
    }
    deal.claimed = deal.extents.length;
    return undefined;
  }

  private obstacle(id: number, page: Page | undefined, sample: Page | undefined): number {
    if (page === undefined) return OBSTACLE.UNMAPPED;
    if (page.heldBy === id) return OBSTACLE.OVERLAP;
    if (page.owner !== this.deals.get(id)!.owner) return OBSTACLE.NOT_OWNER;
    if (page.heldBy !== 0) return OBSTACLE.HELD;
    const alike = sample === undefined || (sample.rights === page.rights && sample.device === page.device);
    return alike ? OBSTACLE.NONE : OBSTACLE.MIXED;
  }

  commit(id: number): void {
    const deal = this.deals.get(id)!;
    this.tell('claimed', id, deal.owner, this.pagesOf(deal, deal.committed, deal.claimed));
    deal.committed = deal.claimed;
  }

  /** The first addresses in a row that are free and enough for the deal; undefined when there are none. */
  freePlace(id: number, party: number): number | undefined {
    const { table, borrowing } = this.views.get(party)!;
    const needed = this.pagesOf(this.deals.get(id)!).length;
    const [start, count] = borrowing;
    for (let at = start; at + needed <= start + count; at++)
      if (!Array.from({ length: needed }, (_, offset) => table.has(at + offset)).includes(true)) return at;
    return undefined;
  }

  /** Gives a borrower addresses for the memory. False when it has no room. */
  place(id: number, party: number): boolean {
    const deal = this.deals.get(id)!;
    const borrower = deal.borrowers.get(party)!;
    const view = this.views.get(party);
    if (view === undefined || borrower.placed >= 0) return true;
    const at = this.freePlace(id, party);
    if (at === undefined) return false;
    this.pagesOf(deal).forEach((page, offset) => {
      view.table.set(at + offset, page);
    });
    borrower.placed = at;
    return true;
  }

  unplace(id: number, party: number): void {
    const deal = this.deals.get(id)!;
    const borrower = deal.borrowers.get(party)!;
    if (borrower.placed < 0 || borrower.holds > 0) return;
    this.pagesOf(deal).forEach((_page, offset) => {
      this.views.get(party)?.table.delete(borrower.placed + offset);
    });
    borrower.placed = -1;
  }

  take(id: number, party: number, rights: number): void {
    const borrower = this.deals.get(id)!.borrowers.get(party)!;
    if (borrower.holds++ > 0) return;
    borrower.rights = rights;
    this.tell('mapped', id, party, this.pagesOf(this.deals.get(id)!));
  }

  drop(id: number, party: number): void {
    const borrower = this.deals.get(id)!.borrowers.get(party)!;
    if (--borrower.holds > 0) return;
    this.unplace(id, party);
    this.tell('unmapped', id, party, this.pagesOf(this.deals.get(id)!));
  }

  transfer(id: number, party: number, rights: number): void {
    const deal = this.deals.get(id)!;
    for (const page of this.pagesOf(deal))
      this.pages.set(page, { ...this.pages.get(page)!, owner: party, rights, heldBy: 0 });
    this.tell('transferred', id, party, this.pagesOf(deal));
    const table = this.views.get(deal.owner)?.table;
    const pages = this.pagesOf(deal);
    if (table !== undefined) deal.former = new Map(table);
    for (const [at, page] of table ?? []) if (pages.includes(page)) table?.delete(at);
    Object.assign(deal, { claimed: 0, committed: 0, given: true });
  }

  release(id: number): void {
    const deal = this.deals.get(id)!;
    for (const page of this.pagesOf(deal, 0, deal.claimed)) this.pages.get(page)!.heldBy = 0;
    this.tell('returned', id, deal.owner, this.pagesOf(deal, 0, deal.committed));
    Object.assign(deal, { claimed: 0, committed: 0 });
  }

  /** What a party may do with a page. */
  rights(party: number, page: number): number {
    const state = this.pages.get(page);
    if (state === undefined) return 0;
    const deal = this.deals.get(state.heldBy);
    if (state.owner === party) return deal === undefined ? state.rights : state.rights & deal.kept;
    const borrower = deal?.borrowers.get(party);
    return borrower !== undefined && borrower.holds > 0 ? borrower.rights : 0;
  }

  /** The architecture's name for what a party is to a page. */
  ownership(party: number, page: number): string {
    const state = this.pages.get(page);
    const deal = this.deals.get(state?.heldBy ?? 0);
    const owner = state?.owner === party;
    if (!owner && this.rights(party, page) === 0) return '!Owner-NA';
    if (deal === undefined) return 'Owner-EA';
    if (owner) return deal.kept === 0 ? 'Owner-NA' : 'Owner-SA';
    return deal.kind === KIND.SHARE || deal.borrowers.size > 1 ? '!Owner-SA' : '!Owner-EA';
  }

  copy(): Model {
    return Object.assign(new Model(), structuredClone({ ...this }));
  }

  private tell(change: string, id: number, party: number, pages: readonly number[]): void {
    for (const page of pages) this.told.push(`${change} ${id} ${party} ${page}`);
  }
}
