import { batch, type Signal, signal } from '@preact/signals';
import type { FileMistake } from '../../../model/file-mistake.ts';
import type { RunClient, Told } from '../../../worker/run-client.ts';
import type { PackedRecording } from '../../../worker/run-protocol.ts';

/** A machine file that was played. */
export interface Played {
  readonly text: string;
  /** Id of the machine of the repository that it is; '' for another, and for one that was edited. */
  readonly example: string;
}

/** Where the run comes from: a machine file or a recording, and how far its loading is. */
export class SourceState {
  /** Id of the machine that was picked; '' for one that was opened. */
  readonly example: Signal<string> = signal('');
  /** The machine file, as it stands in the editor. */
  readonly text: Signal<string> = signal('');
  readonly mistakes: Signal<readonly FileMistake[]> = signal<readonly FileMistake[]>([]);
  /** What goes on, or went wrong, as a sentence. */
  readonly status: Signal<string> = signal('');
  readonly busy: Signal<boolean> = signal(false);
  /** What was played last; undefined for a recording. */
  readonly played: Signal<Played | undefined> = signal<Played | undefined>(undefined);
  /** The machine that was picked, as the repository has it. */
  #picked: Played = { text: '', example: '' };
  readonly #client: RunClient;

  constructor(client: RunClient) {
    this.#client = client;
  }

  /** Plays a machine file that somebody picked, opened or followed a link to. */
  play(file: Played): void {
    this.#picked = file;
    this.example.value = file.example;
    this.text.value = file.text;
    this.playText();
  }

  /** Plays what stands in the editor. */
  playText(): void {
    const { value: text } = this.text;
    this.played.value = { text, example: text === this.#picked.text ? this.#picked.example : '' };
    this.#begin('Playing.');
    this.#client.load({ kind: 'scenario', text });
  }

  /** Opens a file: a recording, or a machine file. */
  async openFile(file: File): Promise<void> {
    const start = await file.slice(0, 4096).text();
    if (/^\s*\{"format":/.test(start) || start.includes('host_ffa_call')) {
      this.#begin(`Reading ${file.name}.`);
      this.example.value = '';
      this.played.value = undefined;
      this.#client.load({ kind: 'recording', file });
    } else this.play({ text: await file.text(), example: '' });
  }

  /** Opens the recording of a report. */
  openPacked(recording: Omit<PackedRecording, 'kind'>): void {
    this.#begin('Reading.');
    this.#client.load({ kind: 'packed', ...recording });
  }

  stop(): void {
    this.#client.stop();
    this.end('It was stopped.');
  }

  /** Nothing is loaded any more: all is well, or a sentence says why not. */
  end(status: string, mistakes: readonly FileMistake[] = []): void {
    batch(() => {
      this.busy.value = false;
      this.status.value = status;
      this.mistakes.value = mistakes;
    });
  }

  /** Takes what the worker tells while it has no run to show. */
  hear(told: Exclude<Told, { kind: 'run' | 'grew' | 'live' | 'saved' }>): void {
    switch (told.kind) {
      case 'failure':
        this.end(told.why);
        return;
      case 'progress': {
        const megabytes = Math.round(told.bytes / 1024 / 1024);
        this.status.value = `Reading: ${megabytes} MiB, ${told.events} events.`;
        return;
      }
      case 'mistakes':
        this.end('', told.mistakes);
    }
  }

  #begin(status: string): void {
    batch(() => {
      this.busy.value = true;
      this.status.value = status;
      this.mistakes.value = [];
    });
  }
}
