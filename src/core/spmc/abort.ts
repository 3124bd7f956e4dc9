import { errorStatus, type Frame, fail } from '../abi/frame.ts';
import { STATUS } from '../abi/statuses.ts';
import { abort as rules } from '../rules/abort.ts';
import { MODEL } from './contexts.ts';
import type { Manager } from './manager.ts';
import { trim } from './processor.ts';
import { firstReserved } from './reserved-registers.ts';
import { tearDown } from './teardown.ts';

/** x1 and x3..x7. */
const RESERVED = 0xfa;

/** FFA_ABORT: x2 code, which is for whoever looks for the cause; the manager does not read it. The caller ends its own life. */
export function ffaAbort(m: Manager, frame: Frame): void {
  const register = firstReserved(frame, RESERVED);
  if (register !== 0 && m.verdict.refuseRegister(rules.reserved, register)) return;
  endCaller(m, frame);
}

/** FFA_ERROR, as a call: w2 ABORTED. The caller says that its initialisation has failed, which ends its life. From FF-A 1.3 on, FFA_ABORT does. */
export function ffaError(m: Manager, frame: Frame): void {
  const late = m.contexts.model[m.context] !== MODEL.INIT;
  if (late && m.verdict.refuse(rules.errorAfterInit)) return;
  if (errorStatus(frame) !== STATUS.ABORTED && m.verdict.refuseRegister(rules.errorStatus, 2)) return;
  endCaller(m, frame);
}

/** The caller gets no answer, and leaves nothing in the frame. Whoever waits for it goes on with FFA_ERROR(ABORTED). */
function endCaller(m: Manager, frame: Frame): void {
  fail(frame, STATUS.ABORTED);
  trim(frame);
  m.next = tearDown(m, m.caller.slot, m.context, frame);
}
