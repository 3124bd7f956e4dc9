/** When buffers cannot be mapped, unmapped or given back. Source: ffa-hafnium 1.6. */

import { isUnread } from './bells.ts';
import type { Clause } from './clause.ts';
import { type Endpoint, READ, type World, WRITE } from './state.ts';

export interface MapCase {
  readonly world: World;
  readonly caller: Endpoint;
  readonly tx: number;
  readonly rx: number;
  /** Of each buffer. */
  readonly pages: number;
  readonly txPages: readonly number[];
  readonly rxPages: readonly number[];
}

const source = 'ffa-hafnium 1.6, requirements QF1';

export const MAP: readonly Clause<MapCase>[] = [
  {
    rule: 'mailbox/already-mapped',
    status: 'DENIED',
    source,
    broken: ({ caller }) => caller.mailbox !== undefined,
  },
  {
    rule: 'mailbox/page-count-zero',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ pages }) => pages === 0,
  },
  {
    rule: 'mailbox/page-count-max',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.6, regressions R10',
    broken: ({ pages, world }) => pages > world.bounds.mailboxPages,
  },
  {
    rule: 'mailbox/unaligned',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ tx, rx }) => tx % 4096 !== 0 || rx % 4096 !== 0,
  },
  {
    rule: 'mailbox/overlap',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ tx, rx, pages }) => Math.abs(tx - rx) < pages * 4096,
  },
  {
    rule: 'mailbox/not-owned',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ world, caller, txPages, rxPages }) =>
      [txPages, rxPages].some((buffer) => !isFree(world, caller, buffer)),
  },
  {
    rule: 'mailbox/not-usable',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ world, txPages, rxPages }) =>
      [...txPages, ...rxPages].some((number) => {
        const page = world.pages.get(number);
        return page !== undefined && (page.device || (page.rights & (READ | WRITE)) !== (READ | WRITE));
      }),
  },
];

export interface NamedCase {
  readonly world: World;
  readonly caller: Endpoint;
  /** The id in the call. */
  readonly named: number;
  /** Whom it means, if anybody. */
  readonly endpoint: Endpoint | undefined;
}

export const NAMED: readonly Clause<NamedCase>[] = [
  {
    rule: 'mailbox/endpoint-field',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.6',
    broken: ({ named, caller }) => named !== 0 && !caller.hypervisor,
  },
  {
    rule: 'mailbox/unknown-endpoint',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.6, regressions E13',
    broken: ({ caller, endpoint }) => caller.hypervisor && endpoint === undefined,
  },
];

export const UNMAP: readonly Clause<NamedCase>[] = [
  {
    rule: 'mailbox/not-mapped',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.6',
    broken: ({ endpoint }) => endpoint !== undefined && endpoint.mailbox === undefined,
  },
];

export const RELEASE: readonly Clause<NamedCase>[] = [
  {
    rule: 'mailbox/rx-not-owned',
    status: 'DENIED',
    source: 'ffa-hafnium 1.6',
    broken: ({ endpoint, caller }) => {
      if (endpoint === undefined) return false;
      const state = endpoint.mailbox?.state;
      return state !== 'full' && !(state === 'acquired' && caller.hypervisor);
    },
  },
  {
    rule: 'mailbox/message-unread',
    status: 'DENIED',
    source: 'ffa-hafnium 1.6',
    broken: ({ endpoint }) => endpoint?.mailbox?.state === 'full' && isUnread(endpoint),
  },
];

/** Whether pages are an endpoint's own, of one kind, and with nobody. */
function isFree(world: World, { name }: Endpoint, numbers: readonly number[]): boolean {
  const pages = numbers.map((number) => world.pages.get(number));
  const [first] = pages;
  return pages.every(
    (page) =>
      page?.owner === name &&
      page.holder === undefined &&
      page.rights === first?.rights &&
      page.device === first.device &&
      page.secure === first.secure,
  );
}
