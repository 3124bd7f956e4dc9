import type {
  RecordedCall,
  RecordedEvent,
  RecordedRefusal,
  RecordedSettle,
} from '../decode/recorded-event.ts';
import { rmRuleById } from '../gunyah/rules/registry.ts';
import { addressOf, addressText, pageOf } from '../memory/pages.ts';
import { placeText } from '../rules/place-text.ts';
import { ruleById } from '../rules/registry.ts';
import type { AnyRule } from '../rules/rule.ts';
import { callerText, settledText } from '../trace/event-text.ts';
import type { Events } from './event-log.ts';
import { eventName, statusOf, wentWrong } from './event-words.ts';
import { holderIn, nameIn } from './name-in.ts';
import type { Timeline } from './timeline.ts';
import { borrowersAt, numberOf, type TransactionLife } from './transaction-lives.ts';
import { nameText, sameName } from './transaction-name.ts';

/** The story of something that went wrong: what, how it came to be, what to do. Each is a sentence or two. */
export interface Story {
  readonly what: string;
  readonly how: string;
  readonly fix: string;
}

/** Why a call was refused or an access faulted; undefined for an event with which nothing is wrong. */
export function whyOf(timeline: Timeline, number: number): Story | undefined {
  const event = timeline.events.get(number);
  if (event === undefined || !wentWrong(event)) return undefined;
  if (event.kind === 'call' && event.injected) return injectedStory(event);
  const name = nameIn(event) ?? holderIn(event);
  const life = name && timeline.transactions[numberOf(timeline.transactions, name, number)];
  const held = life !== undefined && (life.end ?? Number.POSITIVE_INFINITY) >= number ? life : undefined;
  return {
    what: whatOf(event),
    how: held === undefined ? alone(timeline, event, number, life) : heldText(timeline, held, number),
    fix: fixOf(event, number, held),
  };
}

/** Of an answer that the manager has not given. */
function injectedStory(event: RecordedCall): Story {
  const asked = `${eventName(event)} of ${callerText(event)}`;
  return {
    what: `${asked} was answered with ${statusOf(event) ?? 'an error'} by a fault that was set for it.`,
    how: 'The manager never saw the call, and nothing has changed.',
    fix: 'The caller has to bear such an answer; without the fault the manager decides.',
  };
}

/** What takers of memory do, and with which calls it goes back. */
const WORDS = {
  ffa: {
    gaveBack: 'relinquished',
    gives: 'relinquishes',
    give: 'relinquish',
    back: 'FFA_MEM_RELINQUISH',
    reclaim: 'FFA_MEM_RECLAIM',
  },
  gunyah: {
    gaveBack: 'released',
    gives: 'releases',
    give: 'release',
    back: 'MEM_RELEASE',
    reclaim: 'MEM_RECLAIM',
  },
} as const;

const SENT = { share: 'shared', lend: 'lent', donate: 'donated' } as const;

function whatOf(event: RecordedEvent): string {
  const who = callerText(event);
  if (event.kind === 'fault')
    return `${who} could not ${event.access} ${event.address}: a ${event.fault} fault.`;
  if (event.kind === 'drop') return `A packet of ${who} was thrown away: ${event.why}.`;
  const refusal = refusalOf(event);
  const rule = ruleOf(refusal);
  const status = statusOf(event) ?? 'an error';
  const asked = `${eventName(event)} of ${who} (call ${event.seq}) was refused with ${status}`;
  if (refusal === undefined) return `${asked}, and the recording does not tell by which rule.`;
  const place = placeText(refusal);
  const where = place === '' ? '' : `, at ${place}`;
  return `${asked} by ${refusal.rule}${where}${rule === undefined ? '.' : `: ${lowered(rule.what)}`}`;
}

