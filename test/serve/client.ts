/** A client of the sockets, as a process in any language would be one; it shares the codec with the server, which a test of its own compares with bytes. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Answered, type Asked, CALLS, type CallName, REFUSAL } from '../../src/node/serve/wire/calls.ts';
import { decode, encode } from '../../src/node/serve/wire/fields.ts';
import { encodeFrame, type Frame, FrameReader } from '../../src/node/serve/wire/frames.ts';

export const NO_TOKEN = '0'.repeat(32);

/** What a refusal says. */
export interface Refusal {
  readonly errno: number;
  readonly status: number;
  readonly rule: string;
}

/** One connection. */
export class Client {
  readonly socket: Socket;
  /** Fulfilled when the server has closed it. */
  readonly ended: Promise<unknown>;
  private readonly reader = new FrameReader();
  private readonly waiting: ((frame: Frame) => void)[] = [];
  private readonly arrived: Frame[] = [];
  private cookie = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.ended = once(socket, 'close');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.reader.push(chunk);
      for (let frame = this.reader.next(); frame !== undefined; frame = this.reader.next())
        this.take(frame as Frame);
    });
  }

  static async connect(path: string): Promise<Client> {
    const socket = connect(path);
    await once(socket, 'connect');
    return new Client(socket);
  }

  /** Connects and says HELLO. */
  static async open(
    path: string,
    session: string = NO_TOKEN,
  ): Promise<Client & { readonly hello: Answered<'HELLO'> }> {
    const client = await Client.connect(path);
    const hello = await client.call('HELLO', { oldest: 1, newest: 1, session });
    return Object.assign(client, { hello });
  }

  /** Makes a call that has to succeed. */
  async call<Name extends CallName>(name: Name, asked: Asked<Name>): Promise<Answered<Name>> {
    const frame = await this.ask(name, asked);
    if (frame.code !== 0) throw new Error(`${name}: ${JSON.stringify(refusalOf(frame))}`);
    return decode(CALLS[name].answers, frame.message) as Answered<Name>;
  }

  /** Makes a call that has to be refused. */
  async refused<Name extends CallName>(name: Name, asked: Asked<Name>): Promise<Refusal> {
    const frame = await this.ask(name, asked);
    if (frame.code === 0) throw new Error(`${name} was not refused`);
    return refusalOf(frame);
  }

  /** The name of the rule that a call is refused by. */
  async rule<Name extends CallName>(name: Name, asked: Asked<Name>): Promise<string> {
    return (await this.refused(name, asked)).rule;
  }

  ask<Name extends CallName>(name: Name, asked: Asked<Name>): Promise<Frame> {
    this.put(name, asked);
    return this.next();
  }

  /** Sends a question and waits for nothing. */
  put<Name extends CallName>(name: Name, asked: Asked<Name>): void {
    const message = encode(CALLS[name].asks, asked as never);
    this.socket.write(encodeFrame({ verb: CALLS[name].verb, cookie: ++this.cookie, code: 0, message }));
  }

  /** The next answer. */
  next(): Promise<Frame> {
    const frame = this.arrived.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Goes without a word, as a process does that dies. */
  async die(): Promise<void> {
    this.socket.destroy();
    await this.ended;
  }

  private take(frame: Frame): void {
    const resolve = this.waiting.shift();
    if (resolve === undefined) this.arrived.push(frame);
    else resolve(frame);
  }
}

export function refusalOf(frame: Frame): Refusal {
  const refusal = decode(REFUSAL, frame.message);
  if (typeof refusal === 'string') throw new Error(`a refusal that cannot be read: ${refusal}`);
  return { errno: -frame.code, status: refusal.status, rule: refusal.rule };
}
