/**
 * What a page map should hold, as a plain `Map` from cell to word. A cell is the pages between two neighbouring cuts; when every operation starts
 * and ends at a cut, all pages of a cell have one word. With a cut at every page a cell is a page.
 */

export class Cells {
  readonly cuts: readonly number[];
  private words = new Map<number, number>();

  /** `cuts` are page numbers in ascending order, the last one the end. All words are 0. */
  constructor(cuts: readonly number[]) {
    this.cuts = cuts;
    for (const start of cuts.slice(0, -1)) this.words.set(start, 0);
  }

  get(start: number): number | undefined {
    return this.words.get(start);
  }

  /** The starts of all cells from one cut to another. */
  between(start: number, end: number): number[] {
    return this.cuts.filter((cut) => cut >= start && cut < end);
  }

  fill(start: number, end: number, word: number): void {
    for (const cell of this.between(start, end)) this.words.set(cell, word);
  }

  /** The first page from `start` on whose word is not `word`; `end` when there is none before. */
  firstOther(start: number, end: number, word: number): number {
    return this.between(start, end).find((cell) => this.words.get(cell) !== word) ?? end;
  }

  /** Runs of one word other than 0, as [first page, pages, word]. */
  runs(): number[][] {
    const runs: number[][] = [];
    this.cuts.slice(0, -1).forEach((start, index) => {
      const word = this.words.get(start)!;
      const pages = this.cuts[index + 1]! - start;
      const last = runs.at(-1);
      if (word === 0) return;
      if (last !== undefined && last[0]! + last[1]! === start && last[2] === word) last[1]! += pages;
      else runs.push([start, pages, word]);
    });
    return runs;
  }

  copy(): Cells {
    const copy = new Cells(this.cuts);
    copy.words = new Map(this.words);
    return copy;
  }
}
