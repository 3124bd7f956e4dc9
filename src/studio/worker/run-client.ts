import { defectText } from './defect.ts';
import type { AskRequest, LiveRequest, LoadRequest, Questions, RunReply } from './run-protocol.ts';

/** What the page hears without having asked. */
export type Told = Exclude<RunReply, { kind: 'answer' }> | { readonly kind: 'failure'; readonly why: string };

/** The page's end of the worker that has a run. */
export class RunClient {
  #worker: Worker | undefined;
  #number = 0;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  readonly #start: () => Worker;
  readonly #hear: (told: Told) => void;

  /** `start` starts a worker that is a `run-worker.ts`, wherever its program comes from. */
  constructor(start: () => Worker, hear: (told: Told) => void) {
    this.#start = start;
    this.#hear = hear;
  }

  /** Loads another run. What is under way ends. */
  load(request: LoadRequest): void {
    this.stop();
    this.#worker = this.#started();
    this.#worker.postMessage(request);
  }

  /** Asks about the run, or about a text. The answer of a worker that was replaced meanwhile never comes. */
  ask<About extends keyof Questions>(
    about: About,
    ...values: Parameters<Questions[About]>
  ): Promise<Awaited<ReturnType<Questions[About]>>> {
    const number = ++this.#number;
    const request: AskRequest = { kind: 'ask', number, about, values };
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve as (answer: unknown) => void);
      this.#worker ??= this.#started();
      this.#worker.postMessage(request);
    });
  }

  /** Asks for something about a run that goes on. What comes of it is heard. */
  send(request: LiveRequest): void {
    this.#worker?.postMessage(request);
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#waiting.clear();
  }

  #started(): Worker {
    const worker = this.#start();
    worker.addEventListener('message', ({ data }: MessageEvent<RunReply>) => {
      if (data.kind !== 'answer') return this.#hear(data);
      this.#waiting.get(data.number)?.(data.answer);
      this.#waiting.delete(data.number);
    });
    worker.addEventListener('error', ({ message }) => {
      this.stop();
      this.#hear({
        kind: 'failure',
        why: defectText(message),
      });
    });
    return worker;
  }
}
