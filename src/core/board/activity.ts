import type { SavedDriver } from '../client/driver.ts';
import type { Ffa } from '../client/ffa.ts';
import type { Outcome, Program, Step } from '../client/port.ts';
import type { VmOutcome, VmProgram, VmStep } from '../gunyah/client/port.ts';
import type { ResourceClient, SavedClient } from '../gunyah/client/resource-client.ts';

/**
 * Makes a program for an endpoint. It must be deterministic and have no effects but its steps: a board that is restored runs it again, on
 * the outcomes it had.
 */
export type ProgramOf<Result = void> = (ffa: Ffa) => Program<Result>;

/** Makes a program for a VM of Gunyah. The same holds for it. */
export type VmProgramOf<Result = void> = (rm: ResourceClient) => VmProgram<Result>;

/** What programs know from the steps of those before them. */
interface Driver<Saved> {
  save(): Saved;
  restore(saved: Saved): void;
}

/** What a program was told, and what the driver that it shares with others knew then. */
interface Told<Outcome, Saved> {
  /** Undefined at the start of the program. */
  readonly outcome: Outcome | undefined;
  readonly driver: Saved;
}

/** What an activity is made of: a program, what it does its steps through, and the part of that which changes. */
interface Parts<Surface, Step, Outcome, Saved> {
  readonly program: (surface: Surface) => Generator<Step, unknown, Outcome>;
  readonly surface: Surface;
  readonly driver: Driver<Saved>;
  /** Whether it stays in charge of its context, and takes its partition with it when it fails. */
  readonly resident: boolean;
}

/** A copy of an activity: the program and all that it was told so far. It is as long as the program has lived. */
export interface SavedActivity<Surface, Step, Outcome, Saved> {
  readonly program: Parts<Surface, Step, Outcome, Saved>['program'];
  readonly resident: boolean;
  readonly told: readonly Told<Outcome, Saved>[];
}

/** A program that runs, of an FF-A endpoint or of a VM. */
export type FfaActivity = Activity<Ffa, Step, Outcome, SavedDriver>;
export type SavedFfaActivity = SavedActivity<Ffa, Step, Outcome, SavedDriver>;
export type VmActivity = Activity<ResourceClient, VmStep, VmOutcome, SavedClient>;
export type SavedVmActivity = SavedActivity<ResourceClient, VmStep, VmOutcome, SavedClient>;

/** A program that runs. */
export class Activity<Surface, Step, Outcome, Saved> {
  private readonly parts: Parts<Surface, Step, Outcome, Saved>;
  private readonly steps: Generator<Step, unknown, Outcome>;
  private readonly told: Told<Outcome, Saved>[] = [];

  constructor(parts: Parts<Surface, Step, Outcome, Saved>) {
    this.parts = parts;
    this.steps = parts.program(parts.surface);
  }

  get resident(): boolean {
    return this.parts.resident;
  }

  /** Runs to the next step, or to the end. The first call starts the program and has no outcome to give. */
  resume(outcome: Outcome | undefined): IteratorResult<Step, unknown> {
    if ((outcome === undefined) !== (this.told.length === 0))
      throw new Error('a program is started without an outcome, and goes on with one');
    this.told.push({ outcome, driver: this.parts.driver.save() });
    return outcome === undefined ? this.steps.next() : this.steps.next(outcome);
  }

  /** Lets go of what it was told, but for the start: it can go on for ever, and not be copied. */
  forget(): void {
    this.told.length = 1;
  }

  /** Ends the program where it stands. */
  stop(): void {
    this.steps.return(undefined);
  }

  save(): SavedActivity<Surface, Step, Outcome, Saved> {
    const { program, resident } = this.parts;
    return { program, resident, told: [...this.told] };
  }

  /** An activity that stands where a saved one stood. Leaves the driver as the program's last step found it. */
  static replay<Surface, Step, Outcome, Saved>(
    { program, resident, told }: SavedActivity<Surface, Step, Outcome, Saved>,
    surface: Surface,
    driver: Driver<Saved>,
  ): Activity<Surface, Step, Outcome, Saved> {
    const activity = new Activity({ program, surface, driver, resident });
    for (const { outcome, driver: then } of told) {
      driver.restore(then);
      activity.resume(outcome);
    }
    return activity;
  }
}
