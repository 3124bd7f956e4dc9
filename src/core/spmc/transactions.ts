import type { Operation } from '../abi/operations.ts';
import type { Slots } from '../memory/slots.ts';
import { Table } from '../memory/table.ts';

/** How far a transaction has come. */
export const STAGE = {
  FREE: 0,
  /** Fragments are missing. Nothing is shared. */
  UNFINISHED: 1,
  /** Sent; may be retrieved and reclaimed. */
  LIVE: 2,
  /** A donation that went over, kept only until the receiver has fetched the rest of its response. */
  HANDED_OVER: 3,
  /** Sent on to the manager behind, which has it. Only a mediator has such. */
  FORWARDED: 4,
} as const;

/** In place of a borrower: nobody in particular, all receivers and the memory as it was sent. */
export const WHOLE = -1;

/** How far responses have been delivered, by row. */
export interface Deliveries {
  /** The FF-A version whose layout the response has. */
  readonly version: Uint32Array;
  /** Constituents in all, delivered, and delivered before the last fragment. */
  readonly constituents: Uint32Array;
  readonly delivered: Uint32Array;
  readonly deliveredBefore: Uint32Array;
  /** Where the last fragment began and where it ended, two of each in a row: a ResponsePosition. */
  readonly block: Uint32Array;
  readonly extent: Uint32Array;
  readonly pages: Float64Array;
}

/** Nothing of a response has been delivered. */
export function forgetDelivery(deliveries: Deliveries, row: number): void {
  deliveries.version[row] = 0;
  deliveries.delivered[row] = 0;
  deliveries.deliveredBefore[row] = 0;
  for (let at = 2 * row; at < 2 * row + 2; at++) {
    deliveries.block[at] = 0;
    deliveries.extent[at] = 0;
    deliveries.pages[at] = 0;
  }
}

/** Bit 63 of a handle, in its high word: the hypervisor allocated it. */
const BY_HYPERVISOR = 0x8000_0000;

/** Handles carry a slot and a generation. A slot whose generations are used up is never taken again. */
const LAST_GENERATION = 0x7fff_ffff;

/**
 * What FF-A knows about a transaction beside what the ledger knows. Rows are those of `ledger.transactions`.
 *
 * A handle is the slot in its low word and the slot's generation in its high word, with bit 63 where the hypervisor allocates it. No two
 * transactions ever have the same handle.
 */
export class SentTransactions extends Table implements Deliveries {
  /** STAGE.* */
  readonly stage: Uint8Array;
  readonly operation: Uint8Array;
  /** The sender's slot, and its id as written in the header. */
  readonly sender: Uint16Array;
  readonly senderId: Uint16Array;
  /** The endpoint that the transaction counts against: the sender, or the receiver of a donation that went over. */
  readonly payer: Uint16Array;
  readonly generation: Uint32Array;
  readonly tagLow: Uint32Array;
  readonly tagHigh: Uint32Array;
  readonly flags: Uint32Array;
  readonly attributes: Uint32Array;
  /** As announced by the composite. */
  readonly totalPages: Uint32Array;
  readonly constituents: Uint32Array;
  /** Bytes of the sender's descriptor that have arrived. */
  readonly received: Float64Array;
  /** 1 when its owner aborted: nobody may retrieve it any more. */
  readonly orphaned: Uint8Array;
  /** 1 when a borrower that left asked for the memory to be cleared, until that is done: once all have left and it can be accessed. */
  readonly clearLater: Uint8Array;
  /** The delivery that FFA_MEM_FRAG_RX from the hypervisor continues: a borrower, WHOLE, or 0 for none. */
  readonly fetching: Int32Array;
  /** Of the response that shows the hypervisor the whole transaction. */
  readonly version: Uint32Array;
  readonly delivered: Uint32Array;
  readonly deliveredBefore: Uint32Array;
  readonly block: Uint32Array;
  readonly extent: Uint32Array;
  readonly pages: Float64Array;
  private readonly allocator: number;

