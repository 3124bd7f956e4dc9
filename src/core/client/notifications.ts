import { errorStatus, FFA_SUCCESS_64, type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { MORE_NOTIFIED, type Notified, notifiedIn } from '../abi/notified.ts';
import { STATUS } from '../abi/statuses.ts';
import { joinWords, packHalves } from '../abi/words.ts';
import { type Arguments, callFunction, type DriverState, expectSuccess } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import type { Program } from './port.ts';

/** Pending notifications, as bitmaps of 64 bits. */
export interface Pending {
  /** From secure partitions, and from VMs. */
  readonly secure: bigint;
  readonly normal: bigint;
  /** From the framework: bit 0 RX is full from a secure partition, bit 32 from a VM. */
  readonly framework: bigint;
}

/** w2 of FFA_NOTIFICATION_GET: secure partitions, VMs, the partition manager and the hypervisor. */
export const EVERYBODY = 0xf;

const INFO_GET: number = functionId('FFA_NOTIFICATION_INFO_GET', 64);
/** There are no more ids than that. */
const MOST_ENDPOINTS = 0x1_0000;

/** Makes bitmaps for a VM: the hypervisor's task, and that of an OS that has none above it. */
export function* createNotifications(vm: number, vcpus: number): Program {
  yield* expectSuccess('FFA_NOTIFICATION_BITMAP_CREATE', { 1: vm, 2: vcpus });
}

/** Takes a VM's bitmaps away. */
export function* destroyNotifications(vm: number): Program {
  yield* expectSuccess('FFA_NOTIFICATION_BITMAP_DESTROY', { 1: vm });
}

/** From now on only `sender` can send the notifications in a bitmap. */
export function* bindNotifications(driver: DriverState, sender: number, bitmap: bigint): Program {
  yield* expectSuccess('FFA_NOTIFICATION_BIND', {
    1: packHalves(sender, driver.id),
    ...bitmapArguments(bitmap),
  });
}

/** From now on nobody can send the notifications in a bitmap. */
export function* unbindNotifications(driver: DriverState, sender: number, bitmap: bigint): Program {
  yield* expectSuccess('FFA_NOTIFICATION_UNBIND', {
    1: packHalves(sender, driver.id),
    ...bitmapArguments(bitmap),
  });
}

/** Sends the notifications in a bitmap. `flags` bit 1 delays the interrupt of the scheduler. */
export function* notify(driver: DriverState, receiver: number, bitmap: bigint, flags = 0): Program {
  yield* expectSuccess('FFA_NOTIFICATION_SET', {
    1: packHalves(driver.id, receiver),
    2: flags,
    ...bitmapArguments(bitmap),
  });
}

/** Takes all pending notifications. */
export function* takeNotifications(driver: DriverState, vcpu = 0): Program<Pending> {
  const answer = yield* expectSuccess('FFA_NOTIFICATION_GET', {
    1: packHalves(vcpu, driver.id),
    2: EVERYBODY,
  });
  return pendingIn(answer);
}

/**
 * Asks who has notifications that the scheduler has not heard of, in as many calls as it takes; the manager tells of each once. For the one
 * who schedules the normal world.
 */
export function* listNotified(): Program<readonly Notified[]> {
  const found: Notified[] = [];
  for (let more = true; more; ) {
    const answer = yield* callFunction('FFA_NOTIFICATION_INFO_GET', {}, 64);
    if (isError(answer)) {
      if (errorStatus(answer) === STATUS.NO_DATA) return found;
      throw errorOf(INFO_GET, answer);
    }
    const listed = w(answer, 0) === FFA_SUCCESS_64 ? notifiedIn(answer, 64) : undefined;
    if (listed === undefined || listed.length === 0 || found.length > MOST_ENDPOINTS)
      throw new ProtocolError(INFO_GET, answer, 'FFA_SUCCESS_64 with endpoints, each of them once');
    found.push(...listed);
    more = (w(answer, 2) & MORE_NOTIFIED) !== 0;
  }
  return found;
}

/** What FFA_NOTIFICATION_GET answers. */
export function pendingIn(answer: Frame): Pending {
  return {
    secure: joinWords(w(answer, 2), w(answer, 3)),
    normal: joinWords(w(answer, 4), w(answer, 5)),
    framework: joinWords(w(answer, 6), w(answer, 7)),
  };
}

/** A bitmap in w3 and w4. */
export function bitmapArguments(bitmap: bigint): Arguments {
  return { 3: bitmap & 0xffff_ffffn, 4: (bitmap >> 32n) & 0xffff_ffffn };
}
