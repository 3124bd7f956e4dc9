import type { SavedDriver } from '../client/driver.ts';
import type { Ffa } from '../client/ffa.ts';
import type { Outcome, Program, Step } from '../client/port.ts';

/**
 * Makes a program for an endpoint. It must be deterministic and have no effects but its steps: a board that is restored runs it again, on
 * the outcomes it had.
 */
export type ProgramOf<Result = void> = (ffa: Ffa) => Program<Result>;

/** What a program was told, and what the driver that it shares with others knew then. */
interface Told {
  /** Undefined at the start of the program. */
  readonly outcome: Outcome | undefined;
  readonly driver: SavedDriver;
}

/** A copy of an activity: the program and all that it was told so far. It is as long as the program has lived. */
export interface SavedActivity {
  readonly program: ProgramOf<unknown>;
  readonly resident: boolean;
  readonly told: readonly Told[];
}

/** A program that runs in an execution context. */
export class Activity {
  /** Whether it stays in charge of its context, and takes its partition with it when it fails. */
  readonly resident: boolean;
  private readonly program: ProgramOf<unknown>;
  private readonly ffa: Ffa;
  private readonly steps: Program<unknown>;
  private readonly told: Told[] = [];

  constructor(program: ProgramOf<unknown>, ffa: Ffa, resident: boolean) {
    this.resident = resident;
    this.program = program;
    this.ffa = ffa;
    this.steps = program(ffa);
  }

  /** Runs to the next step, or to the end. The first call starts the program and has no outcome to give. */
  resume(outcome: Outcome | undefined): IteratorResult<Step, unknown> {
    if ((outcome === undefined) !== (this.told.length === 0))
      throw new Error('a program is started without an outcome, and goes on with one');
    this.told.push({ outcome, driver: this.ffa.driver.save() });
    // A generator does not look at what it is started with.
    return this.steps.next(outcome ?? 'written');
  }

  /** Lets go of what it was told, but for the start: it can go on for ever, and not be copied. */
  forget(): void {
    this.told.length = 1;
  }

  /** Ends the program where it stands. */
  stop(): void {
    this.steps.return(undefined);
  }

  save(): SavedActivity {
    return { program: this.program, resident: this.resident, told: [...this.told] };
  }

  /** An activity that stands where a saved one stood. Leaves the driver as the program's last step found it. */
  static replay({ program, resident, told }: SavedActivity, ffa: Ffa): Activity {
    const activity = new Activity(program, ffa, resident);
    for (const { outcome, driver } of told) {
      ffa.driver.restore(driver);
      activity.resume(outcome);
    }
    return activity;
  }
}
