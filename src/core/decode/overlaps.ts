/** Pages of one constituent. */
export interface PageRange {
  /** Its place among the constituents. */
  readonly index: number;
  readonly page: number;
  readonly pages: number;
}

/** Two constituents that name the same page, `later` behind `earlier` in the descriptor. */
export interface Overlap {
  readonly earlier: PageRange;
  readonly later: PageRange;
}

/**
 * Constituents that overlap an earlier one, each reported once, in the order of the descriptor. Not every pair is
 * found, but none is left when those found are mended one by one.
 */
export function findOverlaps(ranges: readonly PageRange[]): Overlap[] {
  const overlaps = new Map<number, Overlap>();
  let reaching: PageRange | undefined;
  for (const range of ranges.toSorted((a, b) => a.page - b.page || a.index - b.index)) {
    if (range.pages === 0) continue;
    if (reaching !== undefined && range.page < reaching.page + reaching.pages) {
      const [earlier, later] = reaching.index < range.index ? [reaching, range] : [range, reaching];
      overlaps.set(later.index, { earlier, later });
    }
    const end = range.page + range.pages;
    if (reaching === undefined || end > reaching.page + reaching.pages) reaching = range;
  }
  return [...overlaps.values()].sort((a, b) => a.later.index - b.later.index);
}
