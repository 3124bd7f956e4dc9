/** A thread that takes batches of walks, one after the other. It is started by `pool.ts`. */

import { parentPort, workerData } from 'node:worker_threads';
import { Lab } from '../../core/explore/lab.ts';
import { runBatch } from './batch.ts';
import type { Campaign } from './campaign.ts';

const campaign = workerData as Campaign;
const lab = new Lab(campaign.machine, { model: campaign.model });

parentPort?.on('message', (batch: number) => {
  parentPort?.postMessage(runBatch(lab, campaign, batch));
});
