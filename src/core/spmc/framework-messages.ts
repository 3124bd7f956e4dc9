import { PROPERTY_VM_CREATED, PROPERTY_VM_DESTROYED } from '../abi/bits.ts';
import { type Frame, w } from '../abi/frame.ts';
import { upperHalf } from '../abi/words.ts';
import { message as rules } from '../rules/message.ts';
import type { Manager } from './manager.ts';

/** w2 bit 31 of a direct message: it comes from the framework, bits 7:0 say what it is. */
export const FRAMEWORK = 0x8000_0000;
const FUNCTION_MASK = 0xff;

/** Requests of the hypervisor, and the property of those who asked to be told. The response is the next number. */
const SUBSCRIPTIONS: ReadonlyMap<number, number> = new Map([
  [4, PROPERTY_VM_CREATED],
  [6, PROPERTY_VM_DESTROYED],
]);

/** What a framework message is about. */
export function frameworkFunction(frame: Frame): number {
  return w(frame, 2) & FUNCTION_MASK;
}

/** w2 of the response to a framework request; zero where the request was of a partition. */
export function frameworkResponseTo(request: number): number {
  return request === 0 ? 0 : (FRAMEWORK | (request + 1)) >>> 0;
}

/**
 * Judges a framework request: the hypervisor tells subscribers that a VM was created or destroyed.
 *
 * Source: ffa-hafnium 1.8.
 */
export function checkFrameworkRequest(m: Manager, frame: Frame, receiver: number): boolean {
  const property = SUBSCRIPTIONS.get(frameworkFunction(frame));
  const reserved = (w(frame, 2) & ~(FRAMEWORK | FUNCTION_MASK)) !== 0;
  const own = m.caller.hypervisor && upperHalf(w(frame, 1)) === m.caller.id;
  const known = own && property !== undefined && !reserved;
  if (!known && m.verdict.refuseRegister(rules.frameworkFunction, 2)) return false;
  const subscribed = (m.endpoints.spec(receiver).properties & (property ?? 0)) !== 0;
  return subscribed || !m.verdict.refuseRegister(rules.notSubscribed, 1);
}