/** How memory came to be where it is. */
function heldText({ events }: Timeline, life: TransactionLife, number: number): string {
  const { protocol, send, sender, pages, begin } = life;
  const count = pages === 1 ? 'a page' : `${pages} pages`;
  const sent = `${sender} ${SENT[send]} ${count} with call ${seqOf(events, begin)} (${nameText(life)})`;
  const borrowers = borrowersAt(life, number);
  const taken = protocol === 'ffa' ? 'retrieved' : 'accepted';
  if (borrowers.length === 0) return `${sent}, and nobody has ${taken} it now; it is not reclaimed either.`;
  const who = borrowers.map(({ by, event }) => `${by} ${taken} it with call ${seqOf(events, event)}`);
  return `${sent}; ${joined(who)} and has not ${WORDS[protocol].gaveBack} it.`;
}

/** What is known where no live transaction has to do with it. */
function alone(
  { events, pages, transactions }: Timeline,
  event: RecordedEvent,
  number: number,
  life: TransactionLife | undefined,
): string {
  if (life?.end !== undefined)
    return `The ${life.protocol === 'ffa' ? 'transaction' : 'parcel'} 0x${life.handle.toString(16)} of ${life.sender} ended with call ${seqOf(events, life.end)}.`;
  if (event.kind === 'fault') return faultedText(event);
  const refusal = refusalOf(event);
  const page = refusal?.page === undefined ? -1 : pages.space.indexOf(pageOf(Number(refusal.page)));
  if (page >= 0) {
    const { owner, holds } = pages.stateAt(page, number);
    const hold = holds.at(-1);
    const address = addressText(addressOf(pages.space.pageAt(page)));
    const since = hold === undefined ? '' : `, held as ${hold.kind} since call ${seqOf(events, hold.since)}`;
    const last = events.get(pages.historyOf(page, number).at(-1)?.event ?? -1);
    const settled = last?.kind === 'settle' ? ` ${settlementText(last)}` : '';
    return `Page ${address} is ${owner === '' ? 'of nobody that is known' : `of ${owner}`}${since}.${settled}`;
  }
  const name = nameIn(event);
  const unknown = name !== undefined && !transactions.some((each) => sameName(each, name));
  if (unknown) return `Nothing in this run was ever sent with ${nameText(name)}.`;
  return ruleOf(refusal)?.why ?? 'The recording does not tell more.';
}

function settlementText(event: RecordedSettle): string {
  return `It changed hands last after call ${event.seq}: ${callerText(event)} ${settledText(event)}.`;
}

function faultedText({ caller, page }: Extract<RecordedEvent, { kind: 'fault' }>): string {
  if (page === undefined) return `Nothing is mapped there for ${caller}.`;
  const { owner, held } = page;
  if (held === undefined)
    return `The page is ${owner === caller ? `its own` : `of ${owner}`}, and no transaction holds it.`;
  return `The page is of ${owner} and held as ${held.kind} since call ${held.since}.`;
}

/** Rules that ask for memory which somebody still has. */
const STUCK: ReadonlySet<string> = new Set([
  'reclaim/held',
  'send/held',
  'rm-reclaim/in-use',
  'rm-region/held',
]);

function fixOf(event: RecordedEvent, number: number, held: TransactionLife | undefined): string {
  const rule = ruleOf(refusalOf(event));
  const others = held === undefined ? [] : borrowersAt(held, number).map(({ by }) => by);
  if (held !== undefined && (event.kind === 'fault' || STUCK.has(rule?.id ?? ''))) {
    const handle = `0x${held.handle.toString(16)}`;
    const { gives, give, back, reclaim } = WORDS[held.protocol];
    const ending = `${held.sender} reclaims ${handle} (${reclaim})`;
    return others.length === 0
      ? `The way out: ${ending}.`
      : `The way out: ${joined(others)} ${others.length === 1 ? gives : give} ${handle} (${back}), then ${ending}.`;
  }
  return rule?.fix ?? 'Ask for memory that is there, with rights that were given.';
}

function refusalOf(event: RecordedEvent): RecordedRefusal | undefined {
  return event.kind === 'call' || event.kind === 'request' ? event.refusal : undefined;
}

function ruleOf(refusal: RecordedRefusal | undefined): AnyRule | undefined {
  return refusal && (ruleById(refusal.rule) ?? rmRuleById(refusal.rule));
}

function seqOf(events: Events, number: number): number {
  return events.get(number)?.seq ?? 0;
}

function lowered(sentence: string): string {
  return `it must hold that ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

function joined(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
