import { PROPERTY_NOTIFICATIONS } from '../abi/bits.ts';
import { isSecureId } from '../abi/operations.ts';
import type { Slots } from '../memory/slots.ts';
import { Table } from '../memory/table.ts';
import type { EndpointSpec } from './endpoint-spec.ts';

/** Notifications of one receiver. */
const BITS = 64;

/** Who told whom: bound and pending notifications of every endpoint. Rows are those of `Endpoints`. */
export class Notifications extends Table {
  /** 1 while the endpoint has bitmaps, and how many vCPUs they were made for. */
  readonly enabled: Uint8Array;
  readonly vcpus: Uint32Array;
  /** The sender that each notification is bound to, as its id plus one; 0 for none. */
  private readonly senders: Uint32Array;
  /** Pending notifications as low and high words: from secure partitions, from VMs, from the framework. */
  readonly fromSecure: Uint32Array;
  readonly fromNormal: Uint32Array;
  readonly fromFramework: Uint32Array;
  /** 1 when the scheduler was told of what is pending. */
  readonly told: Uint8Array;

  constructor(slots: Slots, specs: readonly EndpointSpec[]) {
    super(slots);
    const rows = slots.capacity + 1;
    this.enabled = new Uint8Array(rows);
    this.vcpus = new Uint32Array(rows);
    this.senders = new Uint32Array(rows * BITS);
    this.fromSecure = new Uint32Array(rows * 2);
    this.fromNormal = new Uint32Array(rows * 2);
    this.fromFramework = new Uint32Array(rows * 2);
    this.told = new Uint8Array(rows);
    specs.forEach(({ id, properties, contexts }, index) => {
      if (!isSecureId(id) || (properties & PROPERTY_NOTIFICATIONS) === 0) return;
      this.enabled[index + 1] = 1;
      this.vcpus[index + 1] = contexts;
    });
  }

  /** Gives an endpoint bitmaps, with nothing bound and nothing pending. */
  create(slot: number, vcpus: number): void {
    this.clear(slot);
    this.enabled[slot] = 1;
    this.vcpus[slot] = vcpus;
  }

  /** Whether every notification in a bitmap is bound to a sender. */
  isBoundTo(slot: number, low: number, high: number, sender: number): boolean {
    return this.every(slot, low, high, sender, false);
  }

  /** Whether every notification in a bitmap can be bound to a sender: it is already, or to nobody. */
  isFreeFor(slot: number, low: number, high: number, sender: number): boolean {
    return this.every(slot, low, high, sender, true);
  }

  /** Binds the notifications in a bitmap to a sender; -1 unbinds them. */
  bind(slot: number, low: number, high: number, sender: number): void {
    for (let bit = 0; bit < BITS; bit++)
      if (isNamed(bit, low, high)) this.senders[slot * BITS + bit] = sender + 1;
  }

  /** Whether a notification in a bitmap is pending. */
  isPending(slot: number, low: number, high: number): boolean {
    const at = slot * 2;
    const pendingLow = this.fromSecure[at] | this.fromNormal[at];
    const pendingHigh = this.fromSecure[at + 1] | this.fromNormal[at + 1];
    return ((pendingLow & low) | (pendingHigh & high)) !== 0;
  }

  /** Whether anything is pending, the framework's included. */
  hasAny(slot: number): boolean {
    const at = slot * 2;
    return this.isPending(slot, -1, -1) || (this.fromFramework[at] | this.fromFramework[at + 1]) !== 0;
  }

  /** Adds to what is pending. The scheduler has not heard of it. */
  raise(pending: Uint32Array, slot: number, low: number, high: number): void {
    pending[slot * 2] |= low;
    pending[slot * 2 + 1] |= high;
    this.told[slot] = 0;
  }

  /** Whether every notification in a bitmap is bound to a sender, or to nobody where that will do. */
  private every(slot: number, low: number, high: number, sender: number, orNobody: boolean): boolean {
    for (let bit = 0; bit < BITS; bit++) {
      const bound = this.senders[slot * BITS + bit];
      const fits = bound === sender + 1 || (orNobody && bound === 0);
      if (!fits && isNamed(bit, low, high)) return false;
    }
    return true;
  }
}

/** Whether a notification is in a bitmap. */
function isNamed(bit: number, low: number, high: number): boolean {
  // Shifts count modulo 32.
  return (((bit < 32 ? low : high) >>> bit) & 1) === 1;
}
