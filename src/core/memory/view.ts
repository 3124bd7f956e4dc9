/**
 * Where a party sees memory: its own addresses and the physical pages behind them.
 *
 * A view translates and nothing else. Whether the party may touch a page is the ledger's business, so a view needs no change when access
 * does. Most parties see physical addresses as they are: the identity view, which costs nothing.
 */

/** A run of a party's addresses and the physical pages it stands for. All three are page numbers or counts. */
export interface Window {
  readonly at: number;
  readonly page: number;
  readonly pages: number;
}

/** A run of a party's addresses. */
export interface Range {
  readonly at: number;
  readonly pages: number;
}

/** Whether two ranges have an address in common. */
export function overlap(left: Range, right: Range): boolean {
  return left.at < right.at + right.pages && right.at < left.at + left.pages;
}

/** Contiguous physical pages. */
export interface PhysicalRun {
  readonly page: number;
  readonly pages: number;
}

export class View {
  /** Addresses are physical addresses. */
  readonly identity: boolean;
  private windows: Window[];
  /** Where borrowed memory may appear; nowhere when it is undefined. */
  private readonly borrowing: Range | undefined;

  private constructor(identity: boolean, windows: readonly Window[], borrowing: Range | undefined) {
    this.identity = identity;
    this.windows = [...windows].sort((left, right) => left.at - right.at);
    this.borrowing = borrowing;
    for (let index = 1; index < this.windows.length; index++)
      if (this.windows[index].at < this.windows[index - 1].at + this.windows[index - 1].pages)
        throw new RangeError(`windows of a view overlap at page 0x${this.windows[index].at.toString(16)}`);
  }

  /** A view in which every address is physical. */
  static identity(): View {
    return new View(true, [], undefined);
  }

  /** A view made of windows; memory that is borrowed appears in `borrowing`. */
  static of(windows: readonly Window[], borrowing?: Range): View {
    return new View(false, windows, borrowing);
  }

  /** The physical page behind a page of this view; -1 when there is none. */
  physical(at: number): number {
    if (this.identity) return at;
    const window = this.windowAt(at);
    return window === undefined ? -1 : window.page + (at - window.at);
  }

  /** How many pages from `at` on, at most `limit`, are physically contiguous. 0 when nothing is there. */
  contiguous(at: number, limit: number): number {
    if (this.identity) return limit;
    const window = this.windowAt(at);
    return window === undefined ? 0 : Math.min(limit, window.at + window.pages - at);
  }

  /** How many places there are at which a run of addresses may go on elsewhere in physical memory. */
  get seams(): number {
    const { windows } = this;
    return windows.filter(
      (window, index) => index > 0 && windows[index - 1].at + windows[index - 1].pages === window.at,
    ).length;
  }

  /**
   * The first free place for `pages` pages of borrowed memory, at a multiple of `alignment` pages and outside of what is `kept` for something else;
   * -1 when there is none.
   */
  freePlace(pages: number, alignment = 1, kept: readonly Range[] = []): number {
    if (this.borrowing === undefined) return -1;
    const taken =
      kept.length === 0 ? this.windows : [...this.windows, ...kept].sort((left, right) => left.at - right.at);
    let at = alignedUp(this.borrowing.at, alignment);
    for (const range of taken) {
      if (range.at + range.pages <= at) continue;
      if (range.at >= at + pages) break;
      at = alignedUp(range.at + range.pages, alignment);
    }
    return at + pages <= this.borrowing.at + this.borrowing.pages ? at : -1;
  }

  /** Whether no window has any of these addresses. */
  isFree(at: number, pages: number): boolean {
    return !this.windows.some((window) => overlap(window, { at, pages }));
  }

  /** Adds a window. The caller took its place from `freePlace`. */
  open(window: Window): void {
    const index = this.windows.findIndex((other) => other.at > window.at);
    this.windows.splice(index < 0 ? this.windows.length : index, 0, window);
  }

  /** Removes the windows that start in a range. */
  close(at: number, pages: number): void {
    this.windows = this.windows.filter((window) => window.at < at || window.at >= at + pages);
  }

  /** Takes physical pages out of all windows. The runs ascend and do not overlap. */
  forget(runs: readonly PhysicalRun[]): void {
    this.windows = this.windows.flatMap((window) => without(window, runs));
  }

  save(): readonly Window[] {
    return this.windows.slice();
  }

  restore(windows: readonly Window[]): void {
    this.windows = windows.slice();
  }

  private windowAt(at: number): Window | undefined {
    let low = 0;
    let high = this.windows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.windows[middle].at <= at) low = middle + 1;
      else high = middle;
    }
    const window = this.windows[low - 1];
    return window !== undefined && at < window.at + window.pages ? window : undefined;
  }
}

function alignedUp(at: number, alignment: number): number {
  return Math.ceil(at / alignment) * alignment;
}

/** What is left of a window without some pages. */
function without(window: Window, runs: readonly PhysicalRun[]): Window[] {
  const end = window.page + window.pages;
  const rest: Window[] = [];
  const keep = (from: number, to: number) => {
    if (from < to) rest.push({ at: window.at + (from - window.page), page: from, pages: to - from });
  };
  let page = window.page;
  for (let index = firstBehind(runs, page); index < runs.length && runs[index].page < end; index++) {
    keep(page, runs[index].page);
    page = runs[index].page + runs[index].pages;
  }
  keep(page, end);
  return rest;
}

/** The first run that ends behind a page. */
function firstBehind(runs: readonly PhysicalRun[], page: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (runs[middle].page + runs[middle].pages <= page) low = middle + 1;
    else high = middle;
  }
  return low;
}
