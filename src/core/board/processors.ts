import { createFrame, type Frame } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import { FfaError, NotNowError } from '../client/errors.ts';
import type { Ffa } from '../client/ffa.ts';
import {
  type AccessFault,
  type AccessOutcome,
  type AccessStep,
  DataAbort,
  type Outcome,
  type Step,
} from '../client/port.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import { CONTEXT, MODEL } from '../spmc/contexts.ts';
import type { Spmc } from '../spmc/spmc.ts';
import { access } from './access.ts';
import { Activity, type ProgramOf } from './activity.ts';
import type { Faults } from './faults.ts';
import type { Hypervisor } from './hypervisor.ts';
import type { PartitionSpec } from './machine.ts';
import type { Recorder } from './recorder.ts';
import { type Resume, type SavedSeat, Seat } from './seat.ts';
import type { SettleEvent, TraceListener } from './trace.ts';
import { befall, type Trouble } from './trouble.ts';
import type { VirtualMachines } from './virtual-machines.ts';

/** Who goes on, and with which registers. Context 0 is nobody. */
interface Turn {
  readonly context: number;
  readonly frame: Frame;
  /** Milliseconds that pass before, where there is time. */
  readonly after?: number;
}

/** What processors work on. */
export interface Works {
  readonly spmc: Spmc;
  readonly memory: MachineMemory;
  readonly recorder: Recorder;
  /** Who takes the calls of guests; undefined where partitions call the manager themselves. */
  readonly hypervisor: Hypervisor | undefined;
  /** A recorder of those calls. */
  readonly guestRecorder: Recorder;
  /** Partitions may be VMs of Gunyah as well, which end with them. */
  readonly vms: VirtualMachines;
}

/**
 * Execution contexts and who has the processor: takes programs from step to step, and calls to the manager.
 *
 * One long file on purpose: steps, calls, interruptions and deaths each end in somebody else having the turn, and who that is can be read in one place.
 */
export class Processors {
  private readonly spmc: Spmc;
  private readonly memory: MachineMemory;
  private readonly recorder: Recorder;
  private readonly hypervisor: Hypervisor | undefined;
  private readonly guestRecorder: Recorder;
  private readonly vms: VirtualMachines;
  /** In the order of the manager's context numbers, which count from 1. */
  private readonly seats: readonly Seat[];
  /** Told of everything; nothing is recorded while undefined. */
  listener: TraceListener | undefined;
  /** Told when a guest is to be interrupted, because it has notifications; undefined is whoever schedules the normal world without a mediator. */
  interruptGuest: ((guest: string | undefined) => void) | undefined;
  /** The schedule-receiver interrupt was raised, and nobody has looked into it yet. */
  private interrupted = false;
  /** Whether programs let go of what they were told, and cannot be saved. */
  forgets = false;
  /** Stands between calls and the manager. */
  faults: Faults | undefined;
  /** What befalls the manager while it serves the next call. */
  private trouble: Trouble | undefined;

  constructor(parts: Works, partitions: readonly PartitionSpec[], ffaOf: (name: string) => Ffa) {
    this.spmc = parts.spmc;
    this.memory = parts.memory;
    this.recorder = parts.recorder;
    this.hypervisor = parts.hypervisor;
    this.guestRecorder = parts.guestRecorder;
    this.vms = parts.vms;
    if (this.hypervisor !== undefined) this.hypervisor.issue = (context, frame) => this.pass(context, frame);
    const seats: Seat[] = [];
    for (const { name, contexts } of partitions)
      for (let vcpu = 0; vcpu < contexts; vcpu++)
        seats.push(new Seat(name, vcpu, seats.length + 1, ffaOf(name)));
    this.seats = seats;
  }

  seat(partition: string, vcpu: number): Seat {
    const seat = this.seats.find((each) => each.name === partition && each.vcpu === vcpu);
    if (seat === undefined) throw new TypeError(`there is no partition ${partition} with a context ${vcpu}`);
    return seat;
  }

