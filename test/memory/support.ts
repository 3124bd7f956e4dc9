/** Page maps, extents and runs as tests build and read them. */

import { EXTENTS_PER_BLOCK, Extents } from '../../src/core/memory/extents.ts';
import type { PageMap } from '../../src/core/memory/page-map.ts';
import { Runs } from '../../src/core/memory/runs.ts';
import type { View } from '../../src/core/memory/view.ts';

/** Pages of the two larger entries of a page map. */
export const MIB2 = 512;
export const GIB = 512 * 512;

/** A first page and a number of pages. */
export type Range = readonly [page: number, pages: number];

/** Ranges as a list, or as tables write them: '10+2 60+1' is two pages at 10 and one at 60. */
export type Ranges = string | readonly Range[];

export function rangesOf(ranges: Ranges): readonly Range[] {
  if (typeof ranges !== 'string') return ranges;
  if (ranges === '') return [];
  return ranges.split(' ').map((range): Range => {
    const [page, pages] = range.split('+').map(Number);
    return [page!, pages!];
  });
}

/** All pages that are somebody's, as [first page, pages, word]. */
export function runsOf(map: PageMap): number[][] {
  return [...map.runs()].map(({ page, pages, word }) => [page, pages, word]);
}

/** The ranges of a map whose pages have a word, in order: '10+2 60+1'. */
export function rangesWith(map: PageMap, word: number): string {
  const runs = [...map.runs()].filter((run) => run.word === word);
  return runs.map(({ page, pages }) => `${page}+${pages}`).join(' ');
}

/** Replaces ranges, or those from index `first` on, as one list of runs. Returns the index of the one that stopped it. */
export function replaceRanges(map: PageMap, ranges: Ranges, from: number, to: number, first = 0): number {
  const list = rangesOf(ranges);
  const pages = Float64Array.from(list, ([page]) => page);
  const counts = Uint32Array.from(list, ([, count]) => count);
  return map.replaceRuns(pages, counts, first, list.length, from, to);
}

/** Adds the extent with index `index` to the chain that ends in `last`. Returns the chain's new last block; 0 when there is no room. */
export function addTo(extents: Extents, last: number, index: number, page: number, pages: number): number {
  const block = extents.blockFor(last, index);
  if (block === 0) return 0;
  extents.fill(block, index % EXTENTS_PER_BLOCK, Float64Array.of(page), Uint32Array.of(pages), 0, 1);
  return block;
}

/** Extents with one chain in them, its first block, and how many there are. */
export function chainOf(ranges: Ranges): { extents: Extents; first: number; count: number } {
  const list = rangesOf(ranges);
  const extents = new Extents(list.length, 1);
  const first = extents.open();
  list.reduce((block, [page, pages], index) => addTo(extents, block, index, page, pages), first);
  return { extents, first, count: list.length };
}

/** The block of a chain that holds an extent. */
export function blockAt(extents: Extents, first: number, index: number): number {
  let block = first;
  for (let passed = 8; passed <= index; passed += 8) block = extents.after(block);
  return block;
}

/** Every step of a walk: '10+2 of 0, 60+1 of 1' is two pages of the first extent and one of the second. */
export function walked(runs: Runs): string {
  const steps: string[] = [];
  while (runs.next()) steps.push(`${runs.page}+${runs.pages} of ${runs.extent}`);
  return steps.join(', ');
}

/** A walk over these ranges, or over those from index `from` to before `to`, at its start. */
export function walkOver(ranges: Ranges, view?: View, from = 0, to?: number): Runs {
  const { extents, first, count } = chainOf(ranges);
  const runs = new Runs(extents);
  runs.begin(blockAt(extents, first, from), from, to ?? count, view);
  return runs;
}
