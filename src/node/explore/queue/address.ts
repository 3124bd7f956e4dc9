import { CampaignProblem } from '../problem.ts';

/** Where a queue is. */
export interface QueueAddress {
  /** How to call it: what was given, without the password. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  /** The number of the database. */
  readonly db: number;
  readonly tls: boolean;
}

const PORT = 6379;
const HINT = 'It is redis://HOST, redis://:PASSWORD@HOST:PORT/DATABASE, or rediss:// for TLS.';

/** Reads the value of `--queue`. Throws a CampaignProblem, which does not repeat what may be a password. */
export function parseAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const db = /^\/?(\d{0,5})$/.exec(url?.pathname ?? '')?.[1];
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new CampaignProblem('the queue has no address of Redis', HINT);
  if (db === undefined || url.search !== '' || url.hash !== '')
    throw new CampaignProblem('the address of the queue has more than the number of a database', HINT);
  const { protocol, hostname, host } = url;
  const [username, password] = [decoded(url.username), decoded(url.password)];
  return {
    shown: `${protocol}//${host}${db === '' ? '' : `/${db}`}`,
    // An IPv6 address is in brackets in a URL only.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? PORT : Number(url.port),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    db: Number(db),
    tls: protocol === 'rediss:',
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new CampaignProblem(
      'the name or the password in the address of the queue has a % that begins no character',
      'Write % itself as %25, and @ as %40.',
    );
  }
}
