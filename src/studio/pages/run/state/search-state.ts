import { batch, type Signal, signal } from '@preact/signals';
import type { RunClient } from '../../../worker/run-client.ts';

/** What is looked for, and where it was found. */
export class SearchState {
  readonly query: Signal<string> = signal('');
  readonly found: Signal<readonly number[]> = signal<readonly number[]>([]);
  /** Why nothing can be looked for, as a sentence. */
  readonly trouble: Signal<string> = signal('');
  /** Hears that other events are found. */
  readonly #changed: () => void;
  readonly #client: RunClient;

  constructor(client: RunClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** The events that are shown; undefined for all of them. */
  get only(): readonly number[] | undefined {
    return this.query.value.trim() === '' || this.trouble.value !== '' ? undefined : this.found.value;
  }

  async look(text: string): Promise<void> {
    this.query.value = text;
    const found =
      text.trim() === '' ? ({ ok: true, events: [] } as const) : await this.#client.ask('find', text);
    if (this.query.value !== text) return;
    batch(() => {
      this.found.value = found.ok ? found.events : [];
      this.trouble.value = found.ok ? '' : found.why;
    });
    this.#changed();
  }

  /** Looks among events that were added, from one on up to another. */
  async grow(from: number, count: number): Promise<void> {
    const { value: text } = this.query;
    if (text.trim() === '' || this.trouble.value !== '') return;
    const more = await this.#client.ask('find', text, from);
    if (this.query.value !== text || !more.ok) return;
    const known = new Set(this.found.value);
    const fresh = more.events.filter((event) => event < count && !known.has(event));
    if (fresh.length === 0) return;
    this.found.value = [...this.found.value, ...fresh];
    this.#changed();
  }

  clear(): void {
    this.query.value = '';
    this.found.value = [];
    this.trouble.value = '';
  }

  /** The next event that was found behind one, or with -1 the one before; from the end it goes on at the other. */
  next(from: number, direction: 1 | -1): number | undefined {
    const { value: found } = this.found;
    return direction === 1
      ? (found.find((event) => event > from) ?? found[0])
      : (found.findLast((event) => event < from) ?? found.at(-1));
  }
}
