import type { Tally } from '../../core/explore/campaign/tally.ts';
import type { Plan } from '../model/explore/plan.ts';
import type { FoundView } from '../model/explore/views.ts';
import type { FileMistake } from '../model/file-mistake.ts';

/** Has the worker say what there is to explore and to meet: `Words` come back. */
export interface WordsRequest {
  readonly kind: 'words';
}

/** Has it take the batches of a campaign from one on: `CampaignNews` come back. */
export interface CampaignRequest {
  readonly kind: 'campaign';
  readonly plan: Plan;
  readonly first: number;
}

/** Has it explore a small world: a `WorldView` comes back now and then, of which the last is at no stage `more`. */
export interface WorldRequest {
  readonly kind: 'world';
  readonly name: string;
}

/** Has it read what somebody has explored elsewhere: what `readExploration` makes of it comes back. */
export interface OpenRequest {
  readonly kind: 'open';
  readonly file: Blob;
}

/** What a page sends to a worker that explores. Each has one thing to do. */
export type ExploreRequest = WordsRequest | CampaignRequest | WorldRequest | OpenRequest;

/** What came of a batch. */
export interface BatchView {
  readonly walks: number;
  readonly calls: number;
  readonly met: Tally;
  readonly rules: Tally;
  readonly found: readonly FoundView[];
}

/** What is told of a campaign while it is taken. */
export type CampaignNews =
  /** What is wrong with its machine file: it is not taken. */
  | { readonly kind: 'mistakes'; readonly mistakes: readonly FileMistake[] }
  /** Why it cannot be taken, as a sentence. */
  | { readonly kind: 'none'; readonly why: string }
  /** The parts of the specification, where it looks on, or why it does not. */
  | {
      readonly kind: 'begun';
      readonly parts: readonly string[] | undefined;
      readonly aside: string | undefined;
    }
  /** Calls that were made of the batch that is under way. */
  | { readonly kind: 'walked'; readonly calls: number }
  | ({ readonly kind: 'batch' } & BatchView)
  | { readonly kind: 'end' };
