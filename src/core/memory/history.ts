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

/** The changes of a ledger: of the last call that made any, or of all, so that any page can be asked which calls made it what it is. */
export class History implements LedgerObserver {
  /** Whether it keeps all changes, which takes ever more room. */
  readonly remembers: boolean;
  private readonly ledger: Ledger;
  private entries: HistoryEntry[] = [];
  /** Told of each change as it happens. */
  follower: ((pages: PhysicalRun) => void) | undefined;

  /** Starts to observe a ledger. */
  constructor(ledger: Ledger, remembers: boolean) {
    this.remembers = remembers;
    this.ledger = ledger;
    ledger.observer = this;
  }

  changed(change: Change, transaction: number, party: number, page: number, pages: number): void {
    const another = this.entries.length !== 0 && this.entries[0].call !== this.ledger.callNumber;
    if (another && !this.remembers) this.entries = [];
    const entry = { call: this.ledger.callNumber, change, transaction, party, page, pages };
    this.entries.push(entry);
    this.follower?.(entry);
  }

  permitted(page: number, pages: number): void {
    this.follower?.({ page, pages });
  }

  /** The changes of a page that are kept, oldest first. */
  of(page: number): readonly HistoryEntry[] {
    return this.entries.filter((entry) => page >= entry.page && page < entry.page + entry.pages);
  }

  /** The changes a call made. */
  ofCall(call: number): readonly HistoryEntry[] {
    const last = this.entries.length;
    let first = last;
    while (first > 0 && this.entries[first - 1].call >= call) first--;
    return this.entries.slice(first).filter((entry) => entry.call === call);
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
