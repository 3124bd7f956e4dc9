import type { Choice, DecodeView } from '../model/decoder.ts';
import { defectText } from './defect.ts';
import type { Answer, Question } from './protocol.ts';

/** What became of a question: a view, or a sentence why there is none. */
export type Outcome = { readonly view: DecodeView } | { readonly failure: string };

/** The page's end of the worker. Of several questions the last one counts; a new input does not wait for an old one. */
export class DecodeClient {
  #worker: Worker | undefined;
  #input: string | Uint8Array = '';
  #sent = false;
  #number = 0;
  #answered = 0;
  readonly #hear: (outcome: Outcome) => void;

  constructor(hear: (outcome: Outcome) => void) {
    this.#hear = hear;
    // Loaded with the page, so that the first input does not wait for it.
    this.#started();
  }

  /** Asks about another input. */
  open(input: string | Uint8Array, choice: Choice): void {
    this.stop();
    this.#input = input;
    this.#sent = false;
    this.ask(choice);
  }

  /** Asks about the same input once more. */
  ask(choice: Choice): void {
    const worker = this.#started();
    const number = ++this.#number;
    const question: Question = this.#sent ? { number, choice } : { number, input: this.#input, choice };
    this.#sent = true;
    worker.postMessage(question);
  }

  /** Ends what is under way, if anything is. */
  stop(): void {
    if (this.#answered === this.#number) return;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#sent = false;
    this.#answered = this.#number;
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      this.#answered = data.number;
      if (data.number === this.#number) this.#hear({ view: data.view });
    });
    worker.addEventListener('error', ({ message }) => {
      this.stop();
      this.#hear({ failure: defectText(message) });
    });
    this.#worker = worker;
    return worker;
  }
}
