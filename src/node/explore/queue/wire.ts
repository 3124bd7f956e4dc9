/** What goes through a queue: a campaign once, and its batches as jobs. All of it is read as if anybody could have written it. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BatchResult } from '../../../core/explore/campaign/batch.ts';
import {
  type Campaign,
  callsOf,
  identityOf,
  WALKS_A_BATCH,
  walksOf,
} from '../../../core/explore/campaign/campaign.ts';
import { readResult } from '../batch-schema.ts';
import { type CampaignOnWire, campaignOf, campaignSchema } from '../campaign-schema.ts';
import { onWire } from '../machine-schema.ts';
import { programFingerprint } from './program.ts';

/** BullMQ's queue of batches, and the one whose only job is the campaign. */
export const QUEUES = { batches: 'tantalum-batches', campaign: 'tantalum-campaign' } as const;
/** The id of that job: there is one campaign in a queue. */
export const CAMPAIGN_JOB = 'campaign';

const FORMAT = 'tantalum campaign 1';
const key = z.string().regex(/^[0-9a-f]{16}$/);

const postedSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** The fingerprint of the program that posted it. */
  program: key,
  version: z.string().max(64),
  campaign: campaignSchema,
});

const batchSchema = z.strictObject({ campaign: key, batch: z.int().min(0) });

/** A campaign in a queue. */
export interface Posted {
  /** Names the campaign and the program: 16 hex digits. */
  readonly key: string;
  readonly campaign: Campaign;
  /** Fingerprint and version of the program that posted it. */
  readonly program: string;
  readonly version: string;
}

/** What a worker is asked for. */
export interface BatchJob {
  readonly campaign: string;
  readonly batch: number;
}

/** Something in a queue is not what it has to be. The message names what. */
export class Unreadable extends Error {}

/** Names a campaign as this program takes it. */
export function keyOf(campaign: Campaign, program: string = programFingerprint()): string {
  return createHash('sha256')
    .update(`${program} ${identityOf(campaign)}`)
    .digest('hex')
    .slice(0, 16);
}

/** A campaign as the data of a job. */
export function postingOf(campaign: Campaign, version: string): object {
  const machines = campaign.machines.map(onWire);
  return { format: FORMAT, program: programFingerprint(), version, campaign: { ...campaign, machines } };
}

/** Reads the data of the campaign's job. Throws an Unreadable. */
export function readPosting(data: unknown): Posted {
  const { success, data: posting, error } = postedSchema.safeParse(data);
  if (!success) throw new Unreadable(`it is no campaign: ${firstIssue(error)}`);
  // The order of keys is part of what a campaign is known by: what was checked is taken as it came.
  const campaign = campaignOf((data as { readonly campaign: CampaignOnWire }).campaign);
  if (typeof campaign === 'string') throw new Unreadable(`it is no campaign: ${campaign}`);
  const { program, version } = posting;
  return { key: keyOf(campaign, program), campaign, program, version };
}

/** Reads the data of a batch's job. Throws an Unreadable. */
export function readBatchJob(data: unknown): BatchJob {
  const { success, data: job, error } = batchSchema.safeParse(data);
  if (!success) throw new Unreadable(`it asks for no batch: ${firstIssue(error)}`);
  return job;
}

/** What a worker says came of a batch of a campaign; undefined where that cannot be. */
export function readAnswer(value: unknown, campaign: Campaign, batch: number): BatchResult | undefined {
  const result = readResult(value);
  const first = batch * WALKS_A_BATCH;
  const walks = Math.min(WALKS_A_BATCH, walksOf(campaign) - first);
  const calls = Array.from({ length: Math.max(walks, 0) }, (_, index) => callsOf(campaign, first + index));
  const most = calls.reduce((sum, each) => sum + each, 0);
  if (result?.batch !== batch || result.walks !== walks || result.calls > most) return undefined;
  return result.found.every(({ machine }) => machine < campaign.machines.length) ? result : undefined;
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'nothing' : `${issue.path.join('.')}: ${issue.message}`.replace(/^: /, '');
}
