import { createFrame, type Frame } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import type { MachineSpec } from '../board/machine.ts';
import { starve } from '../board/starve.ts';
import { tamper } from '../board/tamper.ts';
import { WRITE } from '../memory/page-word.ts';
import { addressOf, PAGE_WORDS } from '../memory/pages.ts';
import { CONTEXT, MODEL } from '../spmc/contexts.ts';
import { type BufferCopy, bufferCopy } from './buffer-copy.ts';
import { type AskMove, type CallMove, HANDLE_IN, type MadeBy, type Move, type PacketMove } from './move.ts';
import type { Actor, Outcome, PageChange } from './outcome.ts';
import { type Ground, groundOf, type SavedStand, type StandMemory } from './stand-ground.ts';
import { type BeforeAsk, VmStand } from './vm-stand.ts';

/** Hears of a call when its registers and TX are ready and it has not been made. */
export type BeforeCall = (actor: Actor, asked: Frame) => void;

/** What a death is told with, and who did not move. */
const NOTHING: Frame = createFrame();

/** What somebody writes to a page. */
export const FILLING: Uint8Array = new Uint8Array(32).fill(0xa5);

/**
 * A machine without programs, on which moves are made one after the other. Whatever state it is in can be kept and put back.
 *
 * A secure partition that waits is given a processor for its move and waits again afterwards, as on a board.
 */
export class Stand {
  readonly spec: MachineSpec;
  readonly built: Omit<Ground, 'memory'>;
  readonly memory: StandMemory;
  readonly actors: readonly Actor[];
  /** Each of them once for each of its execution contexts, and all of these. */
  readonly contexts: readonly (readonly Actor[])[];
  readonly everywhere: readonly Actor[];
  /** The VMs of Gunyah, where there are any. */
  readonly vms: VmStand | undefined;
  /** What the last move changed. */
  readonly changes: PageChange[] = [];
  /** Handles by the name that their send gave them: low and high word. */
  private readonly handles: Map<number, readonly [number, number]> = new Map();
  private readonly asked: Frame = createFrame();
  protected next = 0;
  private interrupts: boolean | undefined = false;
  /** Registers of the next call, and then of the answer. */
  protected readonly frame: Frame = createFrame();
  private readonly scratch: Frame = createFrame();
  /** What goes to the start of TX. */
  protected readonly words: Uint32Array = new Uint32Array(PAGE_WORDS);
  /** All of the caller's TX as it was before the last call, and how many pages it has. */
  private readonly tx: BufferCopy;
  private txPageCount = 0;
  /** What was looked at last. */
  private readonly now: BufferCopy;
  private readonly beginning: SavedStand;

  /** On a machine of its own, or on another of the same. */
  constructor(spec: MachineSpec, ground: Ground = groundOf(spec)) {
    this.spec = spec;
    this.memory = ground.memory;
    this.built = ground;
    const { mailboxPages } = this.built.spmc.state.limits;
    this.tx = bufferCopy(mailboxPages);
    this.now = bufferCopy(mailboxPages);
    this.actors = spec.partitions.map((partition, place) => this.actorOf(partition, place));
    this.contexts = this.actors.map((actor, place) => contextsOf(actor, spec.partitions[place].contexts));
    this.everywhere = this.contexts.flat();
    this.vms = this.built.rm && new VmStand(spec, this.built, this.built.rm);
    const { ledger } = this.built;
    const other = ledger.observer;
    ledger.observer = {
      changed: (change, transaction, party, page, pages) => {
        other?.changed(change, transaction, party, page, pages);
        this.changes.push({ change, transaction, party, page, pages });
      },
      permitted: (page, pages) => {
        other?.permitted(page, pages);
        this.changes.push({ change: 'claimed', transaction: 0, party: 0, page, pages });
      },
    };
    this.open();
    this.beginning = this.save();
  }

