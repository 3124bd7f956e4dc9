import { type Frame, setW, succeed, w } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { notification as rules } from '../rules/notification.ts';
import type { Manager } from './manager.ts';
import { raiseScheduleReceiver } from './schedule-receiver.ts';

const PER_VCPU = 0x1;
const DELAY = 0x2;
const GET_FROM_SECURE = 0x1;
const GET_FROM_NORMAL = 0x2;
const GET_FROM_SPM = 0x4;
const GET_FROM_HYPERVISOR = 0x8;

/** Framework notification: the receiver's RX buffer holds an indirect message. */
const RX_FULL = 0x1;

/** FFA_NOTIFICATION_BITMAP_CREATE: w1[15:0] VM, w2 its vCPUs. */
export function bitmapCreate(m: Manager, frame: Frame): void {
  const slot = vmIn(m, frame);
  if (slot === 0) return;
  if (m.notifications.enabled[slot] === 1) m.verdict.refuse(rules.exists);
  else {
    m.notifications.create(slot, w(frame, 2));
    succeed(frame);
  }
}

/** FFA_NOTIFICATION_BITMAP_DESTROY: w1[15:0] VM. */
export function bitmapDestroy(m: Manager, frame: Frame): void {
  const slot = vmIn(m, frame);
  if (slot === 0) return;
  if (m.notifications.enabled[slot] === 0) m.verdict.refuse(rules.absent);
  else if (!(m.notifications.hasAny(slot) && m.verdict.refuse(rules.pendingAtEnd))) {
    m.notifications.clear(slot);
    succeed(frame);
  }
}

