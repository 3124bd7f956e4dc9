import type { Slots } from '../memory/slots.ts';
import { Table } from '../memory/table.ts';

/** What is known of sends that the manager behind has. Rows are those of `ledger.transactions`. */
export class Forwarded extends Table {
  /** 1 once the manager has given it a handle, and the handle. */
  readonly known: Uint8Array;
  readonly handleLow: Uint32Array;
  readonly handleHigh: Uint32Array;
  /** Constituents that were announced to the manager, and how many it has. */
  readonly announced: Uint32Array;
  readonly sent: Uint32Array;
  /** Bytes of the descriptor that it has. */
  readonly bytes: Float64Array;
  /** The guest's constituents that have been passed on. */
  readonly passed: Uint32Array;

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.known = new Uint8Array(rows);
    this.handleLow = new Uint32Array(rows);
    this.handleHigh = new Uint32Array(rows);
    this.announced = new Uint32Array(rows);
    this.sent = new Uint32Array(rows);
    this.bytes = new Float64Array(rows);
    this.passed = new Uint32Array(rows);
  }

  /** The transaction with a handle of the manager; 0 when there is none. Linear in transactions. */
  find(low: number, high: number): number {
    for (let row = 1; row <= this.slots.used; row++)
      if (this.known[row] === 1 && this.handleLow[row] === low && this.handleHigh[row] === high) return row;
    return 0;
  }
}
