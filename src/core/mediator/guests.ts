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
  /** The id that the manager behind knows a guest by. Fixed. */
  readonly idBehind: Uint16Array;
  /** VERSION_STATE.* */
  readonly negotiated: Uint8Array;
  /** 1 while the manager behind knows the guest's buffers. */
  readonly announced: Uint8Array;
  /** 1 while the manager behind has notifications for the guest that it has told us of, and we have not told the guest. */
  readonly awaited: Uint8Array;

  /** `specs` says what is known of guests, in which each may have another id for itself than for the manager behind, `idsBehind`. */
  constructor(slots: Slots, specs: readonly GuestSpec[], idsBehind: readonly number[]) {
    super(slots);
    const rows = slots.capacity + 1;
    this.tee = new Uint8Array(rows);
    this.idBehind = Uint16Array.of(0, ...idsBehind);
    this.negotiated = new Uint8Array(rows);
    this.announced = new Uint8Array(rows);
    this.awaited = new Uint8Array(rows);
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
