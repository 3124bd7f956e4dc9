/** A walk over one machine: does one thing after the other, whatever it is. */

import { createFrame, type Frame, frameOf } from '../../../../src/core/abi/frame.ts';
import { CONTEXT } from '../../../../src/core/spmc/contexts.ts';
import { Actor } from '../actor.ts';
import { FFA } from '../ids.ts';
import { pair } from '../processors.ts';
import type { World } from '../world.ts';
import { restOf, suitedTo } from './rest.ts';
import { Script } from './script.ts';
import type { Spoil, WalkStep, Working } from './step.ts';
import { BOUND, callerOf, callOf, contextsIn, madeOf } from './talk.ts';
import type { Witness } from './witness.ts';

/** Some listen to others from the beginning: without that, most notifications would be refused. */
const PRELUDE: readonly (readonly number[])[] = [
  [0, FFA.NOTIFICATION_BITMAP_CREATE, 1, 1],
  ...BOUND.map(([from, to, ...bits]) => [to, FFA.NOTIFICATION_BIND, pair(from, to), 0, ...bits]),
];
/** Pages behind the start of an endpoint's RAM that are worth taking away: of its buffers, and of what it sends. */
const LENDABLE = [0, 0x10, 0x10, 0x20, 0x21, 0x28, 0x11, 0x22];

/** A call that is about to be made, and what follows when it is accepted. */
interface Call {
  readonly caller: Actor;
  readonly frame: Frame;
  readonly learn?: (answer: Frame) => void;
}

export class Walker {
  /** What happened, in lines: the calls as x0 and on, half by half, and what each came to. */
  readonly log: string[] = [];
  private readonly w: World;
  private readonly witness: Witness | undefined;
  private readonly script: Script;
  private readonly withdrawn: number[] = [];

  /** A witness sees everything, and checks it. */
  constructor(w: World, witness?: Witness) {
    this.w = w;
    this.witness = witness;
    this.script = new Script(w);
  }

  /** Makes the calls that every walk begins with. Each is answered or refused, as the machine has it. */
  begin(): void {
    for (const [id, ...words] of PRELUDE)
      this.call({ caller: this.w.actors.find((actor) => actor.id === id)!, frame: frameOf(...words) }, []);
  }

  /** Does a step. Returns the rule that refused it, or what it was. */
  take(step: WalkStep): string {
    const came = this.happen(step);
    this.witness?.check();
    return came;
  }

  private happen(step: WalkStep): string {
    if (step.kind === 'machine') return this.work(step.what, step.who);
    if (step.kind === 'talk' && step.event.action === 'preempt') return this.interrupt(step.event.who);
    if (step.kind === 'talk' && step.event.action === 'abort') return this.die(step.event.who);
    if (this.contexts(CONTEXT.RUNNING).length === 0) return 'nobody runs';
    const refused = this.call(this.prepare(step), step.spoilt);
    return refused ?? nameOf(step);
  }

  private prepare(step: Exclude<WalkStep, { kind: 'machine' }>): Call {
    if (step.kind === 'memory') {
      const made = this.script.madeOf(step.step);
      const caller = this.script.caller(made);
      const frame = this.script.prepare(made, caller);
      return { caller, frame, learn: (answer) => this.script.learn(made, caller, answer) };
    }
    if (step.kind === 'talk') {
      const event = madeOf(this.w, step.event);
      const caller = callerOf(this.w, event);
      return { caller, frame: callOf(this.w, event, caller) };
    }
    const { rest } = step;
    const caller = this.runner(rest.who, suitedTo(rest, this.w));
    return { caller, frame: restOf(this.w, rest, caller) };
  }

  /** Makes a call. Returns the rule that refused it, if one did. */
  private call({ caller, frame, learn }: Call, spoilt: readonly Spoil[]): string | undefined {
    for (const [half, value, add] of spoilt) frame[half] = add ? frame[half]! + value : value;
    const question = frame.slice();
    const halves = Array.from(question.subarray(0, 16), (half) => half.toString(16)).join(' ');
    this.log.push(`${caller.name} on ${caller.context}: ${halves}`);
    const judge = this.witness?.before(caller, question);

    const { next, verdict } = caller.callFrame(frame);

    this.log.push(`  ${verdict}, next ${next}`);
    judge?.(frame, next, verdict);
    const { rule } = this.w.spmc.verdict;
    if (rule === null) learn?.(frame);
    const ended = this.w.spmc.state.contexts.state[caller.context] === CONTEXT.ABORTED;
    if (ended)
      this.bury(
        caller,
        this.contextsOf(caller).filter((context) => context !== caller.context),
      );
    return rule?.id;
  }

