/** Campaigns over a queue, with real workers and a real redis-server. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { provingGround } from '../../src/core/explore/ground.ts';
import { CAMPAIGN_JOB, postingOf, QUEUES } from '../../src/node/explore/queue/wire.ts';
import { tantalum } from '../cli/support.ts';
import { REDIS, RedisServer } from './redis-server.ts';
import { endAll, type Started, start, until } from './started.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const CALLS = ['--calls', '100000', '--no-model', '--faults'] as const;
const BATCHES = [0, 1, 2, 3, 4];

let server: RedisServer;
let redis: Redis;
let batches: Queue;
let campaigns: Queue;
let folder = '';

beforeEach(async () => {
  if (!REDIS) return;
  folder = mkdtempSync(join(tmpdir(), 'tantalum-queue-'));
  server = await RedisServer.start();
  await look();
});

afterEach(async () => {
  if (!REDIS) return;
  endAll();
  redis.disconnect();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Connects with the server, to see what programs have put there. */
async function look(): Promise<void> {
  redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => null });
  redis.on('error', () => undefined);
  batches = new Queue(QUEUES.batches, { connection: redis });
  campaigns = new Queue(QUEUES.campaign, { connection: redis });
  for (const queue of [batches, campaigns]) queue.on('error', () => undefined);
}

const explore = (...args: readonly string[]) => start('explore', ...CALLS, '--queue', server.url, ...args);
const worker = () => start('worker', '--queue', server.url, '--workers', '1', '--json');
/** What a machine alone reports. */
let reported: string | undefined;
const alone = () => {
  reported ??= tantalum(['explore', ...CALLS, '--json']).out;
  return reported;
};

/** The batches that a worker has taken. */
const taken = ({ out }: Started): readonly number[] =>
  out()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).batch);

/** How many batches a folder has. */
const finishedIn = (kept: string) => {
  const results = join(kept, 'results.jsonl');
  return existsSync(results) ? readFileSync(results, 'utf8').split('\n').length - 2 : 0;
};

/** The job that a worker is at, if it is. */
const jobOf = async ({ id }: Started): Promise<Job | undefined> =>
  (await batches.getActive()).find(({ processedBy }) => processedBy?.endsWith(`-${id}`));

/** Kills a worker in the middle of a batch, and says of which. */
async function killInTheMiddle(victim: Started): Promise<number> {
  return until(async () => {
    if ((await jobOf(victim)) === undefined) return undefined;
    // What stands still cannot finish between a look and the end.
    victim.process.kill('SIGSTOP');
    const job = await jobOf(victim);
    victim.process.kill(job === undefined ? 'SIGCONT' : 'SIGKILL');
    return job?.data.batch;
  });
}

describe.runIf(REDIS)('a campaign over a queue', () => {
  test('loses nothing when one of three workers is killed in the middle', async () => {
    const report = explore('--json');
    const victim = worker();
    const lost = await killInTheMiddle(victim);
    const others = [worker(), worker()];

    expect(await report.ended).toBe(0);
    for (const { process } of others) process.kill('SIGINT');
    expect(await Promise.all([victim, ...others].map(({ ended }) => ended))).toEqual(['SIGKILL', 130, 130]);

    expect(report.out()).toBe(alone());
    expect(others.flatMap(taken)).toContain(lost);
    expect([victim, ...others].flatMap(taken).sort()).toEqual(BATCHES);
    expect(await redis.keys('*')).toEqual([]);
  });

  test('goes on after Ctrl-C, and takes nothing twice', async () => {
    const first = explore();
    await until(async () => ((await batches.count()) === 5 ? true : undefined));
    first.process.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.err()).toMatch(/stopped with 0 of 5 batches finished; the same command goes on from there/);

    const one = worker();
    await until(async () => ((await batches.getCompletedCount()) === 5 ? true : undefined));
    one.process.kill('SIGINT');
    await one.ended;

    const second = explore('--json');
    expect(await second.ended).toBe(0);
    expect(second.out()).toBe(alone());
  });

  test('takes back what a worker is at that is stopped with Ctrl-C', async () => {
    const campaign = explore();
    const one = worker();
    const job = await until(() => jobOf(one));
    one.process.kill('SIGINT');

    expect(await one.ended).toBe(130);
    const state = await job.getState();
    if (taken(one).includes(job.data.batch)) expect(state).toBe('completed');
    else {
      expect(one.err()).toContain(`${job.id} handed back`);
      expect(state).toBe('waiting');
    }
    campaign.process.kill('SIGINT');
    await campaign.ended;
  });

  test('ends when the server goes away, and goes on with a new one', async () => {
    const { port } = server;
    const kept = join(folder, 'kept');
    const before = explore('--out', kept);
    const one = worker();
    await until(() => (finishedIn(kept) > 0 ? true : undefined));
    await server.stop();

    for (const program of [before, one]) {
      expect(await program.ended).toBe(2);
      expect(program.err()).toContain(
        `the queue at redis://127.0.0.1:${port} went away and did not come back`,
      );
      expect(program.err()).toContain('the same command goes on');
    }
    server = await RedisServer.start([], port);
    const other = worker();
    const after = explore('--out', kept, '--json');
    expect(await after.ended).toBe(0);
    expect(after.out()).toBe(alone());
    other.process.kill('SIGTERM');
    expect(await other.ended).toBe(143);
  });
});

