/** When memory cannot be given back, or had back. Source: ffa-hafnium 3.8. */

import type { Clause } from './clause.ts';
import { awaitsClearing } from './retrieve-clauses.ts';
import {
  actsFor,
  type Endpoint,
  holders,
  pagesOf,
  type Receiver,
  rightsOf,
  type Transaction,
  type World,
  WRITE,
} from './state.ts';

const ZERO = 0x1;
/** Bit 1 is ignored, as is nothing else. */
const KNOWN_FLAGS = 0x3;

export interface RelinquishCase {
  readonly world: World;
  readonly caller: Endpoint;
  readonly room: number;
  readonly faults: boolean;
  /** Undefined where nothing could be read. */
  readonly count: number | undefined;
  readonly flags: number;
  readonly endpoint: number;
  readonly transaction: Transaction | undefined;
  readonly receiver: Receiver | undefined;
}

export const RELINQUISH: readonly Clause<RelinquishCase>[] = [
  {
    rule: 'relinquish/no-tx',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.1',
    broken: ({ room }) => room === 0,
  },
  {
    rule: 'relinquish/tx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.8.2',
    broken: ({ faults }) => faults,
  },
  {
    rule: 'relinquish/endpoint-count',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.3',
    broken: ({ count }) => count !== undefined && count !== 1,
  },
  {
    rule: 'relinquish/endpoint',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.4',
    broken: ({ caller, endpoint, count }) => count !== undefined && !actsFor(caller, endpoint),
  },
  {
    rule: 'relinquish/flags-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'regressions D13, requirements QA11',
    broken: ({ flags }) => (flags & ~KNOWN_FLAGS) !== 0,
  },
  {
    rule: 'relinquish/unknown-handle',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.5, conformance 5.2',
    broken: ({ transaction, count }) => count !== undefined && transaction?.stage !== 'sent',
  },
  {
    rule: 'relinquish/not-retrieved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.5, 3.8.6, requirements QC7',
    broken: ({ transaction, receiver }) => transaction !== undefined && (receiver?.holds ?? 0) === 0,
  },
  {
    rule: 'relinquish/zero-on-share',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.7, conformance 5.10',
    broken: ({ transaction, flags }) => transaction?.operation === 'share' && (flags & ZERO) !== 0,
  },
  {
    rule: 'relinquish/zero-read-only',
    status: 'DENIED',
    source: 'ffa-hafnium 3.8.8, conformance 5.9',
    broken: ({ receiver, flags }) =>
      receiver !== undefined && (flags & ZERO) !== 0 && (rightsOf(receiver.granted) & WRITE) === 0,
  },
  {
    rule: 'relinquish/memory-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.8.10, requirements QC11',
    broken: ({ world, transaction, receiver, flags }) =>
      (flags & ZERO) !== 0 &&
      transaction !== undefined &&
      receiver?.holds === 1 &&
      holders(transaction) === 1 &&
      isAway(world, transaction),
  },
];

export interface ReclaimCase {
  readonly world: World;
  readonly caller: Endpoint;
  readonly transaction: Transaction | undefined;
  readonly flags: number;
}

/** Whether it is the caller's, and there. */
const mine = ({ transaction, caller }: ReclaimCase) =>
  transaction !== undefined && transaction.stage !== 'handed over' && actsFor(caller, transaction.senderId);

export const RECLAIM: readonly Clause<ReclaimCase>[] = [
  {
    rule: 'reclaim/unknown-handle',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.2, conformance 5.2',
    broken: ({ transaction }) => transaction === undefined || transaction.stage === 'handed over',
  },
  {
    rule: 'reclaim/not-owner',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.4, regressions E10',
    broken: ({ transaction, caller }) =>
      transaction !== undefined &&
      transaction.stage !== 'handed over' &&
      !actsFor(caller, transaction.senderId),
  },
  {
    rule: 'reclaim/unfinished',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.8.3, regressions E1, requirements QB2',
    broken: (of) => mine(of) && of.transaction?.stage === 'unfinished',
  },
  {
    rule: 'reclaim/flags-reserved',
    status: 'INVALID_PARAMETERS',
    source: 'regressions D13, requirements QA11',
    broken: (of) => mine(of) && of.transaction?.stage === 'sent' && (of.flags & ~KNOWN_FLAGS) !== 0,
  },
  {
    rule: 'reclaim/held',
    status: 'DENIED',
    source: 'ffa-hafnium 3.8.5, conformance 5.15, regressions E6',
    broken: (of) => mine(of) && of.transaction !== undefined && holders(of.transaction) > 0,
  },
  {
    rule: 'reclaim/zero-read-only',
    status: 'DENIED',
    source: 'ffa-hafnium 3.8.6, conformance 5.8',
    broken: (of) => {
      if (!mine(of) || of.transaction === undefined || (of.flags & ZERO) === 0) return false;
      const numbers = pagesOf(of.world, of.transaction.constituents);
      return numbers.some((number) => ((of.world.pages.get(number)?.rights ?? 0) & WRITE) === 0);
    },
  },
  {
    rule: 'reclaim/memory-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.8.8, requirements QC11',
    broken: (of) =>
      mine(of) &&
      of.transaction !== undefined &&
      ((of.flags & ZERO) !== 0 || awaitsClearing(of.transaction)) &&
      isAway(of.world, of.transaction),
  },
];

function isAway(world: World, transaction: Transaction): boolean {
  return pagesOf(world, transaction.constituents).some((number) => world.away.has(number));
}
