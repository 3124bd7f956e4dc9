/** Programs of VMs, driven step by step: against a resource manager, or one that answers as a table says. */

import type { VmProgram } from '../../src/core/gunyah/client/port.ts';
import { type MessageShape, messageById } from '../../src/core/gunyah/wire/messages.ts';
import { Assembler, type Envelope, PACKET_TYPE, packetsOf } from '../../src/core/gunyah/wire/packet.ts';
import { hex } from './refusal.ts';
import type { World } from './world.ts';

/** Runs a program of a VM against a resource manager, and notes the requests it sends: "MEM_LEND 36". */
export function run<Result>(
  world: World,
  vmid: number,
  program: VmProgram<Result>,
  sent: string[] = [],
): Result {
  const assembler = new Assembler();
  for (let step = program.next(); ; ) {
    if (step.done) return step.value;
    if (step.value.do === 'receive') {
      step = program.next({ packet: world.rm.deliver(vmid) });
      continue;
    }
    if (step.value.do !== 'send') throw new TypeError(`nothing here can ${step.value.do}`);
    const message = assembler.take(step.value.packet);
    if (typeof message === 'object') sent.push(`${messageById(message.id)?.name} ${message.payload.length}`);
    world.rm.receive(vmid, step.value.packet);
    step = program.next('sent');
  }
}

/**
 * Runs a program of a VM whose requests are answered by `serve`: the packets that come of each. Notes the requests, as bytes: "MEM_RECLAIM 07 00
 * 00 00 00 00 00 00". Sleep ends at once.
 */
export function served<Result>(
  program: VmProgram<Result>,
  serve: (request: Envelope) => readonly Uint8Array[],
  sent: string[] = [],
): Result {
  const assembler = new Assembler();
  const waiting: Uint8Array[] = [];
  for (let step = program.next(); ; ) {
    if (step.done) return step.value;
    if (step.value.do === 'receive') step = program.next({ packet: waiting.shift() });
    else if (step.value.do === 'sleep') step = program.next('woken');
    else if (step.value.do === 'send') {
      const message = assembler.take(step.value.packet);
      if (typeof message === 'object') {
        sent.push(`${messageById(message.id)?.name} ${hex(message.payload)}`);
        waiting.push(...serve(message));
      }
      step = program.next('sent');
    } else throw new TypeError(`nothing here can ${step.value.do}`);
  }
}

/** Answers every request of a program as a table says: payload by number of the request, `undefined` for silence. */
export function faked<Result>(
  program: VmProgram<Result>,
  answers: readonly (Uint8Array | undefined)[],
  sent: string[] = [],
): Result {
  let count = 0;
  const serve = (request: Envelope) => {
    const payload = answers[count++];
    return payload === undefined ? [] : replyTo(request, payload);
  };
  return served(program, serve, sent);
}

export function replyTo(request: Envelope, payload: Uint8Array): readonly Uint8Array[] {
  return packetsOf({ ...request, type: PACKET_TYPE.REPLY, payload });
}

/** The packets of a notification. */
export function notice({ id }: MessageShape, ...bytes: readonly number[]): readonly Uint8Array[] {
  return packetsOf({ type: PACKET_TYPE.NOTIFICATION, sequence: 0, id, payload: Uint8Array.from(bytes) });
}

/** An error or the bytes of an answer. */
export function word(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
