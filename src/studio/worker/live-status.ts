import type { Gap } from '../model/run/live-recording.ts';

/** What is known of a run that goes on elsewhere, beside its events. */
export interface LiveStatus {
  /** `lost`: the connection broke. `full`: there is no more room here. */
  readonly state: 'connecting' | 'live' | 'ended' | 'lost' | 'full';
  /** How it came to be so, as a sentence; '' where there is nothing to say. */
  readonly why: string;
  /** What runs, in words. */
  readonly about: string;
  /** Events that came, also those that the page has not been handed yet. */
  readonly events: number;
  readonly gaps: readonly Gap[];
  /** Faults that are set, as `--inject` has them; undefined where none can be. */
  readonly faults: readonly string[] | undefined;
  /** Why the machine's side did not do what it was asked last, as a sentence. */
  readonly refused: string;
}