  constructor(slots: Slots, isHypervisor: boolean) {
    super(slots);
    this.allocator = isHypervisor ? BY_HYPERVISOR : 0;
    const rows = slots.capacity + 1;
    this.stage = new Uint8Array(rows);
    this.operation = new Uint8Array(rows);
    this.sender = new Uint16Array(rows);
    this.senderId = new Uint16Array(rows);
    this.payer = new Uint16Array(rows);
    this.generation = new Uint32Array(rows);
    this.tagLow = new Uint32Array(rows);
    this.tagHigh = new Uint32Array(rows);
    this.flags = new Uint32Array(rows);
    this.attributes = new Uint32Array(rows);
    this.totalPages = new Uint32Array(rows);
    this.constituents = new Uint32Array(rows);
    this.received = new Float64Array(rows);
    this.orphaned = new Uint8Array(rows);
    this.clearLater = new Uint8Array(rows);
    this.fetching = new Int32Array(rows);
    this.version = new Uint32Array(rows);
    this.delivered = new Uint32Array(rows);
    this.deliveredBefore = new Uint32Array(rows);
    this.block = new Uint32Array(rows * 2);
    this.extent = new Uint32Array(rows * 2);
    this.pages = new Float64Array(rows * 2);
  }

  /** The transaction that a handle names; 0 when there is none. */
  find(handleLow: number, handleHigh: number): number {
    const known =
      handleLow <= this.slots.used &&
      this.highOf(handleLow) === handleHigh &&
      this.stage[handleLow] !== STAGE.FREE &&
      this.stage[handleLow] !== STAGE.FORWARDED;
    return known ? handleLow : 0;
  }

  /** Whether a transaction of the ledger is one of these. */
  isLive(transaction: number): boolean {
    return this.stage[transaction] !== STAGE.FREE;
  }

  /** The high word of the handle of a transaction. */
  highOf(transaction: number): number {
    return (this.generation[transaction] | this.allocator) >>> 0;
  }

  operationOf(transaction: number): Operation {
    return this.operation[transaction] as Operation;
  }

  /** Ends the life of a handle. Returns whether the slot has to be retired with it. */
  forget(transaction: number): boolean {
    this.stage[transaction] = STAGE.FREE;
    this.orphaned[transaction] = 0;
    this.clearLater[transaction] = 0;
    this.fetching[transaction] = 0;
    forgetDelivery(this, transaction);
    return ++this.generation[transaction] === LAST_GENERATION;
  }
}

/** What FF-A knows about a receiver beside what the ledger knows of a borrower. Rows are those of `ledger.borrowers`. */
export class Receivers extends Table implements Deliveries {
  readonly endpoint: Uint16Array;
  /** As the sender wrote them. */
  readonly permissions: Uint8Array;
  readonly flags: Uint8Array;
  /** 1 when the sender's access descriptor carried implementation-defined words; the words as four halves. */
  readonly hasImpdef: Uint8Array;
  readonly impdef: Uint32Array;
  /** Permissions in the response, and the FF-A version whose layout it has. */
  readonly granted: Uint8Array;
  readonly version: Uint32Array;
  /** Constituents of the response in all, delivered, and delivered before the last fragment. */
  readonly constituents: Uint32Array;
  readonly delivered: Uint32Array;
  readonly deliveredBefore: Uint32Array;
  readonly block: Uint32Array;
  readonly extent: Uint32Array;
  readonly pages: Float64Array;

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.endpoint = new Uint16Array(rows);
    this.permissions = new Uint8Array(rows);
    this.flags = new Uint8Array(rows);
    this.hasImpdef = new Uint8Array(rows);
    this.impdef = new Uint32Array(rows * 4);
    this.granted = new Uint8Array(rows);
    this.version = new Uint32Array(rows);
    this.constituents = new Uint32Array(rows);
    this.delivered = new Uint32Array(rows);
    this.deliveredBefore = new Uint32Array(rows);
    this.block = new Uint32Array(rows * 2);
    this.extent = new Uint32Array(rows * 2);
    this.pages = new Float64Array(rows * 2);
  }
}
