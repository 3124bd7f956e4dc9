import type { UuidWords } from '../../abi/uuid.ts';
import type { NormalWorld } from './normal-world.ts';
import {
  demandShapes,
  type MemoryParameter,
  memoryAt,
  type Parameter,
  type Shape,
  type ValueParameter,
  valueAt,
} from './parameters.ts';
import type { Task } from './task.ts';

/** What a command of a trusted application was called with, and what it can have done for it meanwhile. */
export class Invocation {
  readonly world: NormalWorld;
  /** What whoever calls may cancel it by. */
  readonly session: number;
  readonly cancelId: number;
  private readonly parameters: readonly Parameter[];
  /** Whether somebody wants it to end soon. */
  cancelled = false;

  constructor(
    parameters: readonly Parameter[],
    { world, session, cancelId }: { world: NormalWorld; session: number; cancelId: number },
  ) {
    this.parameters = parameters;
    this.world = world;
    this.session = session;
    this.cancelId = cancelId;
  }

  /** A parameter that the command takes as values. */
  value(index: number): ValueParameter {
    return valueAt(this.parameters, index);
  }

  /** A parameter that the command takes as memory. */
  memory(index: number): MemoryParameter {
    return memoryAt(this.parameters, index);
  }

  /** Throws a TeeError where the parameters are not those that a command takes. */
  demand(takes: readonly Shape[]): void {
    demandShapes(this.parameters, takes);
  }
}

/** A command of a trusted application. */
export interface AppCommand {
  /** The shapes of its parameters; none are left over. */
  readonly takes: readonly Shape[];
  /** What it does. A TeeError that it throws is its answer; what it writes to its parameters goes back in any case. */
  readonly run: (call: Invocation) => Task | undefined;
}

/** A trusted application: part of the trusted OS, without memory of its own. */
export interface TrustedApp {
  readonly uuid: UuidWords;
  /** Whether the normal world is told of it as of a device, which a driver may be bound to. */
  readonly device: boolean;
  /** By the numbers that clients call them by. */
  readonly commands: ReadonlyMap<number, AppCommand>;
}
