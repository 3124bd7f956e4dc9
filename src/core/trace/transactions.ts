import { decodeTransaction } from '../abi/decode-transaction.ts';
import { readField } from '../abi/fields.ts';
import { type Frame, w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import { HEADER_1_1, RELINQUISH } from '../abi/layouts.ts';
import { pagesIn } from '../abi/pages.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import { joinWords } from '../abi/words.ts';
import type { RecordedCall, RecordedChange, RecordedEvent } from '../decode/recorded-event.ts';
import { RecordedVersions } from '../decode/recorded-versions.ts';

/** How memory is sent, in the order in which they are counted. */
export const SENDS = ['share', 'lend', 'donate'] as const;

type Send = (typeof SENDS)[number];

export interface TracedTransaction {
  /** Counts transactions from 1; a handle may be given out again. */
  readonly id: number;
  readonly handle: bigint;
  readonly send: Send;
  readonly pages: number;
}

/** Something that happens to a transaction. It begins when the manager has its whole descriptor. */
export interface TransactionStep {
  readonly step: 'begins' | 'retrieved' | 'relinquished' | 'ends';
  readonly transaction: TracedTransaction;
}

/** What is known of a transaction while its descriptor is still arriving. */
interface Arriving {
  readonly send: Send;
  /** As its descriptor says, for recordings that do not tell which pages changed hands. */
  readonly announced: number;
  readonly claimed: readonly RecordedChange[];
}

const SEND_OF: Readonly<Record<string, Send>> = {
  FFA_MEM_SHARE: 'share',
  FFA_MEM_LEND: 'lend',
  FFA_MEM_DONATE: 'donate',
};
/** Bytes in which the handle stands, of a retrieve request and of a relinquish descriptor. */
const HANDLE_END = 16;

/** Follows the transactions of a recording from the send to the reclaim. */
export class TracedTransactions {
  readonly #versions = new RecordedVersions();
  readonly #arriving = new Map<bigint, Arriving>();
  readonly #live = new Map<bigint, TracedTransaction>();
  /** Which live transaction holds the run of pages that begins at an address. */
  readonly #held = new Map<string, bigint>();
  readonly #addresses = new Map<bigint, readonly string[]>();
  #count = 0;

  get live(): Iterable<TracedTransaction> {
    return this.#live.values();
  }

  follow(event: RecordedEvent): readonly TransactionStep[] {
    if (event.kind === 'call') return this.#call(event);
    return event.kind === 'abort' || event.kind === 'settle' ? this.#returned(event.changes) : [];
  }

  #call(call: RecordedCall): readonly TransactionStep[] {
    const { in: question, out, tx } = call;
    this.#versions.follow(call);
    if (out === undefined) return [];
    const asked = functionOfId(w(question, 0))?.name ?? '';
    const answered = functionOfId(w(out, 0))?.name ?? '';
    if (answered === 'FFA_ERROR') return [];
    const send = SEND_OF[asked];
    if (send !== undefined) {
      const claimed = call.changes.filter(({ change }) => change === 'claimed');
      return this.#sent(out, answered, { send, announced: this.#announced(call), claimed });
    }
    switch (asked) {
      case 'FFA_MEM_FRAG_TX': {
        const arriving = this.#arriving.get(handleIn(question, 1));
        if (arriving === undefined) return [];
        const claimed = call.changes.filter(({ change }) => change === 'claimed');
        return this.#sent(out, answered, { ...arriving, claimed: [...arriving.claimed, ...claimed] });
      }
      case 'FFA_MEM_RETRIEVE_REQ': {
        if (tx === undefined || tx.length < HANDLE_END) return [];
        const handle = requested(tx);
        const steps = this.#step('retrieved', handle);
        // Who retrieves what was donated is its owner from then on.
        return this.#live.get(handle)?.send === 'donate' ? [...steps, ...this.#ends(handle)] : steps;
      }
      case 'FFA_MEM_RELINQUISH':
        return tx !== undefined && tx.length >= HANDLE_END ? this.#step('relinquished', left(tx)) : [];
      case 'FFA_MEM_RECLAIM':
        return answered === 'FFA_SUCCESS' ? this.#ends(handleIn(question, 1)) : [];
      default:
        return [];
    }
  }

  #sent(out: Frame, answered: string, arriving: Arriving): readonly TransactionStep[] {
    if (answered === 'FFA_MEM_FRAG_RX') this.#arriving.set(handleIn(out, 1), arriving);
    if (answered !== 'FFA_SUCCESS') return [];
    const handle = handleIn(out, 2);
    this.#arriving.delete(handle);
    const { send, announced, claimed } = arriving;
    const changed = pagesIn(claimed);
    const transaction = { id: ++this.#count, handle, send, pages: changed || announced };
    const before = this.#ends(handle);
    this.#live.set(handle, transaction);
    this.#addresses.set(
      handle,
      claimed.map(({ address }) => address),
    );
    for (const { address } of claimed) this.#held.set(address, handle);
    return [...before, { step: 'begins', transaction }];
  }

  #announced({ tx, caller }: RecordedCall): number {
    const decoded = tx && decodeTransaction(tx, this.#versions.of(caller) ?? VERSION_1_2);
    return decoded?.ok ? (decoded.value.composite?.totalPages ?? 0) : 0;
  }

  #step(step: TransactionStep['step'], handle: bigint): readonly TransactionStep[] {
    const transaction = this.#live.get(handle);
    return transaction === undefined ? [] : [{ step, transaction }];
  }

  #ends(handle: bigint): readonly TransactionStep[] {
    const steps = this.#step('ends', handle);
    this.#live.delete(handle);
    for (const address of this.#addresses.get(handle) ?? []) this.#held.delete(address);
    this.#addresses.delete(handle);
    return steps;
  }

  /** Pages that are given back when their owner dies, or later, end the transaction that held them. */
  #returned(changes: readonly RecordedChange[]): readonly TransactionStep[] {
    return changes.flatMap(({ change, address }) => {
      const handle = change === 'returned' ? this.#held.get(address) : undefined;
      return handle === undefined ? [] : this.#ends(handle);
    });
  }
}

function handleIn(frame: Frame, register: number): bigint {
  return joinWords(w(frame, register), w(frame, register + 1));
}

function requested(tx: Uint8Array): bigint {
  return readField(tx, 0, HEADER_1_1.fields.handle);
}

function left(tx: Uint8Array): bigint {
  return readField(tx, 0, RELINQUISH.fields.handle);
}
