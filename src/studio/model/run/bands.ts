import type { TransactionLife } from '../../../core/timeline/transaction-lives.ts';

/** Transactions as bands in the timeline, by their numbers. */
export interface Bands {
  readonly labels: readonly string[];
  readonly begin: Uint32Array<ArrayBuffer>;
  /** The event behind the last; that behind all for a transaction that nobody ended. */
  readonly until: Uint32Array<ArrayBuffer>;
  /** 1 for a transaction that nobody ended. */
  readonly open: Uint8Array<ArrayBuffer>;
  /** Rows of bands are counted from the top. Bands beyond the last lie on top of each other there. */
  readonly row: Uint8Array<ArrayBuffer>;
  /** How many rows there are. */
  readonly rows: number;
}

export const BAND_ROWS = 8;

/** Puts every transaction into the first row that is free when it begins. */
export function bandsOf(lives: readonly TransactionLife[], count: number): Bands {
  const free = new Array<number>(BAND_ROWS).fill(0);
  const until = Uint32Array.from(lives, ({ end }) => (end === undefined ? count : end + 1));
  const row = Uint8Array.from(lives, ({ begin }, number) => {
    const found = free.findIndex((at) => at <= begin);
    const place = found < 0 ? BAND_ROWS - 1 : found;
    free[place] = Math.max(free[place] ?? 0, until[number] ?? 0);
    return place;
  });
  return {
    labels: lives.map(({ handle, send }) => `${send} 0x${handle.toString(16)}`),
    begin: Uint32Array.from(lives, ({ begin }) => begin),
    until,
    open: Uint8Array.from(lives, ({ end }) => (end === undefined ? 1 : 0)),
    row,
    rows: row.reduce((most, place) => Math.max(most, place + 1), 0),
  };
}
