/** When there is no room for another send. Source: ffa-hafnium 3.1 B20, requirements QB3. */

import type { Clause } from './clause.ts';
import type { SendCase } from './send.ts';
import type { Endpoint, Transaction, World } from './state.ts';

export const QUOTA: readonly Clause<SendCase>[] = [
  quota('send/transactions-full', ({ world }) => world.transactions.size >= world.bounds.transactions),
  quota(
    'send/transaction-quota',
    ({ world, sender }) => paidBy(world, sender).length >= world.bounds.transactionsPerEndpoint,
  ),
  quota(
    'send/unfinished-quota',
    ({ world, sender, total, length }) =>
      total > length && unfinished(world, sender) >= world.bounds.unfinishedSends,
  ),
  quota(
    'send/constituent-quota',
    (of) => announced(paidBy(of.world, of.sender)) + wanted(of) > of.world.bounds.constituentsPerEndpoint,
  ),
  quota(
    'send/constituents-full',
    (of) => announced([...of.world.transactions.values()]) + wanted(of) > of.world.bounds.constituents,
  ),
  quota('send/borrowers-full', ({ world, d }) => {
    const borrowers = [...world.transactions.values()].reduce(
      (sum, { receivers }) => sum + receivers.length,
      0,
    );
    return borrowers + (d?.header?.accessCount ?? 0) > world.bounds.borrowers;
  }),
];

/** Live transactions that count against an endpoint. */
export function paidBy(world: World, endpoint: Endpoint): readonly Transaction[] {
  return [...world.transactions.values()].filter(({ payer }) => payer === endpoint);
}

/** Constituents that transactions announced. */
export function announced(transactions: readonly Transaction[]): number {
  return transactions.reduce((sum, each) => sum + each.announced, 0);
}

function unfinished(world: World, endpoint: Endpoint): number {
  return [...world.transactions.values()].filter(
    ({ stage, sender }) => stage === 'unfinished' && sender === endpoint,
  ).length;
}

function wanted({ d }: SendCase): number {
  return d?.composite?.constituentCount ?? 0;
}

function quota(rule: string, broken: (of: SendCase) => boolean): Clause<SendCase> {
  return { rule, status: 'NO_MEMORY', source: 'requirements QB3, QE2', broken };
}
