import { PROPERTY_NOTIFICATIONS } from '../abi/bits.ts';
import { CONTEXT, MODEL } from './contexts.ts';
import { LIFE } from './life.ts';
import type { Manager } from './manager.ts';

/** An endpoint aborts: says so in its life, and in how often that has happened. */
export function stop(m: Manager, slot: number): void {
  const { endpoints } = m;
  const alive = endpoints.life[slot] === LIFE.CREATED || endpoints.life[slot] === LIFE.STARTED;
  if (alive) {
    endpoints.aborts[slot]++;
    endpoints.aborts[0]++;
  }
  endpoints.life[slot] = endpoints.spec(slot).onAbort === 'destroy' ? LIFE.NULL : LIFE.STOPPED;
  m.ledger.changes++;
}

/**
 * An aborted context is out of every chain of contexts that wait for each other: nobody will give it the processor back. Where its partition is
 * to begin anew it is created again, as its manifest describes it; what it negotiated and registered is forgotten.
 */
export function leaveBehind(m: Manager, context: number): void {
  const { endpoints, contexts, notifications } = m;
  const slot = contexts.endpoint[context];
  const spec = endpoints.spec(slot);
  if (spec.onAbort !== 'restart') return;
  endpoints.life[slot] = LIFE.CREATED;
  m.ledger.changes++;
  endpoints.version[slot] = spec.version;
  endpoints.locked[slot] = 0;
  endpoints.wantsNs[slot] = 0;
  if ((spec.properties & PROPERTY_NOTIFICATIONS) !== 0) notifications.create(slot, spec.contexts);
  contexts.forget(context);
  contexts.state[context] = CONTEXT.CREATED;
}

/** Begins the first run of a partition that was created anew. */
export function startFirstRun(m: Manager, context: number): void {
  const { endpoints, contexts } = m;
  endpoints.life[contexts.endpoint[context]] = LIFE.STARTED;
  contexts.state[context] = CONTEXT.RUNNING;
  contexts.model[context] = MODEL.INIT;
}

/** The manager aborts, and nobody runs any more. Who owns and borrows what stays as it is: nothing will read it but those who look for the cause. */
export function stopEverybody(m: Manager): void {
  const { endpoints, contexts } = m;
  for (let slot = 1; slot <= endpoints.count; slot++) endpoints.life[slot] = LIFE.STOPPED;
  for (let context = 1; context <= contexts.slots.used; context++) {
    contexts.state[context] = CONTEXT.ABORTED;
    contexts.model[context] = MODEL.NONE;
    contexts.caller[context] = 0;
  }
}
