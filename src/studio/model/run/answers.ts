import { find, readQuery } from '../../../core/timeline/find.ts';
import type { Timeline } from '../../../core/timeline/timeline.ts';
import { eventRow, eventView } from './event-view.ts';
import { mailboxViews } from './mailbox-view.ts';
import { MapMoment } from './map-moment.ts';
import { mapStatesOf } from './map-state.ts';
import { pageRows, pageView } from './page-view.ts';
import { transactionView } from './transaction-view.ts';
import type { EventRow, EventView, Found, MailboxView, PageRow, PageView, TransactionView } from './views.ts';

/** Answers what somebody asks about a run. Never throws for numbers out of range. */
export class RunAnswers {
  readonly timeline: Timeline;
  /** Made when somebody lists pages, and again when there are more events. */
  #map: { readonly events: number; readonly moment: MapMoment } | undefined;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** Some events, by their numbers. */
  rows(numbers: readonly number[]): readonly EventRow[] {
    return numbers.flatMap((number) => {
      const event = this.timeline.events.get(number);
      return event === undefined ? [] : [eventRow(event, number)];
    });
  }

  event(number: number): EventView | undefined {
    return eventView(this.timeline, number);
  }

  page(index: number, moment: number): PageView | undefined {
    return pageView(this.timeline, index, moment);
  }

  transaction(number: number, moment: number): TransactionView | undefined {
    return transactionView(this.timeline, number, moment);
  }

  mailboxes(moment: number): readonly MailboxView[] {
    return mailboxViews(this.timeline, moment);
  }

  /** The pages at a moment, run by run. */
  pageRows(moment: number): { readonly rows: readonly PageRow[]; readonly more: boolean } {
    const { events, lanes, pages } = this.timeline;
    if (this.#map?.events !== events.length) {
      const { initial, deltas, states } = pages;
      const map = new MapMoment({ initial, deltas, states: mapStatesOf(states.all, lanes) });
      this.#map = { events: events.length, moment: map };
    }
    this.#map.moment.moveTo(moment);
    return pageRows(this.timeline, this.#map.moment);
  }

  find(text: string, from = 0): Found {
    const query = readQuery(text);
    return query.ok ? { ok: true, events: find(this.timeline, query.terms, from) } : query;
  }
}
