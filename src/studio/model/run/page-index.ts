import { pageOf } from '../../../core/memory/pages.ts';
import { type PageExtent, PageSpace } from '../../../core/timeline/page-space.ts';

/** The index of a page that is given by its number, or by an address in it; -1 where there is neither. */
export function pageIndexIn(extents: readonly PageExtent[], value: number): number {
  const space = new PageSpace(extents);
  return [value, pageOf(value)].map((page) => space.indexOf(page)).find((index) => index >= 0) ?? -1;
}
