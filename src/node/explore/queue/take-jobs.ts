import { hostname } from 'node:os';
import type { Job, Worker } from 'bullmq';
import type { BatchResult } from '../../../core/explore/campaign/batch.ts';
import { type Campaign, hasBatch } from '../../../core/explore/campaign/campaign.ts';
import { BatchPool } from '../pool.ts';
import { CampaignProblem } from '../problem.ts';
import type { QueueAddress } from './address.ts';
import { connect, type QueueConnection } from './connection.ts';
import { openQueues, type Queues } from './engine.ts';
import { programFingerprint } from './program.ts';
import { CAMPAIGN_JOB, QUEUES, readBatchJob, readPosting, Unreadable } from './wire.ts';

/** Milliseconds after which the job of a worker that no longer says that it lives is given to another, and between two looks for such jobs. */
const LOCK = 15_000;
const LOOK_FOR_STALLED = 5000;
/** How many workers may die over one batch before it fails. */
const MOST_STALLED = 3;
/** Milliseconds between two tries to say what came of a batch while the connection is broken. */
const TELL_AGAIN = 1000;

/** How jobs are taken. */
export interface Taking {
  readonly address: QueueAddress;
  readonly threads: number;
  /** Of this package. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** Hears that the queue is there. */
  ready(): void;
  /** Hears of each result that the queue has taken. */
  tell(result: BatchResult): void;
  /** Hears of a job that was given back, or was refused. */
  notice(text: string): void;
}

/**
 * Takes batches of a queue until `signal` says so; batches that are under way are handed back then. Throws a CampaignProblem when the queue is not
 * there or is lost, or when its campaign is another program's.
 */
export async function takeJobs(taking: Taking): Promise<void> {
  const connection = await connect(taking.address);
  try {
    await new Taker(taking, connection, await openQueues(connection)).run();
  } finally {
    connection.close();
  }
}

class Taker {
  private readonly taking: Taking;
  private readonly connection: QueueConnection;
  private readonly queues: Queues;
  private readonly pool: BatchPool;
  /** The campaign of the last job, and its key. */
  private campaign: Campaign | undefined;
  private key = '';
  private stopping = false;
  /** Why no job of this queue can be taken. */
  private refused: CampaignProblem | undefined;
  private readonly stop: AbortController = new AbortController();

  constructor(taking: Taking, connection: QueueConnection, queues: Queues) {
    this.taking = taking;
    this.connection = connection;
    this.queues = queues;
    this.pool = new BatchPool(taking.threads);
  }

  async run(): Promise<void> {
    const { signal, threads } = this.taking;
    const { Worker: Engine } = await import('bullmq');
    const worker = new Engine(QUEUES.batches, (job, token) => this.process(job, token), {
      connection: this.connection.client,
      // Who has a job is told by this name.
      name: `${hostname()}-${process.pid}`,
      concurrency: threads,
      lockDuration: LOCK,
      stalledInterval: LOOK_FOR_STALLED,
      maxStalledCount: MOST_STALLED,
      runRetryDelay: TELL_AGAIN,
    });
    worker.on('ready', () => this.taking.ready());
    worker.on('completed', (_, result: BatchResult) => this.taking.tell(result));
    worker.on('failed', (job, error) => this.taking.notice(`${job?.id} refused: ${error.message}`));
    // A job that others have finished, or that was thrown away, is none of ours; and the connection itself says what is wrong with it.
    worker.on('error', () => undefined);
    try {
      await Promise.race([aborted(AbortSignal.any([signal, this.stop.signal])), this.connection.lost]);
      await this.end(worker, false);
    } catch (problem) {
      await this.end(worker, true);
      throw problem;
    }
    if (this.refused !== undefined) throw this.refused;
  }

  /** Nothing more is taken, and what is under way goes back. */
  private async end(worker: Worker, force: boolean): Promise<void> {
    this.stopping = true;
    const closed = worker.close(force);
    await this.pool.close();
    await closed;
    if (!force) await this.queues.close();
  }

  private async process(job: Job, token = ''): Promise<BatchResult> {
    const { UnrecoverableError } = await import('bullmq');
    try {
      const { campaign: key, batch } = readBatchJob(job.data);
      const campaign = await this.campaignOf(key);
      if (!hasBatch(campaign, batch)) throw new Unreadable(`its campaign has no batch ${batch}`);
      return await this.pool.take(campaign, batch);
    } catch (error) {
      if (error instanceof CampaignProblem) {
        this.refused = error;
        this.stop.abort();
      }
      if (this.stopping || this.refused !== undefined) await this.handBack(job, token);
      // Nobody else could make more of it.
      throw error instanceof Unreadable ? new UnrecoverableError(error.message) : error;
    }
  }

  /** Gives a job to whoever comes next. Always throws. */
  private async handBack(job: Job, token: string): Promise<never> {
    const { WaitingError } = await import('bullmq');
    await job.moveToWait(token);
    this.taking.notice(`${job.id} handed back`);
    throw new WaitingError();
  }

  /** The campaign of a key. Throws an Unreadable when it is not there, and a CampaignProblem when it is another program's. */
  private async campaignOf(key: string): Promise<Campaign> {
    if (this.campaign !== undefined && this.key === key) return this.campaign;
    const job: Job | undefined = await this.queues.campaign.getJob(CAMPAIGN_JOB);
    if (job === undefined) throw new Unreadable('its campaign is not in the queue any more');
    const posted = readPosting(job.data);
    const own = programFingerprint();
    if (posted.program !== own)
      throw new CampaignProblem(
        `the campaign at ${this.taking.address.shown} is of tantalum ${posted.version} (${posted.program}), and this is ${this.taking.version} (${own})`,
        'Start workers of the same program as `tantalum explore --queue`: walks of another one may be others.',
      );
    if (posted.key !== key) throw new Unreadable('it is of another campaign than the queue has');
    this.campaign = posted.campaign;
    this.key = key;
    return posted.campaign;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
