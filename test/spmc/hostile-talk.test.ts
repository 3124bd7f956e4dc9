/**
 * Everybody passes messages, notifications and the processor around, in any order, is interrupted and dies: no call throws, a refusal
 * changes nothing, every processor has one context, no notification is lost or heard twice, and no response comes out at a stranger.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFrame, type Frame, frameOf } from '../../src/core/abi/frame.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import { BellModel } from './support/bell-model.ts';
import { hear } from './support/bells.ts';
import { FFA } from './support/ids.ts';
import { pair, SP1, SP2 } from './support/processors.ts';
import { stateOf } from './support/state.ts';
import {
  callerOf,
  callOf,
  contextsIn,
  EVERYTHING_THERE_IS,
  type Event,
  eventsOf,
  partiesOfLetter,
  RINGING,
  SCHEDULING,
} from './support/talk.ts';
import { EVERYTHING, type World, world } from './support/world.ts';

const NO_LETTER = [-1, -1] as const;
const RESPONSES: ReadonlySet<number> = new Set([FFA.DIRECT_RESP, FFA.DIRECT_RESP_64, FFA.DIRECT_RESP2]);

/** What happens, and to whom: the name of the rule that refused it, or of what it was. */
function happen(w: World, bells: BellModel, event: Event): string {
  if (event.action === 'preempt') return interrupt(w, event);
  if (event.action === 'abort') return die(w, bells, event);
  const caller = callerOf(w, event);
  const frame = callOf(w, event, caller);
  const question = frame.slice();
  const before = stateOf(w.spmc);

  const { next, verdict } = caller.callFrame(frame);

  const rule = w.spmc.verdict.rule;
  expect(frame[0] === FFA.ERROR && next === caller.context && rule === null, verdict).toBe(false);
  if (rule !== null) {
    expect(next).toBe(caller.context);
    const after = stateOf(w.spmc);
    if (JSON.stringify(after) !== JSON.stringify(before)) expect(after, verdict).toEqual(before);
    if (rule.id === 'notification/nothing-pending') bells.expectNothingToTell();
    return rule.id;
  }
  bells.learn(question, frame, partiesOfLetter(event, caller));
  if (RESPONSES.has(question[0]!)) expectRightReader(w, frame, next);
  return event.action;
}

/** A response is read by the endpoint that it names, or by the hypervisor of that VM; or else it is none. */
function expectRightReader(w: World, frame: Frame, next: number): void {
  const { endpoint } = w.spmc.state.contexts;
  const reader = w.spmc.state.endpoints.id[endpoint[next]!];
  const named = frame[2]! & 0xffff;
  if (RESPONSES.has(frame[0]!)) expect(reader === named || (reader === 0 && named < 0x8000)).toBe(true);
  else expect([FFA.ERROR, FFA.MSG_WAIT]).toContain(frame[0]);
}

function interrupt(w: World, { who }: Event): string {
  const { caller } = w.spmc.state.contexts;
  const serving = contextsIn(w.spmc, CONTEXT.RUNNING).filter((context) => caller[context] !== 0);
  if (serving.length === 0) return 'nobody to interrupt';
  w.spmc.preempt(serving[who % serving.length]!, createFrame());
  return 'preempt';
}

/** One of the secure partitions dies, in one event out of eight. */
function die(w: World, bells: BellModel, { who, to }: Event): string {
  const actor = [w.sp1, w.sp2, w.user][who % 3]!;
  if (who % 8 !== 0) return 'nobody dies';
  const frame = createFrame();
  const contexts = [actor.context, actor.context + 1];
  if (to % 2 === 1) contexts.reverse();
  for (const context of contexts) w.spmc.abort(context, frame);
  bells.forget(actor.id);
  return 'abort';
}

