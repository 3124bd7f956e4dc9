import type { MachineSpec } from '../../../core/board/machine.ts';
import {
  crampedGround,
  mediatedGround,
  provingGround,
  provingGrounds,
  twoProtocols,
  variedGround,
} from '../../../core/explore/ground.ts';
import type { Profile } from '../../../core/rules/profile.ts';

/** What somebody wants explored, as it goes to a worker. */
export interface Plan {
  readonly seed: number;
  readonly calls: number;
  readonly faults: boolean;
  /** The specification is asked, where it can be. */
  readonly model: boolean;
  readonly machine: PlannedMachine;
  /** Whose manager to behave as; '' for what the machine says. */
  readonly profile: string;
}

/** What walks are taken on: a name of GROUNDS, or a machine file with its text. */
export type PlannedMachine =
  | { readonly of: 'grounds'; readonly name: string }
  | { readonly of: 'file'; readonly name: string; readonly text: string };

/** Machines that walks can be taken on. */
interface GroundEntry {
  readonly name: string;
  readonly what: string;
  machines(profile?: Profile): readonly MachineSpec[];
}

/** Those that are made for it; the first is what `tantalum explore` takes as well. */
export const GROUNDS: readonly GroundEntry[] = [
  { name: 'all', what: 'all five in turn', machines: provingGrounds },
  { name: 'proving', what: 'proving ground: 5 partitions', machines: (profile) => [provingGround(profile)] },
  { name: 'both', what: 'FF-A and Gunyah on one ledger', machines: (profile) => [twoProtocols(profile)] },
  {
    name: 'cramped',
    what: 'a manager with hardly any room',
    machines: (profile) => [crampedGround(profile)],
  },
  {
    name: 'mediated',
    what: 'guests of a hypervisor that mediates',
    machines: (profile) => [mediatedGround(profile)],
  },
  {
    name: 'varied',
    what: 'S-EL0, and several execution contexts',
    machines: (profile) => [variedGround(profile)],
  },
];