  /** CONTEXT of spmc/contexts.ts. */
  stateOf(seat: Seat): number {
    return this.isGuest(seat)
      ? (this.hypervisor?.stateOf(seat.context) ?? 0)
      : this.spmc.state.contexts.state[seat.context];
  }

  /** Whether a context died, and either stays dead or has not begun anew. */
  isDead(seat: Seat): boolean {
    const state = this.stateOf(seat);
    return state === CONTEXT.ABORTED || state === CONTEXT.CREATED;
  }

  /** MODEL of spmc/contexts.ts. */
  modelOf(seat: Seat): number {
    return this.spmc.state.contexts.model[seat.context];
  }

  /** Has a processor elsewhere run the contexts of a partition. */
  attach(partition: string, resume: Resume): void {
    for (const seat of this.seats) if (seat.name === partition) seat.resume = resume;
  }

  /** Starts a program. A resident one that does not handle a refusal or a fault takes its partition with it. */
  begin(seat: Seat, program: ProgramOf<unknown>, resident: boolean): void {
    if (seat.activity !== undefined) throw new NotNowError(`${seat.name} runs a program already`);
    this.enter(seat);
    seat.activity = new Activity({ program, surface: seat.ffa, driver: seat.ffa.driver, resident });
    this.go(this.run(seat, undefined));
  }

  /** Makes one call. The answer is in `seat.received` as soon as the context has it. */
  issue(seat: Seat, frame: Frame, trouble?: Trouble): void {
    if (seat.activity !== undefined)
      throw new NotNowError(`${seat.name} runs a program, which makes its calls`);
    this.enter(seat);
    seat.received = undefined;
    this.trouble = trouble;
    const next = this.call(seat, frame.slice());
    // A call that never came to the manager was in no trouble.
    this.trouble = undefined;
    this.go(next);
    this.rest(seat);
  }

  /** An access by a context, as its processor would make it. */
  access(seat: Seat, step: AccessStep): AccessOutcome {
    const m = this.spmc.state;
    const party = m.endpoints.party[m.contexts.endpoint[seat.context]];
    const outcome = access(m.ledger, this.memory, party, step);
    if (outcome !== 'written' && 'fault' in outcome) this.fault(seat, outcome.fault);
    return outcome;
  }

  /** A context's processor has refused it an access. */
  fault(seat: Seat, fault: AccessFault): void {
    this.listener?.(this.recorder.fault(seat.context, fault));
  }

  /**
   * An interrupt of the normal world takes the processor from a context that serves somebody: at once, or after the next step of its
   * program.
   */
  preempt(seat: Seat): void {
    if (seat.activity === undefined) this.go(this.interrupt(seat));
    else seat.preemptSoon = true;
  }

  /** Whether a context runs and somebody waits for it. */
  serves(seat: Seat): boolean {
    return this.stateOf(seat) === CONTEXT.RUNNING && this.spmc.state.contexts.caller[seat.context] !== 0;
  }

  /** The hypervisor, where there is one that mediates, finds the manager and creates its guests. */
  startGuests(): void {
    this.hypervisor?.start();
    for (const seat of this.seats) if (seat.vcpu === 0 && this.isGuest(seat)) this.createGuest(seat);
  }

  /** A guest begins anew, where nothing is left of the one before. Returns whether it does. */
  create(seat: Seat): boolean {
    this.listener?.(this.guestRecorder.moment('create', seat.name));
    if (this.hypervisor?.isFree(seat.context) !== true || !this.vms.mayBegin(seat.name)) return false;
    this.createGuest(seat);
    if (this.hypervisor.isFree(seat.context)) return false;
    this.vms.beginAnew(seat.name);
    this.vms.tell();
    return true;
  }

