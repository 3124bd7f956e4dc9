import type { CpuFrame } from '../link/cpu-frame.ts';
import { FRAME } from '../monitor/mailbox.ts';

/** What of a frame belongs to the world that a processor is in: general registers, where it is and in which state. */
export const WORLD_BYTES: number = FRAME.PMR;

/** Real code in the secure world: an execution context of a partition. It runs on the processor that calls it. */
export interface SecureContext {
  readonly partition: string;
  /** It runs at S-EL0, where it calls with SVC and has no vectors. */
  readonly user: boolean;
  /** Where its system registers are while it does not run. */
  readonly place: number;
  /** The first WORLD_BYTES of its frame, of the last time it ran. */
  state: Uint8Array;
}

/** A copy of who is where: by context, its state; by processor, the number of the context that it runs, if any, and what its normal world left. */
export interface SavedWorlds {
  readonly states: readonly Uint8Array[];
  readonly running: readonly (number | undefined)[];
  readonly normal: readonly (Uint8Array | undefined)[];
}

/** Where the system registers of two worlds are: of the one that a processor leaves, and of the one that it enters. */
export type Places = readonly [from: number, to: number];

/** Which world each processor is in: the normal one, or that of a partition with real code. */
export class Worlds {
  private readonly placeOf: (cpu: number) => number;
  private readonly running: (SecureContext | undefined)[] = [];
  /** By processor: what it had in its frame when it left the normal world. */
  private readonly normal: (Uint8Array | undefined)[] = [];

  /** `placeOf` says where the system registers of a processor's normal world are while it is elsewhere. */
  constructor(placeOf: (cpu: number) => number) {
    this.placeOf = placeOf;
  }

  /** The partition's code that runs on a processor; undefined in the normal world. */
  on(cpu: number): SecureContext | undefined {
    return this.running[cpu];
  }

  /** Puts into a processor's frame what another world left there. Returns what has to be changed beside it; nothing in the same world. */
  change(frame: CpuFrame, to: SecureContext | undefined): Places | undefined {
    const { cpu, bytes } = frame;
    const from = this.running[cpu];
    if (from === to) return undefined;
    const leaving = bytes.slice(0, WORLD_BYTES);
    if (from === undefined) this.normal[cpu] = leaving;
    else from.state = leaving;
    const entering = to === undefined ? this.normal[cpu] : to.state;
    if (entering !== undefined) bytes.set(entering);
    this.running[cpu] = to;
    const place = (world: SecureContext | undefined) => world?.place ?? this.placeOf(cpu);
    return [place(from), place(to)];
  }

  /** Takes a copy: of contexts, too, which are always the same. */
  save(contexts: readonly SecureContext[]): SavedWorlds {
    return {
      states: contexts.map(({ state }) => state.slice()),
      running: this.running.map((context) => context && contexts.indexOf(context)),
      normal: this.normal.map((state) => state?.slice()),
    };
  }

  restore(contexts: readonly SecureContext[], { states, running, normal }: SavedWorlds): void {
    contexts.forEach((context, index) => {
      context.state = states[index] ?? context.state;
    });
    running.forEach((index, cpu) => {
      this.running[cpu] = index === undefined ? undefined : contexts[index];
    });
    normal.forEach((state, cpu) => {
      this.normal[cpu] = state;
    });
  }
}
