import type { Ffa } from '../client/ffa.ts';
import type { Outcome, Program, Step } from '../client/port.ts';

/** Makes a program for an endpoint. Must be deterministic: a board that is restored runs it again on the outcomes it had. */
export type ProgramOf<Result = void> = (ffa: Ffa) => Program<Result>;

/** A copy of an activity: the program, and all that came of its steps so far. */
export interface SavedActivity {
  readonly program: ProgramOf<unknown>;
  readonly outcomes: readonly Outcome[];
  readonly resident: boolean;
}

/** A program that runs in an execution context. */
export class Activity {
  /** Whether it stays in charge of its context, and takes its partition with it when it fails. */
  readonly resident: boolean;
  private readonly program: ProgramOf<unknown>;
  private readonly steps: Program<unknown>;
  private readonly outcomes: Outcome[] = [];
  private started = false;

  constructor(program: ProgramOf<unknown>, ffa: Ffa, resident: boolean) {
    this.resident = resident;
    this.program = program;
    this.steps = program(ffa);
  }

  /** Runs to the next step, or to the end. The first call starts the program and has no outcome to give. */
  resume(outcome: Outcome | undefined): IteratorResult<Step, unknown> {
    if (!this.started) {
      this.started = true;
      return this.steps.next('written');
    }
    if (outcome === undefined) throw new Error('a program that waits for an outcome was resumed without one');
    this.outcomes.push(outcome);
    return this.steps.next(outcome);
  }

  save(): SavedActivity {
    return { program: this.program, outcomes: [...this.outcomes], resident: this.resident };
  }

  /** An activity that stands where a saved one stood. */
  static replay({ program, outcomes, resident }: SavedActivity, ffa: Ffa): Activity {
    const activity = new Activity(program, ffa, resident);
    activity.resume(undefined);
    for (const outcome of outcomes) activity.resume(outcome);
    return activity;
  }
}
