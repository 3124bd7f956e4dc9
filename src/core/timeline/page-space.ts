/** A run of physical pages, by page numbers. */
export interface PageExtent {
  readonly page: number;
  readonly pages: number;
}

/** 64 GiB: what a page map of one word a page keeps in 64 MiB. */
export const MOST_PAGES: number = 2 ** 24;

/** Pages that may lie far apart, numbered without gaps from 0: indices into arrays, and places on a map. */
export class PageSpace {
  /** In their order, apart from each other. */
  readonly extents: readonly PageExtent[];
  /** How many pages there are. */
  readonly size: number;
  /** Whether there are more, which have no index. */
  readonly cut: boolean;
  /** Index of the first page of each extent. */
  readonly #starts: readonly number[];

  constructor(extents: Iterable<PageExtent>) {
    const merged = mergedExtents(extents);
    const kept: PageExtent[] = [];
    const starts: number[] = [];
    let size = 0;
    for (const { page, pages } of merged) {
      const room = Math.min(pages, MOST_PAGES - size);
      if (room <= 0) break;
      kept.push({ page, pages: room });
      starts.push(size);
      size += room;
    }
    this.extents = kept;
    this.size = size;
    this.cut = merged.reduce((sum, { pages }) => sum + pages, 0) > size;
    this.#starts = starts;
  }

  /** The index of a page, -1 for one that is not there. */
  indexOf(page: number): number {
    const at = lastAtMost(this.extents.length, (index) => this.extents[index].page <= page);
    if (at < 0) return -1;
    const { page: first, pages } = this.extents[at];
    return page < first + pages ? this.#starts[at] + (page - first) : -1;
  }

  /** The page at an index. Throws a RangeError for an index that there is not. */
  pageAt(index: number): number {
    const at =
      index < this.size ? lastAtMost(this.#starts.length, (each) => this.#starts[each] <= index) : -1;
    if (at < 0) throw new RangeError(`there is no page ${index}`);
    return this.extents[at].page + (index - this.#starts[at]);
  }

  /** The parts of a run of pages that are there, as indices. */
  parts({ page, pages }: PageExtent): readonly { readonly index: number; readonly count: number }[] {
    const end = page + pages;
    const parts: { readonly index: number; readonly count: number }[] = [];
    const first = lastAtMost(this.extents.length, (index) => this.extents[index].page <= page);
    for (let at = Math.max(0, first); at < this.extents.length; at++) {
      const { page: start, pages: length } = this.extents[at];
      if (start >= end) break;
      const from = Math.max(page, start);
      const count = Math.min(end, start + length) - from;
      if (count > 0) parts.push({ index: this.#starts[at] + (from - start), count });
    }
    return parts;
  }

  /** Whether a run of pages is there as a whole. */
  has({ page, pages }: PageExtent): boolean {
    return pages <= 0 || this.parts({ page, pages })[0]?.count === pages;
  }
}

function mergedExtents(extents: Iterable<PageExtent>): readonly PageExtent[] {
  const sorted = [...extents].filter(({ pages }) => pages > 0).sort((left, right) => left.page - right.page);
  const merged: PageExtent[] = [];
  for (const { page, pages } of sorted) {
    const last = merged.at(-1);
    if (last === undefined || page > last.page + last.pages) merged.push({ page, pages });
    else
      merged[merged.length - 1] = {
        page: last.page,
        pages: Math.max(last.pages, page + pages - last.page),
      };
  }
  return merged;
}

/** The last index of which something holds that holds up to a point and not behind it; -1 for none. */
export function lastAtMost(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
