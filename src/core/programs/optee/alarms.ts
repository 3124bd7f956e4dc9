import { FfaError } from '../../client/errors.ts';
import type { Ffa } from '../../client/ffa.ts';
import type { Program } from '../../client/port.ts';
import { NOTIFICATIONS } from './abi.ts';
import { TeeError } from './results.ts';

/** w2 of FFA_NOTIFICATION_SET: the interrupt waits until the normal world has the processor. */
const DELAY = 0x2;

/**
 * Notifications to one client. It is sent one of FF-A, always the same; then it asks for the bottom half, which wakes whoever waits for
 * that in the normal world.
 */
export class Alarms {
  private readonly ffa: Ffa;
  private readonly client: number;
  /** The notification that the client wants; undefined for none. */
  private notification: number | undefined;
  /** Values that threads wait for, and those among them that nobody has come for. */
  private readonly awaited: Set<number> = new Set();
  private readonly due: Set<number> = new Set();

  constructor(ffa: Ffa, client: number) {
    this.ffa = ffa;
    this.client = client;
  }

  /** From now on the client is notified. Throws a TeeError for a notification that there cannot be. */
  enable(notification: number): void {
    if (notification >= NOTIFICATIONS) throw new TeeError('BAD_PARAMETERS');
    this.notification = notification;
  }

  /** From now on it is not. */
  disable(): void {
    this.notification = undefined;
  }

  /** Notifies the client. Returns the value that the bottom half will send. Throws a TeeError where the client does not listen. */
  *raise(): Program<number> {
    if (this.notification === undefined) throw new TeeError('BAD_STATE');
    try {
      yield* this.ffa.notify(this.client, 1n << BigInt(this.notification), DELAY);
    } catch (error) {
      if (error instanceof FfaError) throw new TeeError('COMMUNICATION');
      throw error;
    }
    let value = 0;
    while (this.awaited.has(value)) value++;
    this.awaited.add(value);
    this.due.add(value);
    return value;
  }

  /** Nobody waits for a value any more. */
  silence(value: number): void {
    this.awaited.delete(value);
    this.due.delete(value);
  }

  /** A value that is to be sent; undefined when there is none left. */
  take(): number | undefined {
    const [value] = this.due;
    if (value !== undefined) this.due.delete(value);
    return value;
  }
}
