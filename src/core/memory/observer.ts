/** What happened to a run of pages. */
export type Change = 'claimed' | 'mapped' | 'unmapped' | 'returned' | 'transferred' | 'cleared';

/** Is told of every change that stays: never of one that is rolled back. */
export interface LedgerObserver {
  /**
   * `party` is who gained or lost by the change: the owner for 'claimed', 'returned' and 'cleared', the borrower otherwise.
   * Pages are physical.
   */
  changed(change: Change, transaction: number, party: number, page: number, pages: number): void;
  /** The owner of pages has other rights to them, by its own wish. */
  permitted(page: number, pages: number): void;
}
