import type { Frame } from '../abi/frame.ts';

/** Why a recorded call was refused, as far as the recording tells. */
export interface RecordedRefusal {
  readonly rule: string;
  readonly status: string;
  /** The bytes of the caller's descriptor that broke the rule. */
  readonly bytes?: { readonly offset: number; readonly length: number };
  /** The argument register that broke it. */
  readonly register?: number;
  /** The page that was in the way, as a physical address in hex. */
  readonly page?: string;
  /** What holds that page, or what was to be given back. */
  readonly holder?: {
    /** In hex. */
    readonly handle: string;
    /** Set for a parcel of Gunyah's resource manager; others are transactions of FF-A. */
    readonly protocol?: 'gunyah';
    readonly owner: string;
    /** The call that made it so. */
    readonly since: number;
  };
}

/** A run of pages that changed hands. */
export interface RecordedChange {
  readonly change: string;
  /** Who gained or lost by it. */
  readonly party: string;
  /** Physical address of the first page, in hex. */
  readonly address: string;
  readonly pages: number;
}

/** What is known of every event. */
interface Recorded {
  /** Number of the call, or of the last one before the event. */
  readonly seq: number;
  /** The partition or the exception level that it is about; '' where the recording tells neither. */
  readonly caller: string;
  /** Its execution context, or its processor. */
  readonly cpu: number;
  /** When it was, in microseconds; absent where the recording has no times. */
  readonly at?: number;
}

export interface RecordedCall extends Recorded {
  readonly kind: 'call';
  readonly in: Frame;
  /** Absent for a call that never returned. */
  readonly out: Frame | undefined;
  /** Who goes on with `out`; '' when nobody does, absent where the recording does not tell. */
  readonly next?: string;
  readonly tx: Uint8Array | undefined;
  readonly rx: Uint8Array | undefined;
  readonly refusal?: RecordedRefusal;
  readonly changes: readonly RecordedChange[];
  /** The manager never saw it: somebody else made the answer up. */
  readonly injected?: true;
}

/** Whose page could not be accessed, and what holds it. */
export interface RecordedPage {
  readonly owner: string;
  readonly held?: {
    /** As in 'lend'. */
    readonly kind: string;
    /** In hex; absent for what is no transaction. */
    readonly handle?: string;
    /** Set for a parcel of Gunyah's resource manager; others are transactions of FF-A. */
    readonly protocol?: 'gunyah';
    /** The call that made it so. */
    readonly since: number;
  };
}

/** An access to memory that faulted. */
export interface RecordedFault extends Recorded {
  readonly kind: 'fault';
  readonly access: string;
  /** In hex, as the partition sees it. */
  readonly address: string;
  /** As in 'translation'. */
  readonly fault: string;
  readonly page?: RecordedPage;
}

/** A partition that was torn down. */
export interface RecordedAbort extends Recorded {
  readonly kind: 'abort';
  readonly changes: readonly RecordedChange[];
}

/** A hypervisor that mediates has settled by itself what a guest that is gone had left with others. */
export interface RecordedSettle extends Recorded {
  readonly kind: 'settle';
  /** As in 'tick', for time that passed, or 'answer', for an answer of a secure partition. */
  readonly after: string;
  readonly changes: readonly RecordedChange[];
}

/** What is known of every message of Gunyah's resource manager. */
interface RecordedMessage extends Recorded {
  /** Of its packets; absent where the recording does not tell. */
  readonly sequence?: number;
  /** Which message it is. */
  readonly id: number;
  readonly payload: Uint8Array;
}

/** A request to the resource manager, and its answer. */
export interface RecordedRequest extends RecordedMessage {
  readonly kind: 'request';
  /** The payload of the answer. */
  readonly reply: Uint8Array;
  readonly refusal?: RecordedRefusal;
  readonly changes: readonly RecordedChange[];
}

/** Something that the resource manager told a VM. */
export interface RecordedNotice extends RecordedMessage {
  readonly kind: 'notice';
}

/** A packet of a VM that the resource manager threw away. */
export interface RecordedDrop extends Recorded {
  readonly kind: 'drop';
  readonly packet: Uint8Array;
  /** As in 'shorter than a header'. */
  readonly why: string;
}

export type RecordedEvent =
  | RecordedCall
  | RecordedFault
  | RecordedAbort
  | RecordedSettle
  | RecordedRequest
  | RecordedNotice
  | RecordedDrop;
