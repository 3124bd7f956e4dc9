/** When an endpoint cannot end its own life. Source: ffa-hafnium 1.2, 1.8, 1.12. */

import { type Call, isWide, w } from './call.ts';
import type { Clause } from './clause.ts';

const ABORTED = 0xffff_fff8;
/** x1 and x3 to x7. */
const RESERVED: readonly number[] = [1, 3, 4, 5, 6, 7];

export const ABORT: readonly Clause<Call>[] = [
  {
    rule: 'abort/reserved-register',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.12',
    broken: ({ registers }) =>
      RESERVED.some((n) => w(registers, n) !== 0 || (isWide(registers) && registers[2 * n + 1] !== 0)),
  },
];

/** FFA_ERROR as a call: a first run has failed. */
export const FAILURE: readonly Clause<Call>[] = [
  {
    rule: 'abort/error-after-init',
    status: 'DENIED',
    source: 'ffa-hafnium 1.8',
    broken: ({ context }) => context.model !== 'init',
  },
  {
    rule: 'abort/error-status',
    status: 'DENIED',
    source: 'ffa-hafnium 1.8',
    broken: ({ registers }) => w(registers, 2) !== ABORTED,
  },
];