/** FFA_NOTIFICATION_BIND: w1 sender and receiver, w2 flags, w3 and w4 bitmap. */
export function bind(m: Manager, frame: Frame): void {
  const { notifications: n, verdict } = m;
  const flags = w(frame, 2);
  if ((flags & PER_VCPU) !== 0 && verdict.refuseRegister(rules.perVcpu, 2)) return;
  if ((flags & ~PER_VCPU) !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  const slot = listenerIn(m, frame);
  if (slot === 0) return;
  const sender = upperHalf(w(frame, 1));
  if (!m.caller.exists(sender) && verdict.refuseRegister(rules.unknownSender, 1)) return;
  const low = w(frame, 3);
  const high = w(frame, 4);
  if (!n.isFreeFor(slot, low, high, sender)) verdict.refuseRegister(rules.bound, 3);
  else if (!(n.isPending(slot, low, high) && verdict.refuseRegister(rules.pending, 3))) {
    n.bind(slot, low, high, sender);
    succeed(frame);
  }
}

/** FFA_NOTIFICATION_UNBIND: w1 sender and receiver, w3 and w4 bitmap. The sender may have died since it was bound. */
export function unbind(m: Manager, frame: Frame): void {
  const { notifications: n, verdict } = m;
  if (w(frame, 2) !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  const slot = listenerIn(m, frame);
  if (slot === 0) return;
  const sender = upperHalf(w(frame, 1));
  const low = w(frame, 3);
  const high = w(frame, 4);
  if (!n.isBoundTo(slot, low, high, sender)) verdict.refuseRegister(rules.notBound, 3);
  else if (!(n.isPending(slot, low, high) && verdict.refuseRegister(rules.pending, 3))) {
    n.bind(slot, low, high, -1);
    succeed(frame);
  }
}

/** FFA_NOTIFICATION_SET: w1 sender and receiver, w2 flags, w3 and w4 bitmap. */
export function set(m: Manager, frame: Frame): void {
  const { notifications: n, verdict, caller } = m;
  const flags = w(frame, 2);
  const sender = upperHalf(w(frame, 1));
  const receiver = lowerHalf(w(frame, 1));
  const low = w(frame, 3);
  const high = w(frame, 4);
  const perVcpu = (flags & PER_VCPU) !== 0 || upperHalf(flags) !== 0;
  if (perVcpu && verdict.refuseRegister(rules.perVcpu, 2)) return;
  if ((flags & ~(PER_VCPU | DELAY)) !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  if (!caller.actsFor(sender) && verdict.refuseRegister(rules.sender, 1)) return;
  if (sender === receiver && verdict.refuseRegister(rules.toSelf, 1)) return;
  if ((low | high) === 0 && verdict.refuseRegister(rules.empty, 3)) return;
  if ((flags & DELAY) !== 0 && !caller.secure && verdict.refuseRegister(rules.delay, 2)) return;
  const slot = caller.living(receiver);
  if (slot === 0) verdict.refuseRegister(rules.unknownReceiver, 1);
  else if (n.enabled[slot] === 0) verdict.refuseRegister(rules.silent, 1);
  else if (!n.isBoundTo(slot, low, high, sender)) verdict.refuseRegister(rules.stranger, 3);
  else {
    n.raise(isSecureId(sender) ? n.fromSecure : n.fromNormal, slot, low, high);
    raiseScheduleReceiver(m, (flags & DELAY) !== 0);
    succeed(frame);
  }
}

/** FFA_NOTIFICATION_GET: w1 vCPU and receiver, w2 whose. Answers w2, w3 secure, w4, w5 normal, w6, w7 framework; they are pending no more. */
export function get(m: Manager, frame: Frame): void {
  const slot = getterIn(m, frame);
  if (slot !== 0) handPending(m, frame, slot);
}

/** Judges a FFA_NOTIFICATION_GET, and takes nothing yet: the receiver's slot, 0 after a refusal. */
export function getterIn({ notifications: n, verdict, caller }: Manager, frame: Frame): number {
  const receiver = lowerHalf(w(frame, 1));
  const known = GET_FROM_SECURE | GET_FROM_NORMAL | GET_FROM_SPM | GET_FROM_HYPERVISOR;
  if ((w(frame, 2) & ~known) !== 0 && verdict.refuseRegister(rules.flags, 2)) return 0;
  const slot = caller.actsFor(receiver) ? caller.living(receiver) : 0;
  if (slot === 0) {
    verdict.refuseRegister(rules.receiver, 1);
    return 0;
  }
  if (upperHalf(w(frame, 1)) >= Math.max(n.vcpus[slot], 1) && verdict.refuseRegister(rules.vcpu, 1)) return 0;
  return slot;
}

/** Answers a FFA_NOTIFICATION_GET that was judged with what is pending here. */
export function handPending({ notifications: n }: Manager, frame: Frame, slot: number): void {
  const flags = w(frame, 2);
  const at = slot * 2;
  succeed(frame);
  if ((flags & GET_FROM_SECURE) !== 0) hand(n.fromSecure, at, 2, frame, 2);
  if ((flags & GET_FROM_NORMAL) !== 0) hand(n.fromNormal, at, 2, frame, 4);
  if ((flags & GET_FROM_SPM) !== 0) hand(n.fromFramework, at, 1, frame, 6);
  if ((flags & GET_FROM_HYPERVISOR) !== 0) hand(n.fromFramework, at + 1, 1, frame, 7);
}

/** Whether an endpoint was told of an indirect message in its RX and has not taken that notification yet. */
export function isMessageUnread(m: Manager, slot: number): boolean {
  const { fromFramework } = m.notifications;
  return ((fromFramework[slot * 2] | fromFramework[slot * 2 + 1]) & RX_FULL) !== 0;
}

/** An indirect message lies in an endpoint's RX buffer. */
export function notifyRxFull(m: Manager, slot: number, fromSecure: boolean, later: boolean): void {
  const { notifications: n } = m;
  if (n.enabled[slot] === 0) return;
  if (fromSecure) n.raise(n.fromFramework, slot, RX_FULL, 0);
  else n.raise(n.fromFramework, slot, 0, RX_FULL);
  raiseScheduleReceiver(m, later);
}

/** The indirect message in an endpoint's RX buffer is gone with the buffer: the endpoint is not told of it any more. */
export function withdrawRxFull({ notifications: { fromFramework } }: Manager, slot: number): void {
  fromFramework[slot * 2] &= ~RX_FULL;
  fromFramework[slot * 2 + 1] &= ~RX_FULL;
}

/** Moves pending notifications into registers from `register` on. */
function hand(pending: Uint32Array, at: number, words: 1 | 2, frame: Frame, register: number): void {
  for (let word = 0; word < words; word++) {
    setW(frame, register + word, pending[at + word]);
    pending[at + word] = 0;
  }
}

/** The VM that a bitmap is for; 0 after a refusal. */
function vmIn(m: Manager, frame: Frame): number {
  const id = lowerHalf(w(frame, 1));
  const slot = m.caller.livingVm(id);
  if (slot === 0) m.verdict.refuseRegister(rules.unknownVm, 1);
  return slot;
}

/** What binding and unbinding have in common: the receiver's slot, 0 after a refusal. */
function listenerIn(m: Manager, frame: Frame): number {
  const { caller, verdict, notifications: n } = m;
  const sender = upperHalf(w(frame, 1));
  const receiver = lowerHalf(w(frame, 1));
  const slot = caller.actsFor(receiver) ? caller.living(receiver) : 0;
  if (slot === 0) {
    verdict.refuseRegister(rules.receiver, 1);
    return 0;
  }
  if (sender === receiver && verdict.refuseRegister(rules.toSelf, 1)) return 0;
  if ((w(frame, 3) | w(frame, 4)) === 0 && verdict.refuseRegister(rules.empty, 3)) return 0;
  const able = n.enabled[slot] === 1 && m.endpoints.behaviours(slot).notifications;
  if (able) return slot;
  verdict.refuseRegister(rules.disabled, 1);
  return 0;
}
