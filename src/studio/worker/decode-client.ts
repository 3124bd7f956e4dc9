import type { Choice } from '../model/choice.ts';
import type { DecodeView } from '../model/decoder.ts';
import { type Asked, Asker } from './asker.ts';

/** What the page asks of its worker, which keeps an input until another comes. */
export interface DecodeQuestion {
  readonly input?: string | Uint8Array;
  readonly choice: Choice;
}

/** The page's end of the worker that reads. Of several questions the last counts; a new input does not wait for an old one. */
export class DecodeClient {
  readonly #asker = new Asker<DecodeQuestion, DecodeView>(startWorker);
  #input: string | Uint8Array = '';
  /** The worker that there is has the input. */
  #told = false;

  constructor() {
    // Loaded with the page, so that the first input does not wait for it.
    this.#asker.start();
  }

  /** Asks about another input. */
  open(input: string | Uint8Array, choice: Choice): Promise<Asked<DecodeView>> {
    this.stop();
    this.#input = input;
    this.#told = false;
    return this.ask(choice);
  }

  /** Asks about the same input once more. */
  ask(choice: Choice): Promise<Asked<DecodeView>> {
    const told = this.#told && this.#asker.runs;
    this.#told = true;
    return this.#asker.ask(told ? { choice } : { input: this.#input, choice });
  }

  /** Ends what is under way, if anything is. */
  stop(): void {
    this.#asker.stop();
  }

  /** Ends the worker. */
  end(): void {
    this.#asker.end();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' });
}
