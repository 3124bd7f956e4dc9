import { w } from '../../../core/abi/frame.ts';
import { functionOfId } from '../../../core/abi/functions.ts';
import type { RecordedEvent } from '../../../core/decode/recorded-event.ts';
import { readAnswer, readCall } from '../../../core/decode/registers.ts';
import { pageOf } from '../../../core/memory/pages.ts';
import { eventText, outcomeOf, wentWrong, whoText } from '../../../core/timeline/event-words.ts';
import { holderIn, nameIn } from '../../../core/timeline/name-in.ts';
import type { Timeline } from '../../../core/timeline/timeline.ts';
import { numberOf } from '../../../core/timeline/transaction-lives.ts';
import { whyOf } from '../../../core/timeline/why.ts';
import { changeTexts } from '../../../core/trace/event-text.ts';
import { type RegisterRow, registerRows } from '../register-rows.ts';
import type { EventRow, EventView } from './views.ts';

/** An event in a line. */
export function eventRow(event: RecordedEvent, number: number): EventRow {
  return {
    number,
    who: whoText(event),
    text: eventText(event),
    outcome: outcomeOf(event),
    wrong: wentWrong(event),
  };
}

/** Who an event is about, and its number: "call 17, linux". */
export function whoAt({ events }: Timeline, number: number): string {
  const event = events.get(number);
  return event === undefined ? '' : whoText(event);
}

/** An event in all detail; `undefined` for a number that none has. */
export function eventView(timeline: Timeline, number: number): EventView | undefined {
  const event = timeline.events.get(number);
  if (event === undefined) return undefined;
  const carried = event.kind === 'call' ? event : undefined;
  const name = nameIn(event) ?? holderIn(event);
  const transaction = name === undefined ? -1 : numberOf(timeline.transactions, name, number + 1);
  return {
    ...eventRow(event, number),
    asked: carried === undefined ? [] : registerRows(carried.in, readCall),
    answered: answeredRows(event),
    tx: carried?.tx ?? ('payload' in event ? event.payload : undefined),
    rx: carried?.rx ?? (event.kind === 'request' ? event.reply : undefined),
    changes: 'changes' in event ? changeTexts(event.changes) : [],
    story: whyOf(timeline, number),
    rule: ('refusal' in event ? event.refusal?.rule : undefined) ?? '',
    transaction,
    page: pageIn(timeline, event, transaction),
  };
}

/** The page that was in the way, the first that changed, or the first of the transaction. */
function pageIn(
  { pages: { space }, transactions, events }: Timeline,
  event: RecordedEvent,
  transaction: number,
): number {
  const refused = 'refusal' in event ? event.refusal?.page : undefined;
  const address = refused ?? firstChanged(event);
  if (address !== undefined) return space.indexOf(pageOf(Number(address)));
  const life = transactions[transaction];
  const sent = life === undefined ? undefined : firstChanged(events.get(life.begin));
  return sent === undefined ? -1 : space.indexOf(pageOf(Number(sent)));
}

function firstChanged(event: RecordedEvent | undefined): string | undefined {
  return event !== undefined && 'changes' in event ? event.changes[0]?.address : undefined;
}

function answeredRows(event: RecordedEvent): readonly RegisterRow[] {
  if (event.kind !== 'call' || event.out === undefined) return [];
  const called = functionOfId(w(event.in, 0))?.name;
  return registerRows(event.out, (registers) => readAnswer(registers, called));
}
