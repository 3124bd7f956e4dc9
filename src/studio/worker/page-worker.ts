import { defectText } from './defect.ts';

/** A worker of a page: there as soon as there is something for it to do, and ended, however busy it is, when nobody wants that any more. */
export class PageWorker<Request, Reply> {
  readonly #start: () => Worker;
  readonly #hear: (reply: Reply) => void;
  readonly #fail: (why: string) => void;
  #worker: Worker | undefined;

  /**
   * @param start starts the program, wherever that comes from
   * @param hear hears what a worker says that has not been ended
   * @param fail hears, as a sentence, why a worker had to be ended, which no input may bring about
   */
  constructor(start: () => Worker, hear: (reply: Reply) => void, fail: (why: string) => void) {
    this.#start = start;
    this.#hear = hear;
    this.#fail = fail;
  }

  /** Whether there is one. */
  get runs(): boolean {
    return this.#worker !== undefined;
  }

  /** Has one there before it is needed. */
  start(): void {
    this.#worker ??= this.#started();
  }

  send(request: Request): void {
    this.#worker ??= this.#started();
    this.#worker.postMessage(request);
  }

  /** Sends to a worker that has nothing else to do: what is under way ends. */
  sendAnew(request: Request): void {
    this.end();
    this.send(request);
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #started(): Worker {
    const worker = this.#start();
    // What was on its way when a worker was ended is of no interest.
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (this.#worker === worker) this.#hear(data);
    });
    worker.addEventListener('error', ({ message }) => {
      if (this.#worker !== worker) return;
      this.end();
      this.#fail(defectText(message));
    });
    return worker;
  }
}
