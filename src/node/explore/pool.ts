import { Worker } from 'node:worker_threads';
import type { BatchResult } from './batch.ts';
import type { Campaign } from './campaign.ts';

/**
 * Has batches taken by threads, and tells of each result as it comes. Ends when all are done, or when `signal` says so: then batches that are
 * under way are given up. Rejects when a thread fails, which is a defect.
 */
export async function takeBatches(
  campaign: Campaign,
  batches: readonly number[],
  workers: number,
  signal: AbortSignal,
  tell: (result: BatchResult) => void,
): Promise<void> {
  const left = [...batches];
  const threads = Array.from({ length: Math.min(workers, left.length) }, () =>
    takeSome(campaign, left, signal, tell),
  );
  await Promise.all(threads);
}

/** One thread, as long as there is something left. */
async function takeSome(
  campaign: Campaign,
  left: number[],
  signal: AbortSignal,
  tell: (result: BatchResult) => void,
): Promise<void> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: campaign });
  const ended = new Promise<void>((resolve, reject) => {
    const next = () => {
      const batch = signal.aborted ? undefined : left.shift();
      if (batch === undefined) resolve();
      else worker.postMessage(batch);
    };
    worker.on('message', (result: BatchResult) => {
      // A result that came after all counts: it is finished.
      tell(result);
      next();
    });
    worker.on('error', reject);
    signal.addEventListener('abort', () => resolve(), { once: true });
    next();
  });
  try {
    await ended;
  } finally {
    await worker.terminate();
  }
}
