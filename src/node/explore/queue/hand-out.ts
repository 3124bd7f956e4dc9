import type { Job } from 'bullmq';
import type { BatchResult } from '../../../core/explore/campaign/batch.ts';
import type { Batches } from '../../../core/explore/campaign/batches.ts';
import type { Campaign } from '../../../core/explore/campaign/campaign.ts';
import { CampaignProblem } from '../problem.ts';
import type { QueueAddress } from './address.ts';
import { connect, type QueueConnection } from './connection.ts';
import { openQueues, type Queues } from './engine.ts';
import { Lease } from './lease.ts';
import { CAMPAIGN_JOB, keyOf, type Posted, postingOf, readAnswer, readPosting } from './wire.ts';

/** Milliseconds between two looks at what has been finished. */
const LOOK_EVERY = 250;
/** Looks after which it is time to say that nobody takes anything. */
const LOOKS_BEFORE_IDLE = 8;
/** Jobs that are posted, or fetched, together. */
const AT_ONCE = 500;
/** A batch that fails is tried so often: a thread may have been short of memory. */
const ATTEMPTS = 3;
/** Batches that a queue has at a time, finished ones included: each takes about 15 KB of the server's memory. */
const MOST_AT_A_TIME = 5000;

/** How a campaign is handed out. */
export interface HandOut {
  readonly address: QueueAddress;
  /** Of this package. */
  readonly version: string;
  /** Throw away another campaign that the queue holds. */
  readonly discard: boolean;
  /** What it tells of is kept for good: then the queue need not keep it, and has only some batches of a long campaign at a time. */
  readonly keeps: boolean;
  /** Batches that the queue has at a time. */
  readonly most?: number;
  readonly signal: AbortSignal;
  /** Hears of each result, once. */
  tell(result: BatchResult): void;
  /** Hears, once, that nobody is there who takes walks. */
  idle(): void;
}

/**
 * Has batches taken by workers, wherever they are, and tells of each result as it comes. Ends when all are done; then the queue is empty again. When
 * `signal` says so it ends before: then the queue keeps what there is, and who hands out the same campaign later goes on. Throws a CampaignProblem when
 * the queue cannot be used or is lost.
 */
export async function handOut(campaign: Campaign, batches: Batches, how: HandOut): Promise<void> {
  const connection = await connect(how.address);
  try {
    const queues = await openQueues(connection);
    const work = handOutAlone(new Handing(queues, campaign, batches, how), connection, how);
    // Whatever is still asked of a server that is lost comes to nothing.
    work.catch(() => undefined);
    await Promise.race([work, connection.lost]);
    await queues.close();
  } finally {
    connection.close();
  }
}

async function handOutAlone(handing: Handing, { client }: QueueConnection, how: HandOut): Promise<void> {
  await handing.checkFits();
  const lease = await Lease.take(client, how.address, how.signal);
  if (lease === undefined) return;
  try {
    await handing.run(() => lease.renew());
  } finally {
    // Where the server is gone, so is the lease.
    if (client.status === 'ready') await lease.release();
  }
}

class Handing {
  private readonly queues: Queues;
  private readonly campaign: Campaign;
  private readonly how: HandOut;
  private readonly key: string;
  /** Those that are yet to be posted. */
  private readonly unposted: Iterator<number>;
  /** Those that are posted and not told of, by the ids of their jobs. */
  private readonly missing: Map<string, number> = new Map();
  private readonly total: number;
  private posted = 0;
  private told = 0;
  /** Jobs that the queue has to have. */
  private there = 0;
  private readonly most: number;
  /** How many had been completed when they were looked at last. */
  private seen: number | undefined;

  constructor(queues: Queues, campaign: Campaign, batches: Batches, how: HandOut) {
    this.queues = queues;
    this.campaign = campaign;
    this.how = how;
    this.key = keyOf(campaign);
    this.unposted = batches[Symbol.iterator]();
    this.total = batches.count;
    this.most = how.most ?? MOST_AT_A_TIME;
  }

  /** Throws a CampaignProblem when the campaign is too long for the queue, or the queue has another one that is to stay. */
  async checkFits(): Promise<void> {
    const { keeps, discard } = this.how;
    if (!keeps && this.total > this.most)
      throw new CampaignProblem(
        `the campaign has ${this.total} batches, and a queue keeps what came of ${this.most} at most`,
        'Keep what is finished in a folder, --out FOLDER: then it need not stay in the queue.',
      );
    const held = await this.held();
    if (!discard && this.isOther(held)) throw this.other(held);
  }

  /** `alive` gives a sign of life, and rejects when it comes too late. */
  async run(alive: () => Promise<void>): Promise<void> {
    const { signal } = this.how;
    await this.begin();
    for (let looks = 0; !signal.aborted; looks++) {
      await alive();
      await this.collect();
      if (this.told === this.total) return this.queues.empty();
      await this.post();
      if (looks === LOOKS_BEFORE_IDLE) await this.sayWhenIdle();
      await pause(LOOK_EVERY, signal);
    }
  }

  /** Puts the campaign into the queue, and as many of its missing batches as may be there. What is there already stays as it is. */
  private async begin(): Promise<void> {
    const { campaign, empty } = this.queues;
    if (this.how.discard && this.isOther(await this.held())) await empty();
    await campaign.add(CAMPAIGN_JOB, postingOf(this.campaign, this.how.version), { jobId: CAMPAIGN_JOB });
    await this.checkHeld();
    await this.post();
    const isOurs = (id: string) => id.startsWith(`${this.key}-`);
    for (const job of await this.jobsIn('failed', isOurs))
      await job.retry('failed', { resetAttemptsMade: true });
  }

