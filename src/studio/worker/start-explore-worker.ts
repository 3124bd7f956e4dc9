/** Starts a worker that explores. */
export function startExploreWorker(): Worker {
  return new Worker(new URL('./explore-worker.ts', import.meta.url), { type: 'module' });
}