  /** Time passes for a hypervisor that waits for secure partitions to give back what was a guest's. */
  tick(): void {
    this.listener?.(this.guestRecorder.moment('tick', this.hypervisor?.name ?? ''));
    const frame = createFrame();
    const context = this.hypervisor?.tick(frame) ?? 0;
    this.settled('tick');
    this.go({ context, frame });
  }

  /** Tells of the pages that changed hands by what the hypervisor did by itself. */
  private settled(after: SettleEvent['after']): void {
    const { listener, hypervisor, guestRecorder } = this;
    const event = listener && hypervisor && guestRecorder.settle(hypervisor.name, after);
    if (event !== undefined) listener?.(event);
  }

  /** Ends the life of the partition that a context belongs to. */
  abort(seat: Seat): void {
    if (this.isGuest(seat)) this.go(this.destroyGuest(seat));
    else {
      // Nobody is above the guests any more.
      if (seat.name === this.hypervisor?.name)
        for (const each of this.seats) if (this.isGuest(each)) this.go(this.destroyGuest(each));
      this.go(this.bury(seat));
    }
  }

  /** Secure partitions that asked for it hear of a guest. */
  private createGuest(seat: Seat): void {
    const frame = createFrame();
    this.go({ context: this.hypervisor?.create(seat.context, frame) ?? 0, frame });
  }

  private destroyGuest(seat: Seat): Turn {
    const { hypervisor } = this;
    const frame = createFrame();
    if (hypervisor === undefined || !hypervisor.lives(seat.context)) return { context: 0, frame };
    const context = hypervisor.destroy(seat.context, frame);
    this.vms.end(seat.name);
    this.listener?.(this.guestRecorder.abort(hypervisor.slotOf(seat.context)));
    this.vms.tell();
    for (const each of this.seats.filter(({ name }) => name === seat.name)) {
      each.clear();
      each.ffa.driver.reset();
    }
    return { context, frame };
  }

  save(): readonly SavedSeat[] {
    if (this.forgets) throw new Error('programs that forget what they were told cannot be saved');
    return this.seats.map((seat) => seat.save());
  }

  restore(saved: readonly SavedSeat[]): void {
    this.seats.forEach((seat, index) => {
      seat.restore(saved[index]);
    });
  }

  /** Makes sure that a context has a processor. Throws when it waits for another, or is dead. */
  private enter(seat: Seat): void {
    const state = this.stateOf(seat);
    if (seat.name === this.hypervisor?.name)
      throw new NotNowError(`${seat.name} mediates: it runs no programs`);
    if (this.isGuest(seat) && this.hypervisor?.lives(seat.context) !== true)
      throw new NotNowError(`${seat.name} has not been created`);
    if (state === CONTEXT.WAITING || state === CONTEXT.CREATED)
      this.spmc.schedule(seat.context, createFrame());
    else if (state === CONTEXT.BLOCKED) throw new NotNowError(`${seat.name} waits for another partition`);
    else if (state === CONTEXT.ABORTED) throw new NotNowError(`${seat.name} has aborted`);
    else if (state !== CONTEXT.RUNNING)
      throw new NotNowError(`${seat.name} gave the processor up and has to be run`);
  }

  /** A secure context that is still in its first run waits from now on. */
  endFirstRun(seat: Seat): void {
    if (this.isInFirstRun(seat)) this.spmc.deschedule(seat.context);
  }

  private isInFirstRun(seat: Seat): boolean {
    return this.stateOf(seat) === CONTEXT.RUNNING && this.modelOf(seat) === MODEL.INIT;
  }

  /** A secure context with nothing left to do waits, unless somebody waits for it. Its first run it has to end itself. */
  private rest(seat: Seat): void {
    const { contexts, endpoints } = this.spmc.state;
    const secure = isSecureId(endpoints.id[contexts.endpoint[seat.context]]);
    const idle = this.stateOf(seat) === CONTEXT.RUNNING && contexts.caller[seat.context] === 0;
    if (secure && idle && !this.isInFirstRun(seat)) this.spmc.deschedule(seat.context);
  }

