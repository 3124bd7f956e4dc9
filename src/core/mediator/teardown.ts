import { FFA_SUCCESS_32, type Frame, w } from '../abi/frame.ts';
import { CONTEXT } from '../spmc/contexts.ts';
import { LIFE } from '../spmc/life.ts';
import { endWithLastBorrower, giveBackBorrowed, sentBy } from '../spmc/teardown.ts';
import { STAGE } from '../spmc/transactions.ts';
import { goOn, type Telling, telling } from './events.ts';
import { takeBuffers } from './mailbox.ts';
import type { Mediation } from './mediation.ts';
import { destroyNotifications } from './notifications.ts';
import { askBack, isGone, takeBack } from './reclaim.ts';
import { abandonUnfinished, endForwarded } from './send.ts';

/** A guest that is gone, and of which something is left. */
export interface Dying {
  /** Secure partitions that have yet to hear of it. */
  readonly untold: readonly number[];
  /** Tries so far, and ticks to the next. */
  readonly tries: number;
  readonly due: number;
}

/**
 * Takes a guest out of the system: no new work; secure partitions are told, so that they give up what they have of it; what it sent is
 * reclaimed. What they keep is tried again, after ever more ticks; what they never give back stays out of use, and so does the guest's id.
 *
 * Source: xen-mediator 15, 27 R8.
 */
export function tearDown(m: Mediation, slot: number, frame: Frame): void {
  const { endpoints } = m;
  if (endpoints.life[slot] !== LIFE.STARTED) return;
  m.beginFor(slot);
  if (m.isPresent(slot)) m.listTag++;
  endpoints.life[slot] = LIFE.STOPPED;
  leaveProcessors(m, slot);
  abandonUnfinished(m, slot);
  destroyNotifications(m, slot);
  giveBackBorrowed(m, slot);
  takeLeave(m, slot, m.toTell('destroyed', slot), frame);
}

/** A guest is gone: secure partitions are told, and what it had is had back, at once or later. */
export function takeLeave(m: Mediation, slot: number, untold: readonly number[], frame: Frame): void {
  m.dying.set(slot, { untold, tries: 0, due: 0 });
  attempt(m, slot, untold, frame);
}

/** Time has passed: whoever is due is tried again. */
export function tick(m: Mediation, frame: Frame): void {
  for (const [slot, dying] of [...m.dying]) {
    if (isQuarantined(m, dying) || !isFree(m, slot)) continue;
    if (dying.due > 1) m.dying.set(slot, { ...dying, due: dying.due - 1 });
    else {
      m.beginFor(slot);
      attempt(m, slot, dying.untold, frame);
    }
  }
}

/** Whether what is left of a guest is out of use for good. */
function isQuarantined({ limits }: Mediation, { tries }: Dying): boolean {
  return tries > limits.teardownTries;
}

/** Everybody has been told, as far as that goes: reclaims, and ends the guest or plans another try. */
export function afterTelling(m: Mediation, { slot, later }: Telling): void {
  const { tries = 0 } = m.dying.get(slot) ?? {};
  m.beginFor(slot);
  reclaimAll(m, slot);
  const bare = takeBuffers(m, slot);
  if (bare && later.length === 0 && m.endpoints.sent[slot] === 0) {
    m.dying.delete(slot);
    forget(m, slot);
  } else {
    const due = Math.min(2 ** tries, m.limits.teardownPause);
    m.dying.set(slot, { untold: later, tries: tries + 1, due });
  }
}

/** The contexts of a guest, the first one first. */
export function contextsOf({ contexts, endpoints }: Mediation, slot: number): readonly number[] {
  const { contexts: count } = endpoints.spec(slot);
  return Array.from({ length: count }, (_, vcpu) => contexts.of(slot, vcpu));
}

/** The processor of a guest's first context, on which it is created and taken away. */
export function processorOf(m: Mediation, slot: number): number {
  return m.processorOf[m.contexts.of(slot, 0)];
}

/** Whether none of a guest's processors is in the secure world: the next guest of its id has them all. */
function isFree(m: Mediation, slot: number): boolean {
  return (
    contextsOf(m, slot).every((context) => m.waits.open[context] === 0) &&
    !m.tellings.has(processorOf(m, slot))
  );
}

function attempt(m: Mediation, slot: number, untold: readonly number[], frame: Frame): void {
  // The next tick finds it free, or waits for the one after.
  if (!isFree(m, slot)) return;
  const told = goOn(m, telling('destroyed', slot, untold), processorOf(m, slot), frame, false);
  if (told !== undefined) afterTelling(m, told.telling);
}

/** Nobody of the guest waits for an answer any more. */
function leaveProcessors(m: Mediation, slot: number): void {
  const { contexts, waits } = m;
  for (const context of contextsOf(m, slot))
    if (contexts.state[context] === CONTEXT.BLOCKED) waits.abandoned[context] = 1;
  waits.orphan(slot);
}

/** Takes back what can be had of what a guest sent. */
function reclaimAll(m: Mediation, slot: number): void {
  for (const transaction of sentBy(m, slot)) {
    if (m.transactions.stage[transaction] === STAGE.FORWARDED) reclaimForwarded(m, transaction);
    else endWithLastBorrower(m, transaction);
  }
}

function reclaimForwarded(m: Mediation, transaction: number): void {
  if (m.forwarded.known[transaction] === 0) return;
  const answer = askBack(m, transaction, 0);
  if (w(answer, 0) === FFA_SUCCESS_32) takeBack(m, transaction);
  else if (isGone(m, transaction, answer)) endForwarded(m, transaction);
}

/** Nothing is left: the id is free for another guest. */
function forget(m: Mediation, slot: number): void {
  const { endpoints, guests } = m;
  endpoints.version[slot] = endpoints.spec(slot).version;
  endpoints.locked[slot] = 0;
  guests.forget(slot);
  endpoints.life[slot] = LIFE.NULL;
}
