/** Random calls of all kinds that pass messages, notifications and the processor, by whoever has a processor. */

import fc from 'fast-check';
import { createFrame, type Frame, frameOf } from '../../../src/core/abi/frame.ts';
import { CONTEXT } from '../../../src/core/spmc/contexts.ts';
import type { Spmc } from '../../../src/core/spmc/spmc.ts';
import { Actor } from './actor.ts';
import { FFA, wide } from './ids.ts';
import { letterOf } from './letters.ts';
import { pair } from './processors.ts';
import type { World } from './world.ts';

const IDS = [0, 1, 2, 0x8001, 0x8002, 0x8003, 0x8009];
/** Those who ring and listen, for the most part. */
const NEIGHBOURS = [0, 1, 0x8001, 0x8002];
/** What a context does that can be run. */
const IDLE = [CONTEXT.YIELDED, CONTEXT.PREEMPTED, CONTEXT.WAITING];
const VM_CREATED = 0x8000_0004;

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
  'run',
  'run',
  'yield',
  'yield',
  'wait',
  'preempt',
] as const;

/** All of it, and the rest. */
export const EVERYTHING_THERE_IS = [...RINGING, ...SCHEDULING, 'print', 'permit', 'abort'] as const;

type Action = (typeof EVERYTHING_THERE_IS)[number];

/** What only the hypervisor does. */
const PRIVILEGED: ReadonlySet<Action> = new Set(['info', 'bitmap', 'unbitmap', 'acquire']);

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

export function eventsOf(actions: readonly Action[]): fc.Arbitrary<Event[]> {
  const event = fc.record({
    action: fc.constantFrom(...actions),
    who: fc.nat(60),
    to: fc.nat(6),
    low: fc.constantFrom(1, 1, 1, 2, 2, 3, 0x8000_0000, 0),
    high: fc.constantFrom(0, 0, 0, 1, 0x8000_0000),
    flags: fc.constantFrom(0, 0, 0, 0, 2, 1, 0xf, 0xf, 0xc, 0x3),
    vcpu: fc.nat(2),
    spoilt: fc.nat(9).map((roll) => roll === 0),
  });
  return fc.array(event, { minLength: 20, maxLength: 80, size: 'max' });
}

/** All contexts of a world that are in a state. */
export function contextsIn({ state: m }: Spmc, state: number): number[] {
  return Array.from({ length: m.contexts.slots.used }, (_, index) => index + 1).filter(
    (context) => m.contexts.state[context] === state,
  );
}

/** A caller for an event: one of those that have a processor, every other time one that somebody waits for. */
export function callerOf(w: World, { who, action, spoilt }: Event): Actor {
  const { state } = w.spmc.state.contexts;
  if (PRIVILEGED.has(action) && !spoilt && state[w.os.context] === CONTEXT.RUNNING) return w.os;
  const running = contextsIn(w.spmc, CONTEXT.RUNNING);
  const serving = running.filter((context) => w.spmc.state.contexts.caller[context] !== 0);
  const chosen = who % 2 === 1 && serving.length !== 0 ? serving : running;
  const context = chosen[(who >>> 1) % chosen.length]!;
  const actor = w.actors.find(({ slot }) => slot === w.spmc.state.contexts.endpoint[context])!;
  return new Actor(w.spmc, w.memory, actor.name, context, actor.ram);
}

/** Fills TX and gives the registers of an event's call. */
export function callOf(w: World, event: Event, caller: Actor): Frame {
  const { contexts: c } = w.spmc.state;
  const other = IDS[event.to]!;
  const neighbour = event.spoilt ? other : NEIGHBOURS[event.to % NEIGHBOURS.length]!;
  const self = event.spoilt ? other ^ 1 : caller.id;
  const { low, high, flags, vcpu } = event;
  switch (event.action) {
    case 'bind':
      return frameOf(FFA.NOTIFICATION_BIND, pair(neighbour, self), 0, low, high);
    case 'unbind':
      return frameOf(FFA.NOTIFICATION_UNBIND, pair(neighbour, self), 0, low, high);
    case 'ring':
      return frameOf(
        FFA.NOTIFICATION_SET,
        pair(self, neighbour),
        caller.id < 0x8000 ? 0 : flags & 2,
        low,
        high,
      );
    case 'hear':
      return frameOf(FFA.NOTIFICATION_GET, pair(0, self), flags);
    case 'bitmap':
      return frameOf(FFA.NOTIFICATION_BITMAP_CREATE, other, 1);
    case 'unbitmap':
      return frameOf(FFA.NOTIFICATION_BITMAP_DESTROY, other);
    case 'info':
      return frameOf(FFA.NOTIFICATION_INFO_GET);
    case 'letter':
      caller.put(
        letterOf(caller.version, { sender: self, receiver: other, payload: [low & 0xff], flags: high & 1 }),
      );
      return frameOf(FFA.MSG_SEND2, 0, flags & 2);
    case 'release':
      return frameOf(FFA.RX_RELEASE);
    case 'acquire':
      return frameOf(FFA.RX_ACQUIRE, other);
    case 'ask':
      return frameOf(high === 0 ? FFA.DIRECT_REQ : FFA.DIRECT_REQ_64, pair(self, neighbour), 0, low);
    case 'tell of a VM':
      return frameOf(FFA.DIRECT_REQ, pair(self, other), VM_CREATED);
    case 'ask a service':
      return frameOf(FFA.DIRECT_REQ2, pair(self, other));
    case 'answer': {
      const about = c.framework[caller.context]!;
      const id = c.message[caller.context] === 2 ? FFA.DIRECT_RESP2 : FFA.DIRECT_RESP;
      const fitting = id === FFA.DIRECT_RESP && c.width[caller.context] === 64 ? wide(id) : id;
      const parties = pair(self, c.requester[caller.context]!);
      return frameOf(fitting, parties, about === 0 ? 0 : 0x8000_0000 + about + 1, low);
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
      return frameOf(FFA.MEM_PERM_SET, caller.ram + 0x4_0000, low & 3, flags);
    default:
      return createFrame();
  }
}

/** Sender and receiver of the letter in the TX of a caller. */
export function partiesOfLetter({ action, to }: Event, caller: Actor): readonly [number, number] {
  return [action === 'letter' ? caller.id : -1, IDS[to]!];
}
