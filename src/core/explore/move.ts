/**
 * Something that happens on a machine, as plain data that can be kept, shortened and made again.
 *
 * Who acts is said by place in the list of partitions. Handles are not numbers here but name the send they came from: so a move means the same
 * when moves before it are left out.
 */
export type Move =
  | CallMove
  | FillMove
  | AwayMove
  | DeathMove
  | PreemptMove
  | CreateMove
  | TickMove
  | AskMove
  | PacketMove
  | HearMove;

/** Who makes a move: a partition, and its execution context where that is not the first. */
export interface MadeBy {
  readonly by: number;
  readonly vcpu?: number;
}

/** A call, with bytes in TX before it. */
export interface CallMove extends MadeBy {
  readonly do: 'call';
  /** w0, w1, ... */
  readonly words: readonly number[];
  /** Upper halves of x1, x2, ...: zero where nothing is said. Calls of 32 bits do not look at them. */
  readonly uppers?: readonly number[];
  /** What is written to the start of TX first. */
  readonly tx?: readonly number[];
  /** What its handle is called by the moves that use it. */
  readonly as?: number;
  /** The handle that goes into registers or TX; `twist` is added to its upper half. */
  readonly handle?: { readonly of: number; readonly twist?: number };
  /** TX is rewritten as soon as the manager has read it once. */
  readonly rewrite?: true;
  /** Of the allocations that the call makes, this one fails: 0 is the first. */
  readonly starve?: number;
}

/** Somebody writes a word to a page, if it may. */
export interface FillMove {
  readonly do: 'fill';
  readonly by: number;
  readonly page: number;
}

/** The granule of a page goes to another world, or comes back. */
export interface AwayMove {
  readonly do: 'away' | 'back';
  readonly page: number;
}

/** A partition dies. */
export interface DeathMove {
  readonly do: 'die';
  readonly by: number;
}

/** An interrupt takes the processor from a partition that serves another. */
export interface PreemptMove extends MadeBy {
  readonly do: 'preempt';
}

/** A guest of a hypervisor that mediates begins anew. */
export interface CreateMove {
  readonly do: 'create';
  readonly by: number;
}

/** Time passes for a hypervisor that waits for what was a guest's. */
export interface TickMove {
  readonly do: 'tick';
}

/** A VM of Gunyah asks the resource manager something. Who asks is said by place in the list of VMs. */
export interface AskMove {
  readonly do: 'ask';
  readonly by: number;
  /** The number of the message. */
  readonly id: number;
  /** Bytes. */
  readonly payload: readonly number[];
  /** What the parcel that it makes is called by the moves that use it. */
  readonly as?: number;
  /** The parcel whose handle goes into the payload; `twist` is added to it. */
  readonly parcel?: { readonly of: number; readonly twist?: number };
  /** Of the allocations that the request makes, this one fails: 0 is the first. */
  readonly starve?: number;
}

/** A VM sends one packet, whatever it is part of. */
export interface PacketMove {
  readonly do: 'packet';
  readonly by: number;
  readonly bytes: readonly number[];
}

/** A VM takes all that it was told. */
export interface HearMove {
  readonly do: 'hear';
  readonly by: number;
}

/** Where a request has the handle of a parcel: the offset of its first byte. */
export const PARCEL_IN: Readonly<Record<number, number>> = {
  1358954513: 0,
  1358954516: 0,
  1358954517: 0,
  1358954519: 0,
  1358954520: 0,
  1442840585: 4,
  1442840626: 4,
};

/** Where a call has its handle: in registers from w1 on, or in words of TX. */
export const HANDLE_IN: Readonly<Record<number, { readonly tx: boolean; readonly at: number }>> = {
  116: { tx: true, at: 2 },
  118: { tx: true, at: 0 },
  119: { tx: false, at: 1 },
  122: { tx: false, at: 1 },
  123: { tx: false, at: 1 },
};