  /** A partition as its manager knows it. */
  protected actorOf({ name, id }: MachineSpec['partitions'][number], place: number): Actor {
    const manager = this.built.spmc.state;
    const slot = manager.endpoints.slotOf(id);
    const context = manager.contexts.of(slot, 0);
    const party = manager.endpoints.party[slot];
    const secure = isSecureId(id);
    return { name, id, place, manager, vcpu: 0, slot, context, seat: context, party, secure };
  }

  /** Who makes a move. */
  whoMakes({ by, vcpu = 0 }: MadeBy): Actor {
    return vcpu === 0 ? this.actors[by] : this.contexts[by][vcpu];
  }

  /** What happens before the first move. */
  protected open(): void {}

  /** Everything is as in the beginning. */
  reset(): void {
    this.restore(this.beginning);
    this.vms?.reset();
    this.handles.clear();
  }

  /** A copy of everything but the names of handles. */
  save(): SavedStand {
    const { spmc, hypervisor } = this.built;
    return {
      ...{ spmc: spmc.save(), memory: this.memory.save() },
      ...{ rm: this.vms?.rm.save(), mediator: hypervisor?.mediator.save() },
    };
  }

  /** Puts a copy back. */
  restore({ spmc, memory, rm, mediator }: SavedStand): void {
    if (mediator !== undefined) this.built.hypervisor?.mediator.restore(mediator);
    this.built.spmc.restore(spmc);
    this.memory.restore(memory);
    if (rm !== undefined) this.vms?.rm.restore(rm);
    this.changes.length = 0;
  }

  /** Says what moves mean by a name: a handle, as its low and high word. */
  nameHandle(name: number, low: number, high: number): void {
    this.handles.set(name, [low, high]);
  }

  /** What the last move did is forgotten. */
  protected begin(): void {
    this.changes.length = 0;
    this.next = 0;
    this.interrupts = false;
  }

  /** Makes a move. The outcome holds until the next one. */
  make(move: Move, before?: BeforeCall, beforeAsk?: BeforeAsk): Outcome {
    this.begin();
    switch (move.do) {
      case 'call':
        return this.call(move, before);
      case 'die':
        return this.die(move.by);
      case 'preempt':
        return this.preempt(this.whoMakes(move));
      case 'fill':
        return this.fill(this.actors[move.by], move.page);
      case 'ask':
      case 'packet':
        return this.ask(move, beforeAsk);
      case 'hear':
        return this.outcome(this.vms?.runs(move.by) === true, undefined, NOTHING, false);
      case 'create':
        return this.create(this.actors[move.by]);
      case 'tick':
        return this.tick();
      default:
        this.memory.withdraw(move.page, move.do === 'away');
        return this.outcome(true, undefined, NOTHING, false);
    }
  }

  /** The page that a partition's TX starts at; -1 when it has none. */
  txPageOf({ manager, slot }: Actor): number {
    const { endpoints, limits } = manager;
    return endpoints.bufferPages[slot] === 0 ? -1 : endpoints.txPage[slot * limits.mailboxPages];
  }

  /** Whether a partition can make a call now. */
  canCall({ manager, context, secure }: Actor): boolean {
    const { contexts } = manager;
    const state = contexts.state[context];
    return (
      state === CONTEXT.RUNNING || (secure && state === CONTEXT.WAITING && contexts.caller[context] === 0)
    );
  }

  isAlive({ manager, context }: Actor): boolean {
    return manager.contexts.state[context] !== CONTEXT.ABORTED;
  }

  /** The function of the last call that was made. */
  get lastCall(): number {
    return this.asked[0];
  }

  /** A word of TX as it was when the last call was made. */
  txWord(index: number): number {
    return this.tx.words[index];
  }

  /** The caller's TX as it was when the last call was made; undefined when it had none. It holds until the next call. */
  txAsCalled(): DataView | undefined {
    return this.tx.views[this.txPageCount];
  }

  /** A partition's RX, in bytes; undefined when it has none. It holds until the next call of this or of `txNow`. */
  rxNow(actor: Actor): DataView | undefined {
    return this.bufferNow(actor, actor.manager.endpoints.rxPage);
  }

