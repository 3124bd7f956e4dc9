import { LASTING } from '../../../core/timeline/slices.ts';
import type { TransactionLife } from '../../../core/timeline/transaction-lives.ts';

/** Transactions as bands in the timeline, by their numbers. */
export interface Bands {
  readonly labels: readonly string[];
  readonly begin: Uint32Array<ArrayBuffer>;
  /** The event behind the last; LASTING for a transaction that nobody ended. */
  readonly until: Uint32Array<ArrayBuffer>;
  /** Rows of bands are counted from the top. Bands beyond the last lie on top of each other there. */
  readonly row: Uint8Array<ArrayBuffer>;
  /** How many rows there are. */
  readonly rows: number;
}

export const BAND_ROWS = 8;

export function untilOf({ end }: TransactionLife): number {
  return end === undefined ? LASTING : end + 1;
}

export function labelOf({ protocol, handle, send }: TransactionLife): string {
  return `${send} ${protocol === 'ffa' ? '' : 'parcel '}0x${handle.toString(16)}`;
}

/** Puts every transaction into the first row that is free when it begins. */
export class BandRows {
  /** The transactions of each row of which none is known to be over. */
  readonly #tails: number[][] = Array.from({ length: BAND_ROWS }, () => []);

  /** The row of the next of the transactions. */
  place(lives: readonly TransactionLife[], number: number): number {
    const begin = lives[number]?.begin ?? 0;
    const free = this.#tails.findIndex((tail) => {
      while (tail.length > 0 && untilOf(lives[tail.at(-1) ?? 0] as TransactionLife) <= begin) tail.pop();
      return tail.length === 0;
    });
    const row = free < 0 ? BAND_ROWS - 1 : free;
    this.#tails[row]?.push(number);
    return row;
  }
}
