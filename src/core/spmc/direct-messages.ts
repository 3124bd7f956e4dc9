import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_DIRECT2_SEND,
} from '../abi/bits.ts';
import { type Frame, high, w } from '../abi/frame.ts';
import { widthOfId } from '../abi/functions.ts';
import { isSecureId } from '../abi/operations.ts';
import { isNilUuid, sameUuid } from '../abi/uuid.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { message as rules } from '../rules/message.ts';
import { CONTEXT, MESSAGE, MODEL } from './contexts.ts';
import {
  checkFrameworkRequest,
  FRAMEWORK,
  frameworkFunction,
  frameworkResponseTo,
} from './framework-messages.ts';
import { LIFE } from './life.ts';
import type { Manager } from './manager.ts';
import { answerWait, enter, leave, trim } from './processor.ts';

/**
 * FFA_MSG_SEND_DIRECT_REQ: w1 sender and receiver, w2 zero or a framework message, w3..w7 data. The receiver's context gets the processor
 * and finds the call as the answer to its FFA_MSG_WAIT; the sender waits for the response.
 */
export function directRequest(m: Manager, frame: Frame): void {
  const framework = (w(frame, 2) & FRAMEWORK) !== 0;
  if (!framework && w(frame, 2) !== 0 && m.verdict.refuseRegister(rules.flags, 2)) return;
  const slot = receiverIn(m, frame);
  if (slot === 0) return;
  if (framework) {
    if (!checkFrameworkRequest(m, frame, slot)) return;
  } else if (!haveMethod(m, slot, PROPERTY_DIRECT_RECEIVE, PROPERTY_DIRECT_SEND)) return;
  const target = freeContext(m, slot);
  if (target === 0) return;
  m.contexts.framework[target] = framework ? frameworkFunction(frame) : 0;
  trim(frame);
  deliver(m, frame, target, MESSAGE.REQUEST);
}

/** FFA_MSG_SEND_DIRECT_REQ2: w1 sender and receiver, x2, x3 UUID of a service or nil, x4..x17 data. */
export function directRequest2(m: Manager, frame: Frame): void {
  const { verdict, endpoints } = m;
  const slot = receiverIn(m, frame);
  if (slot === 0) return;
  const uuid = [w(frame, 2), high(frame, 2), w(frame, 3), high(frame, 3)];
  const { uuids } = endpoints.spec(slot);
  const offered = isNilUuid(uuid) || uuids.some((own) => sameUuid(own, uuid));
  if (!offered && verdict.refuseRegister(rules.unknownService, 2)) return;
  const old = !endpoints.behaviours(slot).serviceRequests;
  if (old && verdict.refuseRegister(rules.receiverVersion, 1)) return;
  if (!haveMethod(m, slot, PROPERTY_DIRECT2_RECEIVE, PROPERTY_DIRECT2_SEND)) return;
  const target = freeContext(m, slot);
  if (target !== 0) deliver(m, frame, target, MESSAGE.REQUEST2);
}

/** FFA_MSG_SEND_DIRECT_RESP: w1 sender and receiver, w2 zero or a framework message, w3..w7 data. */
export function directResponse(m: Manager, frame: Frame): void {
  const { verdict, contexts: c, context } = m;
  const flags = w(frame, 2);
  if ((flags & FRAMEWORK) === 0 && flags !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  if (!isResponder(m, frame, MESSAGE.REQUEST)) return;
  const mismatch = flags !== frameworkResponseTo(c.framework[context]);
  if (mismatch && verdict.refuseRegister(rules.frameworkResponse, 2)) return;
  const otherWidth = widthOfId(w(frame, 0)) !== c.width[context];
  if (otherWidth && verdict.refuseRegister(rules.responseWidth, 0)) return;
  trim(frame);
  respond(m, frame);
}

/** FFA_MSG_SEND_DIRECT_RESP2: w1 sender and receiver, x2, x3 zero, x4..x17 data. */
export function directResponse2(m: Manager, frame: Frame): void {
  const reserved = w(frame, 2) | high(frame, 2) | w(frame, 3) | high(frame, 3);
  if (reserved !== 0 && m.verdict.refuseRegister(rules.flags, 2)) return;
  if (isResponder(m, frame, MESSAGE.REQUEST2)) respond(m, frame);
}

/** The slot of the receiver in w1, when sender and receiver are who they may be; 0 after a refusal. */
function receiverIn(m: Manager, frame: Frame): number {
  const { verdict, endpoints } = m;
  const sender = upperHalf(w(frame, 1));
  const receiver = lowerHalf(w(frame, 1));
  if (!m.caller.actsFor(sender) && verdict.refuseRegister(rules.sender, 1)) return 0;
  if (sender === receiver && verdict.refuseRegister(rules.toSelf, 1)) return 0;
  const slot = isSecureId(receiver) ? endpoints.slotOf(receiver) : 0;
  if (endpoints.life[slot] !== LIFE.NULL) return slot;
  verdict.refuseRegister(rules.unknownReceiver, 1);
  return 0;
}

/** Whether both sides may: a secure partition as its manifest says, the normal world always. */
function haveMethod(m: Manager, slot: number, receive: number, send: number): boolean {
  const { verdict, endpoints, caller } = m;
  const receives = (endpoints.spec(slot).properties & receive) !== 0;
  if (!receives && verdict.refuseRegister(rules.receiverMethod, 1)) return false;
  const sends = !caller.secure || (endpoints.spec(caller.slot).properties & send) !== 0;
  return sends || !verdict.refuseRegister(rules.senderMethod, 1);
}

/** The context that serves a request of the current one: the endpoint's only one, or the one of the same number. 0 after a refusal. */
function freeContext(m: Manager, slot: number): number {
  const { contexts: c, verdict } = m;
  const { contexts, onAbort } = m.endpoints.spec(slot);
  const target = c.of(slot, c.vcpu[m.context] % contexts);
  if (c.state[target] === CONTEXT.WAITING) return target;
  if (m.endpoints.life[slot] === LIFE.STARTED) verdict.refuse(rules.receiverBusy);
  else verdict.refuse(onAbort === undefined ? rules.receiverAborted : rules.receiverStopped);
  return 0;
}

function deliver(m: Manager, frame: Frame, target: number, message: number): void {
  const c = m.contexts;
  c.requester[target] = upperHalf(w(frame, 1));
  c.width[target] = widthOfId(w(frame, 0));
  c.message[target] = message;
  enter(m, target, MODEL.DIRECT_REQUEST);
}

/** Whether the caller serves a request of this kind, and answers the one who sent it. */
function isResponder(m: Manager, frame: Frame, message: number): boolean {
  const { verdict, contexts: c, context } = m;
  if (upperHalf(w(frame, 1)) !== m.caller.id && verdict.refuseRegister(rules.sender, 1)) return false;
  if (c.model[context] !== MODEL.DIRECT_REQUEST) {
    verdict.refuse(rules.noRequest);
    return false;
  }
  const stranger = lowerHalf(w(frame, 1)) !== c.requester[context];
  if (stranger && verdict.refuseRegister(rules.wrongRequester, 1)) return false;
  return c.message[context] === message || !verdict.refuseRegister(rules.responseKind, 0);
}

/** The response goes to whoever waits. Where the requester is gone that is another, who is told no more than that the context waits again. */
function respond(m: Manager, frame: Frame): void {
  const { contexts: c, context } = m;
  if (!m.caller.exists(c.requester[context])) answerWait(m, frame);
  c.message[context] = MESSAGE.NONE;
  c.framework[context] = 0;
  leave(m, frame);
}
