/** FFA_CONSOLE_LOG: how many characters a call carries. What becomes of them is no matter of the caller's. Source: ffa-hafnium 1.2, 1.8. */

import { type Call, differs, type Expected, ID, isWide, w } from './call.ts';
import { type Clause, reasonsIn } from './clause.ts';
import type { World } from './state.ts';

const VERSION_1_2 = 0x1_0002;

export const CONSOLE: readonly Clause<Call>[] = [
  {
    rule: 'console/count',
    status: 'INVALID_PARAMETERS',
    source: 'ffa-hafnium 1.8',
    broken: (call) => w(call.registers, 1) === 0 || w(call.registers, 1) > mostIn(call),
  },
];

/** w2 to w7; x2 to x7; and since FF-A 1.2 x2 to x17. */
function mostIn({ registers, caller }: Call): number {
  if (!isWide(registers)) return 24;
  return caller.version >= VERSION_1_2 ? 128 : 48;
}

export function expectConsole(_: World, call: Call): Expected {
  return {
    ...{ reasons: reasonsIn(CONSOLE, call), allowed: [] },
    succeed: ({ registers }) => differs(registers, ID.SUCCESS),
  };
}
