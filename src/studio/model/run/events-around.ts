import { lastAtMost } from '../../../core/timeline/page-space.ts';

/** The numbers of so many events around a moment, of all or `only` of some; fewer where there are no more. */
export function eventsAround(
  moment: number,
  rows: number,
  count: number,
  only: readonly number[] | undefined,
): readonly number[] {
  const length = only?.length ?? count;
  const here = only === undefined ? moment : lastAtMost(length, (at) => (only[at] ?? 0) <= moment);
  const first = Math.max(0, Math.min(here - Math.floor(rows / 2), length - rows));
  return Array.from({ length: Math.min(rows, length) }, (_, at) => only?.[first + at] ?? first + at);
}
