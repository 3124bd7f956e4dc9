import { batch, type Signal, signal } from '@preact/signals';
import type { Completion, Completions } from '../../../worker/edit.ts';
import type { RunClient } from '../../../worker/run-client.ts';
import type { SourceState } from './source-state.ts';

/** While somebody types. */
const PAUSE_MS = 400;

/** What is written, what is wrong with it, and what could be written where the cursor is. */
export class EditorState {
  readonly source: SourceState;
  /** What is offered; undefined while nothing is. */
  readonly offered: Signal<Completions | undefined> = signal<Completions | undefined>(undefined);
  /** Which of it is chosen, from 0 on. */
  readonly chosen: Signal<number> = signal(0);
  readonly #client: RunClient;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(client: RunClient, source: SourceState) {
    this.#client = client;
    this.source = source;
  }

  /** Takes what is written now. In the middle of a word it is offered how that may go on. */
  write(text: string, offset: number): void {
    this.source.text.value = text;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#check(text), PAUSE_MS);
    if (/[\w.-]$/.test(text.slice(0, offset))) void this.offer(offset);
    else this.close();
  }

  /** Offers what can be written at an offset. */
  async offer(offset: number): Promise<void> {
    const asked = ++this.#asked;
    const { value: text } = this.source.text;
    const found = await this.#client.ask('complete', text, offset);
    if (asked !== this.#asked || text !== this.source.text.value) return;
    const written = text.slice(found.from, found.to);
    const done = found.list.length === 1 && found.list[0]?.label === written;
    batch(() => {
      this.offered.value = found.list.length === 0 || done ? undefined : found;
      this.chosen.value = 0;
    });
  }

  /** Chooses the next of what is offered, or with -1 the one before. */
  choose(direction: 1 | -1): void {
    const count = this.offered.value?.list.length ?? 0;
    if (count > 0) this.chosen.value = (this.chosen.value + direction + count) % count;
  }

  /** What is chosen. */
  get choice(): Completion | undefined {
    return this.offered.value?.list[this.chosen.value];
  }

  close(): void {
    this.#asked++;
    this.offered.value = undefined;
  }

  /** Nobody writes any more. */
  leave(): void {
    clearTimeout(this.#pause);
  }

  async #check(text: string): Promise<void> {
    const mistakes = await this.#client.ask('check', text);
    if (text === this.source.text.value) this.source.mistakes.value = mistakes;
  }
}
