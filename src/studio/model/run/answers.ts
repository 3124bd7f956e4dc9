import { w } from '../../../core/abi/frame.ts';
import { functionOfId } from '../../../core/abi/functions.ts';
import type { RecordedEvent } from '../../../core/decode/recorded-event.ts';
import { readAnswer, readCall } from '../../../core/decode/registers.ts';
import { addressOf, addressText, pageOf } from '../../../core/memory/pages.ts';
import { eventText, outcomeOf, wentWrong, whoText } from '../../../core/timeline/event-words.ts';
import { find, readQuery } from '../../../core/timeline/find.ts';
import { handleOf } from '../../../core/timeline/handle-of.ts';
import type { PageState } from '../../../core/timeline/page-states.ts';
import type { Timeline } from '../../../core/timeline/timeline.ts';
import { borrowersAt } from '../../../core/timeline/transaction-lives.ts';
import { type Story, whyOf } from '../../../core/timeline/why.ts';
import { changeTexts } from '../../../core/trace/event-text.ts';
import { type RegisterRow, registerRows } from '../register-rows.ts';
import { MapMoment } from './map-moment.ts';
import { ACCESS_WORDS, accessOf, mapStatesOf } from './map-state.ts';

/** An event in the list of all. */
export interface EventRow {
  readonly number: number;
  readonly who: string;
  readonly text: string;
  readonly outcome: string;
  readonly wrong: boolean;
}

export type { RegisterRow } from '../register-rows.ts';

/** An event in all detail. */
export interface EventView extends EventRow {
  readonly asked: readonly RegisterRow[];
  readonly answered: readonly RegisterRow[];
  readonly tx: Uint8Array | undefined;
  readonly rx: Uint8Array | undefined;
  readonly changes: readonly string[];
  readonly story: Story | undefined;
  /** Number of the transaction that it is about; -1 for none. */
  readonly transaction: number;
  /** Index of the first page that it is about; -1 for none. */
  readonly page: number;
}

/** A page at a moment, and how it came to that. */
export interface PageView {
  readonly index: number;
  readonly address: string;
  readonly owner: string;
  readonly access: string;
  readonly borrowers: readonly string[];
  readonly held: string;
  /** The event that made it so; -1 for none. */
  readonly since: number;
  readonly transaction: number;
  readonly history: readonly { readonly event: number; readonly text: string; readonly now: boolean }[];
}

/** A transaction at a moment. */
export interface TransactionView {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly steps: readonly { readonly event: number; readonly text: string }[];
}

/** Pages that are alike and follow each other. */
export interface PageRow {
  readonly index: number;
  readonly address: string;
  readonly pages: number;
  readonly owner: string;
  readonly access: string;
  readonly held: string;
}

/** What a search came to. */
export type Found =
  | { readonly ok: true; readonly events: readonly number[] }
  | { readonly ok: false; readonly why: string };

/** Longer lists tell nothing more. */
const MOST_ROWS = 300;

