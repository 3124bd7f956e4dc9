import { functionId } from '#core/abi/functions.js';
import type { Bench } from './bench.ts';
import { collections } from './collections.ts';
import { World } from './world.ts';

const FFA_MSG_WAIT = functionId('FFA_MSG_WAIT') | 0;
const FFA_RUN = functionId('FFA_RUN') | 0;
const STEADY_CYCLES = 1_000_000;
/** Direct requests both ways, indirect messages and notifications. */
const MESSAGES = 0x60f;

/** The hypervisor, and a secure partition that waits for messages. */
export function waiting(): World {
  const world = new World(1, {}, { hypervisor: true, properties: MESSAGES });
  world.call(world.receiver().context, FFA_MSG_WAIT);
  if (world.spmc.verdict.rule !== null) throw new Error('the partition cannot wait');
  return world;
}

/** The same, and the partition runs on the other processor of the hypervisor. */
export function running(): World {
  const world = waiting();
  world.call(world.sender.context + 1, FFA_RUN, pair(world.receiver().id, 0));
  if (world.spmc.verdict.rule !== null) throw new Error('the partition cannot run');
  return world;
}

/** w1 of messages: who, and to whom. */
export function pair(from: number, to: number): number {
  return from * 0x1_0000 + to;
}

/** Times cycles, and counts the garbage collections in a million of them. */
export async function timeSteady(bench: Bench, name: string, run: (count: number) => void): Promise<void> {
  bench.time(name, { run });
  const cycles = bench.effort.samples > 10 ? STEADY_CYCLES : STEADY_CYCLES / 100;
  bench.compare('collections', await collections(() => run(cycles)), 0);
}
