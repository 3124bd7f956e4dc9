import type { Manager } from './manager.ts';

/** The borrower of a transaction that an endpoint id stands for; 0 when it is no receiver. */
export function borrowerWithId(m: Manager, transaction: number, endpoint: number): number {
  let borrower = m.ledger.transactions.firstBorrower[transaction];
  while (borrower !== 0 && m.receivers.endpoint[borrower] !== endpoint)
    borrower = m.ledger.borrowers.next[borrower];
  return borrower;
}
