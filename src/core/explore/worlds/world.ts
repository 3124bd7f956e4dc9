import type { MachineSpec } from '../../board/machine.ts';
import type { Move } from '../move.ts';
import { type Deed, NOBODY } from './deeds.ts';
import type { PageGroup, Swap } from './symmetry.ts';

/** A machine so small, and with so few things to do on it, that everything that can happen there is met. */
export interface World {
  readonly name: string;
  /** What it is about, in a line. */
  readonly what: string;
  readonly machine: MachineSpec;
  /** The pages that there is something to do with, buffers included. No other page changes. */
  readonly groups: readonly PageGroup[];
  /** The most transactions that there are at a time, buffers apart. */
  readonly transactions: number;
  /** What happens before the first state. */
  readonly setup: readonly Move[];
  /** What can happen in every state. */
  readonly deeds: readonly Deed[];
  /** Who may take whose place with everything staying the same. The first one changes nothing. */
  readonly swaps: readonly Swap[];
}

/** The place in the state of the transaction that a deed names; `NOBODY` where it names none. */
export function namedBy(deed: Deed): number {
  return 'of' in deed ? deed.of : NOBODY;
}
