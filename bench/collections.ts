import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** How many garbage collections happen while something runs. */
export async function collections(work: () => void): Promise<number> {
  let seen = 0;
  const observer = new PerformanceObserver((list) => {
    seen += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  // What was collected before is told before, what is collected now is told after.
  await setTimeout(20);
  seen = 0;
  work();
  await setTimeout(20);
  observer.disconnect();
  return seen;
}
