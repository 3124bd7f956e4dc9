import { Labs, runBatch } from '../../core/explore/campaign/batch.ts';
import { hasBatch } from '../../core/explore/campaign/campaign.ts';
import { partsOf } from '../../core/explore/campaign/parts.ts';
import type { Plan } from '../model/explore/plan.ts';
import type { CampaignNews } from './explore-protocol.ts';
import { foundInBatch } from './found-views.ts';
import { plannedCampaign } from './planned-campaign.ts';

/** Takes the batches of a campaign from one on, and tells of each; or says why it cannot be taken. Whoever wants it to stop ends the worker. */
export async function takeCampaign(
  plan: Plan,
  first: number,
  tell: (reply: CampaignNews) => void,
): Promise<void> {
  const planned = await plannedCampaign(plan);
  if (!planned.ok) {
    if ('mistakes' in planned) tell({ kind: 'mistakes', mistakes: planned.mistakes });
    else tell({ kind: 'none', why: `This machine cannot be explored: ${planned.why}.` });
    return;
  }
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
