import { batch, type Signal, signal } from '@preact/signals';
import type { WorldView } from '../../model/explore/views.ts';
import type { WorldRequest } from '../../worker/explore-protocol.ts';
import { PageWorker } from '../../worker/page-worker.ts';
import { startExploreWorker } from '../../worker/start-explore-worker.ts';

/** A small world that is explored here, or was explored elsewhere and opened. */
export class WorldState {
  /** The name that is picked. */
  readonly picked: Signal<string> = signal('loans-small');
  readonly view: Signal<WorldView | undefined> = signal<WorldView | undefined>(undefined);
  readonly running: Signal<boolean> = signal(false);
  /** What goes on, or went wrong, as a sentence. */
  readonly status: Signal<string> = signal('');
  readonly #worker = new PageWorker<WorldRequest, WorldView>(
    startExploreWorker,
    (view) => this.#hear(view),
    (why) => this.#end(why),
  );

  start(): void {
    batch(() => {
      this.running.value = true;
      this.view.value = undefined;
      this.status.value = `${this.picked.value} is being explored.`;
    });
    this.#worker.sendAnew({ kind: 'world', name: this.picked.value });
  }

  stop(): void {
    this.#worker.end();
    if (this.running.value) this.#end('It was stopped.');
  }

  /** Shows what was explored elsewhere. */
  show(view: WorldView): void {
    this.#worker.end();
    batch(() => {
      this.view.value = view;
      this.#end('');
    });
  }

  #end(status: string): void {
    batch(() => {
      this.running.value = false;
      this.status.value = status;
    });
  }

  #hear(view: WorldView): void {
    batch(() => {
      this.view.value = view;
      if (view.stage !== 'more') this.#end('');
    });
  }
}
