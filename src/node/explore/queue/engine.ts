import type { Queue } from 'bullmq';
import type { QueueConnection } from './connection.ts';
import { QUEUES } from './wire.ts';

/** BullMQ's two queues. It is loaded here, so that nobody waits for it who has no queue. */
export interface Queues {
  readonly campaign: Queue;
  readonly batches: Queue;
  /** Throws away what they hold, whatever it is. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openQueues({ client }: QueueConnection): Promise<Queues> {
  const { Queue } = await import('bullmq');
  const campaign = new Queue(QUEUES.campaign, { connection: client });
  const batches = new Queue(QUEUES.batches, { connection: client });
  // The connection itself says what is wrong with it.
  for (const queue of [campaign, batches]) queue.on('error', () => undefined);
  return {
    campaign,
    batches,
    async empty() {
      // First of all nobody finds the campaign any more.
      await campaign.obliterate({ force: true });
      await batches.obliterate({ force: true });
    },
    async close() {
      await Promise.all([campaign.close(), batches.close()]);
    },
  };
}
