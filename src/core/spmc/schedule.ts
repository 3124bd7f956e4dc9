import { answer, type Frame } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { packHalves } from '../abi/words.ts';
import { CONTEXT, MODEL } from './contexts.ts';
import { startFirstRun } from './lifecycle.ts';
import type { Manager } from './manager.ts';

const FFA_RUN: number = functionId('FFA_RUN');

/**
 * Gives a processor to a waiting context, with nobody to give it back to; one that was created anew begins its first run with it. Throws when
 * the context does not wait.
 */
export function scheduleContext(m: Manager, context: number, frame: Frame): void {
  const c = m.contexts;
  if (c.state[context] === CONTEXT.CREATED) {
    startFirstRun(m, context);
    return;
  }
  if (c.state[context] !== CONTEXT.WAITING) throw new Error(`context ${context} does not wait`);
  c.state[context] = CONTEXT.RUNNING;
  c.model[context] = MODEL.RUN;
  answer(frame, FFA_RUN, packHalves(m.endpoints.id[c.endpoint[context]], c.vcpu[context]));
}

/** Takes the processor from a secure context that nobody waits for. Throws when there is no such processor to take. */
export function descheduleContext(m: Manager, context: number): void {
  const c = m.contexts;
  const idle =
    c.state[context] === CONTEXT.RUNNING && c.model[context] !== MODEL.NONE && c.caller[context] === 0;
  if (!idle) throw new Error(`context ${context} has no processor of its own`);
  c.state[context] = CONTEXT.WAITING;
  c.model[context] = MODEL.NONE;
}