/** Every processor of the normal world has one context that runs; whoever is in no chain does not run. */
function checkChains(w: World): void {
  const { contexts: c, endpoints } = w.spmc.state;
  const inChains = new Set<number>();
  for (let start = 1; start <= c.slots.used; start++) {
    if (endpoints.id[c.endpoint[start]!]! >= 0x8000) continue;
    let at = start;
    for (;;) {
      expect(inChains.has(at)).toBe(false);
      inChains.add(at);
      const after = [...c.caller.keys()].filter((context) => c.caller[context] === at);
      const runs = c.state[at] === CONTEXT.RUNNING;
      expect(after.length).toBe(runs ? 0 : 1);
      if (runs) break;
      at = after[0]!;
    }
  }
  for (let context = 1; context <= c.slots.used; context++) {
    if (inChains.has(context)) continue;
    expect([CONTEXT.WAITING, CONTEXT.YIELDED, CONTEXT.PREEMPTED, CONTEXT.ABORTED]).toContain(
      c.state[context],
    );
    expect(c.caller[context]).toBe(0);
  }
}

/** A world in which some listen to others, and a model that knows. */
function town(): { readonly w: World; readonly bells: BellModel } {
  const w = world({ contexts: 2, properties: { sp1: EVERYTHING, sp2: EVERYTHING } });
  const bells = new BellModel([SP1, SP2]);
  const calls = [
    [w.os, FFA.NOTIFICATION_BITMAP_CREATE, 1, 1],
    [w.sp1, FFA.NOTIFICATION_BIND, pair(0, SP1), 0, 0x1],
    [w.sp1, FFA.NOTIFICATION_BIND, pair(SP2, SP1), 0, 0x2],
    [w.sp2, FFA.NOTIFICATION_BIND, pair(SP1, SP2), 0, 0x2, 0x1],
    [w.sp2, FFA.NOTIFICATION_BIND, pair(1, SP2), 0, 0x1],
    [w.vm1, FFA.NOTIFICATION_BIND, pair(SP1, 1), 0, 0x1],
    [w.vm1, FFA.NOTIFICATION_BIND, pair(SP2, 1), 0, 0x2],
  ] as const;
  for (const [actor, ...words] of calls)
    bells.learn(frameOf(...words), actor.call(...words).frame, NO_LETTER);
  return { w, bells };
}

/** Lets everything happen, and says what was seen. */
function play(events: readonly Event[], seen: Set<string>): void {
  const { w, bells } = town();
  for (const event of events) {
    seen.add(happen(w, bells, event));
    checkChains(w);
  }
  for (const listener of [w.os, w.vm1, w.vm2])
    if (w.spmc.state.contexts.state[listener.context] === CONTEXT.RUNNING)
      bells.learn(frameOf(FFA.NOTIFICATION_GET, listener.id, 0xf), hear(listener).frame, NO_LETTER);
}

it.each([
  ['notifications and letters', RINGING, 60],
  ['requests and processors', SCHEDULING, 80],
  ['everything', EVERYTHING_THERE_IS, 60],
])('QE2: %s, at random', (_name, actions, numRuns) => {
  const seen = new Set<string>();

  fc.assert(
    fc.property(eventsOf(actions), (events) => play(events, seen)),
    { numRuns },
  );

  // Talk that is refused at the first word would prove little.
  const never = [...new Set<string>(actions)].filter((action) => !seen.has(action));
  expect(never.length).toBeLessThan(4);
});

it('a copy of the state put back is the state, and the same talk has the same end', () => {
  fc.assert(
    fc.property(eventsOf(EVERYTHING_THERE_IS), eventsOf(EVERYTHING_THERE_IS), (early, late) => {
      const { w, bells } = town();
      for (const event of early) happen(w, bells, event);
      const saved = w.spmc.save();
      const memory = w.memory.save();
      const rest = () => {
        for (const event of late) {
          if (event.action === 'preempt') interrupt(w, event);
          else if (event.action === 'abort') die(w, bells, event);
          else {
            const caller = callerOf(w, event);
            caller.callFrame(callOf(w, event, caller));
          }
        }
        return stateOf(w.spmc);
      };
      const once = rest();

      w.spmc.restore(saved);
      w.memory.restore(memory);

      expect(w.spmc.save()).toEqual(saved);
      expect(rest()).toEqual(once);
    }),
    { numRuns: 25 },
  );
});
