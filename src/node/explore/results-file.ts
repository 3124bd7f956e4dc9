/** What a campaign keeps of itself in a folder: a line that names the campaign, then a line for each batch. In Node and in a browser. */

import { z } from 'zod';
import type { BatchResult } from '../../core/explore/campaign/batch.ts';
import {
  CALLS_A_WALK,
  type Campaign,
  hasBatch,
  identityOf,
  type Shard,
  WALKS_A_BATCH,
} from '../../core/explore/campaign/campaign.ts';
import { readResult } from './batch-schema.ts';
import { type CampaignOnWire, campaignOf, campaignSchema } from './campaign-schema.ts';
import { onWire } from './machine-schema.ts';

const FORMAT = 'tantalum exploration 2';

/** What the first line says. */
export interface Heading {
  readonly format: typeof FORMAT;
  /** What `identityOf` says of the campaign. */
  readonly campaign: string;
  readonly shard: Shard;
}

/** What was kept, or the line in which it is something else. */
export type ResultsReading =
  | {
      readonly ok: true;
      readonly heading: Heading;
      readonly campaign: Campaign;
      readonly results: readonly BatchResult[];
    }
  | { readonly ok: false; readonly line: number; readonly what: string; readonly expected: string };

const headingSchema = z.strictObject({
  format: z.literal(FORMAT),
  campaign: z.string(),
  shard: z.strictObject({ index: z.int().min(0), of: z.int().min(1) }),
});

/** The first line, for a campaign that begins. */
export function headingOf(campaign: Campaign, shard: Shard): Heading {
  return { format: FORMAT, campaign: identityOf(campaign), shard };
}

/** Whether a text begins as such a file does. */
export function isResultsFile(text: string): boolean {
  return text.startsWith('{"format":"tantalum exploration ');
}

/** Reads a file of results. A last line without an end was being written when everything stopped, and counts for nothing. */
export function readResults(text: string): ResultsReading {
  const [first = '', ...lines] = text.split('\n').slice(0, -1);
  const heading = headingSchema.safeParse(parsed(first)).data;
  if (heading === undefined)
    return { ok: false, line: 1, what: 'this names no campaign', expected: `a line of "${FORMAT}"` };
  const campaign = campaignNamed(heading.campaign);
  if (typeof campaign === 'string')
    return { ok: false, line: 1, what: campaign, expected: 'a campaign of this program' };
  const seen = new Set<number>();
  const results: BatchResult[] = [];
  for (const [index, line] of lines.entries()) {
    const result = readResult(parsed(line));
    const wrong = result === undefined ? 'this is no result of a campaign' : whyNotOf(result, campaign, seen);
    if (result === undefined || wrong !== undefined)
      return { ok: false, line: index + 2, what: wrong ?? '', expected: 'a batch of the campaign, once' };
    seen.add(result.batch);
    results.push(result);
  }
  return { ok: true, heading, campaign, results };
}

/** Why a result cannot be one of a campaign's. */
function whyNotOf(
  { batch, found }: BatchResult,
  campaign: Campaign,
  seen: ReadonlySet<number>,
): string | undefined {
  if (seen.has(batch)) return `batch ${batch} is there twice`;
  if (!hasBatch(campaign, batch)) return `the campaign has no batch ${batch}`;
  const beyond = found.find(({ machine }) => machine >= campaign.machines.length);
  return beyond === undefined ? undefined : `there is no machine ${beyond.machine} in the campaign`;
}

const identitySchema = z.looseObject({
  walk: z.literal(CALLS_A_WALK),
  batch: z.literal(WALKS_A_BATCH),
  machines: z.array(z.looseObject({ profile: z.looseObject({ name: z.string() }) })),
});

/** The campaign that `identityOf` named, or why there is none. */
function campaignNamed(identity: string): Campaign | string {
  const read = identitySchema.safeParse(parsed(identity)).data;
  if (read === undefined) return 'the campaign cannot be read';
  const { walk: _, batch: __, machines, ...plan } = read;
  const plain = {
    ...plan,
    machines: machines.map(onWire),
  };
  const { success, error } = campaignSchema.safeParse(plain);
  if (!success) return `the campaign cannot be read: ${error.issues[0]?.path.join('.')}`;
  return campaignOf(plain as unknown as CampaignOnWire);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
