/** A parcel that was asked for, as those remember it who use it later. */
export interface Made {
  /** The name of its handle. */
  readonly as: number;
  /** Who made it, by place in the list of VMs. */
  readonly by: number;
  readonly transfer: number;
  readonly type: number;
  readonly label: number;
  readonly acl: readonly Entry[];
  /** Base and size in bytes, in the addresses of its owner. */
  readonly regions: readonly Run[];
  /** As the first announcement has it. */
  readonly tag: number;
}

export interface Entry {
  readonly vmid: number;
  readonly rights: number;
}

/** First byte and number of bytes. */
export type Run = readonly [base: number, size: number];

/** How many are remembered. Old ones stay for a while after their end, so that dead handles are used, too. */
const KEPT = 20;

/** The parcels of a walk. */
export class Parcels {
  readonly all: Made[] = [];

  add(made: Made): void {
    this.all.push(made);
    if (this.all.length > KEPT) this.all.shift();
  }

  forget(as: number): void {
    const at = this.all.findIndex((each) => each.as === as);
    if (at >= 0) this.all.splice(at, 1);
  }
}
