import type { Progress } from '../guest/progress.ts';

/** Work that is done sooner needs no words. */
const PATIENCE_MS = 1000;
const START_OF_LINE = '\r\u001b[K';
const DEFAULT_COLUMNS = 80;

/** Progress for people: one line that changes on a terminal, elsewhere a line a step. Nothing is said of quick work. */
export class StepLine implements Progress {
  readonly #stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly #timer: NodeJS.Timeout;
  #step = '';
  #detail = '';
  /** What was written last. */
  #shown = '';
  #isQuiet = true;

  constructor(stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>) {
    this.#stream = stream;
    this.#timer = setTimeout(() => {
      this.#isQuiet = false;
      this.#show();
    }, PATIENCE_MS);
    this.#timer.unref();
  }

  step(text: string): void {
    this.#step = text;
    this.#detail = '';
    this.#show();
  }

  detail(text: string): void {
    this.#detail = text;
    this.#show();
  }

  /** Leaves a terminal as it was. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#stream.isTTY && this.#shown !== '') this.#stream.write(START_OF_LINE);
  }

  #show(): void {
    if (this.#isQuiet || this.#step === '') return;
    const { isTTY, columns = DEFAULT_COLUMNS } = this.#stream;
    const text = isTTY ? `${this.#step} ${this.#detail}`.trimEnd().slice(0, columns - 1) : this.#step;
    if (text === this.#shown) return;
    this.#shown = text;
    this.#stream.write(isTTY ? START_OF_LINE + text : `${text}\n`);
  }
}
