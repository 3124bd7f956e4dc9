/** Who hands out a campaign, and how much of it a queue has at a time. The workers here answer at once: what walks find is no matter. */

import { hostname } from 'node:os';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BatchResult } from '../../src/core/explore/campaign/batch.ts';
import { type Batches, batchesOf } from '../../src/core/explore/campaign/batches.ts';
import type { Campaign } from '../../src/core/explore/campaign/campaign.ts';
import { provingGround } from '../../src/core/explore/ground.ts';
import { CampaignProblem } from '../../src/node/explore/problem.ts';
import { parseAddress } from '../../src/node/explore/queue/address.ts';
import { type HandOut, handOut } from '../../src/node/explore/queue/hand-out.ts';
import { QUEUES } from '../../src/node/explore/queue/wire.ts';
import { REDIS, RedisServer } from './redis-server.ts';

/** Twelve batches. */
const CAMPAIGN: Campaign = {
  ...{ seed: 1, calls: 240_000, faults: false, model: false },
  machines: [provingGround()],
};
const WHOLE = { index: 0, of: 1 };
const ALL = [...batchesOf(CAMPAIGN, WHOLE)];
/** Who hands out, as the queue has it. */
const LEASE = 'tantalum-hand-out';

let server: RedisServer;
let redis: Redis;
let queue: Queue;
let worker: Worker | undefined;

beforeEach(async () => {
  if (!REDIS) return;
  server = await RedisServer.start();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  // What it would write about itself comes at any time, and would be taken for what somebody left.
  queue = new Queue(QUEUES.batches, { connection: redis, skipMetasUpdate: true });
});

afterEach(async () => {
  if (!REDIS) return;
  await worker?.close();
  worker = undefined;
  redis.disconnect();
  await server.stop();
});

/** Somebody who takes batches, and hears of each first. */
function answer(hear: (batch: number) => Promise<void> | void = () => undefined): void {
  const take = async ({ data }: Job): Promise<BatchResult> => {
    await hear(data.batch);
    return { batch: data.batch, walks: 20, calls: 20_000, found: [], met: {}, rules: {} };
  };
  worker = new Worker(QUEUES.batches, take, { connection: redis });
}

/** Hands the campaign out, and keeps count of what it is told. */
function handedOut(how: Partial<HandOut> = {}, batches: Batches = batchesOf(CAMPAIGN, WHOLE)) {
  const told: number[] = [];
  const ended = handOut(CAMPAIGN, batches, {
    ...{ address: parseAddress(server.url), version: '1.2.3', discard: false, keeps: false },
    ...{ signal: new AbortController().signal, idle: () => undefined },
    tell: ({ batch }) => told.push(batch),
    ...how,
  });
  return { told, ended };
}

const sorted = (numbers: readonly number[]) => [...numbers].sort((left, right) => left - right);
const posted = async () => Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0);

describe.runIf(REDIS)('a campaign is handed out', () => {
  test('by one at a time: another is told who, and nothing is counted twice', async () => {
    const first = handedOut();
    await vi.waitUntil(async () => (await posted()) === ALL.length);

    const second = handedOut();
    await expect(second.ended).rejects.toThrow(
      `process ${process.pid} of ${hostname()} hands out a campaign at ${server.url}`,
    );
    await expect(handedOut({ discard: true }).ended).rejects.toThrow(CampaignProblem);

    answer();
    await first.ended;
    expect(sorted(first.told)).toEqual(ALL);
    expect(second.told).toEqual([]);
    await worker?.close();
    expect(await redis.keys('*')).toEqual([]);
  });

  test('after one that died without a word', async () => {
    await redis.set(LEASE, JSON.stringify({ host: hostname(), process: 999_999_999, token: 'x' }));
    answer();

    const { told, ended } = handedOut();

    await ended;
    expect(sorted(told)).toEqual(ALL);
  });

  test('as soon as one on another machine gives no sign of life any more', async () => {
    await redis.set(LEASE, JSON.stringify({ host: 'elsewhere', process: 7, token: 'x' }), 'PX', 500);
    answer();

    const { told, ended } = handedOut();

    await ended;
    expect(sorted(told)).toEqual(ALL);
  });

  test('not by one whose right somebody else has by now', async () => {
    const { ended } = handedOut();
    await vi.waitUntil(async () => (await posted()) === ALL.length);
    const other = JSON.stringify({ host: 'elsewhere', process: 7, token: 'x' });
    await redis.set(LEASE, other);

    await expect(ended).rejects.toThrow('another process hands out the campaign by now');
    expect(await redis.get(LEASE)).toBe(other);
  });
});

describe.runIf(REDIS)('a queue', () => {
  test('has only some batches of a campaign at a time, when what is finished is kept elsewhere', async () => {
    const seen: number[] = [];
    answer(async () => {
      seen.push(await posted());
    });

    const { told, ended } = handedOut({ keeps: true, most: 5 });

    await ended;
    expect(sorted(told)).toEqual(ALL);
    expect(Math.max(...seen)).toBe(5);
  });

  test('takes no campaign that is too long for it, when nothing is kept elsewhere', async () => {
    const { ended } = handedOut({ most: 5 });

    await expect(ended).rejects.toThrow(
      'the campaign has 12 batches, and a queue keeps what came of 5 at most',
    );
    expect(await redis.keys('*')).toEqual([]);
  });

  test('has what an earlier command kept and did not take away, and it is not told of again', async () => {
    const stopped = new AbortController();
    const first = handedOut({ signal: stopped.signal });
    await vi.waitUntil(async () => (await posted()) === ALL.length);
    stopped.abort();
    await first.ended;
    answer();
    await vi.waitUntil(async () => (await queue.getCompletedCount()) === ALL.length);

    const second = handedOut({ keeps: true, most: 5 }, batchesOf(CAMPAIGN, WHOLE, [0, 1, 2]));

    await second.ended;
    expect(sorted(second.told)).toEqual(ALL.slice(3));
    await worker?.close();
    expect(await redis.keys('*')).toEqual([]);
  });
});
