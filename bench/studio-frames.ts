import type { Page } from 'playwright-core';

/** How alive a page was while something happened. */
export interface Liveliness {
  /** Milliseconds between two frames, at most: by the clock, with what others had of the processors. */
  readonly frame: number;
  /** Milliseconds of a processor that its longest task took: as long it cannot answer on a machine with nothing else to do. */
  readonly task: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Looks how alive a page is while something happens. */
export async function watched(page: Page, happens: () => Promise<void>): Promise<Liveliness> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page has no browser of its own.');
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.evaluate(`
    window.longest = 0;
    let last = performance.now();
    const tick = () => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now; window.ticking = requestAnimationFrame(tick); };
    tick();
  `);
  await happens();
  const frame = await page.evaluate<number>('cancelAnimationFrame(window.ticking), window.longest');
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  return { frame, task: longestTask(traceEvents) };
}

/** Of the main threads of all pages; only one has anything to do. */
function longestTask(events: readonly TraceEvent[]): number {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const main = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf),
  );
  let longest = 0;
  for (const event of events) if (main.has(threadOf(event))) longest = Math.max(longest, event.tdur ?? 0);
  return longest / 1000;
}
