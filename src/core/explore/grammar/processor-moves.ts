/** Direct requests, and processors that are given, given back and taken away: most of them right, so that chains come to their end. */

import type { Level } from '../../board/machine.ts';
import { CONTEXT, MESSAGE, MODEL } from '../../spmc/contexts.ts';
import type { CallMove, MadeBy, Move } from '../move.ts';
import type { Actor } from '../outcome.ts';
import type { Random } from '../random.ts';
import type { Grammar } from './grammar.ts';

const WIDE = 0x4000_0000;
const CALL = {
  ERROR: 0x8400_0060,
  WAIT: 0x8400_006b,
  YIELD: 0x8400_006c,
  RUN: 0x8400_006d,
  REQUEST: 0x8400_006f,
  RESPONSE: 0x8400_0070,
  REQUEST2: 0xc400_008d,
  RESPONSE2: 0xc400_008e,
  ABORT: 0x8400_0090,
} as const;
const FRAMEWORK = 0x8000_0000;
const ABORTED = 0xffff_fff8;

/** Of a hundred moves while somebody works for another, so many bring that on. */
const DILIGENCE = 30;

/** Somebody asks, or runs, or gives up. */
export function processorMove(grammar: Grammar): CallMove {
  const { random } = grammar;
  const kind = random.below(24);
  if (kind < 12) return requestMove(grammar);
  if (kind < 20) return runMove(grammar);
  const by = grammar.anybody();
  if (kind < 23) return idleMove(random, { by });
  return endMove(grammar, by);
}

/** What somebody does who works for another, now and then; undefined when nobody does, or it is not the time. */
export function workMove(grammar: Grammar): Move | undefined {
  const { random, stand, temper } = grammar;
  if (random.below(100) >= DILIGENCE) return undefined;
  const working = stand.everywhere.filter(works);
  if (working.length === 0) return undefined;
  const worker = random.pick(working);
  const by = madeBy(worker);
  if (temper.faults && random.oneIn(6)) return { do: 'preempt', ...by };
  if (random.oneIn(8)) return { do: 'call', ...by, words: [CALL.YIELD, 0, random.below(9), random.below(2)] };
  const { manager, context } = worker;
  const serves = manager.contexts.model[context] === MODEL.DIRECT_REQUEST;
  return serves === random.oneIn(12) ? idleMove(random, by) : responseMove(grammar, worker);
}

/** An actor as moves name it. */
export function madeBy({ place, vcpu }: Actor): MadeBy {
  return vcpu === 0 ? { by: place } : { by: place, vcpu };
}

/** Whether somebody waits for an actor that runs. */
function works({ manager: { contexts }, context }: Actor): boolean {
  return contexts.state[context] === CONTEXT.RUNNING && contexts.caller[context] !== 0;
}

/** A question to a secure partition. */
function requestMove(grammar: Grammar): CallMove {
  const { random, stand } = grammar;
  const by = grammar.anybody();
  const to = random.oneIn(12) ? grammar.anybody() : secureOne(grammar);
  const own = stand.actors[by].id;
  const from = own === 0 && random.oneIn(5) ? 1 : own;
  const ids = named(from, random.oneIn(30) ? 0x8000 + random.below(8) : stand.actors[to].id);
  if (random.oneIn(3)) return { do: 'call', by, words: [CALL.REQUEST2, ids, ...serviceOf(grammar, to)] };
  const id = (CALL.REQUEST | (random.oneIn(2) ? WIDE : 0)) >>> 0;
  return { do: 'call', by, words: [id, ids, flagsOf(grammar, by), ...data(random)] };
}

/** Registers from x2 on: a service of a partition's, none, or one that nobody has; and data up to x17. */
function serviceOf({ random, stand }: Grammar, to: number): readonly number[] {
  const [low, , high] = random.pick(stand.spec.partitions[to].uuids);
  const service = random.oneIn(3) ? [low, high] : random.oneIn(12) ? [random.next(), high] : [0, 0];
  return [...service, ...data(random), ...(random.oneIn(2) ? [] : data(random)), ...data(random)];
}

/** w2 of a question: the framework's from the hypervisor at times, and otherwise nothing. */
function flagsOf({ random }: Grammar, by: number): number {
  if (random.oneIn(25)) return random.next();
  if (!random.oneIn(by === 0 ? 4 : 40)) return 0;
  return (FRAMEWORK | (random.oneIn(8) ? random.below(16) : random.pick([4, 4, 6]))) >>> 0;
}

