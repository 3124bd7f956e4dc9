import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { isRunning } from '../../process/is-running.ts';
import { CampaignProblem } from '../problem.ts';
import type { QueueAddress } from './address.ts';

const KEY = 'tantalum-hand-out';
/** Milliseconds without a sign of life after which somebody is taken for dead, and between two tries to take over. */
const LASTS = 10_000;
const TRY_EVERY = 250;

/** Does something with the key as long as it has this value. */
const IF_HELD = (action: string) =>
  `if redis.call('get', KEYS[1]) == ARGV[1] then return ${action} else return 0 end`;
const RENEW = IF_HELD(`redis.call('pexpire', KEYS[1], ${LASTS})`);
const RELEASE = IF_HELD(`redis.call('del', KEYS[1])`);

const holderSchema = z.strictObject({ host: z.string(), process: z.int().min(1), token: z.string() });
type Holder = z.output<typeof holderSchema>;

/** The right to hand out what a queue has, which one process has at a time: two would each report all, and the first to end would empty the queue. */
export class Lease {
  private readonly client: Redis;
  private readonly own: string;

  private constructor(client: Redis, own: string) {
    this.client = client;
    this.own = own;
  }

  /**
   * Takes it, from a dead process as well, once it is clear that it is dead. Undefined when `signal` says that it is not wanted any more. Throws a
   * CampaignProblem when somebody else has it.
   */
  static async take(client: Redis, address: QueueAddress, signal: AbortSignal): Promise<Lease | undefined> {
    const me: Holder = { host: hostname(), process: process.pid, token: randomUUID() };
    const own = JSON.stringify(me);
    const until = performance.now() + LASTS + TRY_EVERY;
    while (!signal.aborted) {
      if ((await client.set(KEY, own, 'PX', LASTS, 'NX')) === 'OK') return new Lease(client, own);
      const text = (await client.get(KEY)) ?? '';
      const holder = holderIn(text);
      const isHere = holder?.host === me.host;
      if (isHere && !isRunning(holder.process)) await client.eval(RELEASE, 1, KEY, text);
      else if (isHere || performance.now() > until) throw heldBy(holder, address);
      else await setTimeout(TRY_EVERY);
    }
    return undefined;
  }

  /** Gives a sign of life. Throws a CampaignProblem when it came too late, and somebody else has it by now. */
  async renew(): Promise<void> {
    if ((await this.client.eval(RENEW, 1, KEY, this.own)) === 1) return;
    if ((await this.client.set(KEY, this.own, 'PX', LASTS, 'NX')) === 'OK') return;
    throw new CampaignProblem(
      'another process hands out the campaign by now, because this one stood still for too long',
      'Leave it to the other one.',
    );
  }

  async release(): Promise<void> {
    await this.client.eval(RELEASE, 1, KEY, this.own);
  }
}

function heldBy(holder: Holder | undefined, { shown }: QueueAddress): CampaignProblem {
  const who = holder === undefined ? 'somebody' : `process ${holder.process} of ${holder.host}`;
  return new CampaignProblem(
    `${who} hands out a campaign at ${shown}`,
    'Wait for it, stop it and repeat this command, or name another database (redis://HOST/1).',
  );
}

function holderIn(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
