/** A thread that takes batches of walks, one after the other. It is started by `pool.ts`. */

import { parentPort, workerData } from 'node:worker_threads';
import { Labs, runBatch } from './batch.ts';
import type { Campaign } from './campaign.ts';

const campaign = workerData as Campaign;
const labs = new Labs(campaign);

parentPort?.on('message', (batch: number) => {
  parentPort?.postMessage(runBatch(labs, campaign, batch));
});
