/** To whom calls are offered that not everybody may make in every version. Source: ffa-hafnium 1.2, 1.4, 1.9. */

import type { Clause } from './clause.ts';
import type { Endpoint } from './state.ts';

export interface OfferedCase {
  readonly caller: Endpoint;
  /** The version that brought it. */
  readonly since: number;
  /** The last version that has it. */
  readonly until: number;
  readonly to: 'everybody' | 'secure endpoints' | 'partitions at S-EL0' | 'the hypervisor';
}

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
    broken: ({ caller, to }) =>
      (to === 'the hypervisor' && !caller.hypervisor) ||
      ((to === 'secure endpoints' || to === 'partitions at S-EL0') && !caller.secure),
  },
  {
    rule: 'permission/level',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.4',
    broken: ({ caller, to }) => to === 'partitions at S-EL0' && caller.secure && !caller.user,
  },
];
