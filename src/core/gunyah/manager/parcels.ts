import type { Window } from '../../memory/view.ts';
import { NO_HANDLE } from '../wire/values.ts';

/** An entry of a parcel's access list, and what its VM has made of it. */
export interface Receiver extends ReceiverState {
  readonly vmid: number;
  /** RIGHT of values.ts. */
  readonly rights: number;
  /** ATTRIBUTE of values.ts. */
  readonly attribute: number;
  /** The ledger's borrower; 0 for the owner of shared memory, who needs none. */
  readonly borrower: number;
}

/** How far a receiver has come. */
export interface ReceiverState {
  /** It has begun to accept: some regions have places. */
  readonly accepted: boolean;
  /** It has accepted: all regions are mapped. */
  readonly mapped: boolean;
  /** All regions are to be in one piece. */
  readonly contiguous: boolean;
  /** The places of regions, in the order of the regions; nothing for who sees physical addresses. */
  readonly windows: readonly Window[];
  /** Regions that have a place. */
  readonly placed: number;
}

/** What a receiver is before it accepts, and after it has released. */
export const NOT_ACCEPTED: ReceiverState = {
  accepted: false,
  mapped: false,
  contiguous: false,
  windows: [],
  placed: 0,
};

/** Memory that one VM passes on to others. Values do not change; a change makes another one. */
export interface Parcel {
  readonly handle: number;
  /** The ledger's transaction. */
  readonly transaction: number;
  /** VM id. */
  readonly owner: number;
  /** MEMORY_TYPE. */
  readonly type: number;
  /** TRANSFER. */
  readonly transfer: number;
  readonly label: number;
  /** The memory was cleared when it was passed on. */
  readonly sanitized: boolean;
  /** The memory is cleared before the owner has it back. */
  readonly sanitizeAtReclaim: boolean;
  /** All regions are known. */
  readonly complete: boolean;
  /** Chosen by the owner when it first announced the parcel. */
  readonly tag: number | undefined;
  /** Runs of physical pages. */
  readonly regions: number;
  /** The access list, in its order. */
  readonly receivers: readonly Receiver[];
  /** VMs of the attribute list, in its order. */
  readonly attributes: readonly number[];
}

export interface SavedParcels {
  readonly parcels: readonly Parcel[];
  readonly nextHandle: number;
}

/** The parcels there are, by handle. Handles are counted up, so that one that is gone does not soon mean another parcel. */
export class Parcels {
  private readonly byHandle: Map<number, Parcel> = new Map();
  private readonly byTransaction: Map<number, number> = new Map();
  private nextHandle = 0;

  get(handle: number): Parcel | undefined {
    return this.byHandle.get(handle);
  }

  /** The same of a handle that is known to be a parcel's. Throws for one that is not. */
  must(handle: number): Parcel {
    const parcel = this.byHandle.get(handle);
    if (parcel === undefined) throw new Error(`no parcel has handle ${handle}`);
    return parcel;
  }

  /** The parcel that a transaction of the ledger belongs to; undefined for those of others. */
  ofTransaction(transaction: number): Parcel | undefined {
    return this.byHandle.get(this.byTransaction.get(transaction) ?? NO_HANDLE);
  }

  /** A handle that no parcel has. */
  freeHandle(): number {
    while (this.byHandle.has(this.nextHandle) || this.nextHandle === NO_HANDLE)
      this.nextHandle = (this.nextHandle + 1) % 2 ** 32;
    return this.nextHandle;
  }

  /** Adds a parcel, or puts another one in its place. */
  put(parcel: Parcel): void {
    if (!this.byHandle.has(parcel.handle)) this.nextHandle = (parcel.handle + 1) % 2 ** 32;
    this.byHandle.set(parcel.handle, parcel);
    this.byTransaction.set(parcel.transaction, parcel.handle);
  }

  delete({ handle, transaction }: Parcel): void {
    this.byHandle.delete(handle);
    this.byTransaction.delete(transaction);
  }

  all(): Iterable<Parcel> {
    return this.byHandle.values();
  }

  /** How many parcels a VM owns. */
  ownedBy(vmid: number): number {
    let count = 0;
    for (const { owner } of this.byHandle.values()) if (owner === vmid) count++;
    return count;
  }

  save(): SavedParcels {
    return { parcels: [...this.byHandle.values()], nextHandle: this.nextHandle };
  }

  restore({ parcels, nextHandle }: SavedParcels): void {
    this.byHandle.clear();
    this.byTransaction.clear();
    for (const parcel of parcels) this.put(parcel);
    this.nextHandle = nextHandle;
  }
}

/** The receiver that stands for a VM; undefined when it is none. */
export function receiverOf({ receivers }: Parcel, vmid: number): Receiver | undefined {
  return receivers.find((receiver) => receiver.vmid === vmid);
}

/** Somebody other than the owner has accepted the parcel, or begun to. */
export function isAccepted({ receivers }: Parcel): boolean {
  return receivers.some(({ accepted }) => accepted);
}

/** The same parcel with another state of one receiver; it may have to be cleared at the end now. */
export function withReceiver(
  parcel: Parcel,
  receiver: Receiver,
  change: ReceiverState,
  sanitizeAtReclaim: boolean,
): Parcel {
  const { vmid, rights, attribute, borrower } = receiver;
  const { accepted, mapped, contiguous, windows, placed } = change;
  const changed = { vmid, rights, attribute, borrower, accepted, mapped, contiguous, windows, placed };
  const receivers = parcel.receivers.map((each) => (each === receiver ? changed : each));
  return { ...parcel, sanitizeAtReclaim, receivers };
}
