import type { Example } from './example.ts';
import { constituentAt } from './places.ts';
import { continueSend, LOAN, pages, readWrite, reclaim, SCATTERED, share } from './steps.ts';
import { OS, STARTED } from './world.ts';

const LATER = pages(OS, 12);

/** Examples of the rules about what a manager has room for. */
export const SEND_ROOM_EXAMPLES: readonly Example[] = [
  {
    rule: 'send/transactions-full',
    setup: [...STARTED, share('os', 'vault', LOAN, { as: 'first' })],
    limits: { transactions: 1 },
    broken: share('os', 'vault', LATER, { note: 'this manager keeps one transaction' }),
    kept: [reclaim('os', 'first'), share('os', 'vault', LATER)],
  },
  {
    rule: 'send/transaction-quota',
    setup: [...STARTED, share('os', 'vault', LOAN, { as: 'first' })],
    limits: { transactionsPerEndpoint: 1 },
    broken: share('os', 'vault', LATER, { note: 'this manager keeps one transaction of each sender' }),
    kept: [reclaim('os', 'first'), share('os', 'vault', LATER)],
  },
  {
    rule: 'send/unfinished-quota',
    setup: [
      ...STARTED,
      share('os', 'vault', SCATTERED, { fragments: [constituentAt(1)], stopAfter: 1, as: 'first' }),
    ],
    limits: { unfinishedSends: 1 },
    broken: share('os', 'vault', [...LATER, ...pages(OS, 16)], {
      fragments: [constituentAt(1)],
      note: 'begins a second send while the first is unfinished',
    }),
    kept: [
      continueSend('os', 'first'),
      share('os', 'vault', [...LATER, ...pages(OS, 16)], { fragments: [constituentAt(1)] }),
    ],
  },
  {
    rule: 'send/constituent-quota',
    setup: STARTED,
    limits: { constituentsPerEndpoint: 1 },
    broken: share('os', 'vault', SCATTERED, { note: 'this manager keeps one constituent of each sender' }),
    kept: [share('os', 'vault', pages(OS, 4, 2), { note: 'two pages side by side are one constituent' })],
  },
  {
    rule: 'send/constituents-full',
    setup: STARTED,
    limits: { constituents: 1 },
    broken: share('os', 'vault', SCATTERED, { note: 'this manager keeps one constituent' }),
    kept: [share('os', 'vault', pages(OS, 4, 2), { note: 'two pages side by side are one constituent' })],
  },
  {
    rule: 'send/borrowers-full',
    setup: STARTED,
    limits: { borrowers: 1 },
    broken: share('os', [readWrite('vault'), readWrite('notary')], LOAN, {
      note: 'this manager keeps one receiver',
    }),
    kept: [share('os', 'vault', LOAN)],
  },
];
