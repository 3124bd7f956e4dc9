import { SCHEDULE } from '../spmc/schedule-receiver.ts';
import type { Mediation } from './mediation.ts';
import { hearOf } from './notifications.ts';

const NO_SLOT = 0;
const NOBODY: readonly number[] = [];

/**
 * Slots of the guests that are to be interrupted, because there are notifications that they have not been told of: of other guests, or, when the
 * manager behind interrupts the scheduler of the normal world, which is the hypervisor, of those that it keeps.
 *
 * Source: xen-mediator 17.
 */
export function toInterrupt(m: Mediation, interrupted: boolean): readonly number[] {
  if (!interrupted && m.scheduleReceiver === SCHEDULE.NOTHING) return NOBODY;
  m.scheduleReceiver = SCHEDULE.NOTHING;
  if (interrupted) {
    m.processor = m.ownProcessor;
    hearOf(m, NO_SLOT);
  }
  const { notifications: n, guests, endpoints } = m;
  const slots = Array.from({ length: endpoints.count }, (_, index) => index + 1);
  return slots.filter((slot) => guests.awaited[slot] === 1 || (n.told[slot] === 0 && n.hasAny(slot)));
}
