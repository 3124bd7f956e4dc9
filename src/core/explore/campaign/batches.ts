import { type Campaign, hasBatch, type Shard, WALKS_A_BATCH, walksOf } from './campaign.ts';

/** Batches of a campaign by their numbers, from the first on. There may be more than there is room for a list of. */
export interface Batches extends Iterable<number> {
  readonly count: number;
}

/** The batches of a shard, but for those that have been finished. */
export function batchesOf(
  campaign: Pick<Campaign, 'calls'>,
  { index, of }: Shard,
  finished: Iterable<number> = [],
): Batches {
  const end = Math.ceil(walksOf(campaign) / WALKS_A_BATCH);
  const isOwn = (batch: number) => batch % of === index && hasBatch(campaign, batch);
  const done = new Set([...finished].filter(isOwn));
  return {
    count: Math.max(0, Math.ceil((end - index) / of)) - done.size,
    *[Symbol.iterator]() {
      for (let batch = index; batch < end; batch += of) if (!done.has(batch)) yield batch;
    },
  };
}
