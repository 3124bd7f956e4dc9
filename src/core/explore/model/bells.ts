/** Notifications: who may ring whom, and what is pending. Plain sets. Source: ffa-hafnium 1.9. */

import type { Endpoint, World } from './state.ts';

/** Whose notifications they are. */
export type Source = 'secure' | 'normal' | 'framework';
export const SOURCES: readonly Source[] = ['secure', 'normal', 'framework'];

/** The notifications of a receiver: bits 0 to 63. */
export interface Bells {
  readonly vcpus: number;
  /** The sender of each that has one. */
  readonly bound: Map<number, number>;
  readonly pending: Readonly<Record<Source, Set<number>>>;
  /** The scheduler has heard of what is pending. */
  told: boolean;
}

export function newBells(vcpus: number): Bells {
  const pending = { secure: new Set<number>(), normal: new Set<number>(), framework: new Set<number>() };
  return { vcpus, bound: new Map(), pending, told: false };
}

/** The framework's notification that RX has a message: of one from a secure partition, and of one from a VM. */
const RX_FULL = { secure: 0, normal: 32 } as const;

/** Whether anything is pending. */
export function isPending({ pending }: Bells): boolean {
  return SOURCES.some((source) => pending[source].size > 0);
}

/** Whether an endpoint was told of a message in RX and has not taken that notification. */
export function isUnread({ bells }: Endpoint): boolean {
  return (bells?.pending.framework.size ?? 0) > 0;
}

/** Something is pending now. The scheduler has not heard of it. */
export function ring({ bells }: Endpoint, source: Source, bits: readonly number[]): void {
  if (bells === undefined) return;
  for (const bit of bits) bells.pending[source].add(bit);
  bells.told = false;
}

/** A message lies in RX. */
export function ringForMessage(receiver: Endpoint, secure: boolean): void {
  ring(receiver, 'framework', [secure ? RX_FULL.secure : RX_FULL.normal]);
}

/** The scheduler is to be interrupted: at once, or, if it is not to be already, when the processor leaves the secure world. */
export function interruptScheduler(world: World, later: boolean): void {
  if (!later) world.interrupt = 'now';
  else if (world.interrupt === 'no') world.interrupt = 'later';
}

/** The processor goes from one endpoint to another, or to nobody. */
export function leave(world: World, from: Endpoint, to: Endpoint | undefined): void {
  if (world.interrupt === 'later' && from.secure && to?.secure !== true) world.interrupt = 'now';
}

/** Whoever has something pending that the scheduler has not heard of. */
export function untold({ endpoints }: World): readonly Endpoint[] {
  return [...endpoints.values()].filter(
    ({ bells }) => bells !== undefined && !bells.told && isPending(bells),
  );
}

/** The bits of two words. */
export function bitsOf(low: number, high: number): readonly number[] {
  return Array.from({ length: 64 }, (_, bit) => bit).filter(
    (bit) => (((bit < 32 ? low : high) >>> (bit & 31)) & 1) === 1,
  );
}

/** The words of bits. */
export function wordsOf(bits: Iterable<number>): readonly [low: number, high: number] {
  let [low, high] = [0, 0];
  for (const bit of bits)
    if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  return [low >>> 0, high >>> 0];
}
