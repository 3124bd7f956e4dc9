import type { Slots } from '../memory/slots.ts';
import { type SavedTable, Table } from '../memory/table.ts';

/** What a context of a guest waits for. Rows are those of `Contexts`. */
export class Waits extends Table {
  /** 1 from the call that gave the processor to the secure world up to its answer. */
  readonly open: Uint8Array;
  /** The secure partition, and with FFA_RUN the number of its context. */
  readonly partition: Uint16Array;
  readonly vcpu: Uint16Array;
  /** 1 for FFA_RUN. */
  readonly runs: Uint8Array;
  /** 1 when the guest is gone: the answer goes nowhere. */
  readonly abandoned: Uint8Array;
  /**
   * Contexts of secure partitions that stopped in the middle of a guest's request, by partition and number, and whose request it is. Slot 0
   * is a guest that is gone.
   */
  private suspended: ReadonlyMap<number, number> = new Map();

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.open = new Uint8Array(rows);
    this.partition = new Uint16Array(rows);
    this.vcpu = new Uint16Array(rows);
    this.runs = new Uint8Array(rows);
    this.abandoned = new Uint8Array(rows);
  }

  begin(context: number, partition: number, run: { readonly vcpu: number } | undefined): void {
    this.open[context] = 1;
    this.partition[context] = partition;
    this.runs[context] = run === undefined ? 0 : 1;
    this.vcpu[context] = run?.vcpu ?? 0;
  }

  end(context: number): void {
    this.open[context] = 0;
    this.abandoned[context] = 0;
  }

  /** Whose request a context of a secure partition stopped in: the guest's slot, 0 for one that is gone; undefined for nobody's. */
  requester(partition: number, vcpu: number): number | undefined {
    return this.suspended.get(keyOf(partition, vcpu));
  }

  /** A context of a secure partition stopped in the middle of a guest's request; or with undefined, it goes on or is done. */
  suspend(partition: number, vcpu: number, slot: number | undefined): void {
    const suspended = new Map(this.suspended);
    if (slot === undefined) suspended.delete(keyOf(partition, vcpu));
    else suspended.set(keyOf(partition, vcpu), slot);
    this.suspended = suspended;
  }

  /** The guest in a slot is gone: anybody may bring its requests to their end. */
  orphan(slot: number): void {
    this.suspended = new Map([...this.suspended].map(([key, of]) => [key, of === slot ? 0 : of]));
  }

  saveWaits(): SavedWaits {
    return { table: this.save(), suspended: this.suspended };
  }

  restoreWaits(saved: SavedWaits): void {
    this.restore(saved.table);
    this.suspended = saved.suspended;
  }
}

export interface SavedWaits {
  readonly table: SavedTable;
  readonly suspended: ReadonlyMap<number, number>;
}

function keyOf(partition: number, vcpu: number): number {
  return partition * 0x1_0000 + vcpu;
}
