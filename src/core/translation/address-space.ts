import type { Ledger } from '../memory/ledger.ts';
import { isDevice, isSecure, READ } from '../memory/page-word.ts';
import type { PhysicalRun, Window } from '../memory/view.ts';
import type { Format } from './format.ts';
import type { TranslationTables } from './tables.ts';

/** The tables that a party's accesses go through. A party of the normal world has none for secure memory. */
export interface PartyTables {
  readonly format: Format;
  readonly normal: TranslationTables;
  readonly secure: TranslationTables | undefined;
}

/**
 * What a party may access, as the ledger says, kept in translation tables: a page is mapped with the party's rights at the place where
 * the party's view has it, and is not mapped where it has none.
 *
 * What lies outside the ledger - devices that a party has for good - is for whoever owns the tables to map, after `cover`.
 */
export class AddressSpace {
  private readonly ledger: Ledger;
  private readonly party: number;
  private readonly tables: PartyTables;
  /** The windows that the tables show, for a party whose addresses are not physical ones. */
  private shown: ReadonlySet<Window> = new Set();

  constructor(ledger: Ledger, party: number, tables: PartyTables) {
    this.ledger = ledger;
    this.party = party;
    this.tables = tables;
  }

  /** Maps everything that the party may access now. */
  cover(): void {
    const view = this.ledger.viewOf(this.party);
    if (view.identity) this.show(0, 0, this.ledger.map.pages);
    else this.followWindows();
  }

  /** Follows changes of what somebody may do with pages, or where a view has them. */
  follow(changes: readonly PhysicalRun[]): void {
    if (changes.length === 0) return;
    const view = this.ledger.viewOf(this.party);
    if (!view.identity) this.followWindows();
    for (const { page, pages } of changes) {
      if (view.identity) this.show(page, page, pages);
      else for (const window of this.shown) this.showPart(window, page, pages);
    }
  }

  /** Takes away what the view shows no more, and shows what it shows now. */
  private followWindows(): void {
    const now = new Set(this.ledger.viewOf(this.party).save());
    for (const window of this.shown) if (!now.has(window)) this.hide(window.at, window.pages);
    for (const window of now) if (!this.shown.has(window)) this.show(window.at, window.page, window.pages);
    this.shown = now;
  }

  /** Shows the part of a window that lies in a range of physical pages. */
  private showPart(window: Window, page: number, pages: number): void {
    const from = Math.max(window.page, page);
    const to = Math.min(window.page + window.pages, page + pages);
    if (from < to) this.show(window.at + (from - window.page), from, to - from);
  }

  private hide(at: number, pages: number): void {
    const { normal, secure } = this.tables;
    normal.set(at, pages, undefined);
    if (secure !== normal) secure?.set(at, pages, undefined);
  }

  /** Maps physical pages at `at` with the rights that the party has to them now. */
  private show(at: number, page: number, pages: number): void {
    for (let done = 0; done < pages; ) {
      const run = this.ledger.map.runAt(page + done, pages - done);
      this.showRun(at + done, run.page, run.pages, run.word);
      done += run.pages;
    }
  }

  /** Pages of one word have one class and one holder, and so the same rights. */
  private showRun(at: number, page: number, pages: number, word: number): void {
    const { format, normal, secure } = this.tables;
    const rights = this.ledger.rights(this.party, page);
    const inSecure = isSecure(word);
    const mapping =
      rights & READ
        ? { page, ...format.attributes({ rights, device: isDevice(word), secure: inSecure }) }
        : undefined;
    (inSecure ? secure : normal)?.set(at, pages, mapping);
  }
}
