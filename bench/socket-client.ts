import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Answered, type Asked, CALLS, type CallName } from '#node/serve/wire/calls.js';
import { decode, encode } from '#node/serve/wire/fields.js';
import { encodeFrame, type Frame, FrameReader } from '#node/serve/wire/frames.js';

/** A client of a device socket that asks one thing after the other. */
export class SocketClient {
  private readonly socket: Socket;
  private readonly reader = new FrameReader();
  private told: (frame: Frame) => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Uint8Array) => {
      this.reader.push(chunk);
      const frame = this.reader.next();
      if (frame !== undefined) this.told(frame as Frame);
    });
  }

  static async connect(path: string): Promise<SocketClient> {
    const socket = connect(path);
    await once(socket, 'connect');
    return new SocketClient(socket);
  }

  /** Makes a call. */
  async call<Name extends CallName>(name: Name, asked: Asked<Name>): Promise<Answered<Name>> {
    const { code, message } = await this.send(question(name, asked));
    const answer = decode(CALLS[name].answers, message);
    if (code !== 0 || typeof answer === 'string') throw new Error(`${name} was answered with ${code}`);
    return answer as Answered<Name>;
  }

  /** Sends a question that is ready, and waits for the answer. */
  send(bytes: Uint8Array): Promise<Frame> {
    const answer = new Promise<Frame>((resolve) => {
      this.told = resolve;
    });
    this.socket.write(bytes);
    return answer;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The frame of a question. */
export function question<Name extends CallName>(name: Name, asked: Asked<Name>): Uint8Array {
  const { verb, asks } = CALLS[name];
  return encodeFrame({ verb, cookie: 1, code: 0, message: encode(asks, asked as never) });
}
