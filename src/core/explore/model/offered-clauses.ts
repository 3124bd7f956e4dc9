/** To whom calls are offered that not everybody may make in every version. Source: ffa-hafnium 1.2, 1.9. */

import type { Clause } from './clause.ts';
import type { Endpoint } from './state.ts';

const VERSION_1_1 = 0x1_0001;

export interface OfferedCase {
  readonly caller: Endpoint;
  /** It is the hypervisor's alone. */
  readonly hypervisors: boolean;
}

/** Calls of FF-A 1.1. */
export const OFFERED: readonly Clause<OfferedCase>[] = [
  {
    rule: 'call/later-version',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.3, 1.9',
    broken: ({ caller }) => caller.version < VERSION_1_1,
  },
  {
    rule: 'call/not-for-caller',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.6, 1.9',
    broken: ({ caller, hypervisors }) => hypervisors && !caller.hypervisor,
  },
];
