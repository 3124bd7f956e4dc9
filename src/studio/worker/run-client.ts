import { PageWorker } from './page-worker.ts';
import type { AskRequest, LiveRequest, LoadRequest, Questions, RunReply } from './run-protocol.ts';

/** What the page hears without having asked. */
export type Told = Exclude<RunReply, { kind: 'answer' }> | { readonly kind: 'failure'; readonly why: string };

/** The page's end of the worker that has a run. */
export class RunClient {
  readonly #worker: PageWorker<LoadRequest | AskRequest | LiveRequest, RunReply>;
  #number = 0;
  readonly #waiting = new Map<number, (answer: unknown) => void>();

  /** `start` starts a worker that is a `run-worker.ts`, wherever its program comes from. */
  constructor(start: () => Worker, hear: (told: Told) => void) {
    this.#worker = new PageWorker(
      start,
      (reply) => {
        if (reply.kind === 'answer') this.#take(reply);
        else hear(reply);
      },
      (why) => {
        this.#waiting.clear();
        hear({ kind: 'failure', why });
      },
    );
  }

  /** Loads another run. What is under way ends. */
  load(request: LoadRequest): void {
    this.stop();
    this.#worker.send(request);
  }

  /** Asks about the run, or about a text. The answer of a worker that was replaced meanwhile never comes. */
  ask<About extends keyof Questions>(
    about: About,
    ...values: Parameters<Questions[About]>
  ): Promise<Awaited<ReturnType<Questions[About]>>> {
    const number = ++this.#number;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve as (answer: unknown) => void);
      this.#worker.send({ kind: 'ask', number, about, values });
    });
  }

  /** Asks for something about a run that goes on. What comes of it is heard. */
  send(request: LiveRequest): void {
    if (this.#worker.runs) this.#worker.send(request);
  }

  stop(): void {
    this.#worker.end();
    this.#waiting.clear();
  }

  #take({ number, answer }: Extract<RunReply, { kind: 'answer' }>): void {
    this.#waiting.get(number)?.(answer);
    this.#waiting.delete(number);
  }
}
