/**
 * Pages and addresses.
 *
 * Inside, memory is counted in page frame numbers: plain numbers, exact up to 52-bit addresses and beyond. Bytes
 * appear at the edges only.
 */

/** Bytes of a page: the granule of every transaction, whatever page size a caller's own tables use. */
export const PAGE_SIZE = 4096;

/** 32-bit words of a page. */
export const PAGE_WORDS = 1024;

/** The page that holds an address. */
export function pageOf(address: number): number {
  return Math.floor(address / PAGE_SIZE);
}

/** The first address of a page. */
export function addressOf(page: number): number {
  return page * PAGE_SIZE;
}

/** Whether an address is the first byte of a page. */
export function isPageAligned(address: number): boolean {
  return address % PAGE_SIZE === 0;
}

/** "0x40001000": addresses as they are shown everywhere. */
export function addressText(address: number): string {
  return `0x${address.toString(16)}`;
}
