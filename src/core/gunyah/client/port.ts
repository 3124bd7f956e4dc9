import type { AccessOutcome, AccessStep } from '../../client/port.ts';

/**
 * What a program of a VM asks of the machine it runs on. Programs are generators, as those of FF-A endpoints are (client/port.ts): they yield
 * a step and are resumed with what came of it.
 */
export type VmStep =
  | AccessStep
  /** Puts a packet into the queue to the resource manager. */
  | { readonly do: 'send'; readonly packet: Uint8Array }
  /** Takes the next packet from it, if there is one. */
  | { readonly do: 'receive' }
  /** Sleeps until there is one. */
  | { readonly do: 'sleep' };

/** What came of a step: nothing for a packet that was sent, the packet that was there or none, the end of sleep, or what came of an access. */
export type VmOutcome = AccessOutcome | 'sent' | { readonly packet: Uint8Array | undefined } | 'woken';

/** A program of a VM, or a part of one. */
export type VmProgram<Result = void> = Generator<VmStep, Result, VmOutcome>;

/** Puts a packet into the queue to the resource manager. */
export function* send(packet: Uint8Array): VmProgram {
  const outcome = yield { do: 'send', packet };
  if (outcome !== 'sent') throw new TypeError('a packet was answered with something else than its sending');
}

/** Takes the next packet from the resource manager; undefined when there is none. */
export function* receive(): VmProgram<Uint8Array | undefined> {
  const outcome = yield { do: 'receive' };
  if (typeof outcome === 'object' && 'packet' in outcome) return outcome.packet;
  throw new TypeError('a receipt was answered with something else than a packet');
}

/** Sleeps until the resource manager has a packet. */
export function* sleep(): VmProgram {
  const outcome = yield { do: 'sleep' };
  if (outcome !== 'woken') throw new TypeError('sleep ended with something else than waking');
}
