/** When there is no room for another send. Source: ffa-hafnium 3.1 B20, requirements QB3. */

import type { Clause } from './clause.ts';
import type { Endpoint, World } from './state.ts';

/** What live transactions take up. */
export interface Use {
  transactions: number;
  /** Of them, those that lack fragments. */
  unfinished: number;
  /** As announced. */
  constituents: number;
  borrowers: number;
}

/** What the transactions take up that count against an endpoint; all there are where none is given. */
export function useOf(world: World, endpoint?: Endpoint): Use {
  const use = { transactions: 0, unfinished: 0, constituents: 0, borrowers: 0 };
  for (const { payer, stage, announced, receivers } of world.transactions.values()) {
    if (endpoint !== undefined && payer !== endpoint) continue;
    use.transactions++;
    if (stage === 'unfinished') use.unfinished++;
    use.constituents += announced;
    use.borrowers += receivers.length;
  }
  return use;
}

/** A send, and what there is already. */
export interface QuotaCase {
  readonly bounds: World['bounds'];
  readonly all: Use;
  /** Of the sender. */
  readonly own: Use;
  /** What the send would take up. */
  readonly wanted: Use;
}

export const QUOTA: readonly Clause<QuotaCase>[] = [
  quota('send/transactions-full', ({ all, bounds }) => all.transactions >= bounds.transactions),
  quota('send/transaction-quota', ({ own, bounds }) => own.transactions >= bounds.transactionsPerEndpoint),
  quota(
    'send/unfinished-quota',
    ({ own, wanted, bounds }) => wanted.unfinished === 1 && own.unfinished >= bounds.unfinishedSends,
  ),
  quota(
    'send/constituent-quota',
    ({ own, wanted, bounds }) => own.constituents + wanted.constituents > bounds.constituentsPerEndpoint,
  ),
  quota(
    'send/constituents-full',
    ({ all, wanted, bounds }) => all.constituents + wanted.constituents > bounds.constituents,
  ),
  quota(
    'send/borrowers-full',
    ({ all, wanted, bounds }) => all.borrowers + wanted.borrowers > bounds.borrowers,
  ),
];

function quota(rule: string, broken: (of: QuotaCase) => boolean): Clause<QuotaCase> {
  return { rule, status: 'NO_MEMORY', source: 'requirements QB3, QE2', broken };
}
