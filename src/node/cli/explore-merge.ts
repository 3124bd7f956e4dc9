import { reportOf } from '../../core/explore/campaign/report.ts';
import { readShards } from '../explore/checkpoint.ts';
import { tellReport } from './explore-report.ts';

export interface MergeOptions {
  readonly json?: true;
}

/** Reports what the shards of a campaign have kept in their folders. Throws a CampaignProblem when they are not all of one. */
export function mergeShards(folders: readonly string[], { json }: MergeOptions): void {
  const { campaign, results } = readShards(folders);
  tellReport(campaign, reportOf(results, campaign), json, undefined);
}
