import type { Frame } from '../abi/frame.ts';
import { CONTEXT } from '../spmc/contexts.ts';
import { LIFE } from '../spmc/life.ts';
import { goOn, type Told, telling } from './events.ts';
import type { Mediation } from './mediation.ts';
import { createNotifications, destroyNotifications } from './notifications.ts';
import { contextsOf, processorOf, takeLeave } from './teardown.ts';

/**
 * A guest begins: secure partitions that asked for it are told, one after the other, and then its contexts may call. Where one of them refuses, or the
 * manager behind does, there is no guest, and those who were told of it are told that it is gone.
 *
 * Source: xen-mediator 11, 27 R9.
 */
export function create(m: Mediation, slot: number, frame: Frame): void {
  const { endpoints } = m;
  if (endpoints.life[slot] !== LIFE.NULL) return;
  m.beginFor(slot);
  const tee = m.guests.tee[slot] === 1;
  endpoints.life[slot] = LIFE.CREATED;
  if (tee && !createNotifications(m, slot)) {
    endpoints.life[slot] = LIFE.NULL;
    return;
  }
  const left = m.toTell('created', slot);
  const told = goOn(m, telling('created', slot, left), processorOf(m, slot), frame, false);
  if (told !== undefined) afterCreated(m, told, frame);
}

/** All have been told of a guest, or one refused. */
export function afterCreated(m: Mediation, { telling: { slot, told }, refused }: Told, frame: Frame): void {
  const { endpoints, contexts } = m;
  if (!refused) {
    for (const context of contextsOf(m, slot)) contexts.state[context] = CONTEXT.RUNNING;
    endpoints.life[slot] = LIFE.STARTED;
    return;
  }
  endpoints.life[slot] = LIFE.STOPPED;
  destroyNotifications(m, slot);
  const untold = m.toTell('destroyed', slot).filter((partition) => told.includes(partition));
  takeLeave(m, slot, untold, frame);
}
