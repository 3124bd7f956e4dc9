/** FFA_ID_GET and FFA_SPM_ID_GET, and FFA_SECONDARY_EP_REGISTER. Source: ffa-hafnium 1.2, 1.4. */

import { type Call, differs, type Expected, ID } from './call.ts';
import { type Clause, reasonsIn } from './clause.ts';
import type { World } from './state.ts';

const MANAGER = 0x8000;

export const REGISTER: readonly Clause<Call>[] = [
  {
    rule: 'message/register-after-init',
    status: 'DENIED',
    source: 'ffa-hafnium 1.2, 1.4',
    broken: ({ context }) => context.model !== 'init',
  },
];

export function expectId(_: World, { caller }: Call): Expected {
  return answers(caller.id);
}

export function expectManagerId(): Expected {
  return answers(MANAGER);
}

export function expectRegister(_: World, call: Call): Expected {
  return { ...answers(0), reasons: reasonsIn(REGISTER, call) };
}

/** It succeeds, with something in w2. */
function answers(w2: number): Expected {
  return {
    ...{ reasons: [], allowed: [] },
    succeed: ({ registers }) => differs(registers, ID.SUCCESS, 0, w2),
  };
}
