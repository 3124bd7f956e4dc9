import type { Tally } from '../../core/explore/campaign/tally.ts';
import type { Plan } from '../model/explore/plan.ts';
import type { CampaignView, FoundView, WorldView } from '../model/explore/views.ts';
import type { Words } from '../model/explore/words.ts';
import type { FileMistake } from '../model/file-mistake.ts';

/** What a page sends to a worker that explores. Each has one to do. */
export type ExploreRequest =
  | { readonly kind: 'words' }
  /** Batches of a campaign, from one on. */
  | { readonly kind: 'campaign'; readonly plan: Plan; readonly first: number }
  | { readonly kind: 'world'; readonly name: string }
  | { readonly kind: 'open'; readonly file: Blob };

/** What came of a batch. */
export interface BatchView {
  readonly walks: number;
  readonly calls: number;
  readonly met: Tally;
  readonly rules: Tally;
  readonly found: readonly FoundView[];
}

/** What the worker sends back. */
export type ExploreReply =
  | ({ readonly kind: 'words' } & Words)
  /** The parts of the specification, where it looks on, or why it does not. */
  | {
      readonly kind: 'begun';
      readonly parts: readonly string[] | undefined;
      readonly aside: string | undefined;
    }
  /** Calls that were made of the batch that is under way. */
  | { readonly kind: 'walked'; readonly calls: number }
  | ({ readonly kind: 'batch' } & BatchView)
  | { readonly kind: 'end' }
  | { readonly kind: 'world'; readonly view: WorldView }
  | { readonly kind: 'campaign'; readonly view: CampaignView }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly FileMistake[] }
  | { readonly kind: 'failure'; readonly why: string };
