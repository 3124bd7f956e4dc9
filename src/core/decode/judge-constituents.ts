import { CONSTITUENT } from '../abi/layouts.ts';
import { ADDRESSABLE_PAGES } from '../abi/pages.ts';
import { checkConstituents, type PageRanges } from '../rules/check-send.ts';
import { send as rules } from '../rules/send.ts';
import { findOverlaps, type PageRange } from './overlaps.ts';
import type { Verdict } from './verdict.ts';

/** Where a check notes what it reads, one constituent at a time. */
const UNUSED: PageRanges = { page: new Float64Array(1), pages: new Uint32Array(1) };

/** Constituents side by side. */
export interface ConstituentRun {
  readonly words: Uint32Array;
  /** Byte offset of the first one, a multiple of 4. */
  readonly at: number;
  readonly count: number;
  /** Pages that the composite states; infinite where there is none. */
  readonly totalPages: number;
}

/**
 * Judges each constituent by itself, so that one which ends a call does not hide the others, and then all of them
 * together. Returns the sum of their pages.
 */
export function judgeConstituents(run: ConstituentRun, verdict: Verdict): number {
  const { words, at, count, totalPages } = run;
  const ranges: PageRange[] = [];
  let sum = 0;
  for (let index = 0; index < count && !verdict.full; index++) {
    const offset = at + index * CONSTITUENT.size;
    const range = { index, ...pagesAt(words, offset) };
    // The sum is exceeded once; every later constituent would exceed it again.
    const left = sum > totalPages ? Number.POSITIVE_INFINITY : totalPages - sum;
    checkConstituents(words, offset >>> 2, 1, offset, left, ADDRESSABLE_PAGES, UNUSED, verdict);
    sum += range.pages;
    const detail = `the constituents up to this one have ${sum} pages, the composite states ${totalPages}`;
    if (range.pages > left) verdict.explain(rules.pageSum, offset + CONSTITUENT.fields.pages.offset, detail);
    ranges.push(range);
  }
  judgeOverlaps(ranges, at, verdict);
  return sum;
}

function judgeOverlaps(ranges: readonly PageRange[], at: number, verdict: Verdict): void {
  for (const { earlier, later } of findOverlaps(ranges)) {
    const offset = at + later.index * CONSTITUENT.size;
    verdict.refuseBytes(rules.overlap, offset, CONSTITUENT.size);
    verdict.explain(rules.overlap, offset, `shares pages with constituents[${earlier.index}]`);
  }
}

function pagesAt(words: Uint32Array, offset: number): { page: number; pages: number } {
  const word = offset >>> 2;
  return { page: words[word + 1] * 0x10_0000 + (words[word] >>> 12), pages: words[word + 2] };
}
