import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { MOST_CHARACTERS } from '../../core/live/wire.ts';
import { LivePage } from './live-page.ts';
import type { LiveRun } from './live-run.ts';

/** Pages at once. */
const MOST_PAGES = 32;
/** Bytes of a token. */
const TOKEN = 24;
const PATH = '/live/';

/** The door to a run: lets pages in that this server has served, and that know the token. */
export class LiveSocket {
  /** What a page has to know, which nobody can guess. */
  readonly token: string = randomBytes(TOKEN).toString('base64url');
  readonly #run: LiveRun;
  // Characters take up to four bytes; what is longer than any page says is not read at all.
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 4 * MOST_CHARACTERS,
    perMessageDeflate: false,
  });

  constructor(run: LiveRun) {
    this.#run = run;
  }

  /** Takes a request for a socket, which has come to one of these hosts or is refused. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer, hosts: readonly string[]): void {
    socket.on('error', () => socket.destroy());
    const reason = this.#reasonAgainst(request, hosts);
    if (reason !== undefined) refuse(socket, reason);
    else
      this.#server.handleUpgrade(request, socket, head, (connected) => {
        this.#run.pages.add(new LivePage(this.#run, connected));
      });
  }

  close(): void {
    for (const page of this.#run.pages) page.close();
  }

  #reasonAgainst(
    { headers: { host = '', origin }, url = '' }: IncomingMessage,
    hosts: readonly string[],
  ): Reason | undefined {
    const [path = ''] = url.split('?');
    if (!hosts.includes(host)) return ['403 Forbidden', 'This is not the name of the studio.'];
    if (origin !== `http://${host}`) return ['403 Forbidden', 'Only pages of the studio can watch a run.'];
    if (!path.startsWith(PATH) || !same(path.slice(PATH.length), this.token))
      return ['403 Forbidden', 'Only who knows the token can watch the run.'];
    if (this.#run.pages.size >= MOST_PAGES)
      return ['503 Service Unavailable', `${MOST_PAGES} pages watch the run already.`];
    return undefined;
  }
}

/** Why somebody is not let in. */
type Reason = readonly [status: string, why: string];

/** Compares in a time that does not tell how much of it is right. */
function same(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function refuse(socket: Duplex, [status, why]: Reason): void {
  const headers = ['Connection: close', 'Content-Type: text/plain', `Content-Length: ${why.length}`];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${why}`);
}
