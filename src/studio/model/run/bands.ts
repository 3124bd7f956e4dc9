import { joinWords } from '../../../core/abi/words.ts';
import { LASTING } from '../../../core/timeline/slices.ts';
import type { TransactionLife } from '../../../core/timeline/transaction-lives.ts';

/** Transactions as bands in the timeline, by their numbers. */
export interface Bands {
  /** How each was sent, by its number in BAND_KINDS. */
  readonly kind: Uint8Array<ArrayBuffer>;
  /** The halves of its handle. */
  readonly low: Uint32Array<ArrayBuffer>;
  readonly high: Uint32Array<ArrayBuffer>;
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

const SENDS: readonly TransactionLife['send'][] = ['share', 'lend', 'donate'];
/** What bands are, in words. */
const BAND_KINDS: readonly string[] = SENDS.flatMap((send) => [send, `${send} parcel`]);

export function kindOf({ protocol, send }: TransactionLife): number {
  return BAND_KINDS.indexOf(protocol === 'ffa' ? send : `${send} parcel`);
}

/** What stands on a band: "share 0x7", "lend parcel 0x10". */
export function labelOf({ kind, low, high }: Pick<Bands, 'kind' | 'low' | 'high'>, band: number): string {
  const handle = joinWords(low[band] ?? 0, high[band] ?? 0);
  return `${BAND_KINDS[kind[band] ?? 0]} 0x${handle.toString(16)}`;
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
