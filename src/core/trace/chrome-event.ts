/** The events of Chrome's trace format that are written here. Times are microseconds. */

/** What is shown beside an event. */
export type Args = Readonly<Record<string, unknown>>;

interface Timed {
  readonly name: string;
  readonly pid: number;
  readonly ts: number;
}

interface OnTrack extends Timed {
  readonly tid: number;
  readonly args?: Args;
}

export type ChromeEvent =
  /** A slice as a whole, or its begin and end. */
  | (OnTrack & { readonly ph: 'X'; readonly cat: string; readonly dur: number })
  | (OnTrack & { readonly ph: 'B' | 'E'; readonly cat: string })
  /** A moment of a track, or of the whole process. */
  | (OnTrack & { readonly ph: 'i'; readonly s: 't' | 'p' })
  /** An arrow: where it starts, passes through and ends. It belongs to the slice around it. */
  | (OnTrack & { readonly ph: 's' | 't' | 'f'; readonly cat: string; readonly id: number; readonly bp?: 'e' })
  /** A band that no track owns: begin, moment, end. */
  | (Timed & {
      readonly ph: 'b' | 'n' | 'e';
      readonly cat: string;
      readonly id: number;
      readonly args?: Args;
    })
  /** Numbers over time. */
  | (Timed & { readonly ph: 'C'; readonly args: Readonly<Record<string, number>> })
  /** Names of processes and tracks. */
  | {
      readonly ph: 'M';
      readonly name: string;
      readonly pid: number;
      readonly tid?: number;
      readonly args: Args;
    };
