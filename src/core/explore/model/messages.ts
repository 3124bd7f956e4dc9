/** FFA_MSG_SEND2 and FFA_RX_ACQUIRE: who has RX, and is told of it. Source: ffa-hafnium 1.6, 1.7. */

import { interruptScheduler, ringForMessage } from './bells.ts';
import { type Call, differs, type Expected, faults, ID, roomOf, w } from './call.ts';
import { reasonsIn } from './clause.ts';
import { ACQUIRE, MESSAGE, type MessageCase } from './message-clauses.ts';
import { DELAY } from './notification-clauses.ts';
import { refusal } from './send.ts';
import { actsFor, isSecure, lives, type World } from './state.ts';

export function expectMessage(world: World, { caller, registers, txOf }: Call): Expected {
  const named = w(registers, 1) >>> 16;
  const id = named === 0 ? caller.id : named;
  const sender = actsFor(caller, id) && lives(world, id) ? world.endpoints.get(id) : undefined;
  const room = sender === undefined ? 0 : roomOf(sender);
  const fails = sender !== undefined && faults(world, sender, room);
  const tx = room === 0 || fails ? undefined : txOf(id);
  const header = tx && {
    flags: tx.getUint32(0, true),
    offset: tx.getUint32(8, true),
    receiver: tx.getUint16(12, true),
    sender: tx.getUint16(14, true),
    size: tx.getUint32(16, true),
  };
  const receiver = header && lives(world, header.receiver) ? world.endpoints.get(header.receiver) : undefined;
  const of: MessageCase = {
    ...{ world, caller, named, sender, flags: w(registers, 2), room, header, receiver },
    faults: fails,
  };
  const reasons = reasonsIn(MESSAGE, of);
  if (receiver?.mailbox === undefined || sender === undefined) return refusal(reasons);
  const { mailbox } = receiver;
  // The manager reads TX once. What it holds afterwards is another matter.
  const message = new Uint8Array((tx?.buffer ?? new ArrayBuffer(0)).slice(0, room));
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      mailbox.state = 'full';
      ringForMessage(receiver, isSecure(sender.id));
      if (receiver.bells !== undefined) interruptScheduler(world, (of.flags & DELAY) !== 0);
      const length = (header?.offset ?? 0) + (header?.size ?? 0);
      return differs(answer.registers, ID.SUCCESS) ?? differsInRx(message, length, answer.rxOf(receiver.id));
    },
  };
}

export function expectAcquire(world: World, { registers }: Call): Expected {
  const id = w(registers, 1) & 0xffff;
  const vm = !isSecure(id) && lives(world, id) ? world.endpoints.get(id) : undefined;
  const reasons = reasonsIn(ACQUIRE, { vm });
  if (vm?.mailbox === undefined) return refusal(reasons);
  const { mailbox } = vm;
  return {
    reasons,
    allowed: [],
    succeed: (answer) => {
      mailbox.state = 'acquired';
      return differs(answer.registers, ID.SUCCESS);
    },
  };
}

/** What is wrong with a message that came: header and all it is what was sent, and zeros lie behind it. */
function differsInRx(sent: Uint8Array, length: number, rx: DataView | undefined): string | undefined {
  if (rx === undefined) return 'its receiver has no RX';
  for (let at = 0; at < rx.byteLength; at++) {
    const wanted = at < length ? sent[at] : 0;
    const found = rx.getUint8(at);
    if (found !== wanted) return `byte ${at} of RX is ${found}, and has to be ${wanted}`;
  }
  return undefined;
}
