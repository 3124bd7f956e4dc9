/** What a thread does with a batch of walks. Threads are started by `pool.ts`. */

import { type BatchResult, Labs, runBatch } from '../../core/explore/campaign/batch.ts';
import { type Campaign, identityOf } from '../../core/explore/campaign/campaign.ts';

/** A batch, and the campaign that it is part of. */
export interface BatchTask {
  readonly campaign: Campaign;
  readonly batch: number;
}

/** The labs of the last task's campaign, whose machines are built once. */
let labs: Labs | undefined;
let labsOf = '';

/** Takes the walks of a batch. */
export default function takeBatch({ campaign, batch }: BatchTask): BatchResult {
  const identity = identityOf(campaign);
  if (labs === undefined || labsOf !== identity) {
    labs = new Labs(campaign);
    labsOf = identity;
  }
  return runBatch(labs, campaign, batch);
}