/** Answers what somebody asks about a run. Never throws for numbers out of range. */
export class RunAnswers {
  readonly timeline: Timeline;
  readonly #moment: MapMoment;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    const { initial, deltas, states } = timeline.pages;
    this.#moment = new MapMoment({ initial, deltas, states: mapStatesOf(states.all, timeline.lanes) });
  }

  /** Some events, in their order. */
  rows(from: number, count: number): readonly EventRow[] {
    return this.timeline.events
      .slice(Math.max(0, from), Math.max(0, from) + count)
      .map((event, at) => rowOf(event, Math.max(0, from) + at));
  }

  event(number: number): EventView | undefined {
    const event = this.timeline.events[number];
    if (event === undefined) return undefined;
    const carried = event.kind === 'call' ? event : undefined;
    const transaction = this.#transactionOf(handleOf(event), number);
    return {
      ...rowOf(event, number),
      asked: carried === undefined ? [] : registerRows(carried.in, readCall),
      answered: answeredRows(event),
      tx: carried?.tx ?? ('payload' in event ? event.payload : undefined),
      rx: carried?.rx ?? (event.kind === 'request' ? event.reply : undefined),
      changes: 'changes' in event ? changeTexts(event.changes) : [],
      story: whyOf(this.timeline, number),
      transaction,
      page: this.#pageOf(event, transaction),
    };
  }

  page(index: number, moment: number): PageView | undefined {
    const { pages, events, transactions } = this.timeline;
    if (index < 0 || index >= pages.space.size) return undefined;
    const state = pages.stateAt(index, moment);
    const { since = -1 } = state.holds.at(-1) ?? {};
    return {
      index,
      address: this.#address(index),
      owner: state.owner,
      access: ACCESS_WORDS[accessOf(state)],
      borrowers: state.borrowers,
      held: this.#heldText(state),
      since,
      transaction: transactions.findLastIndex(({ begin }) => begin === since),
      history: pages.historyOf(index).map(({ event, after }) => ({
        event,
        text: `${whoText(events[event] as RecordedEvent)}: ${this.#stateText(pages.states.all[after])}`,
        now: event <= moment,
      })),
    };
  }

  transaction(number: number, moment: number): TransactionView | undefined {
    const { transactions, events } = this.timeline;
    const life = transactions[number];
    if (life === undefined) return undefined;
    const { handle, send, sender, pages, begin, end, steps } = life;
    const has = borrowersAt(life, moment + 1).map(({ by }) => by);
    const over = end !== undefined && end <= moment;
    const state =
      moment < begin
        ? 'not yet sent'
        : over
          ? 'over'
          : has.length === 0
            ? 'nobody has retrieved it'
            : `${has.join(', ')} has it`;
    const told = (event: number, text: string) => ({
      event,
      text: `${whoText(events[event] as RecordedEvent)}: ${text}`,
    });
    return {
      number,
      title: `${send} of ${sender}, handle 0x${handle.toString(16)}, ${pages === 1 ? '1 page' : `${pages} pages`}`,
      state,
      steps: [
        told(begin, 'sent'),
        ...steps.map(({ event, step }) => told(event, step)),
        ...(end === undefined ? [] : [told(end, send === 'donate' ? 'the new owner has it' : 'over')]),
      ],
    };
  }

  /** The pages at a moment, run by run. */
  pageRows(moment: number): { readonly rows: readonly PageRow[]; readonly more: boolean } {
    const { space, states } = this.timeline.pages;
    this.#moment.moveTo(moment);
    const rows: PageRow[] = [];
    let start = 0;
    for (const { pages } of space.extents) {
      for (let at = start; at < start + pages; ) {
        if (rows.length === MOST_ROWS) return { rows, more: true };
        const count = this.#moment.runFrom(at, start + pages);
        const state = states.all[this.#moment.stateAt(at)] as PageState;
        const { owner } = state;
        const access = [ACCESS_WORDS[accessOf(state)], ...state.borrowers].join(', ');
        rows.push({
          index: at,
          address: this.#address(at),
          pages: count,
          owner,
          access,
          held: this.#heldText(state),
        });
        at += count;
      }
      start += pages;
    }
    return { rows, more: false };
  }

  find(text: string): Found {
    const query = readQuery(text);
    return query.ok ? { ok: true, events: find(this.timeline, query.terms) } : query;
  }

  #transactionOf(handle: bigint | undefined, number: number): number {
    if (handle === undefined) return -1;
    return this.timeline.transactions.findLastIndex((life) => life.handle === handle && life.begin <= number);
  }

  /** The page that was in the way, the first that changed, or the first of the transaction. */
  #pageOf(event: RecordedEvent, transaction: number): number {
    const { space } = this.timeline.pages;
    const refused = 'refusal' in event ? event.refusal?.page : undefined;
    const address = refused ?? firstChanged(event);
    if (address !== undefined) return space.indexOf(pageOf(Number(address)));
    const life = this.timeline.transactions[transaction];
    const sent = life === undefined ? undefined : firstChanged(this.timeline.events[life.begin]);
    return sent === undefined ? -1 : space.indexOf(pageOf(Number(sent)));
  }

  #heldText({ holds }: PageState): string {
    const hold = holds.at(-1);
    if (hold === undefined) return '';
    const life = this.timeline.transactions.findLast(({ begin }) => begin === hold.since);
    const handle = life === undefined ? '' : ` 0x${life.handle.toString(16)}`;
    return `${hold.kind}${handle}, call ${this.timeline.events[hold.since]?.seq ?? 0}`;
  }

  #stateText(state: PageState | undefined): string {
    if (state === undefined) return '';
    const who = [state.owner, ...state.borrowers].filter((name) => name !== '').join(', ');
    const held = this.#heldText(state);
    return [who, ACCESS_WORDS[accessOf(state)], held].filter((text) => text !== '').join('; ');
  }

  #address(index: number): string {
    return addressText(addressOf(this.timeline.pages.space.pageAt(index)));
  }
}

function firstChanged(event: RecordedEvent | undefined): string | undefined {
  return event !== undefined && 'changes' in event ? event.changes[0]?.address : undefined;
}

function rowOf(event: RecordedEvent, number: number): EventRow {
  return {
    number,
    who: whoText(event),
    text: eventText(event),
    outcome: outcomeOf(event),
    wrong: wentWrong(event),
  };
}

function answeredRows(event: RecordedEvent): readonly RegisterRow[] {
  if (event.kind !== 'call' || event.out === undefined) return [];
  const called = functionOfId(w(event.in, 0))?.name;
  return registerRows(event.out, (registers) => readAnswer(registers, called));
}