  /** Fills the queue up. */
  private async post(): Promise<void> {
    while (this.posted < this.total && this.there < this.most && !this.how.signal.aborted) {
      const jobs = this.next(Math.min(this.most - this.there, AT_ONCE)).map((batch) => ({
        name: 'batch',
        data: { campaign: this.key, batch },
        opts: { jobId: `${this.key}-${batch}`, attempts: ATTEMPTS },
      }));
      await this.queues.batches.addBulk(jobs);
      for (const { data, opts } of jobs) this.missing.set(opts.jobId, data.batch);
      this.posted += jobs.length;
      this.there += jobs.length;
    }
  }

  /** So many of those that are yet to be posted, or all that are left. */
  private next(most: number): readonly number[] {
    const batches: number[] = [];
    while (batches.length < most) {
      const { done, value } = this.unposted.next();
      if (done === true) break;
      batches.push(value);
    }
    return batches;
  }

  /** Tells of what has been finished since. */
  private async collect(): Promise<void> {
    const { batches } = this.queues;
    await this.checkHeld();
    const counts = await batches.getJobCounts();
    const there = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (there < this.there) throw this.forgotten();
    const { completed, failed } = counts;
    const isMissing = (id: string) => this.missing.has(id);
    if (completed !== this.seen)
      for (const job of await this.jobsIn('completed', isMissing)) await this.take(job);
    this.seen = this.how.keeps ? 0 : completed;
    if (failed === 0) return;
    const [job] = await this.jobsIn('failed', isMissing);
    if (job !== undefined) throw this.failed(job);
  }

  private async take(job: Job): Promise<void> {
    const { id = '', returnvalue } = job;
    const batch = this.missing.get(id);
    if (batch === undefined) return;
    const result = readAnswer(returnvalue, this.campaign, batch);
    if (result === undefined) {
      await job.remove();
      throw new CampaignProblem(
        `what came of batch ${batch} is no result of it`,
        'Start workers of this program alone. The same command has it taken again.',
      );
    }
    this.missing.delete(id);
    this.told++;
    this.how.tell(result);
    if (!this.how.keeps) return;
    await job.remove();
    this.there--;
  }

  /** Jobs that are in a state, and whose ids are wanted. */
  private async jobsIn(
    state: 'completed' | 'failed',
    isWanted: (id: string) => boolean,
  ): Promise<readonly Job[]> {
    const { batches } = this.queues;
    const ids = (await batches.getRanges([state], 0, -1)).filter(isWanted);
    const jobs: Job[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE).map((id) => batches.getJob(id));
      jobs.push(...(await Promise.all(some)).filter((job) => job !== undefined));
    }
    return jobs;
  }

  /** The campaign in the queue, or undefined where it holds none. */
  private async held(): Promise<Posted | 'unreadable' | undefined> {
    const job: Job | undefined = await this.queues.campaign.getJob(CAMPAIGN_JOB);
    if (job === undefined) return undefined;
    try {
      return readPosting(job.data);
    } catch {
      return 'unreadable';
    }
  }

  private isOther(held: Posted | 'unreadable' | undefined): held is Posted | 'unreadable' {
    return held !== undefined && (held === 'unreadable' || held.key !== this.key);
  }

  /** Throws unless the queue has this campaign. */
  private async checkHeld(): Promise<void> {
    const held = await this.held();
    if (held === undefined) throw this.forgotten();
    if (this.isOther(held)) throw this.other(held);
  }

  private other(held: Posted | 'unreadable'): CampaignProblem {
    const what = held === 'unreadable' ? 'something that is no campaign' : `another campaign: ${about(held)}`;
    return new CampaignProblem(
      `the queue at ${this.how.address.shown} holds ${what}`,
      'Repeat the command that began it, name another database (redis://HOST/1), or give --discard to throw it away.',
    );
  }

  private forgotten(): CampaignProblem {
    return new CampaignProblem(
      `the queue at ${this.how.address.shown} has lost the campaign: it was thrown away there, or the server began anew`,
      'The same command posts again what is missing.',
    );
  }

  private failed({ id = '', failedReason }: Job): CampaignProblem {
    return new CampaignProblem(
      `batch ${this.missing.get(id)} cannot be taken: ${failedReason}`,
      'The same command tries it again. What else was finished stays in the queue.',
    );
  }

  private async sayWhenIdle(): Promise<void> {
    const workers = await this.queues.batches.getWorkersCount();
    if (workers === 0 && this.told === 0) this.how.idle();
  }
}

/** What somebody would have to repeat to go on with a campaign. */
function about({ campaign, version, program }: Posted): string {
  const { seed, calls, faults, model, machines } = campaign;
  const options = [
    `--seed ${seed} --calls ${calls}`,
    ...(faults ? ['--faults'] : []),
    ...(model ? [] : ['without the specification']),
    `on ${machines.length === 1 ? 'one machine' : `${machines.length} machines`} as ${machines[0]?.profile.name}`,
  ];
  return `${options.join(' ')}, of tantalum ${version} (${program})`;
}

/** Waits, but not when there is no more to wait for. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener('abort', over, { once: true });
    if (signal.aborted) over();
  });
}
