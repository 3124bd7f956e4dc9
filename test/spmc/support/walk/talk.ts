/** Random calls of all kinds that pass messages, notifications and the processor, by whoever has a processor. */

import fc from 'fast-check';
import { createFrame, type Frame, frameOf } from '../../../../src/core/abi/frame.ts';
import { CONTEXT, MESSAGE, MODEL } from '../../../../src/core/spmc/contexts.ts';
import { RX } from '../../../../src/core/spmc/endpoints.ts';
import type { Spmc } from '../../../../src/core/spmc/spmc.ts';
import { Actor } from '../actor.ts';
import { FFA, wide } from '../ids.ts';
import { letterOf } from '../letters.ts';
import { pair } from '../processors.ts';
import type { World } from '../world.ts';

const IDS = [0, 1, 2, 0x8001, 0x8002, 0x8003, 0x8009];
/** Those who ring and listen, for the most part. */
const NEIGHBOURS = [0, 1, 0x8001, 0x8002];
/** What a context does that can be run, or that nobody can run any more. */
const IDLE = [CONTEXT.YIELDED, CONTEXT.PREEMPTED, CONTEXT.WAITING, CONTEXT.ABORTED];
const VM_CREATED = 0x8000_0004;
const ABORTED = 0xffff_fff8;
const NO_MEMORY = 0xffff_fffd;
/** Places behind the start of an endpoint's RAM: its own, a buffer, the last page and beyond, between pages. */
const PERMITTED = [0x4_0000, 0x4_1000, 0x4_0000, 0, 0x3f_f000, 0x40_0000, 0x4_0800];
const PERMISSIONS = [7, 5, 3, 1];
/** Who listens to whom from the beginning, and to which notifications. */
export const BOUND: readonly (readonly [from: number, to: number, low: number, high: number])[] = [
  [0, 0x8001, 0x1, 0],
  [0x8002, 0x8001, 0x2, 0],
  [0x8001, 0x8002, 0x2, 0x1],
  [1, 0x8002, 0x1, 0],
  [0x8001, 1, 0x1, 0],
  [0x8002, 1, 0x2, 0],
];

/** What is done about notifications and indirect messages. */
export const RINGING = [
  'bind',
  'unbind',
  'ring',
  'ring',
  'ring',
  'hear',
  'hear',
  'info',
  'info',
  'bitmap',
  'unbitmap',
  'letter',
  'letter',
  'release',
  'acquire',
] as const;

/** What is done with processors. */
export const SCHEDULING = [
  'ask',
  'ask',
  'ask',
  'tell of a VM',
  'ask a service',
  'answer',
  'answer',
  'answer',
  'answer wrongly',
  'run',
  'run',
  'yield',
  'yield',
  'wait',
  'preempt',
] as const;

/** The rest of it. */
export const LIVING = ['print', 'print', 'permit', 'permit', 'abort', 'fail to start'] as const;

type Action = (typeof RINGING)[number] | (typeof SCHEDULING)[number] | (typeof LIVING)[number];

/** One event, as numbers that mean something only to the world it happens in. */
export interface Event {
  readonly action: Action;
  readonly who: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly flags: number;
  readonly vcpu: number;
  /** Whether the call is made with something wrong in w1. */
  readonly spoilt: boolean;
}

export function eventOf(actions: readonly Action[]): fc.Arbitrary<Event> {
  return fc.record({
    action: fc.constantFrom(...actions),
    who: fc.nat(60),
    to: fc.nat(6),
    low: fc.constantFrom(1, 1, 1, 2, 2, 3, 0x8000_0000, 0),
    high: fc.constantFrom(0, 0, 0, 1, 0x8000_0000),
    flags: fc.constantFrom(0, 0, 0, 0, 2, 1, 0xf, 0xf, 0xc, 0x3),
    vcpu: fc.nat(2),
    spoilt: fc.nat(9).map((roll) => roll === 0),
  });
}

