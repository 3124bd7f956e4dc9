/** FFA_MEM_RETRIEVE_REQ and FFA_MEM_FRAG_RX: how memory is taken. */

import { type Answer, type Call, differs, type Expected, ID, roomOf, w } from './call.ts';
import type { Changes } from './changes.ts';
import { reasonsIn } from './clause.ts';
import type { Descriptor } from './descriptor.ts';
import { type FromTx, readTx } from './from-tx.ts';
import { constituentWords, headSize, headWords, isSame, type Listed } from './response.ts';
import { FETCH, RESPONSE, SHOW, type ShowCase } from './response-clauses.ts';
import {
  awaitsClearing,
  FORM,
  isForSeveral,
  isReadOnly,
  KNOWN,
  MATCH,
  type Matched,
  own,
  REQUEST,
} from './retrieve-clauses.ts';
import { refusal } from './send.ts';
import {
  type Delivery,
  type Endpoint,
  halvesOf,
  handleOf,
  lives,
  type Page,
  pagesOf,
  type Receiver,
  rightsOf,
  type Transaction,
  type World,
} from './state.ts';

/** A request for memory. */
export interface RetrieveCase extends FromTx {
  readonly world: World;
  readonly caller: Endpoint;
  /** Of the header; 0 where it cannot be read. */
  readonly flags: number;
  /** What its handle names. */
  readonly sent: Transaction | undefined;
  /** What the retriever is in it. */
  readonly receiver: Receiver | undefined;
}

export function expectRetrieve(world: World, call: Call, changes: Changes): Expected {
  const of = retrieveCase(world, call);
  const reasons = [...reasonsIn(REQUEST, of)];
  if (of.d === undefined) return refusal(reasons);
  if (of.d.header?.accessCount === 0) return expectShow(of, reasons);
  reasons.push(...reasonsIn(FORM, of), ...reasonsIn(KNOWN, of));
  const { caller, d, flags, sent, receiver } = of;
  const { accesses } = d;
  if (sent === undefined || receiver === undefined || accesses === undefined) return refusal(reasons);
  const pages = pagesOf(world, sent.constituents)
    .map((number) => world.pages.get(number))
    .filter((page): page is Page => page !== undefined);
  const matched: Matched = { world, caller, d, flags, sent, receiver, accesses, pages };
  if (sent.stage === 'sent') reasons.push(...reasonsIn(MATCH, matched));
  reasons.push(...reasonsIn(RESPONSE, matched));
  return {
    reasons,
    allowed: [{ rule: 'retrieve/no-place', status: 'NO_MEMORY' }],
    succeed: (answer) => take(matched, answer, changes),
  };
}

function retrieveCase(world: World, call: Call): RetrieveCase {
  const { caller } = call;
  const { total, length, namesBuffer, room, faults, d } = readTx(world, call);
  const sent = d?.header === undefined ? undefined : world.transactions.get(d.header.handle);
  const retriever = retrieverIn(world, caller, d);
  const receiver = sent?.receivers.find(({ id }) => id === retriever);
  const flags = d?.header?.flags ?? 0;
  return { world, caller, sent, receiver, flags, total, length, namesBuffer, room, faults, d };
}

/** The caller, or the first living VM that the hypervisor lists. */
function retrieverIn(world: World, caller: Endpoint, d: Descriptor | undefined): number {
  if (!caller.hypervisor) return caller.id;
  return d?.accesses?.find(({ id }) => id < 0x8000 && lives(world, id))?.id ?? caller.id;
}

/** The retriever has the memory, or is its owner from now on, and RX says what it is. */
function take(of: Matched, answer: Answer, changes: Changes): string | undefined {
  const { world, caller, sent, receiver, pages } = of;
  const numbers = pagesOf(world, sent.constituents);
  if (receiver.holds === 0) receiver.granted = granted(of);
  const kind = pages[0];
  receiver.delivery = begin(caller, sent, 1);
  sent.fetching = caller.hypervisor ? receiver : sent.fetching === receiver ? undefined : sent.fetching;
  const { id, flags, impdef } = receiver;
  const listed: Listed = { id, permissions: receiver.granted, flags, impdef };
  const wrong = delivered(caller, sent, answer, receiver.delivery, [listed], kind);
  if (sent.operation !== 'donate') {
    changes.used(numbers);
    if (awaitsClearing(sent)) {
      sent.clearLater = false;
      changes.cleared(numbers);
    }
    receiver.holds++;
    return wrong;
  }
  const name = world.endpoints.get(receiver.id)?.name ?? '';
  for (const page of pages) {
    page.owner = name;
    page.rights = rightsOf(receiver.granted);
    page.holder = undefined;
  }
  changes.moved(numbers);
  sent.stage = 'handed over';
  sent.payer = world.endpoints.get(receiver.id) ?? sent.payer;
  if (receiver.delivery.delivered === receiver.delivery.constituents) world.transactions.delete(sent.handle);
  return wrong;
}

