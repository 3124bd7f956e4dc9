import type { Frame } from '../abi/frame.ts';
import type { Ffa } from '../client/ffa.ts';
import type { Outcome } from '../client/port.ts';
import { Activity, type FfaActivity, type SavedFfaActivity } from './activity.ts';

export interface SavedSeat {
  readonly activity: SavedFfaActivity | undefined;
  readonly received: Frame | undefined;
  readonly preemptSoon: boolean;
  readonly held: Outcome | undefined;
}

/**
 * Hands registers to a processor that is not a program here, and that a context runs on; after some milliseconds, if any are given. Without
 * registers it goes on where it was preempted.
 */
export type Resume = (vcpu: number, frame: Frame | undefined, after?: number) => void;

/** The place of one execution context: what it runs, or what it was told while it runs nothing. */
export class Seat {
  readonly name: string;
  readonly vcpu: number;
  /** The manager's number of the context. */
  readonly context: number;
  /** FF-A for its programs; all contexts of a partition share one driver. */
  readonly ffa: Ffa;
  activity: FfaActivity | undefined;
  /** Set where a processor elsewhere runs the context. */
  resume: Resume | undefined;
  /** The registers it was last given, while no program is there to take them. */
  received: Frame | undefined;
  /** Whether an interrupt takes the processor after the next step of the program, and what came of the step that it was taken after. */
  preemptSoon = false;
  held: Outcome | undefined;

  constructor(name: string, vcpu: number, context: number, ffa: Ffa) {
    this.name = name;
    this.vcpu = vcpu;
    this.context = context;
    this.ffa = ffa;
  }

  /** Is given registers while no program is there to take them. */
  take(frame: Frame, after = 0): void {
    if (this.resume === undefined) this.received = frame.slice();
    else this.resume(this.vcpu, frame, after);
  }

  /** Is given the processor back that an interrupt took. */
  goOn(): void {
    this.resume?.(this.vcpu, undefined);
  }

  /** Stops the program that it runs, if there is one. */
  dismiss(): void {
    this.activity?.stop();
    this.activity = undefined;
  }

  /** Ends what it runs, and forgets what it was in the middle of: its context died. */
  clear(): void {
    this.dismiss();
    this.received = undefined;
    this.preemptSoon = false;
    this.held = undefined;
  }

  save(): SavedSeat {
    return {
      activity: this.activity?.save(),
      received: this.received?.slice(),
      preemptSoon: this.preemptSoon,
      held: this.held,
    };
  }

  restore(saved: SavedSeat): void {
    const { activity } = saved;
    this.activity = activity === undefined ? undefined : Activity.replay(activity, this.ffa, this.ffa.driver);
    this.received = saved.received?.slice();
    this.preemptSoon = saved.preemptSoon;
    this.held = saved.held;
  }
}
