import { batch, type Signal, signal } from '@preact/signals';
import type { RunGrowth } from '../../../model/run/overview.ts';
import { pageIndexIn } from '../../../model/run/page-index.ts';
import { type RunLink, runHashOf } from '../../../model/run/run-link.ts';
import { saveFile } from '../../../view/save-file.ts';
import { RunClient, type Told } from '../../../worker/run-client.ts';
import type { PackedRecording } from '../../../worker/run-protocol.ts';
import { DetailState } from './detail-state.ts';
import { EditorState } from './editor-state.ts';
import { LiveState } from './live-state.ts';
import { MapState } from './map-state.ts';
import { SearchState } from './search-state.ts';
import { GrowingShown, type Shown } from './shown.ts';
import { type Played, SourceState } from './source-state.ts';
import { TimeState } from './time-state.ts';

/** What the run page shows: a run, a moment of it, and what follows the moment. */
export class RunState {
  readonly shown: Signal<Shown | undefined> = signal<Shown | undefined>(undefined);
  /** The event that was the last; -1 before all. */
  readonly moment: Signal<number> = signal(-1);
  readonly source: SourceState;
  readonly editor: EditorState;
  readonly live: LiveState;
  readonly search: SearchState;
  readonly time: TimeState = new TimeState();
  readonly map: MapState = new MapState();
  readonly detail: DetailState;
  readonly #client: RunClient;
  /** Where the link to the run that is being loaded wants to be. */
  #wanted: Pick<RunLink, 'at' | 'page'> = {};
  #growing: GrowingShown | undefined;

  /** The beginning of the addresses of rules; '' where they have no pages. */
  readonly rulesAt: string;

  /** `startWorker` starts a worker that loads runs, wherever its program comes from. */
  constructor(startWorker: () => Worker, rulesAt = '') {
    this.rulesAt = rulesAt;
    const client = new RunClient(startWorker, (told) => this.#hear(told));
    this.#client = client;
    this.source = new SourceState(client);
    this.editor = new EditorState(client, this.source);
    this.live = new LiveState(client);
    this.search = new SearchState(client, () => this.#ask());
    this.detail = new DetailState(client, (page) => this.map.reveal(page));
  }

  get count(): number {
    return this.shown.value?.run.count ?? 0;
  }

  /** Plays the machine file of a link, and goes where it wants to be. */
  playFrom(file: Played, { at, page }: RunLink): void {
    this.#wanted = { at, page };
    this.source.play(file);
  }

  /** The hash of a link to what is looked at; `undefined` for a recording, and for a machine file that is too long. */
  async link(): Promise<string | undefined> {
    const { value: played } = this.source.played;
    const { text, example } = played ?? {};
    if (text === undefined) return undefined;
    const page = this.detail.chosenPage;
    const address = page === undefined ? undefined : Number(page.address);
    const at = this.moment.value < 0 ? undefined : this.moment.value + 1;
    return runHashOf({ ...(example ? { machine: example } : { text }), at, page: address });
  }

  /** Opens the recording of a report, and goes where somebody wants to be. */
  openReport(recording: Omit<PackedRecording, 'kind'>, at: RunLink['at']): void {
    this.#wanted = { at };
    this.source.openPacked(recording);
  }

  /** Follows a run that goes on at the other end of a socket. */
  follow(address: string): void {
    this.#wanted = { at: 'end' };
    this.live.begin(address);
  }

  /** Ends what runs for the page. */
  leave(): void {
    this.editor.leave();
    this.#client.stop();
  }

  /** Goes to the moment after an event. The view of a run that goes on stays there, unless it is the last. */
  goTo(event: number): void {
    this.live.follows.value = event >= this.count - 1;
    this.#move(event);
  }

  /** Goes to the end of a run, and along with it. */
  followEnd(): void {
    this.goTo(this.count - 1);
    this.time.follow(this.count);
  }

  #move(event: number): void {
    const to = Math.max(-1, Math.min(this.count - 1, event));
    batch(() => {
      this.moment.value = to;
      this.shown.value?.moment.moveTo(to);
      if (to >= 0) this.time.reveal(to);
    });
    this.#ask();
  }

  /** Goes to the next event that went wrong, or with -1 to the one before. */
  step(direction: 1 | -1): void {
    const { wrong } = this.shown.value?.run ?? {};
    for (let event = this.moment.value + direction; event >= 0 && event < this.count; event += direction)
      if (wrong?.[event] === 1) {
        this.goTo(event);
        return;
      }
  }

  /** Goes to the next event that was found, or with -1 to the one before. */
  stepFound(direction: 1 | -1): void {
    const next = this.search.next(this.moment.value, direction);
    if (next !== undefined) this.goTo(next);
  }

  /** Looks at a page. */
  selectPage(index: number): void {
    const size = this.shown.value?.run.pages.size ?? 0;
    if (index < 0 || index >= size) return;
    this.detail.choosePage(index);
    this.#ask();
  }

  /** Looks at the page that each event is about. */
  followPages(): void {
    this.detail.followPages();
    this.#ask();
  }

  /** Looks at a transaction. */
  selectTransaction(number: number): void {
    this.detail.transaction.value = number;
    this.#ask();
  }

  /** Shows the table of pages, or no longer. */
  listPages(listed: boolean): void {
    this.detail.listPages(listed);
    if (listed) this.#ask();
  }

  #ask(): void {
    void this.detail.ask(this.moment.value, this.count, this.search.only);
  }

  #hear(told: Told): void {
    switch (told.kind) {
      case 'run':
        this.#growing = new GrowingShown(told);
        this.#show(this.#growing.shown);
        this.live.drawn();
        break;
      case 'grew':
        this.#grow(told.growth);
        this.live.drawn();
        break;
      case 'live':
        this.live.hear(told.status);
        break;
      case 'saved':
        saveFile('run.ndjson', told.file);
        break;
      default:
        this.source.hear(told);
    }
  }

  #grow(growth: RunGrowth): void {
    const before = this.count;
    this.#growing?.add(growth);
    batch(() => {
      this.shown.value = this.#growing?.shown;
      this.time.grow(this.count);
      if (this.live.follows.value) {
        this.time.follow(this.count);
        this.#move(this.count - 1);
      } else this.#ask();
    });
    void this.search.grow(before, this.count);
  }

  #show(shown: Shown): void {
    const { wrong, count, pages } = shown.run;
    batch(() => {
      this.source.end('');
      this.search.clear();
      this.detail.clear();
      this.shown.value = shown;
      this.time.show(count);
      this.map.show(pages.size);
    });
    const { at, page } = this.#wanted;
    this.#wanted = {};
    const first = wrong.indexOf(1);
    const begin = first < 0 ? count - 1 : first;
    if (typeof at === 'object') void this.#goToCall(at.call, begin);
    else this.goTo(at === undefined ? begin : (at === 'end' ? count : at) - 1);
    if (page !== undefined) this.selectPage(pageIndexIn(pages.extents, page));
  }

  /** Goes to a call by its number; where there is none, elsewhere. */
  async #goToCall(seq: number, otherwise: number): Promise<void> {
    const found = await this.#client.ask('find', `call:${seq}`);
    this.goTo((found.ok ? found.events[0] : undefined) ?? otherwise);
  }
}
