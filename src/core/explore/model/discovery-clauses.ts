/** When a caller is not told who is there. Source: ffa-hafnium 1.5. */

import type { Clause } from './clause.ts';
import type { Endpoint, World } from './state.ts';

const source = 'ffa-hafnium 1.5';
export const COUNT_ONLY = 0x1;

/** A service of a partition: discovery knows a partition by each of them. */
export interface Service {
  readonly partition: Endpoint;
  /** In words. */
  readonly uuid: readonly number[];
}

interface DiscoveryCase {
  readonly found: readonly Service[];
}

export interface ListCase extends DiscoveryCase {
  readonly world: World;
  readonly caller: Endpoint;
  /** w5. */
  readonly flags: number;
  /** Bytes of all descriptors. */
  readonly bytes: number;
}

export interface RegistersCase extends DiscoveryCase {
  readonly world: World;
  readonly start: number;
  readonly tag: number;
}

const UNKNOWN: Clause<DiscoveryCase> = {
  rule: 'info/unknown-uuid',
  status: 'INVALID_PARAMETERS',
  source,
  broken: ({ found }) => found.length === 0,
};

const isWritten = ({ flags }: ListCase) => (flags & COUNT_ONLY) === 0;

/** FFA_PARTITION_INFO_GET. */
export const LIST: readonly Clause<ListCase>[] = [
  {
    rule: 'info/flags',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ flags }) => flags >>> 0 > COUNT_ONLY,
  },
  UNKNOWN,
  {
    rule: 'info/no-rx',
    status: 'BUSY',
    source,
    broken: (of) => isWritten(of) && of.caller.mailbox?.state !== 'free',
  },
  {
    rule: 'info/rx-too-small',
    status: 'NO_MEMORY',
    source: 'ffa-hafnium 1.5, regressions F5',
    broken: (of) => isWritten(of) && of.bytes > (of.caller.mailbox?.rx.length ?? 0) * 4096,
  },
  {
    rule: 'info/rx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 1.5, regressions F4',
    broken: (of) => isWritten(of) && of.caller.mailbox?.rx.some((page) => of.world.away.has(page)) === true,
  },
];

/** FFA_PARTITION_INFO_GET_REGS. */
export const IN_REGISTERS: readonly Clause<RegistersCase>[] = [
  {
    rule: 'info/tag',
    status: 'RETRY',
    source: 'ffa-hafnium 1.5, requirements QF9',
    broken: ({ world, start, tag }) => tag !== (start === 0 ? 0 : tagOf(world)),
  },
  UNKNOWN,
  {
    rule: 'info/start-index',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.5, regressions A25',
    broken: ({ found, start }) => start >= found.length,
  },
];

/** How a manager tells lists apart is left to it. This one has as many as there were deaths, of which each changes the list. */
export function tagOf({ endpoints }: World): number {
  return [...endpoints.values()].filter(({ alive }) => !alive).length;
}
