import { PAGE_SIZE, PAGE_WORDS } from '../memory/pages.ts';

/** A copy of a partition's buffer, made once and filled again and again. */
export interface BufferCopy {
  readonly words: Uint32Array;
  /** The words of each page. */
  readonly pages: readonly Uint32Array[];
  /** For each number of pages, from 0 on, a view of so many; of none there is none. */
  readonly views: readonly (DataView | undefined)[];
}

/** Room for the copy of a buffer of at most `most` pages. */
export function bufferCopy(most: number): BufferCopy {
  const words = new Uint32Array(most * PAGE_WORDS);
  const pages: Uint32Array[] = [];
  const views: (DataView | undefined)[] = [undefined];
  for (let page = 0; page < most; page++) {
    pages.push(words.subarray(page * PAGE_WORDS, (page + 1) * PAGE_WORDS));
    views.push(new DataView(words.buffer, 0, (page + 1) * PAGE_SIZE));
  }
  return { words, pages, views };
}
