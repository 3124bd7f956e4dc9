import { batch, type Signal, signal } from '@preact/signals';
import type { Words } from '../../model/explore/words.ts';
import type { FileMistake } from '../../model/file-mistake.ts';
import type { OpenRequest, WordsRequest } from '../../worker/explore-protocol.ts';
import { PageWorker } from '../../worker/page-worker.ts';
import type { ReadExploration } from '../../worker/read-exploration.ts';
import { startExploreWorker } from '../../worker/start-explore-worker.ts';
import { CampaignState } from './campaign-state.ts';
import { WorldState } from './world-state.ts';

/** What can be explored: walks that nobody chose, or everything that can happen in a small world. */
export type Kind = 'walks' | 'worlds';

/** Bytes of a file that is opened. */
const MOST_BYTES = 64 * 2 ** 20;

/** What the explore page shows. */
export class ExploreState {
  readonly kind: Signal<Kind> = signal<Kind>('walks');
  readonly campaign: CampaignState = new CampaignState();
  readonly world: WorldState = new WorldState();
  /** What there is to explore and to meet; undefined until the worker has said it. */
  readonly words: Signal<Words | undefined> = signal<Words | undefined>(undefined);
  /** What is wrong with the file that was opened last, and what it is called. */
  readonly mistakes: Signal<readonly FileMistake[]> = signal<readonly FileMistake[]>([]);
  readonly file: Signal<string> = signal('');
  readonly trouble: Signal<string> = signal('');
  readonly #speaker = new PageWorker<WordsRequest, Words>(
    startExploreWorker,
    (words) => this.#learn(words),
    (why) => this.#fail(why),
  );
  readonly #reader = new PageWorker<OpenRequest, ReadExploration>(
    startExploreWorker,
    (read) => this.#show(read),
    (why) => this.#fail(why),
  );

  constructor() {
    this.#speaker.send({ kind: 'words' });
  }

  /** Opens what the command has printed or kept. */
  open(file: File): void {
    batch(() => {
      this.file.value = file.name;
      this.mistakes.value = [];
      this.trouble.value = file.size > MOST_BYTES ? `${file.name} has more than 64 MiB.` : '';
    });
    if (file.size <= MOST_BYTES) this.#reader.sendAnew({ kind: 'open', file });
  }

  #learn(words: Words): void {
    this.words.value = words;
    this.#speaker.end();
  }

  #fail(why: string): void {
    this.trouble.value = why;
  }

  #show(read: ReadExploration): void {
    this.#reader.end();
    batch(() => {
      switch (read.of) {
        case 'campaign':
          this.kind.value = 'walks';
          this.campaign.show(read.view);
          break;
        case 'world':
          this.kind.value = 'worlds';
          this.world.show(read.view);
          break;
        case 'mistakes':
          this.mistakes.value = read.mistakes;
      }
    });
  }
}
