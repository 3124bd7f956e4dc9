/** To whom calls are offered that not everybody may make in every version. Source: ffa-hafnium 1.2, 1.4, 1.9. */

import type { Clause } from './clause.ts';
import type { Endpoint } from './state.ts';

/** The upper three bytes of an id, and the numbers of functions. */
export const NARROW = 0x84_0000;
export const WIDE = 0xc4_0000;
const [FIRST, LAST] = [0x60, 0x90];

const SVE_HINT = 0x1_0000;

/** The id of a function without what a caller says with it of registers that are none of the call's. */
export function plainOf(id: number): number {
  return (id & ~SVE_HINT) >>> 0;
}

/** To whom a call is offered. */
export type Offered =
  | 'everybody'
  | 'secure endpoints'
  | 'partitions at S-EL0'
  | 'partitions with several contexts'
  | 'normal endpoints'
  | 'the hypervisor';

/** Whether a caller is of those, but for how a partition runs. */
const IS: Readonly<Record<Offered, (caller: Endpoint) => boolean>> = {
  everybody: () => true,
  'secure endpoints': ({ secure }) => secure,
  'partitions at S-EL0': ({ secure }) => secure,
  'partitions with several contexts': ({ secure, contexts }) => secure && contexts.length > 1,
  'normal endpoints': ({ secure }) => !secure,
  'the hypervisor': ({ hypervisor }) => hypervisor,
};

export interface OfferedCase {
  readonly caller: Endpoint;
  /** The version that brought it. */
  readonly since: number;
  /** The last version that has it. */
  readonly until: number;
  readonly to: Offered;
}

/** What is no function of FF-A at all, by its id. */
export const FOREIGN: readonly Clause<number>[] = [
  {
    rule: 'call/not-ffa',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.1',
    broken: (id) => {
      const [owner, number] = [id >>> 8, id & 0xff];
      return (owner !== NARROW && owner !== WIDE) || number < FIRST || number > LAST;
    },
  },
];

export const OFFERED: readonly Clause<OfferedCase>[] = [
  {
    rule: 'call/later-version',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.3, 1.9',
    broken: ({ caller, since }) => caller.version < since,
  },
  {
    rule: 'call/unknown-function',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.1, 1.8',
    broken: ({ caller, until }) => caller.version > until,
  },
  {
    rule: 'call/not-for-caller',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.6, 1.8, 1.9',
    broken: ({ caller, to }) => !IS[to](caller),
  },
  {
    rule: 'permission/level',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.4',
    broken: ({ caller, to }) => to === 'partitions at S-EL0' && caller.secure && !caller.user,
  },
];
