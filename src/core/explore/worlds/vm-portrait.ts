import type { SavedChannel } from '../../gunyah/manager/channel.ts';
import { Channel } from '../../gunyah/manager/channel.ts';
import type { SavedManager } from '../../gunyah/manager/manager.ts';
import type { Parcel } from '../../gunyah/manager/parcels.ts';
import type { ResourceManager } from '../../gunyah/manager/resource-manager.ts';
import type { SavedVm } from '../../gunyah/manager/vms.ts';
import type { Ledger } from '../../memory/ledger.ts';

/** Whoever is told something hears it at once. */
const SILENT: SavedChannel = new Channel().save();

/** A handle that no parcel of a small world ever has. */
export const NO_PARCEL = 0x7fff_ffff;

/** What a parcel is, whatever its handle: borrowers by their places in the list of the transaction, counted from 1. */
type Kind = Omit<Parcel, 'handle' | 'transaction'>;

/**
 * What the resource manager keeps beside the ledger. Parcels are values that do not change: each is the number of its kind, and a part of its
 * transaction. Of a VM there is its state; what it has accepted, its parcels say. Handles are given out anew when a state is put back.
 */
export class VmPortrait {
  private readonly rm: ResourceManager;
  private readonly ledger: Ledger;
  private readonly vmids: readonly number[];
  private readonly kinds: Kind[] = [];
  private readonly numbers: Map<string, number> = new Map();
  private readonly known: WeakMap<Parcel, number> = new WeakMap();
  /** What was put back last, and before that what is being put back. */
  private placed: SavedManager = { vms: [], parcels: { parcels: [], nextHandle: 0 }, sequence: 0 };
  private readonly states: number[] = [];
  private readonly parcels: Parcel[] = [];

  constructor(rm: ResourceManager, ledger: Ledger, vmids: readonly number[]) {
    this.rm = rm;
    this.ledger = ledger;
    this.vmids = vmids;
  }

  /** How many VMs there are. */
  get count(): number {
    return this.vmids.length;
  }

  /** VM_STATE of a VM, by its place. */
  stateOf(place: number): number {
    return this.mustFind(place).state;
  }

  /** The number of what a transaction is as a parcel, from 1 on; 0 where it is none. */
  kindOf(transaction: number): number {
    const parcel = this.rm.state.parcels.ofTransaction(transaction);
    if (parcel === undefined) return 0;
    const known = this.known.get(parcel);
    if (known !== undefined) return known;
    const { handle: _, transaction: __, ...rest } = parcel;
    const kind = {
      ...rest,
      receivers: parcel.receivers.map((receiver) => ({
        ...receiver,
        borrower: this.placeOf(receiver.borrower, transaction),
      })),
    };
    const text = JSON.stringify(kind);
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.kinds.push(kind);
      this.numbers.set(text, number);
    }
    this.known.set(parcel, number);
    return number;
  }

  /** What states do not keep, and has to be empty; undefined when it is. */
  unkept(): string | undefined {
    for (const place of this.vmids.keys()) {
      const { accepted, reserved, image, firmware } = this.mustFind(place);
      if (reserved.length !== 0 || image !== undefined || firmware !== undefined)
        return 'a VM has something that states do not keep';
      const own = [...this.rm.state.parcels.all()].filter(({ receivers }) =>
        receivers.some((receiver) => receiver.accepted && receiver.vmid === this.vmids[place]),
      );
      if (own.length !== accepted.length || own.some(({ handle }) => !accepted.includes(handle)))
        return 'a VM has accepted other parcels than those that say so';
      if (own.some(({ receivers }) => receivers.some(({ windows }) => windows.length !== 0)))
        return 'a parcel is at addresses of a VM of its own, which states do not keep';
    }
    return undefined;
  }

  /** Puts nothing back yet. */
  begin(): void {
    this.parcels.length = 0;
  }

  /** The state of a VM is to be put back. */
  placeVm(place: number, state: number): void {
    this.states[place] = state;
  }

  /** A transaction whose borrowers are in rows one behind the other is a parcel of a kind. */
  placeParcel(number: number, transaction: number, firstBorrower: number): void {
    const kind = this.kinds[number - 1];
    const receivers = kind.receivers.map((receiver) => ({
      ...receiver,
      borrower: receiver.borrower === 0 ? 0 : firstBorrower + receiver.borrower - 1,
    }));
    const parcel = { ...kind, handle: this.parcels.length, transaction, receivers };
    this.known.set(parcel, number);
    this.parcels.push(parcel);
  }

  /** Everything is said: puts it back. */
  end(): void {
    const parcels = [...this.parcels];
    const vms = this.vmids.map((vmid, place): SavedVm => {
      const accepted = parcels.filter(({ receivers }) =>
        receivers.some((receiver) => receiver.accepted && receiver.vmid === vmid),
      );
      return {
        ...{ spec: this.mustFind(place).spec, channel: SILENT, state: this.states[place], reserved: [] },
        ...{ image: undefined, firmware: undefined, accepted: accepted.map(({ handle }) => handle) },
      };
    });
    this.placed = { vms, parcels: { parcels, nextHandle: parcels.length }, sequence: 0 };
    this.rm.restore(this.placed);
  }

  /** The handle of the parcel that a transaction is; `NO_PARCEL` where it is none. */
  handleOf(transaction: number): number {
    return this.rm.state.parcels.ofTransaction(transaction)?.handle ?? NO_PARCEL;
  }

  /** Whether nothing has changed since a state was put back. What VMs have been told is not looked at. */
  isAsPut(): boolean {
    const { vms, parcels } = this.placed;
    const now = this.rm.state.parcels;
    let count = 0;
    for (const parcel of now.all()) {
      count++;
      if (parcels.parcels[parcel.handle] !== parcel) return false;
    }
    return (
      count === parcels.parcels.length &&
      vms.every(({ state, accepted }, place) => {
        const vm = this.mustFind(place);
        return vm.state === state && vm.accepted === accepted;
      })
    );
  }

  /** Takes back what moves have changed. */
  putBack(): void {
    this.rm.restore(this.placed);
  }

  /** A borrower by its place in the list of its transaction, from 1 on; 0 for none. */
  private placeOf(borrower: number, transaction: number): number {
    if (borrower === 0) return 0;
    const { transactions, borrowers } = this.ledger;
    let place = 1;
    for (let each = transactions.firstBorrower[transaction]; each !== borrower; each = borrowers.next[each])
      place++;
    return place;
  }

  private mustFind(place: number) {
    const vm = this.rm.state.vm(this.vmids[place]);
    if (vm === undefined) throw new Error(`VM ${this.vmids[place]} has gone`);
    return vm;
  }
}
