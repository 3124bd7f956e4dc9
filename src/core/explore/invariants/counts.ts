import type { Stand } from '../stand.ts';

/** How much there is of everything that a refused call leaves as it was: compared after each call, and quickly. */
export type Counts = Float64Array;

/** Counts into an array that `countsOf` made. */
export function count(stand: Stand, into: Counts): void {
  const { ledger, spmc } = stand.built;
  const { endpoints } = spmc.state;
  into[0] = ledger.transactions.slots.live;
  into[1] = ledger.borrowers.slots.live;
  into[2] = ledger.extents.slots.live;
  into[3] = ledger.changes;
  into[4] = endpoints.sent[0];
  into[5] = endpoints.constituents[0];
  into[6] = endpoints.receivers[0];
  let at = FIXED;
  for (let slot = 1; slot <= endpoints.count; slot++) {
    into[at++] = endpoints.rx[slot];
    into[at++] = endpoints.version[slot];
    into[at++] = endpoints.sent[slot];
    into[at++] = endpoints.unfinished[slot];
    into[at++] = endpoints.bufferPages[slot];
  }
}

const FIXED = 7;
const EACH = 5;

export function countsOf(stand: Stand): Counts {
  const counts = new Float64Array(FIXED + EACH * stand.actors.length);
  count(stand, counts);
  return counts;
}
