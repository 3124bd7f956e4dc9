import { DEFAULT_LIMITS, type Limits } from '../../core/rules/limits.ts';
import { keyed } from './keyed.ts';
import { count } from './numbers.ts';

const ABOUT: Readonly<Record<keyof Limits, string>> = {
  receivers: 'Receivers of one transaction.',
  transactions: 'Live transactions of all endpoints together, unfinished sends included.',
  transactionsPerEndpoint: 'Live transactions that one endpoint sent.',
  pagesPerSend: 'Pages of one transaction.',
  unfinishedSends: 'Sends of one endpoint whose fragments are still arriving.',
  constituents: 'Constituents of all live transactions together.',
  constituentsPerEndpoint: 'Constituents of the live transactions that one endpoint sent.',
  borrowers: 'Receivers of all live transactions together.',
  retrievals: 'How often a borrower may hold the same memory: one less than a power of two.',
  mailboxPages: 'Pages of one RX or TX buffer.',
  endpoints: 'Endpoints the manager can know.',
  contexts: 'Execution contexts of all endpoints together.',
  discovered: 'Descriptions of secure partitions that a mediator keeps.',
  eventRepeats: 'How often a mediator tries again to tell one secure partition of a guest that came or went.',
  teardownTries: 'How often a mediator tries again to have back what a guest that is gone had sent.',
  teardownPause: 'The longest pause between two of these tries, in ticks.',
  pageTables: 'Tables of 512 words that the page map may use.',
};

function limit(name: keyof Limits) {
  const description = `${ABOUT[name]} ${DEFAULT_LIMITS[name]} when left out.`;
  return (name === 'retrievals' ? oneLessThanAPowerOfTwo : count).optional().meta({ description });
}

const oneLessThanAPowerOfTwo = count.refine((value) => Number.isInteger(Math.log2(value + 1)), {
  error: 'one less than a power of two: 1, 3, 7, 15',
});

export const limitsSchema = keyed(
  Object.fromEntries(
    (Object.keys(ABOUT) as (keyof Limits)[]).map((name) => [name, limit(name)] as const),
  ) as Record<keyof Limits, ReturnType<typeof limit>>,
);