/** All contexts of a world that are in a state. */
export function contextsIn({ state: m }: Spmc, state: number): number[] {
  return Array.from({ length: m.contexts.slots.used }, (_, index) => index + 1).filter(
    (context) => m.contexts.state[context] === state,
  );
}

/** Whether a context is one that makes the call of an event. */
function suits(w: World, { action, who, to }: Event, context: number): boolean {
  const { contexts: c, endpoints } = w.spmc.state;
  const slot = c.endpoint[context]!;
  const id = endpoints.id[slot]!;
  switch (action) {
    case 'info':
    case 'bitmap':
    case 'unbitmap':
    case 'acquire':
      return id === 0;
    case 'answer':
    case 'answer wrongly':
      return c.message[context] !== MESSAGE.NONE;
    case 'yield':
    case 'wait':
      return id >= 0x8000;
    case 'ring':
      return id === BOUND[to % BOUND.length]![0];
    case 'letter':
      return endpoints.bufferPages[slot] !== 0;
    case 'release':
      return endpoints.rx[slot] === RX.FULL;
    case 'permit':
      return id === w.user.id;
    case 'fail to start':
      return c.model[context] === MODEL.INIT;
    default:
      // Every other time one that somebody waits for.
      return who % 2 === 0 || c.caller[context] !== 0;
  }
}

/** A caller for an event: one of those that have a processor. */
export function callerOf(w: World, event: Event): Actor {
  const running = contextsIn(w.spmc, CONTEXT.RUNNING);
  const suited = event.spoilt ? [] : running.filter((context) => suits(w, event, context));
  const chosen = suited.length === 0 ? running : suited;
  const context = chosen[(event.who >>> 1) % chosen.length]!;
  const actor = w.actors.find(({ slot }) => slot === w.spmc.state.contexts.endpoint[context])!;
  return new Actor(w.spmc, w.memory, actor.name, context, actor.ram);
}

/** Where there is no request to be answered, one is made. */
export function madeOf(w: World, event: Event): Event {
  const { message } = w.spmc.state.contexts;
  const answers = event.action === 'answer' && !event.spoilt;
  const asked = contextsIn(w.spmc, CONTEXT.RUNNING).some((context) => message[context] !== MESSAGE.NONE);
  return answers && !asked ? { ...event, action: 'ask' } : event;
}

