import type { MachineSpec } from '../board/machine.ts';

/** What a report tells the page in it, as JSON, beside the recording. */
export interface ReportFacts {
  /** Of the file that was played or read. */
  readonly name: string;
  /** What the recording ran on, without what partitions are given when they start; absent where nobody knows. */
  readonly machine?: MachineSpec;
  /** The number of the event at which it opens, from 1 on; absent for the first that was refused or faulted. */
  readonly opensAt?: number;
}
