import { PAGE_SIZE } from '../../core/memory/pages.ts';

/** A run of pages, by addresses of the VM. */
export interface PageRun {
  readonly address: number;
  readonly pages: number;
}

/** The pages of a VM that nobody uses: first fit, and neighbours grow together again. */
export class PagePool {
  /** In the order of their addresses; no two of them touch. */
  private free: readonly PageRun[] = [];

  /** Takes pages that lie side by side; undefined where there are not so many. */
  take(pages: number): number | undefined {
    const index = this.free.findIndex((run) => run.pages >= pages);
    const run = this.free[index];
    if (run === undefined) return undefined;
    const rest = { address: run.address + pages * PAGE_SIZE, pages: run.pages - pages };
    this.free = this.free.toSpliced(index, 1, ...(rest.pages === 0 ? [] : [rest]));
    return run.address;
  }

  /** Pages are free again, or for the first time. */
  give(run: PageRun): void {
    const runs = [...this.free, run].sort((left, right) => left.address - right.address);
    const merged: PageRun[] = [];
    for (const { address, pages } of runs) {
      const last = merged.at(-1);
      if (last !== undefined && endOf(last) === address)
        merged[merged.length - 1] = { address: last.address, pages: last.pages + pages };
      else merged.push({ address, pages });
    }
    this.free = merged;
  }
}

/** The first address behind a run. */
export function endOf({ address, pages }: PageRun): number {
  return address + pages * PAGE_SIZE;
}

/** Whether all bytes of a range lie in one of the runs, or across runs that touch. */
export function isInside(runs: Iterable<PageRun>, address: number, bytes: number): boolean {
  const sorted = [...runs].sort((left, right) => left.address - right.address);
  let at = address;
  for (const run of sorted) if (run.address <= at && at < endOf(run)) at = endOf(run);
  // Beyond the exact numbers everything would be inside.
  const end = address + bytes;
  return bytes > 0 && Number.isSafeInteger(end) && at >= end;
}

/** What is left of runs when others are cut out of them. */
export function without(runs: readonly PageRun[], holes: readonly PageRun[]): readonly PageRun[] {
  return holes.reduce<readonly PageRun[]>((left, hole) => left.flatMap((run) => cut(run, hole)), runs);
}

function cut(run: PageRun, hole: PageRun): readonly PageRun[] {
  const pagesBetween = (from: number, to: number) => Math.max(0, (to - from) / PAGE_SIZE);
  const before = pagesBetween(run.address, Math.min(endOf(run), hole.address));
  const from = Math.max(run.address, endOf(hole));
  const after = pagesBetween(from, endOf(run));
  return [
    { address: run.address, pages: before },
    { address: from, pages: after },
  ].filter(({ pages }) => pages > 0);
}
