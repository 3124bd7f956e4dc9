import type { Slots } from '../memory/slots.ts';
import { Table } from '../memory/table.ts';
import type { EndpointSpec } from '../spmc/endpoint-spec.ts';

/** A guest as a machine describes it to its hypervisor. */
export interface GuestSpec extends EndpointSpec {
  /** Whether FF-A is switched on for it. */
  readonly tee: boolean;
}

/** How far a guest has come with its version. It is final as soon as another call uses it: `locked` of the endpoint. */
export const VERSION_STATE = { NONE: 0, TENTATIVE: 1 } as const;

/** What a mediator knows about its guests beside what every manager knows about endpoints. Rows are those of `Endpoints`. */
export class Guests extends Table {
  /** 1 where FF-A is switched on. Fixed. */
  readonly tee: Uint8Array;
  /** VERSION_STATE.* */
  readonly negotiated: Uint8Array;
  /** 1 while the manager behind knows the guest's buffers. */
  readonly announced: Uint8Array;
  /** By slot: secure partitions that were told of the guest. */
  readonly knownTo: Map<number, readonly number[]> = new Map();

  constructor(slots: Slots, specs: readonly GuestSpec[]) {
    super(slots);
    const rows = slots.capacity + 1;
    this.tee = new Uint8Array(rows);
    this.negotiated = new Uint8Array(rows);
    this.announced = new Uint8Array(rows);
    specs.forEach(({ tee }, index) => {
      this.tee[index + 1] = tee ? 1 : 0;
    });
  }

  /** Forgets what a guest did: its id is free for a new one. */
  forget(slot: number): void {
    this.negotiated[slot] = VERSION_STATE.NONE;
    this.announced[slot] = 0;
  }
}
