import type { Ledger } from './ledger.ts';
import type { Change, LedgerObserver } from './observer.ts';
import type { PhysicalRun } from './view.ts';

/** One change to a run of pages, and the call that made it. */
export interface HistoryEntry {
  readonly call: number;
  readonly change: Change;
  readonly transaction: number;
  readonly party: number;
  readonly page: number;
  readonly pages: number;
}

/** A copy of a history. */
export type SavedHistory = readonly HistoryEntry[];

/** The changes of a ledger, told on as they happen; and kept, where any page is to be asked which calls made it what it is. */
export class History implements LedgerObserver {
  /** Whether it keeps all changes, which takes ever more room. */
  readonly remembers: boolean;
  private readonly ledger: Ledger;
  private entries: HistoryEntry[] = [];
  /** Told of pages that some party may access in another way than before. */
  follower: ((pages: PhysicalRun) => void) | undefined;
  /** Told of each change, by whoever writes down what happens. */
  scribe: ((entry: HistoryEntry) => void) | undefined;

  /** Starts to observe a ledger. */
  constructor(ledger: Ledger, remembers: boolean) {
    this.remembers = remembers;
    this.ledger = ledger;
    ledger.observer = this;
  }

  changed(change: Change, transaction: number, party: number, page: number, pages: number): void {
    const { remembers, scribe, follower } = this;
    if (!remembers && scribe === undefined && follower === undefined) return;
    const entry = { call: this.ledger.callNumber, change, transaction, party, page, pages };
    if (remembers) this.entries.push(entry);
    scribe?.(entry);
    follower?.(entry);
  }

  permitted(page: number, pages: number): void {
    this.follower?.({ page, pages });
  }

  /** The changes of a page that are kept, oldest first. */
  of(page: number): readonly HistoryEntry[] {
    return this.entries.filter((entry) => page >= entry.page && page < entry.page + entry.pages);
  }

  /** Takes a copy. */
  save(): SavedHistory {
    return [...this.entries];
  }

  /** Puts a copy back, when the ledger goes back to the state it had then. */
  restore(saved: SavedHistory): void {
    this.entries = [...saved];
  }
}
