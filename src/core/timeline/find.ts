import type { RecordedEvent } from '../decode/recorded-event.ts';
import { pageOf } from '../memory/pages.ts';
import { callerText } from '../trace/event-text.ts';
import { eventName, eventText, statusOf, wentWrong } from './event-words.ts';
import { nameIn } from './name-in.ts';
import type { PageRecord } from './page-record.ts';
import type { Timeline } from './timeline.ts';

/** What is looked for: terms of which all have to fit. */
export type Query =
  | { readonly ok: true; readonly terms: readonly Term[] }
  /** Why nothing can be looked for, as a sentence. */
  | { readonly ok: false; readonly why: string };

interface Term {
  /** What stands before the colon; '' for a word alone. */
  readonly key: string;
  readonly value: string;
}

type Fits = (event: RecordedEvent, value: string) => boolean;

/** What can be asked of an event by itself. Words are compared without regard to case. */
const KEYS: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ['', (event, value) => has(`${callerText(event)} ${eventText(event)} ${ruleOf(event)}`, value)],
  ['call', (event, value) => BigInt(event.seq) === numberIn(value)],
  ['by', (event, value) => same(event.caller, value)],
  ['function', (event, value) => has(eventName(event), value)],
  ['status', (event, value) => same(statusOf(event) ?? '', value)],
  ['rule', (event, value) => has(ruleOf(event), value)],
  ['handle', (event, value) => nameIn(event)?.handle === numberIn(value)],
  ['is', (event, value) => (value === 'wrong' ? wentWrong(event) : event.kind === value)],
]);

/** The only thing to ask that takes the pages: whether an event changed this one. */
const PAGE = 'page';
/** Keys whose values are numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['call', 'handle', PAGE]);

/** What can stand before a colon. */
export const KEY_NAMES: readonly string[] = [...KEYS.keys(), PAGE].filter((key) => key !== '');

/** Reads "handle:3 status:DENIED page:0x40001": keys with values, and words that occur anywhere. A page is its number, or an address in it. */
export function readQuery(text: string): Query {
  const terms: Term[] = [];
  for (const part of text.split(/\s+/).filter((each) => each !== '')) {
    const at = part.indexOf(':');
    const key = at < 0 ? '' : part.slice(0, at).toLowerCase();
    const value = part.slice(at + 1);
    if (!KEYS.has(key) && key !== PAGE)
      return { ok: false, why: `There is no ${key}: to ask for, only ${KEY_NAMES.join(', ')}.` };
    if (value === '') return { ok: false, why: `Say which after ${key}:.` };
    if (NUMBERS.has(key) && numberIn(value) === undefined)
      return { ok: false, why: `${key}: wants a number, as in ${key}:0x40.` };
    terms.push({ key, value });
  }
  return { ok: true, terms };
}

/** The events from one on that fit all terms, in their order. */
export function find({ events, pages }: Timeline, terms: readonly Term[], from = 0): readonly number[] {
  const places = terms.filter(({ key }) => key === PAGE).map(({ value }) => changesOf(pages, value));
  const fits = (event: RecordedEvent, number: number): boolean =>
    places.every((place) => place.has(number)) &&
    terms.every(({ key, value }) => KEYS.get(key)?.(event, value) ?? true);
  const found: number[] = [];
  for (let number = from; number < events.length; number++) {
    const event = events.get(number);
    if (event !== undefined && fits(event, number)) found.push(number);
  }
  return found;
}

/** The events that changed a page, which is given by its number or by an address. */
function changesOf(record: PageRecord, value: string): ReadonlySet<number> {
  const number = Number(value);
  const index = [number, pageOf(number)].map((page) => record.space.indexOf(page)).find((each) => each >= 0);
  return new Set(index === undefined ? [] : record.historyOf(index).map(({ event }) => event));
}

function ruleOf(event: RecordedEvent): string {
  return event.kind === 'call' || event.kind === 'request' ? (event.refusal?.rule ?? '') : '';
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function numberIn(value: string): bigint | undefined {
  return /^(0x[0-9a-f]{1,16}|\d{1,19})$/i.test(value) ? BigInt(value) : undefined;
}
