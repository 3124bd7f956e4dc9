import type { Tally } from '../../../core/explore/campaign/tally.ts';
import type { Level } from './levels.ts';

/** So many findings are listed: what breaks once breaks often. */
export const MOST_FOUND = 100;

/** Something that does not hold, as a page lists it. */
export interface FoundView {
  /** Where: "walk 17". */
  readonly where: string;
  readonly invariant: string;
  /** What holds otherwise, as a sentence. */
  readonly what: string;
  readonly problem: string;
  /** How long the way to it is: "after 7 moves". */
  readonly after: string;
  /** The machine file that plays it, where it was cut down to one. */
  readonly scenario: string | undefined;
  /** What such a file is called. */
  readonly file: string;
}

/** A campaign as far as it has come. */
export interface CampaignView {
  readonly seed: number;
  /** Calls that are wanted. */
  readonly wanted: number;
  readonly faults: boolean;
  /** The parts of the specification that it can come across; undefined where that was left aside. */
  readonly parts: readonly string[] | undefined;
  readonly walks: number;
  readonly calls: number;
  readonly found: readonly FoundView[];
  /** How often each part of the specification was met. */
  readonly met: Tally;
  /** How often the manager refused under each rule. */
  readonly rules: Tally;
}

/** How a search of a small world stands. */
export type WorldStage = 'more' | 'closed' | 'full' | 'broken';

/** A small world as far as it is known. */
export interface WorldView {
  readonly name: string;
  readonly stage: WorldStage;
  readonly states: number;
  readonly edges: number;
  readonly depth: number;
  /** States whose deeds have not been done. */
  readonly left: number;
  readonly seconds: number;
  /** Bytes that all of this takes. */
  readonly bytes: number;
  /** Undefined where only the end is known. */
  readonly levels: readonly Level[] | undefined;
  readonly rules: Tally;
  readonly found: FoundView | undefined;
}
