/**
 * The word that the page map keeps for a page: who owns it, with which rights, what it is, and which transaction holds it.
 *
 * ```
 * bit 31      marks a reference to a finer table (page-map.ts); never set in a page's word
 * bits 30:21  owner: a party; 0 = nobody, the page does not exist for the ledger
 * bits 20:18  the owner's rights while no transaction holds the page
 * bit 17      device memory
 * bit 16      secure physical address space
 * bits 15:0   transaction that holds the page; 0 = none
 * ```
 *
 * Two pages of one party that agree in bits 30:16 are of one *class*: they may be sent together.
 */

/** Reading, writing and executing, as bits. */
export const READ = 1;
export const WRITE = 2;
export const EXECUTE = 4;

/** Any combination of READ, WRITE and EXECUTE. */
export type Rights = number;

/** Highest party and transaction numbers that fit. */
export const MAX_PARTIES = 1023;
export const MAX_TRANSACTIONS = 0xffff;

/** What stays the same about a page while transactions come and go. */
export interface PageClass {
  readonly owner: number;
  readonly rights: Rights;
  readonly device: boolean;
  readonly secure: boolean;
}

/** The word of a page that nobody owns. */
export const NO_PAGE = 0;

/** The word of a page of this class that no transaction holds. */
export function wordOf(of: PageClass): number {
  return (of.owner << 21) | (of.rights << 18) | ((of.device ? 1 : 0) << 17) | ((of.secure ? 1 : 0) << 16);
}

export function ownerOf(word: number): number {
  return word >>> 21;
}

export function rightsOf(word: number): Rights {
  return (word >>> 18) & 7;
}

export function isDevice(word: number): boolean {
  return (word & 0x2_0000) !== 0;
}

export function isSecure(word: number): boolean {
  return (word & 0x1_0000) !== 0;
}

/** The transaction that holds the page, 0 for none. */
export function transactionOf(word: number): number {
  return word & 0xffff;
}

/** The word of the same page when a transaction holds it, whoever held it before. */
export function heldBy(word: number, transaction: number): number {
  return (word & ~0xffff) | transaction;
}

/** The word of the same page, held by nobody, as `owner`'s own. */
export function reowned(word: number, owner: number, rights: Rights): number {
  return (owner << 21) | (rights << 18) | (word & 0x3_0000);
}

/** "RW-", "R-X", "---". */
export function rightsText(rights: Rights): string {
  return `${rights & READ ? 'R' : '-'}${rights & WRITE ? 'W' : '-'}${rights & EXECUTE ? 'X' : '-'}`;
}
