import type { Errno } from '../abi/errno.ts';
import type { StatusName } from '../abi/statuses.ts';
import type { FaultRule } from '../board/fault-rule.ts';
import type { MachineSpec } from '../board/machine.ts';
import type { DriverModel } from '../driver/model.ts';
import type { RmErrorName } from '../gunyah/wire/errors.ts';
import type { ProgramName } from '../programs/registry.ts';
import type { Act } from './act.ts';

/** What has to come of a step. With nothing said, it has to succeed. */
export interface Expectation {
  /** The rule that refuses it. */
  readonly refused?: string;
  /** The status it is refused with, or the error of the resource manager. */
  readonly status?: StatusName | RmErrorName;
  /** Where the rule is broken: bytes of the descriptor or of the request, or an argument register. */
  readonly bytes?: { readonly offset: number; readonly length: number };
  readonly register?: number;
  /** The error number that the partition's driver makes of it. */
  readonly errno?: Errno;
  /** The fault that the access ends in. */
  readonly fault?: 'translation' | 'permission';
}

/** One thing that a partition or a VM does, and what has to come of it. */
export interface Step {
  /** The partition or VM, '' for what none does. */
  readonly by: string;
  /** Its execution context; 0 when left out. */
  readonly vcpu?: number;
  readonly act: Act;
  readonly expect?: Expectation;
  /** What a reader should know. */
  readonly note?: string;
}

/** A machine and what happens on it. */
export interface Scenario {
  readonly about?: string;
  readonly machine: MachineSpec;
  /**
   * Drivers by the names of their partitions. A partition with a driver starts, looks for partitions, sends memory and messages as that does,
   * whatever a step says about how the calls are written.
   */
  readonly drivers?: Readonly<Record<string, DriverModel>>;
  /** Secure partitions in the middle of their first run; all others have waited for a message before the first step. */
  readonly initialising?: readonly string[];
  /** Calls that go wrong before the manager sees them. */
  readonly faults?: readonly FaultRule[];
  /** What partitions run from the start, by their names. They have buffers, and no steps of their own. */
  readonly programs?: Readonly<Record<string, ProgramName>>;
  readonly steps: readonly Step[];
}
