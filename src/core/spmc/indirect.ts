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
  if (takeLetter(m, from)) deliverLetter(m, frame, from, caller.living(m.letter.receiver));
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

/** Judges the message that was taken from a sender's slot, and puts it into RX of the receiver's, 0 for nobody. Answers, or refuses. */
export function deliverLetter(m: Manager, frame: Frame, from: number, to: number): void {
  const { verdict, caller, endpoints, letter } = m;
  const sender = endpoints.id[from];
  if (!checkAddressing(letter, sender, verdict)) return;
  const flags = w(frame, 2);
  const foreign = caller.secure ? ~DELAY : -1;
  if ((flags & foreign) !== 0 && verdict.refuseRegister(rules.flags, 2)) return;
  if (!checkReceiver(m, sender, to)) return;
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

/** Whether the message may go from its sender to the endpoint in a slot. False after a refusal. */
function checkReceiver(m: Manager, sender: number, slot: number): boolean {
  const { verdict, endpoints } = m;
  const { receiver } = m.letter;
  if (slot === 0) {
    verdict.refuseField(rules.unknownReceiver, 0, FIELDS.receiver);
    return false;
  }
  const outside = !isSecureId(sender) && !isSecureId(receiver);
  if (outside && verdict.refuseField(rules.normalWorldOnly, 0, FIELDS.receiver)) return false;
  const old = !endpoints.behaviours(slot).indirectMessages;
  if (old && verdict.refuseField(rules.receiverVersion, 0, FIELDS.receiver)) return false;
  if (!hasMethod(m, sender) && verdict.refuseField(rules.method, 0, FIELDS.sender)) return false;
  return hasMethod(m, receiver) || !verdict.refuseField(rules.method, 0, FIELDS.receiver);
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
