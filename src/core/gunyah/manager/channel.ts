import { Assembler, type Envelope, PACKET_TYPE, packetsOf, type SavedAssembler } from '../wire/packet.ts';

/** Notifications that wait for one VM at most. */
export const MOST_NOTIFICATIONS = 256;

/** A copy of a channel. */
export interface SavedChannel {
  readonly assembler: SavedAssembler;
  readonly current: readonly Uint8Array[];
  readonly reply: readonly Uint8Array[] | undefined;
  readonly notifications: readonly (readonly Uint8Array[])[];
  readonly lost: number;
}

/**
 * What goes between the resource manager and one VM. One answer waits at a time, and a new one takes its place; so a VM asks one
 * thing at a time. Of notifications the oldest are lost when too many wait: what they tell can be asked for.
 */
export class Channel {
  /** Puts together what comes in. */
  readonly assembler: Assembler = new Assembler();
  /** Notifications that were lost. */
  lost = 0;
  /** What is left of the message that is being delivered. */
  private current: Uint8Array[] = [];
  private reply: Uint8Array[] | undefined;
  private notifications: Uint8Array[][] = [];

  /** Puts an answer up for delivery. */
  answer(to: Envelope, payload: Uint8Array): void {
    this.reply = packetsOf({ type: PACKET_TYPE.REPLY, sequence: to.sequence, id: to.id, payload });
  }

  /** Puts a notification up for delivery. */
  notify(sequence: number, id: number, payload: Uint8Array): void {
    if (this.notifications.length === MOST_NOTIFICATIONS) {
      this.notifications.shift();
      this.lost++;
    }
    this.notifications.push(packetsOf({ type: PACKET_TYPE.NOTIFICATION, sequence, id, payload }));
  }

  /** The next packet for the VM; undefined when there is none. Messages are not mixed. */
  next(): Uint8Array | undefined {
    if (this.current.length === 0) {
      this.current = this.reply ?? this.notifications.shift() ?? [];
      this.reply = undefined;
    }
    return this.current.shift();
  }

  /** Whether a packet waits for the VM. */
  get waits(): boolean {
    return this.current.length > 0 || this.reply !== undefined || this.notifications.length > 0;
  }

  /** Whether an answer waits for the VM: it is delivered next. */
  get answers(): boolean {
    return this.reply !== undefined;
  }

  /** Forgets everything: the VM is another one now. */
  clear(): void {
    this.restore(new Channel().save());
  }

  save(): SavedChannel {
    return {
      assembler: this.assembler.save(),
      current: [...this.current],
      reply: this.reply && [...this.reply],
      notifications: this.notifications.map((packets) => [...packets]),
      lost: this.lost,
    };
  }

  restore(saved: SavedChannel): void {
    this.assembler.restore(saved.assembler);
    this.current = [...saved.current];
    this.reply = saved.reply && [...saved.reply];
    this.notifications = saved.notifications.map((packets) => [...packets]);
    this.lost = saved.lost;
  }
}
