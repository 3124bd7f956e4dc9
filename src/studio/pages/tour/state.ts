import { batch, type Signal, signal } from '@preact/signals';
import { TOUR } from '../../model/learn/tour/tour.ts';
import type { TourView } from '../../model/learn/tour/tour-view.ts';
import { tourAsker } from '../../worker/tour-client.ts';

const PAGE = '#/tour';

/** Where a stop is; stops count from 0, addresses from 1. */
export function addressOf(stop: number): string {
  return stop === 0 ? PAGE : `${PAGE}/${stop + 1}`;
}

/** What the tour shows: a stop, before or after it was played. */
export class TourState {
  readonly stop: Signal<number> = signal(0);
  /** What the reader predicts: index of a choice; -1 for nothing yet. */
  readonly chosen: Signal<number> = signal(-1);
  /** Whether the stop is played. */
  readonly shown: Signal<boolean> = signal(false);
  readonly view: Signal<TourView | undefined> = signal<TourView | undefined>(undefined);
  /** Why there is nothing to see, as a sentence. */
  readonly trouble: Signal<string> = signal('');
  readonly #asker = tourAsker();

  constructor() {
    void this.#load();
  }

  /** Goes where an address leads; to the first stop where it leads nowhere. */
  open(hash: string): void {
    if (!hash.startsWith(PAGE)) return;
    const number = Number(hash.slice(PAGE.length + 1));
    batch(() => {
      this.stop.value = Number.isInteger(number) && TOUR[number - 1] !== undefined ? number - 1 : 0;
      this.chosen.value = -1;
      this.shown.value = false;
    });
  }

  /** Ends what runs for the page. */
  leave(): void {
    this.#asker.end();
  }

  /** Takes what the reader predicts, and shows what happens. */
  choose(choice: number): void {
    if (TOUR[this.stop.value]?.choices[choice] === undefined || this.shown.value) return;
    batch(() => {
      this.chosen.value = choice;
      this.shown.value = true;
    });
  }

  /** Shows what happens. */
  show(): void {
    this.shown.value = true;
  }

  /** Goes on, or with -1 back. What was not shown yet is shown first. */
  step(direction: 1 | -1): void {
    const to = this.stop.value + direction;
    if (direction === 1 && !this.shown.value) this.show();
    else if (TOUR[to] !== undefined) location.hash = addressOf(to);
  }

  async #load(): Promise<void> {
    const asked = await this.#asker.ask('tour');
    if ('failure' in asked) this.trouble.value = asked.failure;
    else this.view.value = asked.answer;
  }
}
