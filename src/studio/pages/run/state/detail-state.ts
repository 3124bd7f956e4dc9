import { batch, type Signal, signal } from '@preact/signals';
import { eventsAround } from '../../../model/run/events-around.ts';
import type {
  EventRow,
  EventView,
  MailboxView,
  PageRow,
  PageView,
  TransactionView,
} from '../../../model/run/views.ts';
import type { RunClient } from '../../../worker/run-client.ts';

/** Rows of the table of calls, around the moment. */
const ROWS = 7;

/** What is looked at, in all detail: asked of the worker for each moment. */
export class DetailState {
  /** Index of the page that is looked at; -1 for none. */
  readonly page: Signal<number> = signal(-1);
  /** Number of the transaction that is looked at; -1 for none. */
  readonly transaction: Signal<number> = signal(-1);
  readonly eventView: Signal<EventView | undefined> = signal<EventView | undefined>(undefined);
  readonly pageView: Signal<PageView | undefined> = signal<PageView | undefined>(undefined);
  readonly transactionView: Signal<TransactionView | undefined> = signal<TransactionView | undefined>(
    undefined,
  );
  readonly mailboxes: Signal<readonly MailboxView[]> = signal<readonly MailboxView[]>([]);
  /** The events around the moment. */
  readonly rows: Signal<readonly EventRow[]> = signal<readonly EventRow[]>([]);
  readonly pageRows: Signal<{ readonly rows: readonly PageRow[]; readonly more: boolean } | undefined> =
    signal<{ readonly rows: readonly PageRow[]; readonly more: boolean } | undefined>(undefined);
  readonly #client: RunClient;
  readonly #reveal: (page: number) => void;
  /** Whether somebody looks at the table of pages. */
  #listsPages = false;
  #asked = 0;
  /** Somebody chose the page: it stays. Otherwise it is the one that the event is about. */
  #chosen = false;

  /** `reveal` hears which page is looked at. */
  constructor(client: RunClient, reveal: (page: number) => void) {
    this.#client = client;
    this.#reveal = reveal;
  }

  /** Forgets what was chosen: another run is shown. */
  clear(): void {
    this.#chosen = false;
    this.page.value = -1;
    this.transaction.value = -1;
  }

  /** Keeps to a page, whatever events are about. */
  choosePage(index: number): void {
    this.#chosen = true;
    this.#look(index);
  }

  /** The page that somebody chose; undefined where it is the one that the event is about. */
  get chosenPage(): PageView | undefined {
    return this.#chosen ? this.pageView.value : undefined;
  }

  /** Looks at the page that each event is about. */
  followPages(): void {
    this.#chosen = false;
  }

  /** Whether the table of pages is looked at. */
  listPages(listed: boolean): void {
    this.#listsPages = listed;
  }

  /** Asks for everything that is looked at after an event, of so many, of which `only` some are shown. Of several askings the last counts. */
  async ask(moment: number, count: number, only: readonly number[] | undefined): Promise<void> {
    const asked = ++this.#asked;
    const client = this.#client;
    const [event, rows, transaction, mailboxes, pageRows] = await Promise.all([
      client.ask('event', moment),
      client.ask('rows', eventsAround(moment, ROWS, count, only)),
      client.ask('transaction', this.transaction.value, moment),
      client.ask('mailboxes', moment),
      this.#listsPages ? client.ask('pageRows', moment) : undefined,
    ]);
    const index = this.#chosen ? this.page.value : (event?.page ?? -1);
    const page = await client.ask('page', index, moment);
    if (asked !== this.#asked) return;
    batch(() => {
      this.#look(index);
      this.eventView.value = event;
      this.rows.value = rows;
      this.mailboxes.value = mailboxes;
      this.pageView.value = page;
      this.transactionView.value = transaction;
      this.pageRows.value = pageRows;
    });
  }

  #look(index: number): void {
    this.page.value = index;
    if (index >= 0) this.#reveal(index);
  }
}
