import type { Frame } from '../abi/frame.ts';
import type { StatusName } from '../abi/statuses.ts';
import type { HistoryEntry } from '../memory/history.ts';

/** Why a call was refused, and where. */
export interface Refusal {
  readonly rule: string;
  readonly status: StatusName;
  /** The bytes of the caller's descriptor that broke the rule. */
  readonly bytes?: { readonly offset: number; readonly length: number };
  /** The argument register that broke it. */
  readonly register?: number;
  /** The physical page that was in the way. */
  readonly page?: number;
  /** Who holds that page, and since which call. */
  readonly holder?: { readonly handle?: bigint; readonly owner: string; readonly since: number };
}

/** One call, from the registers that went in to those that came out. */
export interface CallEvent {
  readonly kind: 'call';
  /** Counts calls from 1. */
  readonly seq: number;
  /** Name of the partition that called, and the number of its execution context. */
  readonly from: string;
  readonly vcpu: number;
  readonly in: Frame;
  readonly out: Frame;
  /** Who has the processor afterwards, where it is somebody else. */
  readonly next?: string;
  /** The descriptor in the caller's TX buffer at the call, and what the manager wrote to RX. */
  readonly tx?: Uint8Array;
  readonly rx?: Uint8Array;
  readonly refusal?: Refusal;
  /** Pages that changed hands. */
  readonly changes: readonly HistoryEntry[];
}

/** An access that faulted. */
export interface FaultEvent {
  readonly kind: 'fault';
  /** The last call before it. */
  readonly seq: number;
  readonly from: string;
  readonly access: 'read' | 'write';
  readonly address: number;
  readonly fault: 'translation' | 'permission';
}

/** A partition that died, and what became of its memory. */
export interface AbortEvent {
  readonly kind: 'abort';
  readonly seq: number;
  readonly from: string;
  readonly changes: readonly HistoryEntry[];
}

/** What happens on a board, in order. */
export type TraceEvent = CallEvent | FaultEvent | AbortEvent;

export type TraceListener = (event: TraceEvent) => void;