/** What the retriever gets: what it asks for, or what it was sent where it asks for nothing. */
function granted(of: Matched): number {
  const asked = own(of)?.permissions ?? 0;
  const data = (asked & 3) === 1 || isReadOnly(of, of.receiver) ? 1 : 2;
  return data | (isForSeveral(of.sent) ? 4 : asked & 0xc);
}

/** The hypervisor looks at a transaction without taking anything. */
function expectShow(
  of: RetrieveCase,
  reasons: readonly { rule: string; status: Expected['reasons'][number]['status'] }[],
): Expected {
  const show: ShowCase = of;
  const all = [...reasons, ...reasonsIn(SHOW, show)];
  const { world, caller, sent } = of;
  if (sent === undefined || all.length > 0) return refusal(all);
  return {
    reasons: all,
    allowed: [],
    succeed: (answer) => {
      sent.shown = begin(caller, sent, sent.receivers.length);
      sent.fetching = 'whole';
      const [first] = pagesOf(world, sent.constituents);
      return delivered(caller, sent, answer, sent.shown, sent.receivers, world.pages.get(first));
    },
  };
}

/** A response begins: as many constituents as RX has room for behind what comes before them. */
function begin(caller: Endpoint, sent: Transaction, listed: number): Delivery {
  const room = Math.floor((roomOf(caller) - headSize(caller.version, listed)) / 16);
  const first = Math.min(room, sent.constituents.length);
  return { version: caller.version, constituents: sent.constituents.length, delivered: first, before: first };
}

/** Compares registers and RX with the response that there has to be: a function of the transaction and nothing else. */
function delivered(
  caller: Endpoint,
  sent: Transaction,
  answer: Answer,
  delivery: Delivery,
  listed: readonly Listed[],
  page: Page | undefined,
): string | undefined {
  if (caller.mailbox !== undefined) caller.mailbox.state = 'full';
  const head = headWords(caller, sent, listed, page);
  const words = [...head, ...constituentWords(sent.constituents.slice(0, delivery.delivered))];
  const total = head.length * 4 + delivery.constituents * 16;
  return differs(answer.registers, ID.RETRIEVE_RESP, total, words.length * 4) ?? isSame(answer.rx, words);
}

export interface FetchCase {
  readonly world: World;
  readonly caller: Endpoint;
  readonly named: number;
  readonly transaction: Transaction | undefined;
  /** The delivery that goes on; undefined where nothing is left to fetch. */
  readonly delivery: Delivery | undefined;
  /** The constituent that the offset asks for. */
  readonly index: number;
}

export function expectFetch(world: World, call: Call): Expected {
  const of = fetchCase(world, call);
  const reasons = reasonsIn(FETCH, of);
  if (reasons.length > 0) return refusal(reasons);
  return { reasons, allowed: [], succeed: (answer) => fetch(of, answer) };
}

function fetchCase(world: World, { caller, registers }: Call): FetchCase {
  const transaction = world.transactions.get(handleOf(w(registers, 1), w(registers, 2)));
  const whole = caller.hypervisor && transaction?.fetching === 'whole';
  const delivery = transaction === undefined ? undefined : openDelivery(transaction, caller);
  const listed = whole ? (transaction?.receivers.length ?? 0) : 1;
  const index = delivery === undefined ? -1 : (w(registers, 3) - headSize(delivery.version, listed)) / 16;
  return { world, caller, named: w(registers, 4) >>> 16, transaction, delivery, index };
}

/** What the caller goes on with: the hypervisor with what it fetched last, anybody else with its own response. */
function openDelivery(transaction: Transaction, caller: Endpoint): Delivery | undefined {
  const receiver = caller.hypervisor
    ? transaction.fetching
    : transaction.receivers.find(({ id }) => id === caller.id);
  const delivery = receiver === 'whole' ? transaction.shown : receiver?.delivery;
  if (delivery === undefined || receiver === undefined) return undefined;
  const lost = receiver !== 'whole' && receiver.holds === 0 && transaction.stage !== 'handed over';
  const complete = delivery.delivered === delivery.constituents && delivery.before === delivery.delivered;
  return lost || complete ? undefined : delivery;
}

/** The next fragment goes over, or the last once more. */
function fetch(of: FetchCase, answer: Answer): string | undefined {
  const { world, caller, transaction, delivery, index } = of;
  if (transaction === undefined || delivery === undefined) return 'there is nothing to fetch';
  const count = Math.min(roomOf(caller) / 16, delivery.constituents - index);
  const words = constituentWords(transaction.constituents.slice(index, index + count));
  delivery.before = index;
  delivery.delivered = index + count;
  if (caller.mailbox !== undefined) caller.mailbox.state = 'full';
  const whole = caller.hypervisor && transaction.fetching === 'whole';
  const done = delivery.delivered === delivery.constituents;
  if (done && !whole && transaction.stage === 'handed over') world.transactions.delete(transaction.handle);
  const [low, high] = halvesOf(transaction.handle);
  const sender = caller.hypervisor ? transaction.senderId * 0x1_0000 : 0;
  return (
    differs(answer.registers, ID.FRAG_TX, low, high, words.length * 4, sender) ?? isSame(answer.rx, words)
  );
}
