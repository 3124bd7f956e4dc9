import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line that QEMU says: it greets, answers the oldest command that has no answer yet, or tells of something. */
interface Line {
  readonly QMP?: { readonly version: { readonly qemu: QemuVersion } };
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
  readonly data?: { readonly status?: unknown };
}

export interface QemuVersion {
  readonly major: number;
  readonly minor: number;
}

/** What somebody waits for. */
interface Waiter<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

interface EventWaiter extends Waiter<string> {
  readonly event: string;
  readonly statuses: readonly string[];
}

/** QEMU has refused a command. */
export class QmpError extends Error {}

/** QEMU has ended before it answered. */
export class QmpClosed extends Error {}

/**
 * QEMU's control socket: commands and their answers, one a line.
 *
 * Source: QEMU, docs/interop/qmp-spec.
 */
export class Qmp {
  /** Which QEMU it is. */
  readonly version: Promise<QemuVersion>;
  private readonly stream: Duplex;
  private readonly greeting: Waiter<QemuVersion>;
  private readonly commands: Waiter<unknown>[] = [];
  private events: EventWaiter[] = [];
  private closed = false;
  private readonly decoder = new StringDecoder('utf8');
  private said = '';

  constructor(stream: Duplex) {
    this.stream = stream;
    const { promise, waiter } = awaited<QemuVersion>();
    this.version = promise;
    this.greeting = waiter;
    stream.on('data', (bytes: Buffer) => this.hear(bytes));
    stream.on('close', () => this.close());
    // Nothing else is served before.
    this.run('qmp_capabilities').catch(() => undefined);
  }

  /** Gives a command. Rejected with a QmpError when it is refused, and a QmpClosed when there is nobody to take it. */
  run(command: string, args: object = {}): Promise<unknown> {
    const { promise, waiter } = awaited<unknown>();
    if (this.closed) waiter.reject(gone());
    else {
      this.commands.push(waiter);
      this.stream.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    }
    return promise;
  }

  /** Waits for an event with one of some statuses, and returns which. To be called before what brings it about. */
  status(event: string, statuses: readonly string[]): Promise<string> {
    const { promise, waiter } = awaited<string>();
    if (this.closed) waiter.reject(gone());
    else this.events.push({ ...waiter, event, statuses });
    return promise;
  }

  private hear(bytes: Buffer): void {
    const lines = (this.said + this.decoder.write(bytes)).split('\n');
    this.said = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.take(JSON.parse(line) as Line);
  }

  private take(line: Line): void {
    if (line.QMP !== undefined) this.greeting.resolve(line.QMP.version.qemu);
    else if (line.event !== undefined) this.tell(line.event, String(line.data?.status));
    else if (line.error !== undefined) this.commands.shift()?.reject(new QmpError(line.error.desc));
    else this.commands.shift()?.resolve(line.return);
  }

  private tell(event: string, status: string): void {
    const isMeant = (each: EventWaiter) => each.event === event && each.statuses.includes(status);
    const meant = this.events.filter(isMeant);
    this.events = this.events.filter((each) => !isMeant(each));
    for (const { resolve } of meant) resolve(status);
  }

  private close(): void {
    this.closed = true;
    for (const { reject } of [this.greeting, ...this.commands, ...this.events]) reject(gone());
  }
}

function gone(): QmpClosed {
  return new QmpClosed('QEMU has ended');
}

function awaited<Value>(): { readonly promise: Promise<Value>; readonly waiter: Waiter<Value> } {
  let waiter: Waiter<Value> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    waiter = { resolve, reject };
  });
  // Nobody has to be interested.
  promise.catch(() => undefined);
  if (waiter === undefined) throw new Error('promises begin at once');
  return { promise, waiter };
}
