import { type Frame, w } from '../abi/frame.ts';
import { joinWords, packHalves } from '../abi/words.ts';
import { type Arguments, type DriverState, expectSuccess } from './driver.ts';
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
