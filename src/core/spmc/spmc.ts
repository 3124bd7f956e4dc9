import type { Frame } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import type { Ledger, SavedLedger } from '../memory/ledger.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import type { FirstBroken } from '../rules/judge.ts';
import type { Policy } from '../rules/profile.ts';
import { CONTEXT } from './contexts.ts';
import { Desk } from './desk.ts';
import { SERVICES } from './dispatch.ts';
import type { EndpointSpec } from './endpoint-spec.ts';
import { Manager, type SavedManager } from './manager.ts';
import { preempt } from './processor.ts';
import { descheduleContext, scheduleContext } from './schedule.ts';
import { SCHEDULE } from './schedule-receiver.ts';
import { tearDown } from './teardown.ts';

/** A copy of a manager's whole state, the ledger's included. */
export interface SavedSpmc extends SavedManager {
  readonly ledger: SavedLedger;
}

/**
 * The partition manager: a pure machine. `call` takes the registers of one call and leaves the answer in them; nothing else happens,
 * at no other time, and the same calls on the same state give the same answers.
 */
export class Spmc {
  /** Everything it is made of. To be read by boards, tools and tests; changed by calls only. */
  readonly state: Manager;
  private readonly desk: Desk;

  constructor(policy: Policy, endpoints: readonly EndpointSpec[], ledger: Ledger, memory: PhysicalMemory) {
    this.state = new Manager(policy, endpoints, ledger, memory);
    this.desk = new Desk(SERVICES, policy);
    this.state.functions = this.desk.tables;
  }

  /** What became of the last call: the broken rule and its place, if it was refused. */
  get verdict(): FirstBroken {
    return this.state.verdict;
  }

  /**
   * A context calls. Returns the context that has the processor afterwards, and for which the frame now is the answer; 0 when it goes
   * back to whoever started the context. Throws when the context does not have the processor, which a board never lets happen.
   */
  call(context: number, frame: Frame): number {
    const m = this.state;
    if (m.contexts.state[context] !== CONTEXT.RUNNING)
      throw new Error(`context ${context} does not have a processor`);
    m.begin(context);
    this.desk.serve(m, frame);
    return this.goOn(context, m.next);
  }

  /** Gives a processor to a context that waits, as FFA_RUN does but with nobody to give it back to. The frame says so. */
  schedule(context: number, frame: Frame): void {
    scheduleContext(this.state, context, frame);
  }

  /** Takes the processor from a context that nobody waits for: it waits from now on, its initialisation is over. */
  deschedule(context: number): void {
    descheduleContext(this.state, context);
    this.goOn(context, 0);
  }

  /**
   * An interrupt of the normal world takes the processor from a secure context, in whose stead another goes on. Returns which, 0 for none;
   * it finds FFA_INTERRUPT in the frame. Throws when nobody waits for the context.
   */
  preempt(context: number, frame: Frame): number {
    return this.goOn(context, preempt(this.state, context, frame));
  }

  /** Whether the schedule-receiver interrupt is due now. It is taken with the answer. */
  takeScheduleReceiver(): boolean {
    const m = this.state;
    const due = m.scheduleReceiver === SCHEDULE.NOW;
    if (due) m.scheduleReceiver = SCHEDULE.NOTHING;
    return due;
  }

  /** The endpoint of a context has died. Returns the context that goes on with the frame as its answer, 0 for none. */
  abort(context: number, frame: Frame): number {
    this.state.calls = this.state.ledger.nextCall();
    return this.goOn(context, tearDown(this.state, this.state.contexts.endpoint[context], context, frame));
  }

  /** Takes a copy of all state, in time proportional to what is used. */
  save(): SavedSpmc {
    return { ...this.state.save(), ledger: this.state.ledger.save() };
  }

  /** Puts a copy back. */
  restore(saved: SavedSpmc): void {
    const m = this.state;
    m.restore(saved);
    m.ledger.restore(saved.ledger);
  }

  /** From one context to the next. Where that leaves the secure world, a delayed schedule-receiver interrupt is due. */
  private goOn(from: number, to: number): number {
    const m = this.state;
    if (m.scheduleReceiver === SCHEDULE.LATER && this.isSecure(from) && !this.isSecure(to))
      m.scheduleReceiver = SCHEDULE.NOW;
    return to;
  }

  /** Context 0, nobody, is not. */
  private isSecure(context: number): boolean {
    const { contexts, endpoints } = this.state;
    return isSecureId(endpoints.id[contexts.endpoint[context]]);
  }
}
