import type { MachineSpec } from '../../core/board/machine.ts';

/** Calls of one walk. Everybody dies after them, and a fresh machine begins the next. */
export const CALLS_A_WALK = 1000;
/** Walks that are handed to a worker, and written to a checkpoint, together. */
export const WALKS_A_BATCH = 20;

/** What is explored: the same campaign finds the same, however many take part. */
export interface Campaign {
  readonly seed: number;
  readonly calls: number;
  readonly faults: boolean;
  readonly machine: MachineSpec;
  /** What the machine was called on the command line. */
  readonly machineName: string;
  /** The executable specification looks on. */
  readonly model: boolean;
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

/** The numbers of the batches of a shard. */
export function batchesOf(campaign: Pick<Campaign, 'calls'>, { index, of }: Shard): readonly number[] {
  const all = Math.ceil(walksOf(campaign) / WALKS_A_BATCH);
  return Array.from({ length: all }, (_, batch) => batch).filter((batch) => batch % of === index);
}

/** What makes two campaigns the same, for whoever goes on with one. */
export function identityOf(campaign: Campaign): string {
  const { seed, calls, faults, machine, model } = campaign;
  return JSON.stringify({ seed, calls, faults, model, machine, walk: CALLS_A_WALK, batch: WALKS_A_BATCH });
}
