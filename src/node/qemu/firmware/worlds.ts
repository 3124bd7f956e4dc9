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
}
