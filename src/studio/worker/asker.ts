import { defectText } from './defect.ts';

/** What became of a question. */
export type Asked<Answer> = { readonly answer: Answer } | { readonly failure: string };

interface Reply {
  readonly number: number;
  readonly answer: unknown;
}

/** The page's end of a worker that answers one question after another. Of several questions the last counts. */
export class Asker<Question, Answer> {
  readonly #make: () => Worker;
  #worker: Worker | undefined;
  #number = 0;
  #answered = 0;
  #hear: (asked: Asked<Answer>) => void = () => {};

  constructor(make: () => Worker) {
    this.#make = make;
  }

  /** Asks. Whatever was asked before and is not answered yet never is. */
  ask(question: Question): Promise<Asked<Answer>> {
    const number = ++this.#number;
    this.#worker ??= this.#started();
    this.#worker.postMessage({ number, question });
    return new Promise((resolve) => {
      this.#hear = resolve;
    });
  }

  /** Ends what is under way, if anything is, however long it would take. */
  stop(): void {
    if (this.#answered !== this.#number) this.end();
  }

  /** Ends the worker, for whom nobody has a question any more. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#answered = this.#number;
  }

  #started(): Worker {
    const worker = this.#make();
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (data.number !== this.#number) return;
      this.#answered = data.number;
      this.#hear({ answer: data.answer as Answer });
    });
    worker.addEventListener('error', ({ message }) => {
      this.stop();
      this.#hear({ failure: defectText(message) });
    });
    return worker;
  }
}

/** The worker's end: answers whatever it is asked. */
export function answerWith<Question, Answer>(answer: (question: Question) => Answer | Promise<Answer>): void {
  addEventListener('message', ({ data }: MessageEvent<{ number: number; question: Question }>) => {
    const { number, question } = data;
    Promise.resolve(answer(question)).then(
      (said) => postMessage({ number, answer: said }),
      // The page's end hears of it, as of any other error.
      reportError,
    );
  });
}
