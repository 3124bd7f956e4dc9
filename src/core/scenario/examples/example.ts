import type { MachineSpec } from '../../board/machine.ts';
import type { RmLimits } from '../../gunyah/manager/limits.ts';
import type { Limits } from '../../rules/limits.ts';
import type { Step } from '../scenario.ts';

/** A rule, broken and kept, on the machine of world.ts where no other is named. */
export interface Example {
  /** Id of the rule. */
  readonly rule: string;
  /** What comes before. Every step succeeds. */
  readonly setup: readonly Step[];
  /** Is refused by the rule; or, where it is a packet, dropped or of no use. */
  readonly broken: Step;
  /** After the refusal: answers those that still wait. Every step succeeds. */
  readonly after?: readonly Step[];
  /** After the same setup: does what was meant, and keeps the rule. All of them succeed. */
  readonly kept: readonly Step[];
  /** Limits that bring the rule within reach. */
  readonly limits?: Partial<Limits>;
  /** Limits of the resource manager that do so. */
  readonly parcelLimits?: Partial<RmLimits>;
  /** Another machine, where that of world.ts never meets the rule. */
  readonly machine?: MachineSpec;
  /** Secure partitions in the middle of their first run. */
  readonly initialising?: readonly string[];
}
