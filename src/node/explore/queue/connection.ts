import type { Redis } from 'ioredis';
import { CampaignProblem } from '../problem.ts';
import type { QueueAddress } from './address.ts';

/** How often a connection that broke is tried again, and after how many milliseconds. */
const TRIES = 10;
const PAUSE = 1000;
/** Milliseconds until a server that does not answer is not there. */
const CONNECT_TIMEOUT = 5000;

/** A connection to the server of a queue. */
export interface QueueConnection {
  readonly client: Redis;
  /** Rejects with a CampaignProblem when the server went away and did not come back. */
  readonly lost: Promise<never>;
  close(): void;
}

/** Connects with a server. Throws a CampaignProblem when that cannot be done. */
export async function connect(address: QueueAddress): Promise<QueueConnection> {
  const { Redis: Client } = await import('ioredis');
  const { host, port, username, password, db, tls, shown } = address;
  let connected = false;
  let last: Error | undefined;
  const client = new Client({
    ...{ host, port, db, lazyConnect: true, connectTimeout: CONNECT_TIMEOUT },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    // What was asked for waits until the connection is there again, or is lost for good.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (connected && times <= TRIES ? PAUSE : null),
  });
  client.on('error', (error: Error) => {
    last = error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    throw unreachable(address, last ?? (error as Error));
  }
  connected = true;
  let closed = false;
  const lost = new Promise<never>((_, reject) => {
    client.once('end', () => {
      if (!closed) reject(goneAway(shown));
    });
  });
  // Nobody need listen at the moment it comes.
  lost.catch(() => undefined);
  return {
    client,
    lost,
    close() {
      closed = true;
      client.disconnect();
    },
  };
}

/** What to do, by what servers and TLS say; of some of it, by whether TLS was wanted. */
const HINTS: readonly { readonly says: RegExp; readonly tls?: boolean; readonly hint: string }[] = [
  {
    says: /NOAUTH|WRONGPASS|invalid password|invalid username/i,
    hint: 'Its password stands before the host: redis://:PASSWORD@HOST:PORT',
  },
  {
    says: /certificate/i,
    hint: 'Have it trusted: NODE_EXTRA_CA_CERTS=FILE names the certificate of the server, or of who signed it.',
  },
  {
    says: /ETIMEDOUT/,
    tls: true,
    hint: 'Nothing answers there, or what is there does not speak TLS: that is redis://, or another port.',
  },
  {
    says: /closed|ECONNRESET/i,
    tls: false,
    hint: 'What is there may speak nothing but TLS: that is rediss://.',
  },
];

function unreachable({ shown, tls: wanted }: QueueAddress, { message }: Error): CampaignProblem {
  const { hint } = HINTS.find(({ says, tls = wanted }) => tls === wanted && says.test(message)) ?? {
    hint: 'Start redis-server there, or name the address at which it is.',
  };
  return new CampaignProblem(`no queue at ${shown}: ${message}`, hint);
}

function goneAway(shown: string): CampaignProblem {
  return new CampaignProblem(
    `the queue at ${shown} went away and did not come back`,
    'When it is there again, the same command goes on; what was finished is not taken again.',
  );
}
