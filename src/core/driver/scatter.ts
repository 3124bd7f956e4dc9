import { PAGE_SIZE } from '../abi/pages.ts';
import type { Constituent } from '../abi/transaction.ts';
import { DriverError } from './result.ts';

/** A run of bytes in the addresses of the endpoint: an entry of a scatter list. */
export interface Segment {
  readonly address: number;
  /** Bytes. */
  readonly length: number;
}

/** The longest segment that pages are put together to: 32 bits of bytes, in whole pages. */
const LONGEST_SEGMENT = 0xffff_f000;

/**
 * The segments of a buffer by its pages in their order: a page that follows the one before it in memory goes into its segment.
 *
 * Source: clients-linux-uboot-pkvm 1.11.
 */
export function segmentsOf(pages: readonly number[]): readonly Segment[] {
  const segments: Segment[] = [];
  for (const page of pages) {
    const last = segments.at(-1);
    const follows = last !== undefined && last.address + last.length === page;
    if (last !== undefined && follows && last.length < LONGEST_SEGMENT)
      segments[segments.length - 1] = { address: last.address, length: last.length + PAGE_SIZE };
    else segments.push({ address: page, length: PAGE_SIZE });
  }
  return segments;
}

/** One constituent for each segment. Throws a DriverError for a segment that is not made of whole pages of 4 KiB. */
export function constituentsOf(segments: readonly Segment[]): readonly Constituent[] {
  return segments.map(({ address, length }, index) => {
    if (address % PAGE_SIZE !== 0 || length % PAGE_SIZE !== 0 || length === 0)
      throw new DriverError('EINVAL', `segment ${index} is not made of whole pages`);
    return { address, pages: length / PAGE_SIZE };
  });
}
