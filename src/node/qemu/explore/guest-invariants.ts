import type { Invariant } from '../../../core/explore/invariants/invariant.ts';

/** What has to hold of a guest beside the invariants of every walk. */
export const GUEST_INVARIANTS = {
  answered: {
    number: 25,
    id: 'answered-as-in-process',
    what: 'A call has the same answer, and changes the same pages, whether a processor makes it or a program in process.',
    source: 'users 3.1 (13)',
  },
  reaches: {
    number: 26,
    id: 'reaches-what-it-may',
    what: 'A processor reaches the pages that the ledger lets its partition reach, and faults at all others.',
    source: 'users 3.1 (8), requirements QC9',
  },
  finds: {
    number: 27,
    id: 'finds-what-is-there',
    what: 'A processor finds in a page what was written there last, in RX what the manager wrote.',
    source: 'users 3.1 (22)',
  },
  goesOn: {
    number: 28,
    id: 'guest-goes-on',
    what: 'Whatever a guest calls, its processor goes on behind the call, and the firmware serves it.',
    source: 'requirements QE2',
  },
} as const satisfies Record<string, Invariant>;