  /** Lets everybody go on whose turn it is, until it is nobody's, or the turn of a context without a program. */
  private go(first: Turn): void {
    this.takeTurns(first);
    this.interruptGuests();
    this.vms.wake();
  }

  private takeTurns(first: Turn): void {
    for (let turn = first; turn.context !== 0; ) {
      if (this.hypervisor?.runsIn(turn.context) === true) {
        turn = { context: this.hypervisor.answered(turn.context, turn.frame), frame: turn.frame };
        this.settled('answer');
        continue;
      }
      const seat = this.seats[turn.context - 1];
      const { held } = seat;
      seat.held = undefined;
      if (seat.activity === undefined) {
        // One that was preempted is where it was, with the registers it had.
        if (held === undefined) seat.take(turn.frame, turn.after);
        else seat.goOn();
        this.rest(seat);
        return;
      }
      turn = this.run(seat, held ?? { frame: turn.frame.slice() });
    }
  }

  /** Runs a program until it ends or loses the processor. */
  private run(seat: Seat, first: Outcome | undefined): Turn {
    for (let outcome = first; ; ) {
      const step = this.resume(seat, outcome);
      if (step === 'crashed') return this.isGuest(seat) ? this.destroyGuest(seat) : this.bury(seat);
      if (step === 'ended') return { context: 0, frame: createFrame() };
      if (step.do === 'call') {
        const turn = this.call(seat, step.frame.slice());
        if (turn.context !== seat.context) return turn;
        outcome = { frame: turn.frame };
      } else outcome = this.access(seat, step);
      if (!seat.preemptSoon || this.spmc.state.contexts.caller[seat.context] === 0) continue;
      const turn = this.interrupt(seat);
      seat.held = outcome;
      return turn;
    }
  }

  private interrupt(seat: Seat): Turn {
    const frame = createFrame();
    if (!this.serves(seat)) throw new NotNowError(`${seat.name} serves nobody who could go on in its stead`);
    const context = this.spmc.preempt(seat.context, frame);
    seat.preemptSoon = false;
    seat.held = 'written';
    const interrupts = this.takeScheduleReceiver();
    this.listener?.(this.recorder.preempt(seat.context, this.nameOf(context), interrupts));
    return { context, frame };
  }

  private resume(seat: Seat, outcome: Outcome | undefined): Step | 'ended' | 'crashed' {
    const { activity } = seat;
    if (activity === undefined) return 'ended';
    try {
      const { done, value } = activity.resume(outcome);
      if (this.forgets) activity.forget();
      if (done !== true) return value;
    } catch (error) {
      seat.activity = undefined;
      const unhandled = error instanceof FfaError || error instanceof DataAbort;
      if (activity.resident && unhandled) return 'crashed';
      this.rest(seat);
      throw error;
    }
    seat.activity = undefined;
    this.rest(seat);
    return 'ended';
  }

  private call(seat: Seat, frame: Frame): Turn {
    const met = this.faults?.meet(seat, frame);
    if (met === undefined || 'call' in met) return this.make(seat, met?.call.slice() ?? frame);
    const { answer, after } = met;
    const recorder = this.recorderOf(seat);
    this.listener?.(recorder.injected(recorder.question(this.numberOf(seat), frame), answer));
    return { context: seat.context, frame: answer, after };
  }

  /** Makes a call: to the hypervisor of a guest, or to the manager. */
  private make(seat: Seat, frame: Frame): Turn {
    const context = this.isGuest(seat)
      ? this.callMediator(seat.context, frame)
      : this.pass(seat.context, frame);
    if (this.isDead(seat)) this.clearAway(seat);
    this.interruptGuests();
    return { context, frame };
  }

