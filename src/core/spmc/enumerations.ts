import type { Slots } from '../memory/slots.ts';
import { Table } from '../memory/table.ts';

/** How far each endpoint has come in its enumeration of what the secure world can reach. Rows are those of `Endpoints`. */
export class Enumerations extends Table {
  /** Descriptors that are left to tell; 0 where there is no enumeration. */
  readonly left: Uint32Array;
  /** The slot of the one partition that it is about, 0 for all. */
  readonly target: Uint16Array;
  /** What `ledger.changes` was when it started. */
  readonly changes: Float64Array;
  /** Where it goes on: a WalkPosition. */
  readonly part: Uint8Array;
  readonly item: Uint32Array;
  readonly sub: Uint32Array;
  readonly at: Float64Array;

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.left = new Uint32Array(rows);
    this.target = new Uint16Array(rows);
    this.changes = new Float64Array(rows);
    this.part = new Uint8Array(rows);
    this.item = new Uint32Array(rows);
    this.sub = new Uint32Array(rows);
    this.at = new Float64Array(rows);
  }
}
