/** A ledger with parties and memory, transactions built in one go, and everything that can be seen of a ledger. */

import { expect } from 'vitest';
import { Ledger, type LedgerSize } from '../../src/core/memory/ledger.ts';
import { KIND, type Kind } from '../../src/core/memory/ledger-tables.ts';
import {
  EXECUTE,
  type PageClass,
  READ,
  type Rights,
  rightsText,
  WRITE,
} from '../../src/core/memory/page-word.ts';
import { View } from '../../src/core/memory/view.ts';
import { GIB, type Range, type Ranges, rangesOf, runsOf } from './support.ts';

export const RW: Rights = READ | WRITE;
export const ALL: Rights = READ | WRITE | EXECUTE;

/** Parties that see physical addresses. */
export const OWNER = 1;
export const FIRST = 2;
export const SECOND = 3;
export const STRANGER = 4;
/** Parties that see addresses of their own, and borrow at 5000..5019 and at 9000..9011. */
export const GUEST = 5;
export const VISITOR = 6;
export const PARTIES = [OWNER, FIRST, SECOND, STRANGER, GUEST, VISITOR] as const;

/** Memory that is the owner's, RWX unless said otherwise. */
export const PLAIN = 0;
export const PLAIN_PAGES = 100;
export const READ_ONLY = 110;
export const DEVICE = 120;
export const SECURE = 130;
/** The second party's memory. */
export const FOREIGN = 140;
/** The owner's memory in a gigabyte of its own. */
export const LARGE = GIB;
/** The guest's: addresses 1000..1019 and 1020..1024. */
export const GUEST_PAGES: Range = [200, 20];
export const GUEST_MORE: Range = [300, 5];
/** The visitor's: addresses 2000..2009. */
export const VISITOR_PAGES: Range = [400, 10];

function normal(owner: number, rights: Rights = ALL): PageClass {
  return { owner, rights, device: false, secure: false };
}

export function machine(size: Partial<LedgerSize> = {}): Ledger {
  const ledger = new Ledger({
    pages: 2 * GIB,
    pageTables: 64,
    transactions: 8,
    borrowers: 8,
    extents: 64,
    ...size,
  });
  for (const party of PARTIES) ledger.addParty(party < GUEST ? View.identity() : viewOf(party));
  ledger.assign(PLAIN, PLAIN_PAGES, normal(OWNER));
  ledger.assign(READ_ONLY, 5, normal(OWNER, READ));
  ledger.assign(DEVICE, 5, { owner: OWNER, rights: RW, device: true, secure: false });
  ledger.assign(SECURE, 5, { owner: OWNER, rights: ALL, device: false, secure: true });
  ledger.assign(FOREIGN, 10, normal(SECOND));
  ledger.assign(...GUEST_PAGES, normal(GUEST));
  ledger.assign(...GUEST_MORE, normal(GUEST));
  ledger.assign(...VISITOR_PAGES, normal(VISITOR));
  ledger.assign(LARGE, GIB, normal(OWNER));
  return ledger;
}

function viewOf(party: number): View {
  return party === GUEST
    ? View.of(
        [
          { at: 1000, page: GUEST_PAGES[0], pages: GUEST_PAGES[1] },
          { at: 1020, page: GUEST_MORE[0], pages: GUEST_MORE[1] },
        ],
        { at: 5000, pages: 20 },
      )
    : View.of([{ at: 2000, page: VISITOR_PAGES[0], pages: VISITOR_PAGES[1] }], { at: 9000, pages: 12 });
}

/** What owners keep, as front ends have it. */
const KEPT: Record<Kind, Rights> = { [KIND.SHARE]: ALL, [KIND.LEND]: 0, [KIND.DONATE]: 0, [KIND.PIN]: ALL };

export interface Send {
  readonly kind: Kind;
  readonly owner?: number;
  readonly ranges?: Ranges;
  readonly to?: readonly number[];
  readonly kept?: Rights;
  readonly physical?: boolean;
}

/** Opens a transaction with its extents and borrowers. Nothing is claimed yet. */
export function build(ledger: Ledger, send: Send): number {
  const { kind, owner = OWNER, ranges = '10+2', to = [FIRST], kept = KEPT[kind], physical = false } = send;
  const transaction = ledger.open(owner, kind, kept, physical);
  if (transaction === 0) throw new Error('no room for a transaction');
  addAll(ledger, transaction, ranges);
  for (const party of to) {
    if (ledger.addBorrower(transaction, party, ALL) === 0) throw new Error('no room for a borrower');
  }
  return transaction;
}

export function addAll(ledger: Ledger, transaction: number, ranges: Ranges): void {
  for (const [page, pages] of rangesOf(ranges))
    if (!ledger.addExtent(transaction, page, pages)) throw new Error('no room for an extent');
}

/** A transaction that is live: built, claimed and committed. */
export function sendAll(ledger: Ledger, send: Send): number {
  const transaction = build(ledger, send);
  if (!ledger.claim(transaction)) throw new Error(`page ${ledger.obstaclePage} is in the way`);
  ledger.commit(transaction);
  return transaction;
}

/** A borrower places the memory and takes it. Returns the borrower. */
export function takeAs(ledger: Ledger, transaction: number, party: number, rights: Rights = RW): number {
  const borrower = ledger.borrowerOf(transaction, party);
  if (!ledger.place(borrower)) throw new Error('no place');
  ledger.take(borrower, rights);
  return borrower;
}

/** Claims, expects a refusal that changes nothing, and says what is in the way: obstacle, extent, page and holder. */
export function obstacleTo(ledger: Ledger, transaction: number): number[] {
  const before = stateOf(ledger);
  expect(ledger.claim(transaction)).toBe(false);
  expect(stateOf(ledger)).toEqual(before);
  return [ledger.obstacle, ledger.obstacleExtent, ledger.obstaclePage, ledger.obstacleHolder];
}

/** Pages go back and the transaction is forgotten. */
export function end(ledger: Ledger, transaction: number): void {
  ledger.release(transaction);
  ledger.close(transaction);
}

/** Everything that can be seen of a ledger and must not change when something is refused. */
export function stateOf(ledger: Ledger) {
  return {
    pages: runsOf(ledger.map),
    live: [ledger.transactions, ledger.borrowers, ledger.extents].map(({ slots }) => slots.live),
    views: PARTIES.map((party) => ledger.viewOf(party).save()),
  };
}

/** The rights of some parties on a page: 'RWX --- R--'. */
export function rightsOn(ledger: Ledger, page: number, parties: readonly number[]): string {
  return parties.map((party) => rightsText(ledger.rights(party, page))).join(' ');
}
