import type { Frame } from '../abi/frame.ts';
import type { StatusName } from '../abi/statuses.ts';
import type { AccessFault } from '../client/port.ts';
import type { RmErrorName } from '../gunyah/wire/errors.ts';
import type { Dropped } from '../gunyah/wire/packet.ts';
import type { Change } from '../memory/observer.ts';
import type { Hold } from './hold.ts';

/** What holds a page. */
export interface Holder {
  /** Of the transaction, or of the parcel. */
  readonly handle: bigint;
  /** Set for a parcel of Gunyah's resource manager; what FF-A's manager knows is a transaction. */
  readonly protocol?: 'gunyah';
  readonly owner: string;
  /** The number of the call that made it so. */
  readonly since: number;
}

/** Why a call or a request was refused, and where. */
export interface Refusal<Status = StatusName | RmErrorName> {
  readonly rule: string;
  readonly status: Status;
  /** The bytes of the caller's descriptor, or of the request's payload, that broke the rule. */
  readonly bytes?: { readonly offset: number; readonly length: number };
  /** The argument register that broke it. */
  readonly register?: number;
  /** The page that was in the way, as a physical address. */
  readonly page?: number;
  /** What holds that page. */
  readonly holder?: Holder;
}

/** A run of physical pages that changed. */
export interface PageChange {
  readonly change: Change;
  /** Who gained or lost by it. */
  readonly party: string;
  /** Physical address of the first page. */
  readonly address: number;
  readonly pages: number;
}

/** One call, from the registers that went in to those that came out. */
export interface CallEvent {
  readonly kind: 'call';
  /** Counts calls from 1. An answer that was injected has the number of the last call before it. */
  readonly seq: number;
  /** Name of the partition that called, and the number of its execution context. */
  readonly from: string;
  readonly vcpu: number;
  readonly in: Frame;
  readonly out: Frame;
  /** Who finds `out` as its answer; '' when no partition goes on. */
  readonly next: string;
  /** What the caller sent in TX, and what the manager wrote to its RX. */
  readonly tx?: Uint8Array;
  readonly rx?: Uint8Array;
  readonly refusal?: Refusal<StatusName>;
  /** Pages that changed hands. */
  readonly changes: readonly PageChange[];
  /** Lines that the caller printed with it. */
  readonly printed?: readonly string[];
  /** The schedule-receiver interrupt of the normal world was raised with its answer. */
  readonly scheduleReceiver?: true;
  /** The answer was made up by a fault: the manager never saw the call. */
  readonly injected?: true;
}

/** An interrupt of the normal world took the processor from a partition. */
export interface PreemptEvent {
  readonly kind: 'preempt';
  /** The last call before it. */
  readonly seq: number;
  readonly from: string;
  readonly vcpu: number;
  /** Who goes on, and finds FFA_INTERRUPT; '' when nobody is left to. */
  readonly next: string;
  /** The schedule-receiver interrupt of the normal world was raised with it. */
  readonly scheduleReceiver?: true;
}

/** Why a page cannot be accessed: it is somebody else's, or given away for a time. */
export interface FaultedPage {
  readonly owner: string;
  readonly held?: Hold;
}

/** An access that faulted. */
export interface FaultEvent {
  readonly kind: 'fault';
  /** The last call before it. */
  readonly seq: number;
  readonly from: string;
  readonly vcpu: number;
  readonly fault: AccessFault;
  /** The page at that address; absent where the partition has nothing, or nobody owns what is there. */
  readonly page?: FaultedPage;
}

/** A partition that died, and what became of its memory. */
export interface AbortEvent {
  readonly kind: 'abort';
  readonly seq: number;
  readonly from: string;
  readonly changes: readonly PageChange[];
}

/** Something happened to a hypervisor that mediates which no call asked for. What it asks of the manager behind it then comes after this. */
interface MomentOf<Kind extends string> {
  /** `tick`: a unit of time passed for it. `create`: a guest was created anew. */
  readonly kind: Kind;
  /** The last call before it. */
  readonly seq: number;
  /** Name of the hypervisor, or of the guest. */
  readonly from: string;
}

export type MomentEvent = MomentOf<'tick'> | MomentOf<'create'>;

/** A hypervisor that mediates has had back, by itself, what a guest that is gone had left with others. */
export interface SettleEvent {
  readonly kind: 'settle';
  /** The last call of it or of its guests. */
  readonly seq: number;
  /** Name of the hypervisor. */
  readonly from: string;
  /** A unit of time passed, or a secure partition answered what it was told of the guest. */
  readonly after: 'tick' | 'answer';
  /** Pages that changed hands. There are some. */
  readonly changes: readonly PageChange[];
}

/** A request to Gunyah's resource manager, and its answer. */
export interface RequestEvent {
  readonly kind: 'request';
  /** Counted with the calls. */
  readonly seq: number;
  /** Name of the VM that asked. */
  readonly from: string;
  /** Of the packets. */
  readonly sequence: number;
  /** Which message it is, and its payload. */
  readonly id: number;
  readonly payload: Uint8Array;
  /** The payload of the answer. */
  readonly reply: Uint8Array;
  readonly refusal?: Refusal<RmErrorName>;
  /** Pages that changed hands. */
  readonly changes: readonly PageChange[];
}

/** The resource manager tells a VM something that it did not ask for. */
export interface NoticeEvent {
  readonly kind: 'notice';
  /** The call or request that it is told of. */
  readonly seq: number;
  /** Name of the VM that is told. */
  readonly from: string;
  /** Of the packets. */
  readonly sequence: number;
  readonly id: number;
  readonly payload: Uint8Array;
}

/** The resource manager threw a packet away. */
export interface DropEvent {
  readonly kind: 'drop';
  /** The last call or request before it. */
  readonly seq: number;
  /** Name of the VM that sent it. */
  readonly from: string;
  readonly why: Dropped;
  readonly packet: Uint8Array;
}

/** What happens on a board, in order. */
export type TraceEvent =
  | CallEvent
  | PreemptEvent
  | FaultEvent
  | AbortEvent
  | MomentEvent
  | SettleEvent
  | RequestEvent
  | NoticeEvent
  | DropEvent;

export type TraceListener = (event: TraceEvent) => void;
