/** The first page of the memory that is sent: the second gigabyte, of which one partition owns all. */
export const FIRST_PAGE = 262_144;

/** Pages of 2 MiB: sends that are this far apart share no table of the page map. */
export const FAR = 512;

/** A partition as a workload drives it. */
export interface Partition {
  readonly id: number;
  readonly context: number;
  /** The manager's row for it. */
  readonly slot: number;
  /** The words of its TX buffer. */
  readonly tx: Uint32Array;
}
