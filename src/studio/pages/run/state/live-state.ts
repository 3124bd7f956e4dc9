import { batch, type Signal, signal } from '@preact/signals';
import { type FaultMistake, parseFault } from '../../../../core/board/fault-rule.ts';
import type { LiveStatus } from '../../../worker/live-status.ts';
import type { RunClient } from '../../../worker/run-client.ts';

/** A picture is looked at for so long, at least, before the next is drawn. */
const LEAST_MS = 50;

/** A run that goes on elsewhere: how it is, whether the view goes along, and the faults that are set on it. */
export class LiveState {
  /** Undefined where no such run is shown. */
  readonly status: Signal<LiveStatus | undefined> = signal<LiveStatus | undefined>(undefined);
  /** The view stands still. */
  readonly paused: Signal<boolean> = signal(false);
  /** The moment is always the last. */
  readonly follows: Signal<boolean> = signal(true);
  /** The fault that is being written, and what is wrong with it. */
  readonly fault: Signal<string> = signal('');
  readonly mistake: Signal<FaultMistake | undefined> = signal<FaultMistake | undefined>(undefined);
  readonly #client: RunClient;
  /** The page could be drawn anew, and the worker has not heard of it. */
  #ready = false;

  constructor(client: RunClient) {
    this.#client = client;
  }

  /** Follows the run at the other end of a socket. */
  begin(address: string): void {
    batch(() => {
      this.status.value = {
        ...{ state: 'connecting', why: '', about: '', events: 0, gaps: [], faults: undefined, refused: '' },
      };
      this.paused.value = false;
      this.follows.value = true;
      this.mistake.value = undefined;
    });
    this.#ready = false;
    this.#client.load({ kind: 'live', address });
  }

  /** Something else is shown. */
  leave(): void {
    this.status.value = undefined;
  }

  hear(status: LiveStatus): void {
    if (this.status.value !== undefined) this.status.value = status;
  }

  /** What the worker has handed over is drawn next: then the page is ready for more, but not while nobody sees it. */
  drawn(): void {
    if (this.status.value === undefined) return;
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#ready = true;
        this.#more();
      }, LEAST_MS),
    );
  }

  pause(paused: boolean): void {
    this.paused.value = paused;
    if (paused) {
      this.#client.send({ kind: 'hold' });
      this.#ready = true;
    } else this.#more();
  }

  /** Sets the fault that was written beside those that are set. */
  addFault(): void {
    const text = this.fault.value.trim();
    const rule = parseFault(text);
    this.mistake.value = 'expected' in rule ? rule : undefined;
    if ('expected' in rule) return;
    this.fault.value = '';
    this.#inject([...(this.status.value?.faults ?? []), text]);
  }

  removeFault(index: number): void {
    this.#inject((this.status.value?.faults ?? []).filter((_, at) => at !== index));
  }

  /** Tries a connection again that was lost. */
  connect(): void {
    this.#client.send({ kind: 'connect' });
  }

  /** Gives up what came, and follows what comes from now on. What is over stays. */
  beginAnew(): void {
    const { state } = this.status.value ?? {};
    if (state === undefined || state === 'ended') return;
    batch(() => {
      this.paused.value = false;
      this.follows.value = true;
    });
    this.#client.send({ kind: 'anew' });
  }

  /** Asks for all that came as a recording. */
  save(): void {
    this.#client.send({ kind: 'save' });
  }

  #inject(rules: readonly string[]): void {
    this.#client.send({ kind: 'inject', rules });
  }

  #more(): void {
    if (!this.#ready || this.paused.value) return;
    this.#ready = false;
    this.#client.send({ kind: 'more' });
  }
}
