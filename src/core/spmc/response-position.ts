import type { Deliveries } from './transactions.ts';

/** The two positions of a delivery, side by side in its row: where its last fragment began, and where it ended. */
const BEGAN = 0;
const ENDED = 1;

/**
 * How far a response has been written, in the extents of its transaction. Without it the way to each fragment would have to be walked from
 * the first extent.
 */
export class ResponsePosition {
  /** The extent, and the block that holds it. */
  extent = 0;
  block = 0;
  /** Pages of the extent that come before; for a borrower with addresses of its own, pages of all extents before. */
  pages = 0;

  put(block: number, extent: number, pages: number): void {
    this.block = block;
    this.extent = extent;
    this.pages = pages;
  }

  /** Goes to where the next fragment of a delivery begins, or the last one `again`. */
  find({ block, extent, pages }: Deliveries, row: number, again: boolean): void {
    const at = 2 * row + (again ? BEGAN : ENDED);
    this.put(block[at], extent[at], pages[at]);
  }

  /** Notes that the first fragment of a delivery has been delivered and ends here. */
  noteFirst(deliveries: Deliveries, row: number): void {
    this.write(deliveries, row, BEGAN);
    this.write(deliveries, row, ENDED);
  }

  /** Notes that the next fragment of a delivery, or the last one `again`, has been delivered and ends here. */
  note(deliveries: Deliveries, row: number, again: boolean): void {
    const { block, extent, pages } = deliveries;
    if (!again) {
      block[2 * row + BEGAN] = block[2 * row + ENDED];
      extent[2 * row + BEGAN] = extent[2 * row + ENDED];
      pages[2 * row + BEGAN] = pages[2 * row + ENDED];
    }
    this.write(deliveries, row, ENDED);
  }

  private write({ block, extent, pages }: Deliveries, row: number, end: number): void {
    block[2 * row + end] = this.block;
    extent[2 * row + end] = this.extent;
    pages[2 * row + end] = this.pages;
  }
}
