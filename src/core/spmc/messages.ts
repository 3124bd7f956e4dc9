import { PROPERTY_DIRECT_RECEIVE, PROPERTY_DIRECT_SEND } from '../abi/bits.ts';
import { answer, type Frame, fail, w } from '../abi/frame.ts';
import { functionId, widthOfId } from '../abi/functions.ts';
import { isSecureId } from '../abi/operations.ts';
import { STATUS } from '../abi/statuses.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import { lowerHalf, packHalves, upperHalf } from '../abi/words.ts';
import { message as rules } from '../rules/message.ts';
import { CONTEXT, MODEL } from './contexts.ts';
import { RX } from './endpoints.ts';
import type { Manager } from './manager.ts';

const FFA_MSG_WAIT: number = functionId('FFA_MSG_WAIT');
const RETAIN_RX = 0x1;

/**
 * FFA_MSG_SEND_DIRECT_REQ: w1 sender and receiver, w2 zero, w3..w7 data. The receiver's context gets the processor and finds the call
 * as the answer to its FFA_MSG_WAIT; the sender waits for the response.
 */
export function directRequest(m: Manager, frame: Frame): void {
  const { verdict, contexts: c, endpoints } = m;
  const sender = upperHalf(w(frame, 1));
  const receiver = lowerHalf(w(frame, 1));
  if (w(frame, 2) !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  if (!m.caller.actsFor(sender) && verdict.refuseRegister(rules.sender, 1)) return;
  if (sender === receiver && verdict.refuseRegister(rules.toSelf, 1)) return;
  const slot = isSecureId(receiver) ? endpoints.slotOf(receiver) : 0;
  if (slot === 0 && verdict.refuseRegister(rules.unknownReceiver, 1)) return;
  const receives = (endpoints.spec(slot).properties & PROPERTY_DIRECT_RECEIVE) !== 0;
  if (!receives && verdict.refuseRegister(rules.receiverMethod, 1)) return;
  const sends = !m.caller.secure || (endpoints.spec(m.caller.slot).properties & PROPERTY_DIRECT_SEND) !== 0;
  if (!sends && verdict.refuseRegister(rules.senderMethod, 1)) return;
  const target = contextFor(m, slot);
  if (c.state[target] === CONTEXT.ABORTED && verdict.refuse(rules.receiverAborted)) return;
  if (c.state[target] !== CONTEXT.WAITING && verdict.refuse(rules.receiverBusy)) return;
  c.requester[target] = sender;
  c.width[target] = widthOfId(w(frame, 0));
  trim(frame);
  enter(m, target, MODEL.DIRECT_REQUEST);
}

/** FFA_MSG_SEND_DIRECT_RESP: w1 sender and receiver, w2 zero, w3..w7 data. The requester goes on; the caller waits again. */
export function directResponse(m: Manager, frame: Frame): void {
  const { verdict, contexts: c, context } = m;
  if (w(frame, 2) !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  if (upperHalf(w(frame, 1)) !== m.caller.id && verdict.refuseRegister(rules.sender, 1)) return;
  if (c.model[context] !== MODEL.DIRECT_REQUEST) {
    verdict.refuse(rules.noRequest);
    return;
  }
  const stranger = lowerHalf(w(frame, 1)) !== c.requester[context];
  if (stranger && verdict.refuseRegister(rules.wrongRequester, 1)) return;
  const otherWidth = widthOfId(w(frame, 0)) !== c.width[context];
  if (otherWidth && verdict.refuseRegister(rules.responseWidth, 0)) return;
  trim(frame);
  leave(m, frame);
}

/** FFA_MSG_WAIT: w2 bit 0 keeps RX. The caller waits; whoever gave it the processor goes on and sees FFA_MSG_WAIT. */
export function msgWait(m: Manager, frame: Frame): void {
  const { contexts: c, context, endpoints } = m;
  if (c.model[context] === MODEL.DIRECT_REQUEST) {
    m.verdict.refuse(rules.waitInRequest);
    return;
  }
  const slot = m.caller.slot;
  const retain = m.caller.version >= VERSION_1_2 && (w(frame, 2) & RETAIN_RX) !== 0;
  if (endpoints.rx[slot] === RX.FULL && !retain) endpoints.rx[slot] = RX.EMPTY;
  answer(frame, FFA_MSG_WAIT, packHalves(m.caller.id, c.vcpu[context]));
  trim(frame);
  leave(m, frame);
}

/** FFA_RUN: w1 partition and context. The context gets the processor and finds the call as it was made; the caller sees how it gives it back. */
export function run(m: Manager, frame: Frame): void {
  const { verdict, contexts: c, endpoints } = m;
  const target = upperHalf(w(frame, 1));
  const vcpu = lowerHalf(w(frame, 1));
  if (m.caller.secure && !isSecureId(target) && verdict.refuseRegister(rules.runFromSecure, 1)) return;
  const slot = isSecureId(target) ? endpoints.slotOf(target) : 0;
  const known = slot !== 0 && slot !== m.caller.slot && vcpu < endpoints.spec(slot).contexts;
  if (!known && verdict.refuseRegister(rules.runUnknown, 1)) return;
  if (c.model[m.context] === MODEL.INIT && verdict.refuse(rules.runDuringInit)) return;
  const context = c.of(slot, vcpu);
  if (c.state[context] === CONTEXT.ABORTED && verdict.refuse(rules.runAborted)) return;
  if (c.state[context] !== CONTEXT.WAITING && verdict.refuse(rules.runBusy)) return;
  trim(frame);
  enter(m, context, MODEL.RUN);
}

/**
 * Ends the life of a context. Whoever waits for it goes on with FFA_ERROR(ABORTED) in the frame: at once, or, when the context waited for
 * another itself, as soon as that one gives the processor back. Returns who goes on now, 0 for nobody.
 */
export function abortContext(m: Manager, context: number, frame: Frame): number {
  markAborted(m, context);
  return waitsForAnother(m, context) ? 0 : skipAborted(m, context, frame);
}

/** Ends the life of a context without a word to whoever waits for it. */
export function markAborted(m: Manager, context: number): void {
  m.contexts.state[context] = CONTEXT.ABORTED;
  m.contexts.model[context] = MODEL.NONE;
}

function waitsForAnother(m: Manager, context: number): boolean {
  const { caller, slots } = m.contexts;
  for (let other = 1; other <= slots.used; other++) if (caller[other] === context) return true;
  return false;
}

/** The nearest living context of those that wait for an aborted one goes on, and hears of it. Returns which, 0 for none. */
function skipAborted(m: Manager, aborted: number, frame: Frame): number {
  const c = m.contexts;
  let back = aborted;
  while (back !== 0 && c.state[back] === CONTEXT.ABORTED) {
    const next = c.caller[back];
    c.caller[back] = 0;
    back = next;
  }
  if (back === 0) return 0;
  c.state[back] = CONTEXT.RUNNING;
  fail(frame, STATUS.ABORTED);
  trim(frame);
  return back;
}

/** Clears what a message does not carry before another endpoint sees the frame: x8 and above, and upper halves of a 32-bit call. */
function trim(frame: Frame): void {
  frame.fill(0, 16);
  if (widthOfId(w(frame, 0)) === 32) for (let half = 1; half < 16; half += 2) frame[half] = 0;
}

/** The context of an endpoint that serves a request of the current one: its only one, or the one of the same number. */
function contextFor(m: Manager, slot: number): number {
  const contexts = m.endpoints.spec(slot).contexts;
  return m.contexts.of(slot, m.contexts.vcpu[m.context] % contexts);
}

/** Gives the processor to a waiting context; the current one is blocked until it comes back. */
function enter(m: Manager, target: number, model: number): void {
  const c = m.contexts;
  c.state[m.context] = CONTEXT.BLOCKED;
  c.state[target] = CONTEXT.RUNNING;
  c.model[target] = model;
  c.caller[target] = m.context;
  m.next = target;
}

/** Gives the processor back to the context that waits for the current one, which then waits itself. */
function leave(m: Manager, frame: Frame): void {
  const c = m.contexts;
  const back = c.caller[m.context];
  c.state[m.context] = CONTEXT.WAITING;
  c.model[m.context] = MODEL.NONE;
  c.caller[m.context] = 0;
  if (c.state[back] === CONTEXT.ABORTED) {
    m.next = skipAborted(m, back, frame);
    return;
  }
  if (back !== 0) c.state[back] = CONTEXT.RUNNING;
  m.next = back;
}
