/** What we use of the package `ws`, which has no types of its own. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  /** A connection to a browser, or that of a program to a server. */
  export class WebSocket extends EventEmitter {
    /** As a program that connects. */
    constructor(
      address: string,
      options?: { readonly origin?: string; readonly headers?: Readonly<Record<string, string>> },
    );
    /** Calls back when the system has taken all of it, or with the error that kept it from that. */
    send(data: string | Uint8Array, done?: (error?: Error) => void): void;
    /** `code` and `reason` as RFC 6455 7.4 has them. */
    close(code?: number, reason?: string): void;
    terminate(): void;
    /** Stops reading, and goes on with it. */
    pause(): void;
    resume(): void;
  }

  /** Makes connections of requests that an HTTP server hands over. */
  export class WebSocketServer extends EventEmitter {
    constructor(options: {
      readonly noServer: true;
      /** Bytes of a message; more end the connection. */
      readonly maxPayload: number;
      readonly perMessageDeflate: false;
    });
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      connected: (socket: WebSocket) => void,
    ): void;
  }
}