  /** A partition's TX, in bytes; undefined when it has none. It holds until the next call of this or of `rxNow`. */
  txNow(actor: Actor): DataView | undefined {
    return this.bufferNow(actor, actor.manager.endpoints.txPage);
  }

  private bufferNow({ manager, slot }: Actor, pages: ArrayLike<number>): DataView | undefined {
    const count = manager.endpoints.bufferPages[slot];
    const first = slot * manager.limits.mailboxPages;
    for (let page = 0; page < count; page++)
      this.memory.read(pages[first + page], this.now.pages[page], PAGE_WORDS);
    return this.now.views[count];
  }

  /** Takes a call to the manager. Returns the context that goes on, with the answer in the frame. */
  protected pass({ context }: Actor, frame: Frame): number {
    return this.built.spmc.call(context, frame);
  }

  private ask(move: AskMove | PacketMove, before: BeforeAsk | undefined): Outcome {
    const { vms } = this;
    if (vms?.runs(move.by) !== true) return this.outcome(false, undefined, NOTHING, false);
    const exchange = vms.ask(move, before);
    return { ...this.outcome(true, undefined, NOTHING, false), rule: exchange.rule, exchange };
  }

  /** Ends a partition. Returns the context that waited for it and goes on; what it hears is in the frame. */
  protected bury({ context }: Actor, frame: Frame): number {
    return this.built.spmc.abort(context, frame);
  }

  /** Takes the processor from a partition. Returns the context that goes on in its stead; what it hears is in the frame. */
  protected interrupt({ context }: Actor, frame: Frame): number {
    return this.built.spmc.preempt(context, frame);
  }

  /** Whether the scheduler of the normal world is interrupted now. */
  protected takeInterrupt(): boolean | undefined {
    return this.built.spmc.takeScheduleReceiver();
  }

  private call(move: CallMove, before: BeforeCall | undefined): Outcome {
    const actor = this.whoMakes(move);
    if (!this.prepare(move)) return this.outcome(false, actor, NOTHING, false);
    const page = this.txPageOf(actor);
    if (move.tx !== undefined && page >= 0) this.memory.write(page, this.words, move.tx.length);
    return this.enter(move, before);
  }

  /** Gives who calls a processor, and gets ready what goes into registers and TX. False when it cannot call. */
  protected prepare(move: CallMove): boolean {
    const actor = this.whoMakes(move);
    if (!this.canCall(actor)) return false;
    if (actor.manager.contexts.state[actor.context] === CONTEXT.WAITING)
      this.built.spmc.schedule(actor.context, this.scratch);
    const { frame, words } = this;
    const { tx } = move;
    frame.fill(0);
    for (let n = 0; n < move.words.length; n++) frame[2 * n] = move.words[n];
    const uppers = move.uppers?.length ?? 0;
    for (let n = 0; n < uppers; n++) frame[2 * n + 3] = move.uppers?.[n] ?? 0;
    if (tx !== undefined) for (let n = 0; n < tx.length; n++) words[n] = tx[n];
    if (move.handle !== undefined) this.putHandle(move.words[0] & 0xff, move.handle);
    return true;
  }

  /** Makes the call that is in registers and TX. */
  protected enter(move: CallMove, before: BeforeCall | undefined): Outcome {
    const actor = this.whoMakes(move);
    const { frame } = this;
    this.copyTx(actor);
    this.asked.set(frame);
    before?.(actor, this.asked);
    const tampered = move.rewrite === true ? tamper(this.memory, this.txPageOf(actor)) : undefined;
    const starved = move.starve === undefined ? undefined : starve(this.built.ledger, move.starve);
    try {
      this.next = this.pass(actor, frame);
    } finally {
      tampered?.();
      starved?.();
    }
    this.learn(move);
    if (!this.isAlive(actor)) this.tellOthers(move.by);
    this.rest();
    return this.outcome(true, actor, frame, this.next === actor.seat);
  }

  private copyTx({ manager, slot }: Actor): void {
    const { endpoints, limits } = manager;
    const pages = endpoints.bufferPages[slot];
    this.txPageCount = pages;
    for (let page = 0; page < pages; page++)
      this.memory.read(endpoints.txPage[slot * limits.mailboxPages + page], this.tx.pages[page], PAGE_WORDS);
  }

