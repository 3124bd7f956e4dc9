import { Labs, runBatch } from '../../core/explore/campaign/batch.ts';
import { hasBatch } from '../../core/explore/campaign/campaign.ts';
import { partsOf } from '../../core/explore/campaign/parts.ts';
import { campaignFor, type Plan } from '../model/explore/plan.ts';
import type { ExploreReply } from './explore-protocol.ts';
import { foundInBatch } from './found-views.ts';

/** Takes the batches of a campaign from one on, and tells of each. Whoever wants it to stop ends the worker. */
export function takeCampaign(plan: Plan, first: number, tell: (reply: ExploreReply) => void): void {
  const planned = campaignFor(plan);
  if (planned === undefined) throw new RangeError(`there is no machine ${plan.ground} as ${plan.profile}`);
  const { campaign, aside } = planned;
  tell({ kind: 'begun', parts: campaign.model ? partsOf(campaign) : undefined, aside });
  const labs = new Labs(campaign);
  for (let batch = first; hasBatch(campaign, batch); batch++) {
    const { walks, calls, met, rules, ...result } = runBatch(labs, campaign, batch, (made) =>
      tell({ kind: 'walked', calls: made }),
    );
    tell({ kind: 'batch', walks, calls, met, rules, found: foundInBatch(campaign, result) });
  }
  tell({ kind: 'end' });
}
