import { w } from '../abi/frame.ts';
import { isFfaId } from '../abi/functions.ts';
import type {
  RecordedCall,
  RecordedChange,
  RecordedEvent,
  RecordedPage,
  RecordedRefusal,
  RecordedRequest,
  RecordedSettle,
} from '../decode/recorded-event.ts';
import { replyText } from '../gunyah/wire/message-text.ts';
import { placeText } from '../rules/place-text.ts';
import { answerText, resultText } from './call-text.ts';

const MOST_CHANGES = 4;

/** Who calls, and on which processor where it is not the first: "linux", "linux/1". */
export function callerText({ caller, cpu }: Pick<RecordedEvent, 'caller' | 'cpu'>): string {
  const name = caller === '' ? 'unknown' : caller;
  return cpu === 0 ? name : `${name}/${cpu}`;
}

/** What came back, and who goes on with it. */
export function outcomeText({ in: question, out, caller, next }: RecordedCall): string {
  if (out === undefined) return 'does not return';
  const goesTo = next === undefined || next === caller || next === '' ? '' : ` (to ${next})`;
  // No FF-A function answers with zero in x0: whoever recorded this left x0 out.
  const leftOut = isFfaId(w(question, 0)) && w(out, 0) === 0;
  return `${leftOut ? resultText(out) || 'answered' : answerText(out)}${goesTo}`;
}

/** What came of a request to the resource manager: its answer, the rule it broke, and the pages that changed hands. */
export function requestOutcome({ id, reply, refusal, changes }: RecordedRequest): string {
  const refused = refusal === undefined ? [] : [refusalText(refusal)];
  return [`-> ${replyText(id, reply)}`, ...refused, ...changeTexts(changes)].join('; ');
}

/** "send/held, bytes 112+16". */
export function refusalText(refusal: RecordedRefusal): string {
  return [refusal.rule, placeText(refusal)].filter((text) => text !== '').join(', ');
}

/** The page that was in the way, and what holds it: "0x40300000 is in transaction 0x5 of linux since call 28"; '' where none was. */
export function inTheWayText({ page, holder }: Pick<RecordedRefusal, 'page' | 'holder'>): string {
  if (page === undefined || holder === undefined) return page ?? '';
  const { handle, protocol, owner, since } = holder;
  const what = protocol === 'gunyah' ? 'parcel' : 'transaction';
  return `${page} is in ${what} ${handle} of ${owner} since call ${since}`;
}

const HELD: Readonly<Record<string, string>> = { share: 'shared', lend: 'lent', donate: 'donated' };

/** Whose page was out of reach, and why: "page of os, lent since call 3, handle 0x1". */
export function pageText({ owner, held }: RecordedPage): string {
  if (held === undefined) return `page of ${owner}`;
  const { kind, handle, since } = held;
  const how = `page of ${owner}, ${HELD[kind] ?? kind} since call ${since}`;
  return handle === undefined ? how : `${how}, handle ${handle}`;
}

const AFTER: Readonly<Record<string, string>> = {
  tick: 'as time passes',
  answer: 'with an answer that it waited for',
};

/** "settles what guests left, as time passes". */
export function settledText({ after }: Pick<RecordedSettle, 'after'>): string {
  return `settles what guests left, ${AFTER[after] ?? `after ${after}`}`;
}

/** The runs of pages that changed hands, as in "claimed 0x40100000+1 linux"; of many the first ones. */
export function changeTexts(changes: readonly RecordedChange[]): readonly string[] {
  const texts = changes
    .slice(0, MOST_CHANGES)
    .map(({ change, address, pages, party }) => `${change} ${address}+${pages} ${party}`);
  const more = changes.length - texts.length;
  return more > 0 ? [...texts, `and ${more} more runs of pages`] : texts;
}