  private putHandle(call: number, { of, twist = 0 }: { readonly of: number; readonly twist?: number }): void {
    const place = HANDLE_IN[call];
    const [low, high] = this.handles.get(of) ?? [0, 0];
    if (place === undefined) return;
    const step = place.tx ? 1 : 2;
    const into = place.tx ? this.words : this.frame;
    const at = place.at * step;
    into[at] = low;
    into[at + step] = high + twist;
  }

  private learn(move: CallMove): void {
    if (move.as === undefined || this.brokenBy(this.actors[move.by]) !== undefined) return;
    const at = this.frame[0] === 0x8400_007a ? 2 : 4;
    this.handles.set(move.as, [this.frame[at], this.frame[at + 2]]);
  }

  /** A guest begins. There are none where no hypervisor mediates. */
  protected create(actor: Actor): Outcome {
    return this.outcome(false, actor, NOTHING, false);
  }

  /** Time passes, for whom it means something. */
  protected tick(): Outcome {
    return this.outcome(false, undefined, NOTHING, false);
  }

  private die(by: number): Outcome {
    const actor = this.actors[by];
    if (!this.isAlive(actor)) return this.outcome(false, actor, NOTHING, false);
    this.frame.fill(0);
    this.next = this.bury(actor, this.frame);
    this.tellOthers(by);
    this.vms?.end(actor.name);
    this.rest();
    return this.outcome(true, actor, this.frame, false);
  }

  /** Each processor has a frame of its own: whoever waits for another context of somebody who died hears of it on that one. */
  private tellOthers(by: number): void {
    const { caller } = this.built.spmc.state.contexts;
    for (const { seat } of this.contexts[by])
      if (caller[seat] !== 0 && !caller.includes(seat)) this.built.spmc.abort(seat, this.scratch);
  }

  private preempt(actor: Actor): Outcome {
    const { contexts } = actor.manager;
    const serves = contexts.state[actor.context] === CONTEXT.RUNNING && contexts.caller[actor.context] !== 0;
    if (!serves) return this.outcome(false, actor, NOTHING, false);
    this.next = this.interrupt(actor, this.frame);
    this.rest();
    return this.outcome(true, actor, this.frame, false);
  }

  private fill(actor: Actor, page: number): Outcome {
    const may = this.canCall(actor) && (this.built.ledger.rights(actor.party, page) & WRITE) !== 0;
    if (may) this.memory.writeBytes(addressOf(page), FILLING);
    return this.outcome(may, actor, NOTHING, false);
  }

  /** Secure partitions that nobody waits for wait. Their first run they end themselves. */
  protected rest(): void {
    const { spmc } = this.built;
    const { contexts } = spmc.state;
    for (const { context, secure } of this.everywhere) {
      if (!secure) continue;
      const idle = contexts.state[context] === CONTEXT.RUNNING && contexts.caller[context] === 0;
      if (idle && contexts.model[context] !== MODEL.INIT) spmc.deschedule(context);
    }
    this.interrupts = this.takeInterrupt();
  }

  /** The rule that a partition's last call broke. */
  protected brokenBy({ manager }: Actor): string | undefined {
    return manager.verdict.rule?.id;
  }

  protected outcome(made: boolean, actor: Actor | undefined, answer: Frame, answered: boolean): Outcome {
    const rule = answer === this.frame && answered && actor ? this.brokenBy(actor) : undefined;
    const { asked, next, interrupts } = this;
    return { made, actor, asked, answer, answered, next, interrupts, rule };
  }
}

/** Contexts of one endpoint lie side by side. */
function contextsOf(first: Actor, count: number): readonly Actor[] {
  const { context, seat } = first;
  const others = Array.from({ length: count - 1 }, (_, index) => index + 1);
  return [first, ...others.map((vcpu) => ({ ...first, vcpu, context: context + vcpu, seat: seat + vcpu }))];
}
