import { answer, type Frame, fail, succeed, w } from '../abi/frame.ts';
import { functionId, widthOfId } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { packHalves } from '../abi/words.ts';
import { CONTEXT, MODEL } from './contexts.ts';
import { leaveBehind } from './lifecycle.ts';
import type { Manager } from './manager.ts';

const FFA_INTERRUPT: number = functionId('FFA_INTERRUPT');
const FFA_MSG_WAIT: number = functionId('FFA_MSG_WAIT');
const FFA_YIELD: number = functionId('FFA_YIELD');

/** Gives the processor to a waiting context; the current one is blocked until it comes back. */
export function enter(m: Manager, target: number, model: number): void {
  m.contexts.model[target] = model;
  block(m, target);
}

/** Gives the processor back to a context that yielded or was preempted. It goes on in the model it was in. */
export function resume(m: Manager, target: number, frame: Frame): void {
  // One that was preempted was in the middle of something, and does not look at the frame.
  if (m.contexts.state[target] === CONTEXT.YIELDED) succeed(frame);
  block(m, target);
}

function block(m: Manager, target: number): void {
  const c = m.contexts;
  c.state[m.context] = CONTEXT.BLOCKED;
  c.state[target] = CONTEXT.RUNNING;
  c.caller[target] = m.context;
  m.next = target;
}

/** Gives the processor back to the context that waits for the current one, which then waits itself. */
export function leave(m: Manager, frame: Frame): void {
  m.contexts.model[m.context] = MODEL.NONE;
  m.next = giveBack(m, m.context, CONTEXT.WAITING, frame);
}

/** Whoever goes on is told that the current context waits. */
export function answerWait(m: Manager, frame: Frame): void {
  answer(frame, FFA_MSG_WAIT, packHalves(m.caller.id, m.contexts.vcpu[m.context]));
  trim(frame);
}

/** Lets the context that waits for the current one go on for now. FFA_RUN brings the current one back. */
export function yieldTo(m: Manager, frame: Frame): void {
  const c = m.contexts;
  answer(frame, FFA_YIELD, packHalves(m.caller.id, c.vcpu[m.context]), w(frame, 2), w(frame, 3));
  m.next = giveBack(m, m.context, CONTEXT.YIELDED, frame);
}

/**
 * An interrupt of the normal world takes the processor from a secure context. Whoever waits for it goes on and sees FFA_INTERRUPT; FFA_RUN
 * brings the context back. A chain of requests unwinds one by one: a secure context that goes on is interrupted in its turn, for as long as
 * the interrupt is pending. Returns who goes on, 0 for nobody. Throws when nobody waits for the context.
 */
export function preempt(m: Manager, context: number, frame: Frame): number {
  const c = m.contexts;
  if (c.state[context] !== CONTEXT.RUNNING || c.caller[context] === 0)
    throw new Error(`nobody waits for context ${context}`);
  answer(frame, FFA_INTERRUPT, packHalves(m.endpoints.id[c.endpoint[context]], c.vcpu[context]));
  trim(frame);
  return giveBack(m, context, CONTEXT.PREEMPTED, frame);
}

function giveBack(m: Manager, context: number, state: number, frame: Frame): number {
  const c = m.contexts;
  const back = c.caller[context];
  c.state[context] = state;
  c.caller[context] = 0;
  if (c.state[back] === CONTEXT.ABORTED) return skipAborted(m, back, frame);
  if (back !== 0) c.state[back] = CONTEXT.RUNNING;
  return back;
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
  // Nobody, context 0, is in no state.
  while (c.state[back] === CONTEXT.ABORTED) {
    const next = c.caller[back];
    c.caller[back] = 0;
    leaveBehind(m, back);
    back = next;
  }
  if (back === 0) return 0;
  c.state[back] = CONTEXT.RUNNING;
  fail(frame, STATUS.ABORTED);
  trim(frame);
  return back;
}

/** Clears what a message does not carry before another endpoint sees the frame: x8 and above, and upper halves of a 32-bit call. */
export function trim(frame: Frame): void {
  frame.fill(0, 16);
  if (widthOfId(w(frame, 0)) === 32) for (let half = 1; half < 16; half += 2) frame[half] = 0;
}