  /** An interrupt of the normal world takes the processor of somebody who serves. */
  private interrupt(who: number): string {
    const { caller } = this.w.spmc.state.contexts;
    const serving = this.contexts(CONTEXT.RUNNING).filter((context) => caller[context] !== 0);
    if (serving.length === 0) return 'nobody to interrupt';
    const context = serving[who % serving.length]!;
    const frame = createFrame().fill(0xdead_beef);
    const next = this.w.spmc.preempt(context, frame);
    this.log.push(`interrupt of ${context}, next ${next}`);
    this.witness?.interrupted(context, frame, next);
    return 'preempt';
  }

  /** An endpoint dies: mostly one of the secure world. */
  private die(who: number): string {
    const { sp1, sp2, user, vm1 } = this.w;
    const actor = [sp1, sp2, user, sp1, sp2, user, vm1][who % 7]!;
    const own = this.contextsOf(actor);
    this.log.push(`death of ${actor.name}`);
    this.bury(actor, who % 2 === 0 ? own.toReversed() : own);
    return 'abort';
  }

  /** Aborts contexts of an endpoint by name, those that are left of it. */
  private bury(actor: Actor, contexts: readonly number[]): void {
    for (const context of contexts) {
      const frame = createFrame().fill(0xdead_beef);
      const next = this.w.spmc.abort(context, frame);
      this.witness?.buried(actor, frame, next);
    }
    this.witness?.died(actor);
  }

  private contextsOf({ slot }: Actor): readonly number[] {
    const { contexts, endpoints } = this.w.spmc.state;
    return Array.from({ length: endpoints.spec(slot).contexts }, (_, vcpu) => contexts.of(slot, vcpu));
  }

  /** What happens to a machine without a call. */
  private work(what: Working, who: number): string {
    if (what === 'withdraw') return this.withdraw(who);
    if (what === 'give back') {
      for (const page of this.withdrawn.splice(0)) this.w.memory.withdraw(page, false);
      return what;
    }
    const { spmc } = this.w;
    const { caller } = spmc.state.contexts;
    const state = what === 'schedule' ? CONTEXT.WAITING : CONTEXT.RUNNING;
    const idle = this.contexts(state).filter((context) => this.isSecure(context) && caller[context] === 0);
    if (idle.length === 0) return 'nobody is idle';
    const context = idle[who % idle.length]!;
    if (what === 'schedule') spmc.schedule(context, createFrame());
    else spmc.deschedule(context);
    this.log.push(`${what} ${context}`);
    this.witness?.scheduled(context, what === 'schedule');
    return what;
  }

  /** The granule of a page goes to another world for a while. */
  private withdraw(who: number): string {
    const actor = this.w.actors[who % 6]!;
    const page = actor.physical(actor.ram) / 4096 + LENDABLE[Math.floor(who / 6) % LENDABLE.length]!;
    this.w.memory.withdraw(page, true);
    this.withdrawn.push(page);
    this.log.push(`page ${page} is away`);
    return 'withdraw';
  }

  private contexts(state: number): readonly number[] {
    return contextsIn(this.w.spmc, state);
  }

  private isSecure(context: number): boolean {
    const { contexts, endpoints } = this.w.spmc.state;
    return endpoints.id[contexts.endpoint[context]!]! >= 0x8000;
  }

  /** Somebody who has a processor: an endpoint of these, if one has. */
  private runner(who: number, suited: readonly number[]): Actor {
    const { spmc, memory, actors } = this.w;
    const running = this.contexts(CONTEXT.RUNNING);
    const { contexts, endpoints } = spmc.state;
    const fitting = running.filter((each) => suited.includes(endpoints.id[contexts.endpoint[each]!]!));
    const chosen = fitting.length === 0 ? running : fitting;
    const context = chosen[who % chosen.length]!;
    const { name, ram } = actors.find(({ slot }) => slot === spmc.state.contexts.endpoint[context])!;
    return new Actor(spmc, memory, name, context, ram);
  }
}

function nameOf(step: Exclude<WalkStep, { kind: 'machine' }>): string {
  if (step.kind === 'memory') return step.step.action;
  return step.kind === 'talk' ? step.event.action : step.rest.action;
}