/** Fills TX and gives the registers of an event's call. */
export function callOf(w: World, event: Event, caller: Actor): Frame {
  const { contexts: c } = w.spmc.state;
  const other = IDS[event.to]!;
  const neighbour = event.spoilt ? other : NEIGHBOURS[event.to % NEIGHBOURS.length]!;
  const self = event.spoilt ? other ^ 1 : caller.id;
  const { low, high, flags, vcpu } = event;
  const served = waitingFor(w, event, caller) ?? neighbour;
  switch (event.action) {
    case 'bind':
      return frameOf(FFA.NOTIFICATION_BIND, pair(other, self), 0, low, high);
    case 'unbind':
      return frameOf(FFA.NOTIFICATION_UNBIND, pair(neighbour, self), 0, low, high);
    case 'ring': {
      const bound = BOUND[event.to % BOUND.length]!;
      const [, to, ...bits] = bound[0] === self ? bound : [self, neighbour, low, high];
      const delays = caller.id >= 0x8000 || vcpu === 2;
      return frameOf(FFA.NOTIFICATION_SET, pair(self, to), delays ? flags & 2 : 0, ...bits);
    }
    case 'hear':
      return frameOf(FFA.NOTIFICATION_GET, pair(flags === 0x3 ? vcpu : 0, self), flags);
    case 'bitmap':
      return frameOf(FFA.NOTIFICATION_BITMAP_CREATE, other, 1);
    case 'unbitmap':
      return frameOf(FFA.NOTIFICATION_BITMAP_DESTROY, other);
    case 'info':
      return frameOf(FFA.NOTIFICATION_INFO_GET);
    case 'letter':
      caller.put(
        letterOf(caller.version, {
          sender: self,
          receiver: readerFor(w, event, caller) ?? other,
          payload: [low & 0xff],
          ...(event.vcpu === 2 && high !== 0 ? { flags: high & 1, offset: low, size: high } : {}),
        }),
      );
      return frameOf(FFA.MSG_SEND2, 0, caller.id < 0x8000 && !event.spoilt ? 0 : flags & 2);
    case 'release':
      return frameOf(FFA.RX_RELEASE);
    case 'acquire':
      return frameOf(FFA.RX_ACQUIRE, other);
    case 'ask':
      return frameOf(high === 0 ? FFA.DIRECT_REQ : FFA.DIRECT_REQ_64, pair(self, served), 0, low);
    case 'tell of a VM':
      return frameOf(FFA.DIRECT_REQ, pair(self, served), VM_CREATED);
    case 'ask a service':
      return frameOf(FFA.DIRECT_REQ2, pair(self, served), vcpu === 2 ? low : 0);
    case 'answer': {
      const about = c.framework[caller.context]!;
      const id = c.message[caller.context] === 2 ? FFA.DIRECT_RESP2 : FFA.DIRECT_RESP;
      const fitting = id === FFA.DIRECT_RESP && c.width[caller.context] === 64 ? wide(id) : id;
      const parties = pair(self, c.requester[caller.context]!);
      return frameOf(fitting, parties, about === 0 ? 0 : 0x8000_0000 + about + 1, low);
    }
    case 'answer wrongly': {
      const ids = [FFA.DIRECT_RESP, FFA.DIRECT_RESP_64, FFA.DIRECT_RESP2];
      const to = vcpu === 2 ? other : c.requester[caller.context]!;
      return frameOf(ids[event.to % 3]!, pair(self, to), flags === 1 ? VM_CREATED + 1 : 0);
    }
    case 'run': {
      const idle = IDLE.flatMap((state) => contextsIn(w.spmc, state));
      const target = idle[event.who % idle.length];
      if (event.spoilt || target === undefined) return frameOf(FFA.RUN, pair(other, vcpu));
      return frameOf(FFA.RUN, pair(w.spmc.state.endpoints.id[c.endpoint[target]!]!, c.vcpu[target]!));
    }
    case 'yield':
      return frameOf(FFA.YIELD);
    case 'wait':
      return frameOf(FFA.MSG_WAIT, 0, flags & 1);
    case 'print':
      return frameOf(FFA.CONSOLE_LOG, low & 0x1f, 0x0a41_4141, high);
    case 'permit':
      return frameOf(
        FFA.MEM_PERM_SET,
        caller.ram + PERMITTED[event.to]!,
        low & 3,
        PERMISSIONS[event.flags & 3]!,
      );
    case 'fail to start':
      return frameOf(FFA.ERROR, 0, vcpu === 2 ? NO_MEMORY : ABORTED);
    default:
      return createFrame();
  }
}

/** Somebody in the other world whose RX is free. */
function readerFor(w: World, { to, spoilt }: Event, caller: Actor): number | undefined {
  const { endpoints } = w.spmc.state;
  const free = w.actors
    .filter(({ slot, id }) => endpoints.rx[slot] === RX.EMPTY && id >= 0x8000 !== caller.id >= 0x8000)
    .map(({ id }) => id);
  return spoilt || free.length === 0 ? undefined : free[to % free.length];
}

/** A partition with a context that waits, if there is one beside the caller. */
function waitingFor(w: World, { to, spoilt }: Event, caller: Actor): number | undefined {
  const { contexts, endpoints } = w.spmc.state;
  const waiting = contextsIn(w.spmc, CONTEXT.WAITING)
    .map((context) => endpoints.id[contexts.endpoint[context]!]!)
    .filter((id) => id !== caller.id);
  return spoilt || waiting.length === 0 ? undefined : waiting[to % waiting.length];
}
