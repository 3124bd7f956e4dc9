/** When a caller is not told what of the normal world the secure world can reach. Source: ffa-hafnium 1.2, 1.11. */

import type { Clause } from './clause.ts';
import type { Endpoint, World } from './state.ts';

const source = 'ffa-hafnium 1.11';

/** What x2 says. */
export const OF_TARGET = 0x1;
const TYPE = 0xc;
export const GOES_ON = 0x10;

export interface ResourcesCase {
  readonly world: World;
  readonly caller: Endpoint;
  /** x2, in halves. */
  readonly request: number;
  readonly above: number;
  /** The id in x1. */
  readonly target: number;
  /** It goes on with what was started about the same target. */
  readonly hasStarted: boolean;
  /** Memory was sent or taken back since then, or there is something else to tell. */
  readonly isOutdated: boolean;
}

const goesOn = ({ request }: ResourcesCase) => (request & GOES_ON) !== 0;

/** FFA_NS_RES_INFO_GET. */
export const RESOURCES: readonly Clause<ResourcesCase>[] = [
  {
    rule: 'resources/target',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ world, request, target }) => {
      const endpoint = world.endpoints.get(target);
      return (request & OF_TARGET) !== 0 && !(endpoint?.secure === true && endpoint.alive);
    },
  },
  {
    rule: 'resources/type',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ request }) => (request & TYPE) !== 0,
  },
  {
    rule: 'resources/reserved',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.2, requirements QA12',
    broken: ({ request, above }) => (request & ~(OF_TARGET | TYPE | GOES_ON)) !== 0 || above !== 0,
  },
  {
    rule: 'resources/not-started',
    status: 'ABORTED',
    source,
    broken: (of) => goesOn(of) && !of.hasStarted,
  },
  {
    rule: 'resources/changed',
    status: 'ABORTED',
    source: 'ffa-hafnium 1.11, requirements QF9',
    broken: (of) => goesOn(of) && of.hasStarted && of.isOutdated,
  },
  {
    rule: 'resources/rx-busy',
    status: 'RETRY',
    source: 'ffa-hafnium 1.11, 1.6',
    broken: ({ caller }) => caller.mailbox?.state !== 'free',
  },
  {
    rule: 'resources/rx-inaccessible',
    status: 'ABORTED',
    source: 'ffa-hafnium 1.6, regressions F4',
    broken: ({ world, caller }) => caller.mailbox?.rx.some((page) => world.away.has(page)) === true,
  },
];
