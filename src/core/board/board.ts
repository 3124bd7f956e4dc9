import type { Frame } from '../abi/frame.ts';
import type { SavedDriver } from '../client/driver.ts';
import type { SavedMediation } from '../mediator/mediation.ts';
import type { SavedHistory } from '../memory/history.ts';
import { type SavedMemory, SparseMemory } from '../memory/physical-memory.ts';
import type { SavedSpmc } from '../spmc/spmc.ts';
import { pagesOf } from './build.ts';
import type { MachineSpec } from './machine.ts';
import { RunningMachine, type RunOptions } from './running-machine.ts';
import type { SavedSeat } from './seat.ts';
import type { SavedVms } from './virtual-machines.ts';

/** A copy of a whole board. */
export interface SavedBoard {
  readonly spmc: SavedSpmc;
  /** Of a machine whose hypervisor mediates. */
  readonly mediator: SavedMediation | undefined;
  /** What the manager will lie to it. */
  readonly lies: readonly (Frame | undefined)[];
  readonly memory: SavedMemory;
  readonly history: SavedHistory;
  readonly drivers: readonly SavedDriver[];
  readonly seats: readonly SavedSeat[];
  readonly vms: SavedVms;
}

/** The in-process machine: all of it is here, so it can be copied, put back and forked at any moment. */
export class Board extends RunningMachine<SparseMemory> {
  constructor(spec: MachineSpec, options: RunOptions = {}) {
    super(spec, new SparseMemory(pagesOf(spec)), options);
  }

  /** Takes a copy of everything, running programs included. */
  save(): SavedBoard {
    return {
      spmc: this.spmc.save(),
      mediator: this.hypervisor?.mediator.save(),
      lies: [...(this.hypervisor?.lies ?? [])],
      memory: this.memory.save(),
      history: this.history.save(),
      drivers: [...this.drivers.values()].map(({ driver }) => driver.save()),
      seats: this.processors.save(),
      vms: this.vms.save(),
    };
  }

  /** Puts a copy back: one of this board, or of another of the same machine. */
  restore(saved: SavedBoard): void {
    if (saved.mediator !== undefined) this.hypervisor?.mediator.restore(saved.mediator);
    this.hypervisor?.lies.splice(0, Number.POSITIVE_INFINITY, ...saved.lies);
    this.spmc.restore(saved.spmc);
    this.memory.restore(saved.memory);
    this.history.restore(saved.history);
    // Programs that are run again write to their drivers, so these come last.
    this.processors.restore(saved.seats);
    [...this.drivers.values()].forEach(({ driver }, index) => {
      driver.restore(saved.drivers[index]);
    });
    this.vms.restore(saved.vms);
  }

  /** Another board in the same state. Nothing that happens on one is seen on the other. */
  fork(): Board {
    const twin = new Board(this.spec, { remembers: this.history.remembers });
    twin.restore(this.save());
    return twin;
  }
}
