import { defectText } from './defect.ts';
import type { ExploreReply, ExploreRequest } from './explore-protocol.ts';

/** The page's end of a worker that explores. One thing is under way at a time; to stop it is to end the worker. */
export class ExploreClient {
  #worker: Worker | undefined;
  readonly #hear: (reply: ExploreReply) => void;

  constructor(hear: (reply: ExploreReply) => void) {
    this.#hear = hear;
  }

  /** Has something done. What is under way ends. */
  start(request: ExploreRequest): void {
    this.stop();
    const worker = new Worker(new URL('./explore-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<ExploreReply>) => {
      // What was on its way when the worker was ended is of no interest.
      if (this.#worker === worker) this.#hear(data);
    });
    worker.addEventListener('error', ({ message }) => {
      if (this.#worker !== worker) return;
      this.stop();
      const why = defectText(message);
      this.#hear({ kind: 'failure', why });
    });
    this.#worker = worker;
    worker.postMessage(request);
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
