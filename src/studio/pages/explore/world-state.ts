import { batch, type Signal, signal } from '@preact/signals';
import type { WorldView } from '../../model/explore/views.ts';
import { ExploreClient } from '../../worker/explore-client.ts';
import type { ExploreReply } from '../../worker/explore-protocol.ts';

/** A small world that is explored here, or was explored elsewhere and opened. */
export class WorldState {
  /** The name that is picked. */
  readonly picked: Signal<string> = signal('loans-small');
  readonly view: Signal<WorldView | undefined> = signal<WorldView | undefined>(undefined);
  readonly running: Signal<boolean> = signal(false);
  /** What goes on, or went wrong, as a sentence. */
  readonly status: Signal<string> = signal('');
  readonly #client = new ExploreClient((reply) => this.#hear(reply));

  start(): void {
    batch(() => {
      this.running.value = true;
      this.view.value = undefined;
      this.status.value = `${this.picked.value} is being explored.`;
    });
    this.#client.start({ kind: 'world', name: this.picked.value });
  }

  stop(): void {
    this.#client.stop();
    if (this.running.value) this.#end('It was stopped.');
  }

  /** Shows what was explored elsewhere. */
  show(view: WorldView): void {
    this.#client.stop();
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

  #hear(reply: ExploreReply): void {
    if (reply.kind === 'failure') this.#end(reply.why);
    if (reply.kind !== 'world') return;
    batch(() => {
      this.view.value = reply.view;
      if (reply.view.stage !== 'more') this.#end('');
    });
  }
}
