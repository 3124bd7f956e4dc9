import { Tinypool } from 'tinypool';
import type { BatchResult } from '../../core/explore/campaign/batch.ts';
import type { Batches } from '../../core/explore/campaign/batches.ts';
import type { Campaign } from '../../core/explore/campaign/campaign.ts';
import type { BatchTask } from './thread.ts';
import { THREAD } from './thread-file.ts';

/** Threads that take batches of walks, of any campaign. */
export class BatchPool {
  private readonly threads: Tinypool;

  constructor(threads: number) {
    this.threads = new Tinypool({
      filename: THREAD.href,
      minThreads: threads,
      maxThreads: threads,
    });
  }

  /** Has a batch taken. Rejects when the thread fails, and when the pool is closed before it is finished. */
  take(campaign: Campaign, batch: number): Promise<BatchResult> {
    const task: BatchTask = { campaign, batch };
    return this.threads.run(task);
  }

  /** Ends all threads. Batches that are under way are given up. */
  close(): Promise<void> {
    return this.threads.destroy();
  }
}

/**
 * Has batches taken by threads, and tells of each result as it comes. Ends when all are done, or when `signal` says so: then batches that are
 * under way are given up. Rejects when a thread fails, which is a defect.
 */
export async function takeBatches(
  campaign: Campaign,
  batches: Batches,
  workers: number,
  signal: AbortSignal,
  tell: (result: BatchResult) => void,
): Promise<void> {
  if (batches.count === 0) return;
  const threads = Math.min(workers, batches.count);
  const pool = new BatchPool(threads);
  const stop = () => void pool.close();
  signal.addEventListener('abort', stop, { once: true });
  // All take the next one of the same.
  const left = batches[Symbol.iterator]();
  const takeSome = async () => {
    for (let next = left.next(); next.done !== true && !signal.aborted; next = left.next())
      tell(await pool.take(campaign, next.value));
  };
  try {
    await Promise.all(Array.from({ length: threads }, takeSome));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await pool.close();
  }
}
