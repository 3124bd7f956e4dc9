import { PROPERTY_INDIRECT } from '../abi/bits.ts';
import { type Frame, succeed, w } from '../abi/frame.ts';
import { layoutsOf, MESSAGE_1_1 } from '../abi/layouts.ts';
import { isSecureId } from '../abi/operations.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { checkAddressing, checkPayload } from '../rules/check-message.ts';
import { indirect as rules } from '../rules/indirect.ts';
import { bufferBytes, readTx, writeRx } from './buffers.ts';
import { RX } from './endpoints.ts';
import type { Manager } from './manager.ts';
import { notifyRxFull } from './notifications.ts';

const DELAY = 0x2;
const FIELDS = MESSAGE_1_1.fields;

/** FFA_MSG_SEND2: w1[31:16] sender when the hypervisor sends for a VM, w2 flags; header and payload in TX. */
export function msgSend2(m: Manager, frame: Frame): void {
  const { verdict, caller } = m;
  const named = upperHalf(w(frame, 1));
  if (named !== 0 && !caller.hypervisor && verdict.refuseRegister(rules.senderField, 1)) return;
  const sender = named === 0 ? caller.id : named;
  const from = caller.actsFor(sender) ? caller.living(sender) : 0;
  if (takeLetter(m, from)) deliverLetter(m, frame, from, sender);
}

/**
 * Copies the message in an endpoint's TX to the inbox and reads its header, `m.letter`. This is the only time it is read: who decides by the
 * header before the message is delivered decides by the one that is delivered. False after a refusal.
 */
export function takeLetter(m: Manager, from: number): boolean {
  const { verdict } = m;
  const room = bufferBytes(m, from);
  if (room === 0 && verdict.refuse(rules.noTx)) return false;
  if (!readTx(m, from, room) && verdict.refuse(rules.txInaccessible)) return false;
  m.letter.read(m.inbox);
  return true;
}

/** Judges the message that was taken from a sender's slot, and puts it into RX of its receiver. Answers, or refuses. */
export function deliverLetter(m: Manager, frame: Frame, from: number, sender: number): void {
  const { verdict, caller, endpoints, letter } = m;
  if (!checkAddressing(letter, sender, verdict)) return;
  const flags = w(frame, 2);
  const foreign = caller.secure ? ~DELAY : -1;
  if ((flags & foreign) !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  const to = receiverOf(m, sender, letter.receiver);
  if (to === 0) return;
  if (endpoints.rx[to] !== RX.EMPTY && verdict.refuse(rules.receiverBusy)) return;
  const least = layoutsOf(endpoints.version[from]).message?.size ?? MESSAGE_1_1.size;
  const room = Math.min(bufferBytes(m, from), bufferBytes(m, to));
  if (!checkPayload(letter, least, room, verdict)) return;
  if (!writeRx(m, to, wordsOf(m.inbox, letter.offset + letter.size), m.inboxPages)) {
    verdict.refuse(rules.rxInaccessible);
    return;
  }
  notifyRxFull(m, to, isSecureId(sender), (flags & DELAY) !== 0);
  succeed(frame);
}

/** FFA_RX_ACQUIRE: w1[15:0] VM. The hypervisor may fill the VM's RX until it releases it. */
export function rxAcquire(m: Manager, frame: Frame): void {
  const id = lowerHalf(w(frame, 1));
  const { endpoints, verdict } = m;
  // Nobody, slot 0, has no buffers either.
  const slot = m.caller.livingVm(id);
  if (endpoints.rx[slot] === RX.UNMAPPED) verdict.refuseRegister(rules.acquireUnknown, 1);
  else if (endpoints.rx[slot] !== RX.EMPTY) verdict.refuse(rules.acquireBusy);
  else {
    endpoints.rx[slot] = RX.ACQUIRED;
    succeed(frame);
  }
}

/** The receiver's slot, 0 after a refusal. */
function receiverOf(m: Manager, sender: number, id: number): number {
  const { verdict, endpoints } = m;
  const slot = m.caller.living(id);
  if (slot === 0) {
    verdict.refuseField(rules.unknownReceiver, 0, FIELDS.receiver);
    return 0;
  }
  const outside = !isSecureId(sender) && !isSecureId(id);
  if (outside && verdict.refuseField(rules.normalWorldOnly, 0, FIELDS.receiver)) return 0;
  const old = !endpoints.behaviours(slot).indirectMessages;
  if (old && verdict.refuseField(rules.receiverVersion, 0, FIELDS.receiver)) return 0;
  if (!hasMethod(m, sender) && verdict.refuseField(rules.method, 0, FIELDS.sender)) return 0;
  if (!hasMethod(m, id) && verdict.refuseField(rules.method, 0, FIELDS.receiver)) return 0;
  return slot;
}

/** VMs have no manifest here, and may always. */
function hasMethod(m: Manager, id: number): boolean {
  const { endpoints } = m;
  return !isSecureId(id) || (endpoints.spec(endpoints.slotOf(id)).properties & PROPERTY_INDIRECT) !== 0;
}

/** How many words a message has, the last of which loses the bytes behind it: not a byte more goes over than is sent. */
function wordsOf(copy: Uint32Array, length: number): number {
  const words = Math.ceil(length / 4);
  const spare = words * 4 - length;
  copy[words - 1] &= 0xffff_ffff >>> (spare * 8);
  return words;
}
