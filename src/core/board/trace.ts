import type { Frame } from '../abi/frame.ts';
import type { StatusName } from '../abi/statuses.ts';
import type { AccessFault } from '../client/port.ts';
import type { Change } from '../memory/observer.ts';
import type { Hold } from './hold.ts';

/** Why a call was refused, and where. */
export interface Refusal {
  readonly rule: string;
  readonly status: StatusName;
  /** The bytes of the caller's descriptor that broke the rule. */
  readonly bytes?: { readonly offset: number; readonly length: number };
  /** The argument register that broke it. */
  readonly register?: number;
  /** The page that was in the way, as a physical address. */
  readonly page?: number;
  /** What holds that page: the handle, its owner, and the number of the call that made it so. */
  readonly holder?: { readonly handle: bigint; readonly owner: string; readonly since: number };
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
  readonly refusal?: Refusal;
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

/** What happens on a board, in order. */
export type TraceEvent = CallEvent | PreemptEvent | FaultEvent | AbortEvent;

export type TraceListener = (event: TraceEvent) => void;
