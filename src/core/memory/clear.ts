import type { Ledger } from './ledger.ts';
import type { PhysicalMemory } from './physical-memory.ts';

/** The first page of a transaction that cannot be accessed, from an extent on; -1 when all can. */
export function firstUnreachable(
  ledger: Ledger,
  transaction: number,
  memory: PhysicalMemory,
  from = 0,
): number {
  const runs = ledger.runsOf(transaction, from);
  while (runs.next()) {
    const reached = memory.reachable(runs.page, runs.pages);
    if (reached < runs.pages) return runs.page + reached;
  }
  return -1;
}

/**
 * Writes zeros to every page of a transaction, from an extent on. Throws when one cannot be accessed: the caller has asked for the first of
 * those.
 */
export function clear(ledger: Ledger, transaction: number, memory: PhysicalMemory, from = 0): void {
  const runs = ledger.runsOf(transaction, from);
  while (runs.next())
    if (!memory.zero(runs.page, runs.pages))
      throw new Error(
        `transaction ${transaction} has pages at 0x${runs.page.toString(16)} that cannot be cleared`,
      );
  ledger.reportAll('cleared', transaction, ledger.transactions.owner[transaction], from);
}
