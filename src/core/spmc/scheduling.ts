import { type Frame, succeed, w } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { message as rules } from '../rules/message.ts';
import { CONTEXT, MODEL } from './contexts.ts';
import { RX } from './endpoints.ts';
import { LIFE } from './life.ts';
import type { Manager } from './manager.ts';
import { isMessageUnread } from './notifications.ts';
import { answerWait, enter, leave, resume, trim, yieldTo } from './processor.ts';

const RETAIN_RX = 0x1;

/**
 * FFA_MSG_WAIT: w2 bit 0 keeps RX, as does an indirect message that the caller has not heard of yet. The caller waits; whoever gave it the
 * processor goes on and sees FFA_MSG_WAIT.
 */
export function msgWait(m: Manager, frame: Frame): void {
  const { contexts: c, context, endpoints } = m;
  if (c.model[context] === MODEL.DIRECT_REQUEST) {
    m.verdict.refuse(rules.waitInRequest);
    return;
  }
  const slot = m.caller.slot;
  const asked = m.caller.behaviours.retainRx && (w(frame, 2) & RETAIN_RX) !== 0;
  const retain = asked || isMessageUnread(m, slot);
  if (endpoints.rx[slot] === RX.FULL && !retain) endpoints.rx[slot] = RX.EMPTY;
  answerWait(m, frame);
  leave(m, frame);
}

/** FFA_YIELD: w2, w3 timeout. Whoever gave the caller the processor goes on and sees FFA_YIELD; FFA_RUN brings the caller back. */
export function yieldProcessor(m: Manager, frame: Frame): void {
  const { contexts: c, context } = m;
  if (c.model[context] === MODEL.INIT && m.verdict.refuse(rules.yieldDuringInit)) return;
  if (c.caller[context] === 0) {
    // Nobody else wants this processor.
    succeed(frame);
    return;
  }
  yieldTo(m, frame);
  trim(frame);
}

/** FFA_RUN: w1 partition and context. The context gets the processor; the caller sees how it gives it back. */
export function run(m: Manager, frame: Frame): void {
  const { verdict, contexts: c, endpoints } = m;
  const target = upperHalf(w(frame, 1));
  const vcpu = lowerHalf(w(frame, 1));
  if (m.caller.secure && !isSecureId(target) && verdict.refuseRegister(rules.runFromSecure, 1)) return;
  const slot = isSecureId(target) ? endpoints.slotOf(target) : 0;
  const there = endpoints.life[slot] !== LIFE.NULL && slot !== m.caller.slot;
  const known = there && vcpu < endpoints.spec(slot).contexts;
  if (!known && verdict.refuseRegister(rules.runUnknown, 1)) return;
  if (c.model[m.context] === MODEL.INIT && verdict.refuse(rules.runDuringInit)) return;
  const context = c.of(slot, vcpu);
  if (servesAnother(m, context)) {
    verdict.refuse(rules.runOfRequest);
    return;
  }
  switch (c.state[context]) {
    case CONTEXT.WAITING:
      trim(frame);
      enter(m, context, MODEL.RUN);
      return;
    case CONTEXT.YIELDED:
    case CONTEXT.PREEMPTED:
      trim(frame);
      resume(m, context, frame);
      return;
    case CONTEXT.ABORTED:
      verdict.refuse(endpoints.spec(slot).onAbort === undefined ? rules.runAborted : rules.runBusy);
      return;
    default:
      verdict.refuse(rules.runBusy);
  }
}

/** Whether a context stopped in the middle of a request that is not the caller's: its response must not come out here. */
function servesAnother(m: Manager, context: number): boolean {
  const { contexts: c, caller } = m;
  const stopped = c.state[context] === CONTEXT.YIELDED || c.state[context] === CONTEXT.PREEMPTED;
  const serves = stopped && c.model[context] === MODEL.DIRECT_REQUEST;
  const requester = c.requester[context];
  // For one that is gone anybody may bring the context to its end: the response goes nowhere.
  return serves && !caller.actsFor(requester) && caller.exists(requester);
}
