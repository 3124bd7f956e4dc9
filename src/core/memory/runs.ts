import { EXTENTS_PER_BLOCK, type Extents } from './extents.ts';
import type { View } from './view.ts';

/**
 * Walks extents as runs of contiguous physical pages. One object is used again and again:
 *
 * ```
 * runs.begin(...);
 * while (runs.next()) use(runs.page, runs.pages);
 * ```
 *
 * The walk ends early, with `broken` set, at an address that the view does not translate. Empty extents have no run.
 */
export class Runs {
  /** First physical page of the run, its length, and the extent it belongs to. */
  page = 0;
  pages = 0;
  extent = 0;
  /** The block that holds the extent, and how many of its pages the walk has passed, this run included. */
  block = 0;
  passed = 0;
  /** Whether the walk met an address with nothing behind it, and that address as a page. */
  broken = false;
  brokenAt = 0;
  private readonly extents: Extents;
  private view: View | undefined;
  private end = 0;
  /** Start and length of the current extent. */
  private start = 0;
  private length = 0;
  private fresh = true;

  constructor(extents: Extents) {
    this.extents = extents;
  }

  /** Starts a walk over extents `from` .. `to - 1`. `block` holds extent `from`; `view` is undefined for physical extents. */
  begin(block: number, from: number, to: number, view: View | undefined): void {
    this.block = block;
    this.extent = from - 1;
    this.end = to;
    this.view = view;
    this.passed = 0;
    this.length = 0;
    this.fresh = true;
    this.broken = false;
  }

  /** Right after `begin`: passes over so many pages of the first extent. An earlier walk that had passed them stopped between two runs. */
  skip(pages: number): void {
    if (this.nextExtent()) this.passed = pages;
  }

  next(): boolean {
    if (this.passed === this.length && !this.nextExtent()) return false;
    if (this.view === undefined) {
      this.page = this.start;
      this.pages = this.length;
      this.passed = this.length;
      return true;
    }
    const at = this.start + this.passed;
    this.pages = this.view.contiguous(at, this.length - this.passed);
    if (this.pages === 0) {
      this.broken = true;
      this.brokenAt = at;
      return false;
    }
    this.page = this.view.physical(at);
    this.passed += this.pages;
    return true;
  }

  private nextExtent(): boolean {
    do {
      if (++this.extent >= this.end) return false;
      const at = this.extent % EXTENTS_PER_BLOCK;
      if (at === 0 && !this.fresh) this.block = this.extents.after(this.block);
      this.start = this.extents.page[this.block * EXTENTS_PER_BLOCK + at];
      this.length = this.extents.pages[this.block * EXTENTS_PER_BLOCK + at];
      this.passed = 0;
      this.fresh = false;
    } while (this.length === 0);
    return true;
  }
}
