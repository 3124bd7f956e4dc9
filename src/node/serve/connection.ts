import type { Socket } from 'node:net';
import { SERVE_LIMITS } from './limits.ts';
import type { Reply } from './peer.ts';
import { type BrokenFrame, encodeFrame, type Frame, FrameReader } from './wire/frames.ts';

/** Answers a frame; undefined where nothing more can be said. */
export type Answer = (frame: Frame | BrokenFrame) => Reply | undefined;

/**
 * Answers what arrives on a socket, in its order. A client that sends faster than it reads is not listened to until it has read, and one that
 * sends a lot lets others have their turn: no more is held than a frame, a chunk of the stream, and the answers to it.
 */
export class Connection {
  private readonly socket: Socket;
  private readonly answer: Answer;
  private readonly reader = new FrameReader();
  private closed = false;

  constructor(socket: Socket, answer: Answer) {
    this.socket = socket;
    this.answer = answer;
  }

  /** Listens. `end` is called once, however the connection ends. */
  start(end: () => void): void {
    const { socket } = this;
    socket.on('data', (chunk: Uint8Array) => {
      this.reader.push(chunk);
      this.work();
    });
    // Writing to a client that is gone fails, and then it closes.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      end();
    });
  }

  /** Answers frames until there is none, until the client has to read first, or until it is somebody else's turn. */
  private work(): void {
    const { socket } = this;
    socket.cork();
    const goesOn = this.answerSome();
    socket.uncork();
    if (this.closed) return;
    if (socket.writableNeedDrain) this.wait((next) => socket.once('drain', next));
    else if (goesOn) this.wait(setImmediate);
    else socket.resume();
  }

  /** Whether there may be more to be answered. */
  private answerSome(): boolean {
    for (let count = 0; count < SERVE_LIMITS.turn; count++) {
      const frame = this.reader.next();
      if (frame === undefined) return false;
      const reply = this.answer(frame);
      if (reply !== undefined) this.socket.write(encodeFrame(reply.frame));
      if (reply === undefined || reply.closes) return this.finish();
    }
    return true;
  }

  private wait(until: (next: () => void) => unknown): void {
    this.socket.pause();
    until(() => {
      if (!this.closed) this.work();
    });
  }

  /** Says no more, and hears no more. */
  private finish(): false {
    this.closed = true;
    this.socket.removeAllListeners('data');
    // What the client still sends is thrown away, so that it can read why.
    this.socket.resume().end();
    return false;
  }
}
