import { EXTENTS_PER_BLOCK, type Extents } from './extents.ts';
import type { PageMap } from './page-map.ts';
import { Runs } from './runs.ts';
import type { View } from './view.ts';

/** Replaces the word of every page of a stretch of extents, or of none. */
export class Marks {
  /** After a failure: the extent and the page in the way, and the word that page had; -1 when the view has nothing there. */
  stoppedExtent = 0;
  stoppedPage = 0;
  stoppedWord = 0;
  private readonly map: PageMap;
  private readonly extents: Extents;
  private readonly runs: Runs;

  constructor(map: PageMap, extents: Extents) {
    this.map = map;
    this.extents = extents;
    this.runs = new Runs(extents);
  }

  /**
   * Works on extents `from` .. `to - 1`; `block` holds extent `from`; `view` translates their addresses, and is undefined when they
   * are physical pages. Returns false when a page does not have the word `word`, or when the map has no room: then nothing has changed.
   */
  replace(
    block: number,
    from: number,
    to: number,
    view: View | undefined,
    word: number,
    into: number,
  ): boolean {
    return view === undefined
      ? this.replacePhysical(block, from, to, word, into)
      : this.replaceViewed(block, from, to, view, word, into);
  }

  private replacePhysical(firstBlock: number, from: number, to: number, word: number, into: number): boolean {
    const { page, pages } = this.extents;
    let block = firstBlock;
    for (let index = from; index < to; block = this.extents.after(block)) {
      const at = index % EXTENTS_PER_BLOCK;
      const first = block * EXTENTS_PER_BLOCK + at;
      const end = first + Math.min(EXTENTS_PER_BLOCK - at, to - index);
      const stopped = this.map.replaceRuns(page, pages, first, end, word, into);
      index += stopped - first;
      if (stopped < end) {
        this.stop(index, this.map.stoppedAt, this.map.get(this.map.stoppedAt));
        this.replacePhysical(firstBlock, from, index, into, word);
        return false;
      }
    }
    return true;
  }

  private replaceViewed(
    block: number,
    from: number,
    to: number,
    view: View,
    word: number,
    into: number,
  ): boolean {
    const runs = this.runs;
    let done = 0;
    for (runs.begin(block, from, to, view); runs.next(); done++) {
      const pages = this.map.replace(runs.page, runs.pages, word, into);
      if (pages === runs.pages) continue;
      this.stop(runs.extent, runs.page + pages, this.map.get(runs.page + pages));
      this.map.replace(runs.page, pages, into, word);
      break;
    }
    if (runs.extent >= to) return true;
    if (runs.broken) this.stop(runs.extent, runs.brokenAt, -1);
    runs.begin(block, from, to, view);
    for (let back = 0; back < done && runs.next(); back++)
      this.map.replace(runs.page, runs.pages, into, word);
    return false;
  }

  private stop(extent: number, page: number, word: number): void {
    this.stoppedExtent = extent;
    this.stoppedPage = page;
    this.stoppedWord = word;
  }
}
