/** Worlds in which every secure partition waits to be told something, and the processors that tell them. */

import { Actor } from './actor.ts';
import { OS_RAM } from './addresses.ts';
import { FFA } from './ids.ts';
import { type World, type WorldOptions, world } from './world.ts';

export const SP1 = 0x8001;
export const SP2 = 0x8002;
export const USER = 0x8003;

/** w1 of messages: sender and receiver. */
export function pair(sender: number, receiver: number): number {
  return sender * 0x1_0000 + receiver;
}

/** A world in which every secure partition waits for messages. */
export function waiting(options: WorldOptions = {}): World {
  const w = world({ atBoot: true, ...options });
  for (const actor of [w.sp1, w.sp2, w.user]) actor.call(FFA.MSG_WAIT);
  return w;
}

/** Another processor of the OS. It has four. */
export function processor(w: World, number: number): Actor {
  return new Actor(w.spmc, w.memory, `os ${number}`, w.os.context + number, OS_RAM);
}

/** Another execution context of a partition. */
export function contextOf(w: World, actor: Actor, number: number): Actor {
  return new Actor(w.spmc, w.memory, `${actor.name} ${number}`, actor.context + number, actor.ram);
}
