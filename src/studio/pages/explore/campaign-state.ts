import { batch, type Signal, signal } from '@preact/signals';
import { tallyOf } from '../../../core/explore/campaign/tally.ts';
import type { Plan } from '../../model/explore/plan.ts';
import { type CampaignView, MOST_FOUND } from '../../model/explore/views.ts';
import type { FileMistake } from '../../model/file-mistake.ts';
import type { BatchView, CampaignNews, CampaignRequest } from '../../worker/explore-protocol.ts';
import { PageWorker } from '../../worker/page-worker.ts';
import { startExploreWorker } from '../../worker/start-explore-worker.ts';

const FIRST_PLAN: Plan = {
  ...{ seed: 1, calls: 100_000, faults: true, model: true },
  ...{ machine: { of: 'grounds', name: 'all' }, profile: '' },
};

/** A campaign that is taken here, or was taken elsewhere and opened. */
export class CampaignState {
  /** What the form says. */
  readonly plan: Signal<Plan> = signal(FIRST_PLAN);
  /** What was explored so far. */
  readonly view: Signal<CampaignView | undefined> = signal<CampaignView | undefined>(undefined);
  /** The plan of what is shown; undefined where it was opened. */
  readonly taken: Signal<Plan | undefined> = signal<Plan | undefined>(undefined);
  readonly running: Signal<boolean> = signal(false);
  /** What goes on, or went wrong, as a sentence. */
  readonly status: Signal<string> = signal('');
  /** What is wrong with the machine file that was to be taken. */
  readonly mistakes: Signal<readonly FileMistake[]> = signal<readonly FileMistake[]>([]);
  /** Why the specification was left aside, where it was asked for. */
  readonly aside: Signal<string | undefined> = signal<string | undefined>(undefined);
  /** Calls of the batch that is under way, which are not in the view yet. */
  readonly underWay: Signal<number> = signal(0);
  /** Seconds that walks were taken here. */
  readonly seconds: Signal<number> = signal(0);
  #batches = 0;
  #since = 0;
  readonly #worker = new PageWorker<CampaignRequest, CampaignNews>(
    startExploreWorker,
    (news) => this.#hear(news),
    (why) => this.#end(why),
  );

  /** Begins with what the form says. */
  start(): void {
    const plan = this.plan.value;
    const { seed, calls: wanted, faults } = plan;
    batch(() => {
      this.taken.value = plan;
      this.view.value = {
        ...{ seed, wanted, faults, parts: undefined, walks: 0, calls: 0 },
        ...{ found: [], met: {}, rules: {} },
      };
      this.seconds.value = 0;
    });
    this.#batches = 0;
    this.goOn();
  }

  /** Goes on where it was stopped. */
  goOn(): void {
    const plan = this.taken.value;
    if (plan === undefined) return;
    this.mistakes.value = [];
    this.#since = performance.now() - 1000 * this.seconds.value;
    this.running.value = true;
    this.status.value = 'The first walks are being taken.';
    this.#worker.sendAnew({ kind: 'campaign', plan, first: this.#batches });
  }

  stop(): void {
    this.#worker.end();
    if (!this.running.value) return;
    this.#end('It was stopped. What was under way is taken again when you go on.');
  }

  /** Whether there is more of it to take here. */
  get canGoOn(): boolean {
    const view = this.view.value;
    return (
      !this.running.value && this.taken.value !== undefined && view !== undefined && view.calls < view.wanted
    );
  }

  /** Shows what was explored elsewhere. */
  show(view: CampaignView): void {
    this.#worker.end();
    batch(() => {
      this.taken.value = undefined;
      this.aside.value = undefined;
      this.view.value = view;
      this.#end('');
    });
  }

  #lookAtClock(): void {
    this.seconds.value = (performance.now() - this.#since) / 1000;
  }

  #end(status: string): void {
    batch(() => {
      this.underWay.value = 0;
      this.running.value = false;
      this.status.value = status;
    });
  }

  #hear(news: CampaignNews): void {
    switch (news.kind) {
      case 'begun':
        this.#begin(news);
        break;
      case 'walked':
        batch(() => {
          this.underWay.value = news.calls;
          this.#lookAtClock();
        });
        break;
      case 'batch':
        this.#add(news);
        break;
      case 'end':
        this.#end('');
        break;
      case 'mistakes':
        batch(() => {
          this.mistakes.value = news.mistakes;
          this.view.value = undefined;
          this.taken.value = undefined;
          this.#end('');
        });
        break;
      case 'none':
        this.#end(news.why);
    }
  }

  #begin({ parts, aside }: Extract<CampaignNews, { kind: 'begun' }>): void {
    const view = this.view.value;
    if (view !== undefined) this.view.value = { ...view, parts };
    this.aside.value = aside;
  }

  #add({ walks, calls, met, rules, found }: BatchView): void {
    const view = this.view.value;
    if (view === undefined) return;
    this.#batches++;
    batch(() => {
      this.underWay.value = 0;
      this.#lookAtClock();
      this.status.value = '';
      this.view.value = {
        ...view,
        walks: view.walks + walks,
        calls: view.calls + calls,
        met: tallyOf([view.met, met]),
        rules: tallyOf([view.rules, rules]),
        found: [...view.found, ...found].slice(0, MOST_FOUND),
      };
    });
  }
}
