/** When constituents cannot be what is sent: each by itself as it arrives, and all of them once they are there. Source: ffa-hafnium 3.1 C. */

import type { Clause } from './clause.ts';
import { type Constituent, type Page, pagesOf, type Transaction, type World, WRITE } from './state.ts';

/** Constituents that arrive. */
export interface Arrival {
  readonly world: World;
  /** The send that they belong to, with those that came before. */
  readonly transaction: Transaction;
  readonly arrived: readonly Constituent[];
}

export const ARRIVAL: readonly Clause<Arrival>[] = [
  {
    rule: 'send/constituent-unaligned',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 C5, requirements QA5',
    broken: ({ arrived }) => arrived.some(({ address }) => address % 4096 !== 0),
  },
  {
    rule: 'send/constituent-empty',
    status: 'INVALID_PARAMETERS',
    source: 'requirements QA2',
    broken: ({ arrived }) => arrived.some(({ pages }) => pages === 0),
  },
  {
    rule: 'send/constituent-range',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 C13, requirements QA3',
    broken: ({ arrived, world }) =>
      arrived.some(({ address, pages }) => Math.floor(address / 4096) + pages > world.end),
  },
  {
    rule: 'send/page-sum',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 C3',
    broken: ({ transaction, arrived }) => {
      const pages = countPages(transaction.constituents) + countPages(arrived);
      const whole = transaction.constituents.length + arrived.length === transaction.announced;
      return pages > transaction.totalPages || (whole && pages !== transaction.totalPages);
    },
  },
];

/** A send whose constituents are all there, each of them all right by itself. */
export interface Completed {
  readonly world: World;
  readonly transaction: Transaction;
  readonly numbers: readonly number[];
  /** The pages by those numbers; undefined where there is none. */
  readonly pages: readonly (Page | undefined)[];
  /** Those of them that are the sender's. */
  readonly owned: readonly Page[];
}

export function completed(
  world: World,
  transaction: Transaction,
  constituents: readonly Constituent[],
): Completed {
  const numbers = pagesOf(world, constituents);
  const pages = numbers.map((number) => world.pages.get(number));
  const owned = pages.filter((page): page is Page => page?.owner === transaction.sender.name);
  return { world, transaction, numbers, pages, owned };
}

export const COMPLETED: readonly Clause<Completed>[] = [
  {
    rule: 'send/overlap',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 3.1 C2, requirements QA4, regressions A6',
    broken: ({ numbers }) => new Set(numbers).size !== numbers.length,
  },
  {
    rule: 'send/unmapped',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C6',
    broken: ({ pages }) => pages.includes(undefined),
  },
  {
    rule: 'send/not-owner',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C10, conformance 5.14',
    broken: ({ pages, transaction }) =>
      pages.some((page) => page !== undefined && page.owner !== transaction.sender.name),
  },
  {
    rule: 'send/held',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C10, regressions E24',
    broken: ({ owned }) => owned.some(({ holder }) => holder !== undefined),
  },
  {
    rule: 'send/mixed',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C7, requirements QA1',
    broken: ({ owned }) =>
      owned.some(
        ({ rights, device, secure }) =>
          rights !== owned[0].rights || device !== owned[0].device || secure !== owned[0].secure,
      ),
  },
  {
    rule: 'send/normal-over-device',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C8',
    broken: ({ transaction, owned }) =>
      ((transaction.attributes >> 4) & 3) === 2 && owned.some(({ device }) => device),
  },
  {
    rule: 'send/device-operation',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C9, conformance 5.25',
    broken: ({ transaction: { operation, receivers }, owned }) => {
      const lentToOne = operation === 'lend' && receivers.length === 1;
      return !lentToOne && owned.some(({ device }) => device);
    },
  },
  {
    rule: 'send/zero-read-only',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C11, conformance 5.8',
    broken: ({ transaction, owned }) =>
      clears(transaction) && owned.some(({ rights }) => (rights & WRITE) === 0),
  },
  {
    rule: 'send/secure-to-normal-world',
    status: 'DENIED',
    source: 'ffa-hafnium 3.2, conformance 5.13',
    broken: ({ transaction, owned }) =>
      transaction.receivers.some(({ id }) => id < 0x8000) && owned.some(({ secure }) => secure),
  },
  {
    rule: 'send/permission-exceeds-owner',
    status: 'DENIED',
    source: 'ffa-hafnium 3.1 C12, conformance 5.8',
    broken: ({ transaction: { operation, receivers }, owned }) =>
      operation !== 'donate' &&
      receivers.some(({ permissions }) => (permissions & 3) === 2) &&
      owned.some(({ rights }) => (rights & WRITE) === 0),
  },
  {
    rule: 'send/memory-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 3.1 C16, regressions F4',
    broken: ({ transaction, world, numbers }) =>
      clears(transaction) && numbers.some((number) => world.away.has(number)),
  },
];

function clears({ flags }: Transaction): boolean {
  return (flags & 1) !== 0;
}

function countPages(constituents: readonly Constituent[]): number {
  return constituents.reduce((sum, { pages }) => sum + pages, 0);
}