/** An answer, as a rule to whoever asked, and in the way that it was asked. */
function responseMove({ random, stand }: Grammar, worker: Actor): CallMove {
  const { context, id: own, manager } = worker;
  const { contexts: c } = manager;
  const by = madeBy(worker);
  const to = random.oneIn(25) ? random.pick(stand.actors).id : c.requester[context];
  const ids = named(random.oneIn(40) ? to : own, to);
  const service = (c.message[context] === MESSAGE.REQUEST2) !== random.oneIn(25);
  if (service) {
    const reserved = random.oneIn(25) ? [random.below(2), random.below(2)] : [0, 0];
    return {
      ...{ do: 'call', ...by },
      words: [CALL.RESPONSE2, ids, ...reserved, ...data(random), ...data(random), ...data(random)],
    };
  }
  const wide = (c.width[context] === 64) !== random.oneIn(25);
  const asked = c.framework[context];
  const right = asked === 0 ? 0 : (FRAMEWORK | (asked + 1)) >>> 0;
  const flags = random.oneIn(25) ? random.pick([0, 1, FRAMEWORK | 5, FRAMEWORK]) >>> 0 : right;
  const id = (CALL.RESPONSE | (wide ? WIDE : 0)) >>> 0;
  const about = asked === 0 || random.oneIn(8) ? data(random) : [0];
  return { do: 'call', ...by, words: [id, ids, flags, ...about] };
}

/** Somebody runs a secure partition: one that stopped in the middle of something, as a rule, where there is one. */
function runMove(grammar: Grammar): CallMove {
  const { random, stand } = grammar;
  const stopped = stand.everywhere.filter(({ manager, context }) =>
    ([CONTEXT.YIELDED, CONTEXT.PREEMPTED] as readonly number[]).includes(manager.contexts.state[context]),
  );
  const target =
    stopped.length > 0 && !random.oneIn(4)
      ? random.pick(stopped)
      : random.pick(stand.contexts[secureOne(grammar)]);
  const requester = grammar.placeOf(target.manager.contexts.requester[target.context]);
  const by = stopped.includes(target) && requester >= 0 && !random.oneIn(6) ? requester : grammar.anybody();
  const id = random.oneIn(25) ? random.pick(stand.actors).id : target.id;
  const vcpu = random.oneIn(30) ? random.below(4) : target.vcpu;
  return { do: 'call', by, words: [CALL.RUN, named(id, vcpu)] };
}

/** Somebody waits, as a rule, and gives RX back with that or keeps it; or yields. */
function idleMove(random: Random, by: MadeBy): CallMove {
  if (random.oneIn(4)) return { do: 'call', ...by, words: [CALL.YIELD] };
  return { do: 'call', ...by, words: [CALL.WAIT, 0, random.oneIn(3) ? 1 : 0] };
}

/** Somebody ends its own life, or would: rarely, for that is the end of much else. */
function endMove({ random, temper }: Grammar, by: number): CallMove {
  if (random.oneIn(2)) return { do: 'call', by, words: failure(random) };
  const reserved = !temper.faults || !random.oneIn(4);
  return { do: 'call', by, words: [CALL.ABORT, 0, random.below(5), reserved ? 1 : 0] };
}

/** The end of a first run. Some go on with it for a while, of those at S-EL0 most: they have something to do in it. Hardly one fails. */
export function endOfFirstRun(random: Random, by: number, level: Level): readonly CallMove[] {
  if (level === 'S-EL0' ? !random.oneIn(4) : random.oneIn(5)) return [];
  const fails = random.oneIn(30);
  return [{ do: 'call', by, words: fails ? failure(random) : [CALL.WAIT] }];
}

function failure(random: Random): readonly number[] {
  return [CALL.ERROR, 0, random.oneIn(2) ? ABORTED : random.below(3)];
}

function secureOne({ random, stand }: Grammar): number {
  const places = stand.actors.flatMap(({ secure }, place) => (secure ? [place] : []));
  return places.length === 0 ? 0 : random.pick(places);
}

function named(first: number, second: number): number {
  return (first * 0x1_0000 + second) >>> 0;
}

/** Five registers. */
function data(random: Random): readonly number[] {
  return random.oneIn(3) ? [] : Array.from({ length: 5 }, () => random.next());
}
