import type { Conduit } from './conduit.ts';
import { SERVE_LIMITS } from './limits.ts';
import { Refused } from './refused.ts';

/** Bits 0 and 32 of the framework's notifications: a message from a secure partition, or a VM, lies in RX. */
const RX_FULL = 0x1_0000_0001n;

interface Message {
  readonly sender: number;
  readonly bytes: Uint8Array;
}

/** What partitions have for a VM: notifications and indirect messages, by who sent them, until a client asks. */
export class Inbox {
  private readonly conduit: Conduit;
  /** By partition: the notifications that it may send. */
  private readonly bound: Map<number, bigint> = new Map();
  private pending = 0n;
  /** The oldest first. */
  private messages: readonly Message[] = [];
  private isRxFull = false;

  constructor(conduit: Conduit) {
    this.conduit = conduit;
  }

  /** Lets a partition send the notifications in a bitmap. */
  bind(partition: number, bitmap: bigint): Refused | undefined {
    const refused = this.conduit.perform((ffa) => ffa.bind(partition, bitmap));
    if (refused instanceof Refused) return refused;
    this.bound.set(partition, this.boundTo(partition) | bitmap);
    return undefined;
  }

  /** Lets it send them no more. What has come stays. */
  unbind(partition: number, bitmap: bigint): Refused | undefined {
    const refused = this.conduit.perform((ffa) => ffa.unbind(partition, bitmap));
    if (refused instanceof Refused) return refused;
    this.pending &= ~(bitmap & this.boundTo(partition));
    this.bound.set(partition, this.boundTo(partition) & ~bitmap);
    return undefined;
  }

  /** The notifications that a partition has sent since it was asked about last. */
  takeNotifications(partition: number): bigint {
    const own = this.pending & this.boundTo(partition);
    this.pending &= ~own;
    return own;
  }

  /** The oldest message of a partition; undefined where there is none. */
  takeMessage(partition: number): Uint8Array | undefined {
    const message = this.messages.find(({ sender }) => sender === partition);
    this.messages = this.messages.filter((each) => each !== message);
    this.empty();
    return message?.bytes;
  }

  /** Takes what is there for the VM. */
  collect(): void {
    const { machine, vm } = this.conduit;
    // The manager would interrupt the VM now; a call each time, to hear that there is nothing, costs as much as a request.
    if (!machine.spmc.state.notifications.hasAny(machine.endpoint(vm.name))) return;
    const pending = this.conduit.perform((ffa) => ffa.notifications());
    if (pending instanceof Refused) return;
    this.pending |= pending.secure;
    if ((pending.framework & RX_FULL) !== 0n) this.isRxFull = true;
    this.empty();
  }

  /** Empties RX where there is room for its message. Until then the manager takes no other for the VM. */
  private empty(): void {
    if (!this.isRxFull || this.messages.length === SERVE_LIMITS.messages) return;
    const letter = this.conduit.perform((ffa) => ffa.receive());
    this.isRxFull = false;
    if (!(letter instanceof Refused))
      this.messages = [...this.messages, { sender: letter.sender, bytes: letter.payload }];
  }

  private boundTo(partition: number): bigint {
    return this.bound.get(partition) ?? 0n;
  }
}
