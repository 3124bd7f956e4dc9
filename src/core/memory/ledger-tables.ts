import type { Slots } from './slots.ts';
import { Table } from './table.ts';

/** What a transaction does with the pages it holds. */
export const KIND = {
  /** Owner and borrowers have access. */
  SHARE: 1,
  /** Only borrowers have access; the owner stays the owner. */
  LEND: 2,
  /** The one borrower becomes the owner. */
  DONATE: 3,
  /** Nobody else gets access, but the pages cannot be sent: buffers that a manager reads or writes. */
  PIN: 4,
} as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/** Which transactions may hold the same pages, one on top of the other. */
export const LAYER = {
  /** It lies on a base, or on nothing. */
  TOP: 0,
  /** What one manager notes of pages before it hands them on: a top of the same owner may lie on it. */
  BASE: 1,
  /** It lies on nothing, and nothing on it: of a manager that pages are not handed on to. */
  ALONE: 2,
} as const;

export type Layer = (typeof LAYER)[keyof typeof LAYER];

/** The transactions: which pages are held, for whom, and what the owner keeps meanwhile. */
export class Transactions extends Table {
  /** KIND.*; 0 for a free slot. */
  readonly kind: Uint8Array;
  /** The party whose pages they are. */
  readonly owner: Uint16Array;
  /** Rights the owner keeps while the transaction holds its pages. */
  readonly kept: Uint8Array;
  /** 1 when the extents are physical pages; 0 when they are addresses in the owner's view. */
  readonly physical: Uint8Array;
  /** LAYER.* */
  readonly layer: Uint8Array;
  /** First and last block of the extents (extents.ts). */
  readonly firstBlock: Uint32Array;
  readonly lastBlock: Uint32Array;
  /** How many extents were added, how many of them hold their pages, and how many are reported as held. */
  readonly extents: Uint32Array;
  readonly claimed: Uint32Array;
  readonly committed: Uint32Array;
  /** Sum of pages of all extents. */
  readonly pages: Float64Array;
  /** The word that all pages had before: their class, and the base beneath, if there is one. 0 until the first is claimed. */
  readonly pageClass: Int32Array;
  /** First and last borrower of the chain, and how many there are; how many of them hold the memory now. */
  readonly firstBorrower: Uint32Array;
  readonly lastBorrower: Uint32Array;
  readonly borrowers: Uint16Array;
  readonly holders: Uint16Array;
  /** The number of the call that committed it. */
  readonly since: Float64Array;

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.kind = new Uint8Array(rows);
    this.owner = new Uint16Array(rows);
    this.kept = new Uint8Array(rows);
    this.physical = new Uint8Array(rows);
    this.layer = new Uint8Array(rows);
    this.firstBlock = new Uint32Array(rows);
    this.lastBlock = new Uint32Array(rows);
    this.extents = new Uint32Array(rows);
    this.claimed = new Uint32Array(rows);
    this.committed = new Uint32Array(rows);
    this.pages = new Float64Array(rows);
    this.pageClass = new Int32Array(rows);
    this.firstBorrower = new Uint32Array(rows);
    this.lastBorrower = new Uint32Array(rows);
    this.borrowers = new Uint16Array(rows);
    this.holders = new Uint16Array(rows);
    this.since = new Float64Array(rows);
  }
}

/** The borrowers of all transactions, chained per transaction in the order they were added. */
export class Borrowers extends Table {
  readonly next: Uint32Array;
  readonly transaction: Uint32Array;
  readonly party: Uint16Array;
  /** The most that the borrower may be given. */
  readonly ceiling: Uint8Array;
  /** What it has now; meaningless while `holds` is 0. */
  readonly rights: Uint8Array;
  /** How often it has taken the memory without giving it back. */
  readonly holds: Uint16Array;
  /** Where the memory starts in the borrower's own addresses, as a page; -1 when it sees physical addresses. */
  readonly placed: Float64Array;

  constructor(slots: Slots) {
    super(slots);
    const rows = slots.capacity + 1;
    this.next = new Uint32Array(rows);
    this.transaction = new Uint32Array(rows);
    this.party = new Uint16Array(rows);
    this.ceiling = new Uint8Array(rows);
    this.rights = new Uint8Array(rows);
    this.holds = new Uint16Array(rows);
    this.placed = new Float64Array(rows);
  }
}