  /** Takes a guest's call to its hypervisor. Returns who goes on. */
  private callMediator(context: number, frame: Frame): number {
    const { listener, hypervisor, guestRecorder } = this;
    if (hypervisor === undefined) throw new Error('there is no hypervisor');
    const inner = hypervisor.innerOf(context);
    const question = listener === undefined ? undefined : guestRecorder.question(inner, frame);
    const next = hypervisor.call(context, frame);
    if (question !== undefined)
      listener?.(guestRecorder.call(question, frame, this.nameOf(next), false, false));
    return next;
  }

  /** Takes a call to the manager of the secure world: a partition's, or one that the hypervisor makes. Returns who goes on. */
  private pass(context: number, frame: Frame): number {
    const { listener, recorder } = this;
    const question = listener === undefined ? undefined : recorder.question(context, frame);
    const next = this.serve(context, frame);
    const interrupts = this.takeScheduleReceiver();
    const dead = this.isDead(this.seats[context - 1]);
    if (question !== undefined)
      listener?.(recorder.call(question, frame, this.nameOf(next), interrupts, dead));
    return next;
  }

  /** Has the manager serve a call, in the trouble that waits for it. */
  private serve(context: number, frame: Frame): number {
    const { trouble, spmc, memory } = this;
    if (trouble === undefined) return spmc.call(context, frame);
    this.trouble = undefined;
    const end = befall(trouble, { spmc, ledger: spmc.state.ledger, memory }, context);
    try {
      return spmc.call(context, frame);
    } finally {
      end();
    }
  }

  /** The partition of a context; '' for nobody. */
  private nameOf(context: number): string {
    return context === 0 ? '' : this.seats[context - 1].name;
  }

  private recorderOf(seat: Seat): Recorder {
    return this.isGuest(seat) ? this.guestRecorder : this.recorder;
  }

  /** The number of a context at whoever takes its calls. */
  private numberOf(seat: Seat): number {
    return this.isGuest(seat) ? (this.hypervisor?.innerOf(seat.context) ?? 0) : seat.context;
  }

  private isGuest(seat: Seat): boolean {
    return this.hypervisor?.hasGuest(seat.context) === true;
  }

  private takeScheduleReceiver(): boolean {
    const due = this.spmc.takeScheduleReceiver();
    this.interrupted ||= due;
    return due;
  }

  /** Sees who is to be interrupted for notifications. A hypervisor asks the manager, so it must not be in the middle of another question. */
  private interruptGuests(): void {
    const { hypervisor, interrupted, interruptGuest } = this;
    this.interrupted = false;
    if (interruptGuest === undefined) return;
    if (hypervisor !== undefined)
      for (const context of hypervisor.toInterrupt(interrupted)) interruptGuest(this.nameOf(context));
    else if (interrupted) interruptGuest(undefined);
  }

  private bury(seat: Seat): Turn {
    const turn = this.abortContext(seat);
    this.clearAway(seat);
    return turn;
  }

  /** After the death of a partition: its programs end, and with them everybody's where the machine stops. */
  private clearAway(seat: Seat): void {
    const { contexts } = this.spmc.state;
    const dead = this.seats.filter((other) => this.isDead(other));
    for (const { name } of dead) this.vms.end(name);
    this.listener?.(this.recorder.abort(contexts.endpoint[seat.context]));
    this.vms.tell();
    for (const each of dead) {
      each.clear();
      // What was created anew knows nothing.
      if (this.stateOf(each) === CONTEXT.CREATED) each.ffa.driver.reset();
    }
    // Each processor has a frame of its own: whoever waits for another context of the partition hears of it on that one.
    for (const other of this.seats)
      if (other.name === seat.name && this.isWaitedFor(other)) this.go(this.abortContext(other));
  }

  /** Whether somebody waits for a context that waits for nobody itself. */
  private isWaitedFor(seat: Seat): boolean {
    const { caller } = this.spmc.state.contexts;
    return caller[seat.context] !== 0 && !caller.includes(seat.context);
  }

  private abortContext(seat: Seat): Turn {
    const frame = createFrame();
    return { context: this.spmc.abort(seat.context, frame), frame };
  }
}
