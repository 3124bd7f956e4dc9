import { answer, type Frame, isError, setW, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { isSecureId } from '../abi/operations.ts';
import { STOPPED } from '../abi/stopped.ts';
import { lowerHalf, packHalves, upperHalf } from '../abi/words.ts';
import { mediator as rules } from '../rules/mediator.ts';
import { message as messageRules } from '../rules/message.ts';
import { CONTEXT } from '../spmc/contexts.ts';
import { refuse } from '../spmc/desk.ts';
import { trim } from '../spmc/processor.ts';
import { ANSWERED } from './behind.ts';
import type { Mediation } from './mediation.ts';

const FFA_MSG_WAIT: number = functionId('FFA_MSG_WAIT');
const RESPONSES: ReadonlySet<number> = new Set([
  functionId('FFA_MSG_SEND_DIRECT_RESP', 32),
  functionId('FFA_MSG_SEND_DIRECT_RESP', 64),
  functionId('FFA_MSG_SEND_DIRECT_RESP2', 64),
]);
const FFA_MSG_SEND_DIRECT_RESP2: number = functionId('FFA_MSG_SEND_DIRECT_RESP2', 64);

/** FFA_MSG_SEND_DIRECT_REQ: w1 sender and receiver, w2 flags, w3..w7 data. The caller waits while the secure world has its processor. */
export function directRequest(m: Mediation, frame: Frame): void {
  if (!mayRequest(m, frame)) return;
  trim(frame);
  ask(m, frame);
}

/** FFA_MSG_SEND_DIRECT_REQ2: w1 sender and receiver, x2, x3 UUID, x4..x17 data. */
export function directRequest2(m: Mediation, frame: Frame): void {
  if (mayRequest(m, frame)) ask(m, frame);
}

/** FFA_RUN: w1 partition and context. A request that stopped is gone on with by the guest that sent it, and by nobody else. */
export function run(m: Mediation, frame: Frame): void {
  const target = upperHalf(w(frame, 1));
  const vcpu = lowerHalf(w(frame, 1));
  if (!isSecureId(target) && m.verdict.refuseRegister(rules.notSecure, 1)) return;
  const requester = m.waits.requester(target, vcpu) ?? 0;
  const another = requester !== 0 && requester !== m.caller.slot;
  if (another && m.verdict.refuseRegister(rules.runOfAnother, 1)) return;
  trim(frame);
  depart(m, frame, target, { vcpu });
}

/** The secure world gives a processor back. Whoever waits there goes on: returns its context, 0 when it is gone. */
export function arrive(m: Mediation, context: number, frame: Frame): number {
  const { waits, contexts } = m;
  contexts.state[context] = CONTEXT.RUNNING;
  if (waits.abandoned[context] === 1) {
    if (STOPPED.has(w(frame, 0))) waits.suspend(waits.partition[context], lowerHalf(w(frame, 1)), 0);
    waits.end(context);
    return 0;
  }
  if (!isForWaiting(m, context, frame)) {
    m.verdict.refuse(rules.managerAnswer);
    refuse(m, frame, rules.managerAnswer);
  }
  if (w(frame, 0) !== FFA_MSG_SEND_DIRECT_RESP2) trim(frame);
  waits.end(context);
  return context;
}

function mayRequest(m: Mediation, frame: Frame): boolean {
  const { verdict, caller } = m;
  const receiver = lowerHalf(w(frame, 1));
  if (upperHalf(w(frame, 1)) !== caller.id && verdict.refuseRegister(messageRules.sender, 1)) return false;
  if (receiver === caller.id && verdict.refuseRegister(messageRules.toSelf, 1)) return false;
  return isSecureId(receiver) || !verdict.refuseRegister(rules.notSecure, 1);
}

/** Passes a request on in the name by which the manager behind knows the caller. */
function ask(m: Mediation, frame: Frame): void {
  const partition = lowerHalf(w(frame, 1));
  setW(frame, 1, packHalves(m.guests.idBehind[m.caller.slot], partition));
  depart(m, frame, partition, undefined);
}

/** Gives the caller's processor to the secure world with the frame as it is. */
function depart(
  m: Mediation,
  frame: Frame,
  partition: number,
  runs: { readonly vcpu: number } | undefined,
): void {
  const { context, contexts, waits } = m;
  contexts.state[context] = CONTEXT.BLOCKED;
  waits.begin(context, partition, runs);
  const next = m.behind.enter(m.processor, frame);
  if (next === ANSWERED) {
    arrive(m, context, frame);
    return;
  }
  m.next = 0;
  m.outside = next;
}

/** Judges what the secure world answers a guest that waits, and notes whether the partition has stopped: nothing of another guest's may get here. */
function isForWaiting(m: Mediation, context: number, frame: Frame): boolean {
  const { waits, contexts, endpoints, guests } = m;
  const id = w(frame, 0);
  const partition = waits.partition[context];
  const slot = contexts.endpoint[context];
  if (isError(frame)) return true;
  const vcpu = lowerHalf(w(frame, 1));
  if (upperHalf(w(frame, 1)) !== partition) return false;
  if (STOPPED.has(id)) {
    waits.suspend(partition, vcpu, slot);
    return true;
  }
  const ran = waits.runs[context] === 1;
  const orphan = ran && waits.requester(partition, waits.vcpu[context]) === 0;
  if (ran) waits.suspend(partition, waits.vcpu[context], undefined);
  if (id === FFA_MSG_WAIT) return ran;
  if (!RESPONSES.has(id)) return false;
  if (vcpu === guests.idBehind[slot]) {
    setW(frame, 1, packHalves(partition, endpoints.id[slot]));
    return true;
  }
  // The response to a guest that is gone: whoever brought the partition to it learns no more than that it waits again.
  if (!orphan) return false;
  answer(frame, FFA_MSG_WAIT, packHalves(partition, waits.vcpu[context]));
  return true;
}
