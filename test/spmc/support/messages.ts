/** Partitions that wait for messages, and the words of w1. */

import { FFA } from './ids.ts';
import { type World, type WorldOptions, world } from './world.ts';

export const SP1 = 0x8001;
export const SP2 = 0x8002;
export const USER = 0x8003;

/** Sender and receiver of a message, or partition and context for FFA_RUN. */
export const pair = (upper: number, lower: number): number => upper * 0x1_0000 + lower;

/** A world in which every secure partition waits for messages. */
export function waiting(options: WorldOptions = {}): World {
  const w = world({ atBoot: true, ...options });
  for (const actor of [w.sp1, w.sp2, w.user]) actor.call(FFA.MSG_WAIT);
  return w;
}
