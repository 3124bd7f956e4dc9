import { type Built, build, pagesOf } from '../board/build.ts';
import type { MachineSpec } from '../board/machine.ts';
import type { SavedManager } from '../gunyah/manager/manager.ts';
import type { SavedMediation } from '../mediator/mediation.ts';
import { type MachineMemory, type SavedMemory, SparseMemory } from '../memory/physical-memory.ts';
import type { SavedSpmc } from '../spmc/spmc.ts';

/** Memory of a stand: granules go to other worlds, and everything can be put back. */
export interface StandMemory extends MachineMemory {
  /** Up to the end of the machine's memory, holes included. */
  readonly pages: number;
  withdraw(page: number, away: boolean): void;
  save(): SavedMemory;
  restore(saved: SavedMemory): void;
}

/** What a stand stands on: a machine on which nothing has happened. */
export interface Ground extends Pick<Built, 'ledger' | 'spmc' | 'parties'> {
  /** Where there are VMs of Gunyah. */
  readonly rm?: Built['rm'];
  /** Where there is one that mediates. */
  readonly hypervisor?: Built['hypervisor'];
  readonly memory: StandMemory;
}

/** A copy of a machine that a stand stands on. */
export interface SavedStand {
  readonly spmc: SavedSpmc;
  readonly memory: SavedMemory;
  readonly rm: SavedManager | undefined;
  readonly mediator: SavedMediation | undefined;
}

/** A machine of its own. */
export function groundOf(spec: MachineSpec): Ground {
  const memory = new SparseMemory(pagesOf(spec));
  return { ...build(spec, memory), memory };
}