describe.runIf(REDIS)('a queue', () => {
  it('that holds another campaign is left alone, until it may be thrown away', async () => {
    const first = explore();
    await until(async () => ((await batches.count()) === 5 ? true : undefined));
    first.process.kill('SIGINT');
    await first.ended;

    const other = tantalum(['explore', '--calls', '30', '--queue', server.url]);

    expect(other.err).toContain(
      'holds another campaign: --seed 1 --calls 100000 --faults without the specification on 5 machines as spec, of tantalum',
    );
    expect(other.err).toContain('--discard');
    expect(other.code).toBe(2);
    expect(await batches.count()).toBe(5);
    worker();
    const anew = start('explore', '--calls', '30', '--queue', server.url, '--discard');
    expect(await anew.ended).toBe(0);
  });

  it('that holds something else is left alone', async () => {
    await campaigns.add(CAMPAIGN_JOB, { mail: 'to somebody' }, { jobId: CAMPAIGN_JOB });

    const { code, err } = tantalum(['explore', '--calls', '30', '--queue', server.url]);

    expect(err).toContain('holds something that is no campaign');
    expect(code).toBe(2);
  });

  it('that forgets the campaign is told of', async () => {
    const campaign = explore();
    await until(async () => ((await batches.count()) === 5 ? true : undefined));
    await redis.flushall();

    expect(await campaign.ended).toBe(2);
    expect(campaign.err()).toContain('has lost the campaign');
  });

  it('with a campaign of another program is left by a worker, which gives its job back', async () => {
    const machines = [provingGround()];
    const campaign = { seed: 1, calls: 100, faults: false, model: false, machines };
    const posting = { ...postingOf(campaign, '7.8.9'), program: '0123456789abcdef' };
    await campaigns.add(CAMPAIGN_JOB, posting, { jobId: CAMPAIGN_JOB });
    const job = await batches.add('batch', { campaign: 'fedcba9876543210', batch: 0 });

    const one = worker();

    expect(await one.ended).toBe(2);
    expect(one.err()).toContain('is of tantalum 7.8.9 (0123456789abcdef), and this is');
    expect(await job.getState()).toBe('waiting');
  });

  it.each<[string, object, string]>([
    ['a job that is none', { hello: 1 }, 'it asks for no batch: campaign: Invalid input'],
    [
      'a job of a campaign that is gone',
      { campaign: 'fedcba9876543210', batch: 0 },
      'its campaign is not in the queue any more',
    ],
  ])('with %s has it refused by name, and the worker stays', async (_, data, reason) => {
    const job = await batches.add('batch', data);
    const one = worker();
    await until(async () => ((await job.isFailed()) ? true : undefined));

    const read = await batches.getJob(job.id ?? '');
    expect(read?.failedReason).toContain(reason);
    one.process.kill('SIGINT');
    expect(await one.ended).toBe(130);
    expect(one.err()).toContain(`${job.id} refused: ${reason}`);
  });
});

describe.runIf(REDIS)('a worker that is none', () => {
  it.each<[string, () => unknown, string]>([
    [
      'says something else',
      () => ({ batch: 0, walks: 1, calls: 1e9 }),
      'what came of batch 0 is no result of it',
    ],
    [
      'fails again and again',
      () => {
        throw new Error('no room');
      },
      'batch 0 cannot be taken: no room',
    ],
  ])('and %s does no harm: the same command has it done', async (_, answer, message) => {
    const command = ['explore', '--calls', '30', '--json'] as const;
    const liar = new Worker(QUEUES.batches, async () => answer(), { connection: redis });
    liar.on('error', () => undefined);
    const first = start(...command, '--queue', server.url);
    expect(await first.ended).toBe(2);
    expect(first.err()).toContain(message);
    await liar.close();

    worker();
    const second = start(...command, '--queue', server.url);

    expect(await second.ended).toBe(0);
    expect(second.out()).toBe(tantalum(command).out);
  });
});

describe.runIf(REDIS)('a password', () => {
  it('is asked for, and is not shown', async () => {
    const locked = await RedisServer.start(['--requirepass', 'open/sesame']);
    try {
      const at = `127.0.0.1:${locked.port}`;
      const refused = ['', ':wrong@'].map((password) =>
        tantalum(['worker', '--queue', `redis://${password}${at}`]),
      );
      for (const { code, err } of refused) {
        expect(code).toBe(2);
        expect(err).toMatch(new RegExp(`no queue at redis://${at}: (NOAUTH|WRONGPASS)`));
        expect(err).toContain('redis://:PASSWORD@HOST:PORT');
        expect(err).not.toContain('wrong@');
      }
      const url = `redis://:open%2Fsesame@${at}/3`;
      const one = start('worker', '--queue', url);
      expect(await start('explore', '--calls', '30', '--queue', url).ended).toBe(0);
      one.process.kill('SIGINT');
      expect(await one.ended).toBe(130);
      expect(one.err()).toContain(`redis://${at}/3`);
      expect(one.err()).not.toContain('sesame');
    } finally {
      await locked.stop();
    }
  });
});
