/** Starts the worker of runs from its file beside the page's. */
export function startRunWorker(): Worker {
  return new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module' });
}
