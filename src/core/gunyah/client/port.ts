/**
 * What a program of a VM asks of its message queues. Programs are generators, as those of FF-A endpoints are (client/port.ts): they yield
 * a step and are resumed with what came of it.
 */
export type QueueStep =
  | { readonly do: 'send'; readonly packet: Uint8Array }
  /** Takes the next packet, if there is one. */
  | { readonly do: 'receive' };

/** What came of a step: nothing for a packet that was sent, the packet that was there or none. */
export type QueueOutcome = 'sent' | { readonly packet: Uint8Array | undefined };

/** A program of a VM, or a part of one. */
export type QueueProgram<Result = void> = Generator<QueueStep, Result, QueueOutcome>;

/** Puts a packet into the queue to the resource manager. */
export function* send(packet: Uint8Array): QueueProgram {
  const outcome = yield { do: 'send', packet };
  if (outcome !== 'sent') throw new TypeError('a packet was answered with something else than its sending');
}

/** Takes the next packet from the resource manager; undefined when there is none. */
export function* receive(): QueueProgram<Uint8Array | undefined> {
  const outcome = yield { do: 'receive' };
  if (typeof outcome === 'object') return outcome.packet;
  throw new TypeError('a receipt was answered with something else than a packet');
}
