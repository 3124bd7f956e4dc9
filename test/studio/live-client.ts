import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type HostMessage, type PageMessage, readHostMessage } from '../../src/core/live/wire.ts';
import type { ServedStudio } from '../../src/node/studio/static-server.ts';

/** What came from a run: a message, and the lines behind it. */
export interface Came {
  readonly message: HostMessage;
  readonly lines: readonly string[];
}

/** A page that watches a run, as a program. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly came: Came[] = [];
  /** With the code of RFC 6455. */
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = once(socket, 'close').then(([code]) => Number(code));
    socket.on('message', (data: Buffer) => {
      const read = readHostMessage(data.toString());
      if ('ok' in read) throw new Error(`what came cannot be read: it needs ${read.expected}`);
      this.came.push({ message: read.message, lines: read.lines.split('\n').filter((line) => line !== '') });
    });
  }

  /** Watches the run that a studio serves, as its own page would. */
  static async open({ address }: Pick<ServedStudio, 'address'>): Promise<LiveClient> {
    const client = new LiveClient(new WebSocket(socketOf(address), { origin: new URL(address).origin }));
    await client.first('run');
    return client;
  }

  say(message: PageMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Numbers and lines of all events that came. */
  get events(): readonly (readonly [number, string])[] {
    return this.came.flatMap(({ message, lines }) =>
      message.kind === 'events' ? lines.map((line, at) => [message.from + at, line] as const) : [],
    );
  }

  /** The first message of a kind, as soon as it is there. */
  async first<Kind extends HostMessage['kind']>(kind: Kind): Promise<Extract<HostMessage, { kind: Kind }>> {
    for (;;) {
      const found = this.came.map(({ message }) => message).find((message) => message.kind === kind);
      if (found !== undefined) return found as Extract<HostMessage, { kind: Kind }>;
      await this.#more();
    }
  }

  /** Until something comes; throws when nothing will. */
  async #more(): Promise<void> {
    const over = this.closed.then((code) => {
      throw new Error(`it was closed with ${code}`);
    });
    await Promise.race([once(this.socket, 'message'), over]);
  }

  /** Until an event has come whose line is so. */
  async line(pattern: RegExp): Promise<void> {
    while (!this.events.some(([, line]) => pattern.test(line))) await this.#more();
  }

  /** Until an event has come. */
  async until(number: number): Promise<void> {
    while (this.events.at(-1)?.[0] !== number) await this.#more();
  }
}

/** Where the socket of a studio is whose address leads to a run. */
export function socketOf(address: string): string {
  const { host, hash } = new URL(address);
  return `ws://${host}/live/${new URLSearchParams(hash.split('?')[1]).get('live')}`;
}
