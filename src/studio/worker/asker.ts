import { PageWorker } from './page-worker.ts';

/** What became of a question: an answer, or a sentence why there is none. */
export type Asked<Answer> = { readonly answer: Answer } | { readonly failure: string };

interface Numbered<Question> {
  readonly number: number;
  readonly question: Question;
}

interface Reply<Answer> {
  readonly number: number;
  readonly answer: Answer;
}

/** The page's end of a worker that answers one question after another. Of several questions the last counts. */
export class Asker<Question, Answer> {
  readonly #worker: PageWorker<Numbered<Question>, Reply<Answer>>;
  #number = 0;
  #answered = 0;
  #hear: (asked: Asked<Answer>) => void = () => {};

  /** `start` starts a worker that calls `answerWith`. */
  constructor(start: () => Worker) {
    this.#worker = new PageWorker(
      start,
      (reply) => this.#take(reply),
      (failure) => {
        this.#answered = this.#number;
        this.#hear({ failure });
      },
    );
  }

  /** Whether there is a worker, which knows what it was asked before. */
  get runs(): boolean {
    return this.#worker.runs;
  }

  /** Has a worker there before the first question. */
  start(): void {
    this.#worker.start();
  }

  /** Asks. Whatever was asked before and is not answered yet never is. */
  ask(question: Question): Promise<Asked<Answer>> {
    const number = ++this.#number;
    return new Promise((resolve) => {
      this.#hear = resolve;
      this.#worker.send({ number, question });
    });
  }

  /** Ends what is under way, if anything is, however long it would take. */
  stop(): void {
    if (this.#answered !== this.#number) this.end();
  }

  /** Ends the worker, for whom nobody has a question any more. */
  end(): void {
    this.#worker.end();
    this.#answered = this.#number;
  }

  #take({ number, answer }: Reply<Answer>): void {
    if (number !== this.#number) return;
    this.#answered = number;
    this.#hear({ answer });
  }
}

/** The worker's end: answers whatever it is asked. */
export function answerWith<Question, Answer>(answer: (question: Question) => Answer | Promise<Answer>): void {
  addEventListener('message', ({ data: { number, question } }: MessageEvent<Numbered<Question>>) => {
    Promise.resolve(answer(question)).then(
      (said) => {
        const reply: Reply<Answer> = { number, answer: said };
        postMessage(reply);
      },
      // The page's end hears of it, as of any other error.
      reportError,
    );
  });
}
