import { batch, type Signal, signal } from '@preact/signals';
import type { EventRow, EventView, PageRow, PageView, TransactionView } from '../../model/run/answers.ts';
import {
  boxOf,
  type MapBox,
  type MapView,
  panned,
  revealing,
  wholeView,
  zoomed,
} from '../../model/run/map-layout.ts';
import { MapMoment } from '../../model/run/map-moment.ts';
import type { RunOverview } from '../../model/run/overview.ts';
import {
  eventsByLane,
  pannedTime,
  revealingTime,
  type TimeView,
  wholeTime,
  zoomedTime,
} from '../../model/run/time-layout.ts';
import type { FileMistake } from '../../worker/load-run.ts';
import { RunClient } from '../../worker/run-client.ts';
import type { RunReply } from '../../worker/run-protocol.ts';

/** A run that can be looked at. */
export interface Shown {
  readonly run: RunOverview;
  readonly byLane: readonly Uint32Array[];
  readonly moment: MapMoment;
  readonly about: string;
  readonly notes: readonly string[];
}

/** Rows of the table of calls, around the moment. */
export const ROWS = 7;
/** Pixels of the page map. */
export const MAP_HEIGHT = 190;

/** What the run page shows, and everything that can be done with it. */
export class RunState {
  /** Id of the machine that was picked; '' for one that was opened. */
  readonly example: Signal<string> = signal('');
  readonly text: Signal<string> = signal('');
  readonly shown: Signal<Shown | undefined> = signal<Shown | undefined>(undefined);
  readonly mistakes: Signal<readonly FileMistake[]> = signal<readonly FileMistake[]>([]);
  /** What goes on, or went wrong, as a sentence. */
  readonly status: Signal<string> = signal('');
  readonly busy: Signal<boolean> = signal(false);
  /** The event that was the last; -1 before all. */
  readonly moment: Signal<number> = signal(-1);
  readonly time: Signal<TimeView> = signal<TimeView>({ first: 0, scale: 1 });
  readonly map: Signal<MapView> = signal<MapView>({ zoom: 0, first: 0 });
  readonly box: Signal<MapBox> = signal<MapBox>({ columns: 1, rows: 1 });
  /** Index of the page that is looked at; -1 for none. */
  readonly page: Signal<number> = signal(-1);
  readonly transaction: Signal<number> = signal(-1);
  readonly eventView: Signal<EventView | undefined> = signal<EventView | undefined>(undefined);
  readonly pageView: Signal<PageView | undefined> = signal<PageView | undefined>(undefined);
  readonly transactionView: Signal<TransactionView | undefined> = signal<TransactionView | undefined>(
    undefined,
  );
  readonly rows: Signal<readonly EventRow[]> = signal<readonly EventRow[]>([]);
  readonly pageRows: Signal<{ readonly rows: readonly PageRow[]; readonly more: boolean } | undefined> =
    signal<{ readonly rows: readonly PageRow[]; readonly more: boolean } | undefined>(undefined);
  readonly query: Signal<string> = signal('');
  readonly found: Signal<readonly number[]> = signal<readonly number[]>([]);
  /** Why nothing can be looked for, as a sentence. */
  readonly queryTrouble: Signal<string> = signal('');
  readonly #client = new RunClient((told) => this.#hear(told));
  #width = 800;
  /** Whether somebody looks at the table of pages. */
  #listsPages = false;
  #asked = 0;
  /** Somebody chose the page: it stays. Otherwise it is the one that the event is about. */
  #chosen = false;

  get count(): number {
    return this.shown.value?.run.count ?? 0;
  }

  /** Plays a machine file: what stands in the editor, or an example. */
  play(text: string, example: string = this.example.value): void {
    this.example.value = example;
    this.text.value = text;
    this.#load('Playing.');
    this.#client.load({ kind: 'scenario', text });
  }

