import type { Job } from 'bullmq';
import type { BatchResult } from '../../../core/explore/campaign/batch.ts';
import type { Campaign } from '../../../core/explore/campaign/campaign.ts';
import { CampaignProblem } from '../problem.ts';
import type { QueueAddress } from './address.ts';
import { connect } from './connection.ts';
import { openQueues, type Queues } from './engine.ts';
import { CAMPAIGN_JOB, keyOf, type Posted, postingOf, readAnswer, readPosting } from './wire.ts';

/** Milliseconds between two looks at what has been finished. */
const LOOK_EVERY = 250;
/** Looks after which it is time to say that nobody takes anything. */
const LOOKS_BEFORE_IDLE = 8;
/** Jobs that are posted, or fetched, together. */
const AT_ONCE = 500;
/** A batch that fails is tried so often: a thread may have been short of memory. */
const ATTEMPTS = 3;

/** How a campaign is handed out. */
export interface HandOut {
  readonly address: QueueAddress;
  /** Of this package. */
  readonly version: string;
  /** Throw away another campaign that the queue holds. */
  readonly discard: boolean;
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
export async function handOut(campaign: Campaign, batches: readonly number[], how: HandOut): Promise<void> {
  const connection = await connect(how.address);
  try {
    const queues = await openQueues(connection);
    const work = new Handing(queues, campaign, batches, how).run();
    // Whatever is still asked of a server that is lost comes to nothing.
    work.catch(() => undefined);
    await Promise.race([work, connection.lost]);
    await queues.close();
  } finally {
    connection.close();
  }
}

class Handing {
  private readonly queues: Queues;
  private readonly campaign: Campaign;
  private readonly how: HandOut;
  private readonly key: string;
  /** Numbers of the batches that are missing, by the ids of their jobs. */
  private readonly missing: Map<string, number>;
  private readonly total: number;
  /** How many had been completed when they were looked at last. */
  private seen: number | undefined;

  constructor(queues: Queues, campaign: Campaign, batches: readonly number[], how: HandOut) {
    this.queues = queues;
    this.campaign = campaign;
    this.how = how;
    this.key = keyOf(campaign);
    this.missing = new Map(batches.map((batch) => [`${this.key}-${batch}`, batch]));
    this.total = batches.length;
  }

  async run(): Promise<void> {
    const { signal } = this.how;
    await this.post();
    for (let looks = 0; !signal.aborted; looks++) {
      await this.collect();
      if (this.missing.size === 0) return this.queues.empty();
      if (looks === LOOKS_BEFORE_IDLE) await this.sayWhenIdle();
      await pause(LOOK_EVERY, signal);
    }
  }

  /** Puts the campaign and its missing batches into the queue. What is there already stays as it is. */
  private async post(): Promise<void> {
    const { campaign, batches, empty } = this.queues;
    if (this.how.discard && this.isOther(await this.held())) await empty();
    await campaign.add(CAMPAIGN_JOB, postingOf(this.campaign, this.how.version), { jobId: CAMPAIGN_JOB });
    await this.checkHeld();
    const jobs = [...this.missing].map(([jobId, batch]) => ({
      name: 'batch',
      data: { campaign: this.key, batch },
      opts: { jobId, attempts: ATTEMPTS },
    }));
    for (let at = 0; at < jobs.length && !this.how.signal.aborted; at += AT_ONCE)
      await batches.addBulk(jobs.slice(at, at + AT_ONCE));
    for (const job of await this.jobsIn('failed')) await job.retry('failed', { resetAttemptsMade: true });
  }

  /** Tells of what has been finished since. */
  private async collect(): Promise<void> {
    const { batches } = this.queues;
    await this.checkHeld();
    const counts = await batches.getJobCounts();
    const there = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (there < this.total) throw this.forgotten();
    const { completed, failed } = counts;
    if (completed !== this.seen) for (const job of await this.jobsIn('completed')) await this.take(job);
    this.seen = completed;
    if (failed === 0) return;
    const [job] = await this.jobsIn('failed');
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
    this.how.tell(result);
  }

  /** Jobs of missing batches that are in a state. */
  private async jobsIn(state: 'completed' | 'failed'): Promise<readonly Job[]> {
    const { batches } = this.queues;
    const ids = (await batches.getRanges([state], 0, -1)).filter((id) => this.missing.has(id));
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
    if (!this.isOther(held)) return;
    const what = held === 'unreadable' ? 'something that is no campaign' : `another campaign: ${about(held)}`;
    throw new CampaignProblem(
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
    if (workers === 0 && this.missing.size === this.total) this.how.idle();
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
