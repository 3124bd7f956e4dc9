import { type Frame, fail } from '../abi/frame.ts';
import { STATUS } from '../abi/statuses.ts';
import { abort as rules } from '../rules/abort.ts';
import type { Manager } from './manager.ts';
import { firstReserved } from './reserved-registers.ts';
import { tearDown } from './teardown.ts';

/** x1 and x3..x7. */
const RESERVED = 0xfa;

/**
 * FFA_ABORT: x2 code, which is for whoever looks for the cause; the manager does not read it. The caller ends its own life and gets no answer.
 * Whoever waits for it goes on with FFA_ERROR(ABORTED).
 */
export function ffaAbort(m: Manager, frame: Frame): void {
  const register = firstReserved(frame, RESERVED);
  if (register !== 0 && m.verdict.refuseRegister(rules.reserved, register)) return;
  fail(frame, STATUS.ABORTED);
  m.next = tearDown(m, m.caller.slot, m.context, frame);
}
