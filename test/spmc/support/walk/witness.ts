/** Sees everything that happens on a machine, and checks it against models that know only what was asked and answered. */

import { PROPERTY_NOTIFICATIONS } from '../../../../src/core/abi/bits.ts';
import type { Frame } from '../../../../src/core/abi/frame.ts';
import { CONTEXT } from '../../../../src/core/spmc/contexts.ts';
import type { Actor } from '../actor.ts';
import { FFA, SVE_HINT, wide } from '../ids.ts';
import type { World } from '../world.ts';
import { BellModel } from './bell-model.ts';
import { checkBooks, checkWorlds } from './books.ts';
import { expectClean } from './clean.ts';
import { givesUp, Kept } from './kept.ts';
import { mustEqual } from './must.ts';
import { ProcessorModel } from './processor-model.ts';
import { RxModel } from './rx-model.ts';
import { SchedulerModel } from './scheduler-model.ts';

const PAGE_COUNT = 0x3f;
const NOBODY = -1;

/** Hears what a call came to. */
type Judge = (answer: Frame, next: number, verdict: string) => void;

export class Witness {
  private readonly w: World;
  private readonly bells: BellModel;
  private readonly processors: ProcessorModel;
  private readonly buffers: RxModel;
  private readonly scheduler: SchedulerModel = new SchedulerModel();
  private readonly pages: readonly number[];

  constructor(w: World) {
    this.w = w;
    const { endpoints } = w.spmc.state;
    const listening = w.actors.filter(
      ({ id, slot }) => id >= 0x8000 && (endpoints.spec(slot).properties & PROPERTY_NOTIFICATIONS) !== 0,
    );
    this.bells = new BellModel(listening.map(({ id }) => id));
    this.processors = new ProcessorModel(w.spmc);
    this.buffers = new RxModel(w.spmc);
    this.pages = checkBooks(w);
  }

  /** What must hold after every step. */
  check(): void {
    this.scheduler.expectSame(this.w.spmc);
    this.processors.expectSame(this.w.spmc);
    this.buffers.expectSame(this.w.spmc);
    this.bells.expectSame(this.w.spmc);
    checkWorlds(this.w);
    mustEqual(checkBooks(this.w), this.pages, 'pages of each kind');
  }

  /** A call is about to be made. The judge that is returned hears what it came to. */
  before(caller: Actor, question: Frame): Judge {
    const id = (question[0]! & ~SVE_HINT) >>> 0;
    const other = this.otherParty(id, question, caller);
    const { version } = caller;
    const kept = new Kept(this.w);
    return (answer, next, verdict) => {
      const { rule } = this.w.spmc.verdict;
      expectClean(question, answer, caller.context, next, rule !== null);
      if (rule === null && this.hasAborted(caller)) this.buried(caller, answer, next);
      else if (rule === null) this.accepted({ id, question, caller, version, other }, answer, next);
      else if (givesUp(id, rule.id)) kept.expectOnlyGone(question[2]!, verdict);
      else kept.expectKept(caller.slot, verdict);
      if (rule?.id === 'notification/nothing-pending') this.bells.expectNothingToTell();
    };
  }

  interrupted(context: number, answer: Frame, next: number): void {
    this.processors.interrupt(context, answer, next);
    this.scheduler.leave(this.idOf(context), this.idOf(next));
  }

  /** One context of an endpoint was aborted. Whoever goes on hears of it, and of nothing else. */
  buried({ id }: Actor, answer: Frame, next: number): void {
    this.scheduler.leave(id, this.idOf(next));
    if (next !== 0)
      mustEqual([...answer], [FFA.ERROR, 0, 0, 0, 0xffff_fff8, ...new Array(31).fill(0)], 'last words');
  }

  /** All of them were. */
  died({ id }: Actor): void {
    this.processors.die(id);
    this.buffers.forget(id);
    this.bells.forget(id);
  }

  scheduled(context: number, runs: boolean): void {
    this.processors.schedule(context, runs);
    if (!runs) this.scheduler.leave(this.idOf(context), 0);
  }

  private hasAborted({ context }: Actor): boolean {
    return this.w.spmc.state.contexts.state[context] === CONTEXT.ABORTED;
  }

  private accepted(
    call: { id: number; question: Frame; caller: Actor; version: number; other: number },
    answer: Frame,
    next: number,
  ): void {
    const { id, caller, version, other } = call;
    const question = call.question.slice();
    question[0] = id;
    const w1 = question[2]!;
    this.processors.learn(question, caller.context, answer, next);
    const unread = this.bells.isLetterUnread(id === FFA.RX_RELEASE ? w1 & 0xffff || caller.id : caller.id);
    this.buffers.learn({ question, answer, id: caller.id, version, other, unread });
    const letter =
      id === FFA.MSG_SEND2 ? ([senderOf(question, caller), other] as const) : ([NOBODY, NOBODY] as const);
    this.bells.learn(question, answer, letter);
    if (id === FFA.RXTX_UNMAP) this.bells.loseLetter(w1 >>> 16 || caller.id);
    this.scheduler.learn(question, this.bells.listens(other));
    this.scheduler.leave(caller.id, this.idOf(next));
  }

  /** The receiver of the letter in TX, or the VM whose buffers the hypervisor describes there. */
  private otherParty(id: number, question: Frame, caller: Actor): number {
    if (id === FFA.MSG_SEND2) return this.fromTx(senderOf(question, caller), 12);
    const maps = id === FFA.RXTX_MAP || id === wide(FFA.RXTX_MAP);
    const halves = id === FFA.RXTX_MAP ? [2, 4] : [2, 3, 4, 5];
    const nowhere = halves.every((half) => question[half] === 0) && (question[6]! & PAGE_COUNT) === 0;
    return maps && nowhere && caller.id === 0 ? this.fromTx(0, 0) : NOBODY;
  }

  /** 16 bits of an endpoint's TX. */
  private fromTx(id: number, offset: number): number {
    const { endpoints, limits } = this.w.spmc.state;
    const slot = endpoints.slotOf(id);
    if (endpoints.bufferPages[slot] === 0) return NOBODY;
    const [low, high] = this.w.memory.readBytes(
      endpoints.txPage[slot * limits.mailboxPages]! * 4096 + offset,
      2,
    )!;
    return low! | (high! << 8);
  }

  private idOf(context: number): number {
    const { contexts, endpoints } = this.w.spmc.state;
    return context === 0 ? 0 : endpoints.id[contexts.endpoint[context]!]!;
  }
}

function senderOf(question: Frame, caller: Actor): number {
  return question[2]! >>> 16 || caller.id;
}
