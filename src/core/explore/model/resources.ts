/** FFA_NS_RES_INFO_GET: what memory of the normal world the secure world can reach, a page of it at a time. Source: ffa-hafnium 1.2, 1.11, 6.10. */

import { type Answer, type Call, differsFrom, type Expected, upper, w } from './call.ts';
import type { Changes } from './changes.ts';
import { type Reason, reasonsIn } from './clause.ts';
import { type Reach, type Reached, reached } from './reach.ts';
import { GOES_ON, OF_TARGET, RESOURCES, type ResourcesCase } from './resources-clauses.ts';
import { isSame } from './response.ts';
import type { Endpoint, World } from './state.ts';

const SUCCESS_64 = 0xc400_0061;
const PAGE = 4096;
/** Bytes of the header and of a descriptor. */
const SIZE = 16;

/** What a caller has been told, and what not. It has one enumeration at a time. */
export interface Enumeration {
  readonly target: number | undefined;
  /** All that there was to tell when it started. */
  readonly all: string;
  /** How often memory had been sent or taken back by then, and how often anything had changed. */
  readonly transfers: number;
  readonly turns: number;
  /** What has not been told: in this order, and then in any order. */
  readonly ordered: Reach[];
  readonly others: Set<string>;
  /** Descriptors that are announced and have not been given. */
  left: number;
}

export function expectResources(world: World, { caller, registers }: Call, changes: Changes): Expected {
  const [request, above] = [w(registers, 2), upper(registers, 2)];
  const target = w(registers, 1) & 0xffff;
  const asked = (request & OF_TARGET) === 0 ? undefined : target;
  const now = reached(world, asked);
  const started = caller.enumeration?.target === asked ? caller.enumeration : undefined;
  const isOutdated = started?.transfers !== world.transfers || started.all !== textOfAll(now);
  const of: ResourcesCase = {
    ...{ world, caller, request, above, target, isOutdated },
    hasStarted: started !== undefined,
  };
  return {
    reasons: reasonsIn(RESOURCES, of),
    // That nobody reaches anything else need not matter to a manager which notices that something has changed.
    allowed: started !== undefined && started.turns !== changes.turns ? [CHANGED] : [],
    succeed: (answer) => {
      const goesOn = (request & GOES_ON) !== 0 ? started : undefined;
      return tell(caller, answer, goesOn ?? start(world, asked, now, changes.turns), goesOn === undefined);
    },
    refuse: () => {
      caller.enumeration = undefined;
    },
  };
}

const CHANGED: Reason = { rule: 'resources/changed', status: 'ABORTED' };

function start(world: World, target: number | undefined, now: Reached, turns: number): Enumeration {
  return {
    ...{ target, turns, transfers: world.transfers, all: textOfAll(now), left: 0 },
    ordered: [...now.owned, ...now.buffers],
    others: new Set(now.sent.map(textOf)),
  };
}

/** The next page of descriptors, the first one with a header. Returns what is wrong with it. */
function tell(caller: Endpoint, answer: Answer, of: Enumeration, isFirst: boolean): string | undefined {
  const rx = answer.rxOf(caller.id);
  if (caller.mailbox !== undefined) caller.mailbox.state = 'full';
  if (rx === undefined) return 'there is no RX to find the list in';
  if (isFirst) of.left = rx.getUint32(4, true);
  const header = isFirst ? [SIZE, of.left, SIZE, 0] : [];
  const from = header.length * 4;
  const count = Math.min(of.left, (PAGE - from) / SIZE);
  const end = from + count * SIZE;
  of.left -= count;
  caller.enumeration = of.left === 0 ? undefined : of;
  const told = [SUCCESS_64, 0, 0, 0, of.left * SIZE, end];
  return (
    differsFrom(answer.registers, 8, (half) => told[half] ?? 0) ??
    isSame(rx, [...header, ...wordsIn(rx, from, end)]) ??
    unexpected(of, rx, from, end) ??
    (of.left === 0 ? missing(of) : undefined)
  );
}

/** What is told of that is not next. */
function unexpected(of: Enumeration, rx: DataView, from: number, end: number): string | undefined {
  for (let at = from; at < end; at += SIZE) {
    const found = readReach(rx, at);
    if (!take(of, found)) return `it tells of ${textOf(found)}, which is not next`;
  }
  return undefined;
}

function wordsIn(rx: DataView, from: number, end: number): readonly number[] {
  return Array.from({ length: (end - from) / 4 }, (_, index) => rx.getUint32(from + 4 * index, true));
}

/** Whether something is next to be told of, which then has been told. Pages that lie side by side may be told of together. */
function take({ ordered, others }: Enumeration, found: Reach): boolean {
  if (ordered.length === 0) return others.delete(textOf(found));
  const end = found.page + found.pages;
  let { page } = found;
  while (page < end) {
    const next = ordered.shift();
    if (next === undefined || textOf(next) !== textOf({ ...found, page, pages: next.pages })) return false;
    page += next.pages;
  }
  return page === end && found.pages > 0;
}

/** What was announced and is not there. */
function missing({ ordered, others }: Enumeration): string | undefined {
  const [first] = [...ordered.map(textOf), ...others];
  return first === undefined ? undefined : `it does not tell of ${first}`;
}

function readReach(rx: DataView, at: number): Reach {
  const word = (index: number) => rx.getUint32(at + 4 * index, true);
  return {
    ...{ page: word(0) / PAGE + word(1) * 0x10_0000, pages: word(2) },
    ...{ permissions: rx.getUint8(at + 12), endpoint: rx.getUint16(at + 13, true) },
    flags: rx.getUint8(at + 15),
  };
}

function textOf({ page, pages, endpoint, permissions, flags }: Reach): string {
  const [first, by, rights] = [page, endpoint, permissions].map((value) => `0x${value.toString(16)}`);
  return `${pages} pages from ${first} on for ${by}, permissions ${rights}, flags ${flags}`;
}

function textOfAll({ owned, buffers, sent }: Reached): string {
  return [...owned, ...buffers, ...sent].map(textOf).join();
}
