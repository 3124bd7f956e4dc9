import { batch, type Signal, signal } from '@preact/signals';
import type { Words } from '../../model/explore/words.ts';
import type { FileMistake } from '../../model/file-mistake.ts';
import { ExploreClient } from '../../worker/explore-client.ts';
import type { ExploreReply } from '../../worker/explore-protocol.ts';
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
  readonly #words = new ExploreClient((reply) => this.#learn(reply));
  readonly #reader = new ExploreClient((reply) => this.#read(reply));

  constructor() {
    this.#words.start({ kind: 'words' });
  }

  /** Opens what the command has printed or kept. */
  open(file: File): void {
    batch(() => {
      this.file.value = file.name;
      this.mistakes.value = [];
      this.trouble.value = file.size > MOST_BYTES ? `${file.name} has more than 64 MiB.` : '';
    });
    if (file.size <= MOST_BYTES) this.#reader.start({ kind: 'open', file });
  }

  #learn(reply: ExploreReply): void {
    if (reply.kind === 'words') this.words.value = reply;
    if (reply.kind === 'failure') this.trouble.value = reply.why;
  }

  #read(reply: ExploreReply): void {
    batch(() => {
      switch (reply.kind) {
        case 'campaign':
          this.kind.value = 'walks';
          this.campaign.show(reply.view);
          break;
        case 'world':
          this.kind.value = 'worlds';
          this.world.show(reply.view);
          break;
        case 'mistakes':
          this.mistakes.value = reply.mistakes;
          break;
        case 'failure':
          this.trouble.value = reply.why;
          break;
        default:
      }
    });
  }
}
