import { type SavedMemory, SparseMemory } from '../memory/physical-memory.ts';
import { pagesOf } from './build.ts';
import type { MachineSpec } from './machine.ts';
import { RunningMachine, type RunOptions, type SavedMachine } from './running-machine.ts';

/** A copy of a whole board. */
export interface SavedBoard extends SavedMachine {
  readonly memory: SavedMemory;
}

/** The in-process machine: all of it is here, so it can be copied, put back and forked at any moment. */
export class Board extends RunningMachine<SparseMemory> {
  constructor(spec: MachineSpec, options: RunOptions = {}) {
    super(spec, new SparseMemory(pagesOf(spec)), options);
  }

  /** Takes a copy of everything, running programs included. */
  override save(): SavedBoard {
    return { ...super.save(), memory: this.memory.save() };
  }

  /** Puts a copy back: one of this board, or of another of the same machine. */
  override restore(saved: SavedBoard): void {
    super.restore(saved);
    this.memory.restore(saved.memory);
  }

  /** Another board in the same state. Nothing that happens on one is seen on the other. */
  fork(): Board {
    const twin = new Board(this.spec, { remembers: this.history.remembers });
    twin.restore(this.save());
    return twin;
  }
}