  /** Opens a file: a recording, or a machine file. */
  async openFile(file: File): Promise<void> {
    const start = await file.slice(0, 4096).text();
    if (/^\s*\{"format":/.test(start) || start.includes('host_ffa_call')) {
      this.#load(`Reading ${file.name}.`);
      this.example.value = '';
      this.#client.load({ kind: 'recording', file });
    } else this.play(await file.text(), '');
  }

  fail(why: string): void {
    batch(() => {
      this.busy.value = false;
      this.status.value = why;
    });
  }

  stop(): void {
    this.#client.stop();
    this.fail('It was stopped.');
  }

  /** Goes to the moment after an event. */
  goTo(event: number): void {
    const to = Math.max(-1, Math.min(this.count - 1, event));
    batch(() => {
      this.moment.value = to;
      this.shown.value?.moment.moveTo(to);
      if (to >= 0) this.time.value = revealingTime(this.time.value, to, this.count, this.#width);
    });
    void this.#ask();
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
    const { value: found } = this.found;
    const next =
      direction === 1
        ? (found.find((event) => event > this.moment.value) ?? found[0])
        : (found.findLast((event) => event < this.moment.value) ?? found.at(-1));
    if (next !== undefined) this.goTo(next);
  }

  /** Looks at a page. */
  selectPage(index: number): void {
    const size = this.shown.value?.run.pages.size ?? 0;
    if (index < 0 || index >= size) return;
    this.#chosen = true;
    this.#reveal(index);
    void this.#ask();
  }

  /** Looks at the page that each event is about. */
  followPages(): void {
    this.#chosen = false;
    void this.#ask();
  }

  /** Looks at a transaction. */
  selectTransaction(number: number): void {
    this.transaction.value = number;
    void this.#ask();
  }

  async search(text: string): Promise<void> {
    this.query.value = text;
    const found =
      text.trim() === '' ? ({ ok: true, events: [] } as const) : await this.#client.ask('find', text);
    if (this.query.value !== text) return;
    batch(() => {
      this.found.value = found.ok ? found.events : [];
      this.queryTrouble.value = found.ok ? '' : found.why;
    });
  }

  /** Shows the table of pages, or no longer. */
  listPages(listed: boolean): void {
    this.#listsPages = listed;
    if (listed) void this.#ask();
  }

  timeWidth = (width: number): void => {
    this.#width = width;
    this.time.value = wholeTime(this.count, width);
  };

  zoomTime(direction: -1 | 1, x: number = this.#width / 2): void {
    this.time.value = zoomedTime(this.time.value, direction < 0 ? 1.25 : 0.8, x, this.count, this.#width);
  }

  panTime(pixels: number): void {
    const { scale } = this.time.value;
    this.time.value = pannedTime(this.time.value, -pixels / scale, this.count, this.#width);
  }

  mapWidth = (width: number): void => {
    const { size = 0 } = this.shown.value?.run.pages ?? {};
    this.box.value = boxOf(width, MAP_HEIGHT);
    this.map.value = wholeView(size, this.box.value);
  };

  zoomMap(direction: -1 | 1, page: number = Math.max(0, this.page.value)): void {
    const { size = 0 } = this.shown.value?.run.pages ?? {};
    this.map.value = zoomed(this.map.value, direction, page, size, this.box.value);
  }

  panMap(rows: number): void {
    const { size = 0 } = this.shown.value?.run.pages ?? {};
    this.map.value = panned(this.map.value, rows, size, this.box.value);
  }

  #reveal(index: number): void {
    this.page.value = index;
    const { size = 0 } = this.shown.value?.run.pages ?? {};
    if (index >= 0) this.map.value = revealing(this.map.value, index, size, this.box.value);
  }

  #load(status: string): void {
    batch(() => {
      this.busy.value = true;
      this.status.value = status;
      this.mistakes.value = [];
    });
  }

  #hear(
    told: Exclude<RunReply, { kind: 'answer' }> | { readonly kind: 'failure'; readonly why: string },
  ): void {
    switch (told.kind) {
      case 'failure':
        this.fail(told.why);
        return;
      case 'progress': {
        const megabytes = Math.round(told.bytes / 1024 / 1024);
        this.status.value = `Reading: ${megabytes} MiB, ${told.events} events.`;
        return;
      }
      case 'mistakes':
        batch(() => {
          this.busy.value = false;
          this.status.value = '';
          this.mistakes.value = told.mistakes;
        });
        return;
      case 'run':
        this.#show(told);
    }
  }

  #show({ overview, about, notes }: Extract<RunReply, { kind: 'run' }>): void {
    const wrong = overview.wrong.indexOf(1);
    batch(() => {
      this.busy.value = false;
      this.status.value = '';
      this.shown.value = {
        run: overview,
        byLane: eventsByLane(overview),
        moment: new MapMoment(overview.pages),
        about,
        notes,
      };
      this.#chosen = false;
      this.page.value = -1;
      this.transaction.value = -1;
      this.query.value = '';
      this.found.value = [];
      this.time.value = wholeTime(overview.count, this.#width);
      this.map.value = wholeView(overview.pages.size, this.box.value);
    });
    this.goTo(wrong < 0 ? overview.count - 1 : wrong);
  }

  /** Asks for what is looked at. Of several askings the last counts. */
  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const client = this.#client;
    const moment = this.moment.value;
    const first = Math.max(0, Math.min(moment - Math.floor(ROWS / 2), this.count - ROWS));
    const [event, rows, chosen, pageRows] = await Promise.all([
      client.ask('event', moment),
      client.ask('rows', first, ROWS),
      client.ask('transaction', this.transaction.value, moment),
      this.#listsPages ? client.ask('pageRows', moment) : undefined,
    ]);
    const index = this.#chosen ? this.page.value : (event?.page ?? -1);
    const page = await client.ask('page', index, moment);
    if (asked !== this.#asked) return;
    batch(() => {
      this.#reveal(index);
      this.eventView.value = event;
      this.rows.value = rows;
      this.pageView.value = page;
      this.transactionView.value = chosen;
      this.pageRows.value = pageRows;
    });
  }
}
