import type { Manager } from './manager.ts';

/** Receivers of all parcels together. The ledger's own count is no substitute: others write into it, too. */
export function liveReceivers({ ledger, parcels }: Manager): number {
  let sum = 0;
  for (const { transaction } of parcels.all()) sum += ledger.transactions.borrowers[transaction];
  return sum;
}

/** Regions of all parcels together, as their owners have listed them. */
export function liveRegions({ ledger, parcels }: Manager): number {
  let sum = 0;
  for (const { transaction } of parcels.all()) sum += ledger.transactions.extents[transaction];
  return sum;
}
