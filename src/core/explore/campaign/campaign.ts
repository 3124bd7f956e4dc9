import type { MachineSpec } from '../../board/machine.ts';

/** Calls of one walk. Everybody dies after them, and a fresh machine begins the next. */
export const CALLS_A_WALK = 1000;
/** Walks that are handed to a worker, and written to a checkpoint, together. */
export const WALKS_A_BATCH = 20;

/** What is explored: the same campaign finds the same, however many take part. */
export interface Campaign {
  readonly seed: number;
  readonly calls: number;
  readonly faults: boolean;
  /** The machines that walks are taken on, in turn. */
  readonly machines: readonly MachineSpec[];
  /** The executable specification looks on, on those machines that have what it decides. */
  readonly model: boolean;
}

/** Walks in a row on one machine: of four, each is spoilt to another degree. */
const WALKS_A_MACHINE = 4;

/** The machine at a place of the list. */
export function machineAt({ machines }: Pick<Campaign, 'machines'>, place: number): MachineSpec {
  const machine = machines[place];
  if (machine === undefined) throw new RangeError(`the campaign has no machine ${place}`);
  return machine;
}

/** The machine of a walk, by its place in the list. */
export function machineOf({ machines }: Pick<Campaign, 'machines'>, walk: number): number {
  return Math.floor(walk / WALKS_A_MACHINE) % machines.length;
}

/** A part of a campaign: batches `index`, `index + of`, and so on. */
export interface Shard {
  /** From 0 on. */
  readonly index: number;
  readonly of: number;
}

/** Walks of a campaign. The last one may be shorter. */
export function walksOf({ calls }: Pick<Campaign, 'calls'>): number {
  return Math.ceil(calls / CALLS_A_WALK);
}

/** Calls of a walk: all have as many, but for the last. */
export function callsOf({ calls }: Pick<Campaign, 'calls'>, walk: number): number {
  return Math.min(CALLS_A_WALK, calls - walk * CALLS_A_WALK);
}

/** Whether a campaign has a batch of this number. */
export function hasBatch(campaign: Pick<Campaign, 'calls'>, batch: number): boolean {
  return batch * WALKS_A_BATCH < walksOf(campaign);
}

/** What makes two campaigns the same, for whoever goes on with one. */
export function identityOf(campaign: Campaign): string {
  const { seed, calls, faults, machines, model } = campaign;
  return JSON.stringify({ seed, calls, faults, model, machines, walk: CALLS_A_WALK, batch: WALKS_A_BATCH });
}
