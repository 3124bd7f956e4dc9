import { type Frame, fail, setHalves, w } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import { minorOf, SUPPORTED_VERSIONS } from '../abi/versions.ts';
import type { Ledger, SavedLedger } from '../memory/ledger.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import type { SavedTable } from '../memory/table.ts';
import { call as callRules, version as versionRules } from '../rules/call.ts';
import type { FirstBroken } from '../rules/judge.ts';
import type { Policy } from '../rules/profile.ts';
import type { Rule } from '../rules/rule.ts';
import { CONTEXT } from './contexts.ts';
import { SERVICES } from './dispatch.ts';
import { Dispatch } from './dispatch-table.ts';
import type { EndpointSpec } from './endpoint-spec.ts';
import { Manager } from './manager.ts';
import { preempt } from './processor.ts';
import { firstReserved } from './reserved-registers.ts';
import { descheduleContext, scheduleContext } from './schedule.ts';
import { SCHEDULE } from './schedule-receiver.ts';
import { tearDown } from './teardown.ts';

/** A copy of a manager's whole state, the ledger's included. */
export interface SavedSpmc {
  readonly ledger: SavedLedger;
  readonly endpoints: SavedTable;
  readonly contexts: SavedTable;
  readonly notifications: SavedTable;
  readonly enumerations: SavedTable;
  readonly scheduleReceiver: number;
  readonly transactions: SavedTable;
  readonly receivers: SavedTable;
  readonly calls: number;
}

/** Rules whose refusal is a bare -1 in the first register, as SMCCC has it for what is no call, and FFA_VERSION for no version. */
const BARE: ReadonlySet<Rule> = new Set<Rule>([callRules.notFfa, ...Object.values<Rule>(versionRules)]);

/**
 * The partition manager: a pure machine. `call` takes the registers of one call and leaves the answer in them; nothing else happens,
 * at no other time, and the same calls on the same state give the same answers.
 */
export class Spmc {
  /** Everything it is made of. To be read by boards, tools and tests; changed by calls only. */
  readonly state: Manager;
  /** By minor version. */
  private readonly tables: readonly Dispatch[];
  private readonly strict: boolean;

  constructor(policy: Policy, endpoints: readonly EndpointSpec[], ledger: Ledger, memory: PhysicalMemory) {
    this.state = new Manager(policy, endpoints, ledger, memory);
    this.tables = SUPPORTED_VERSIONS.map((version) => new Dispatch(SERVICES, version, policy));
    this.state.functions = this.tables;
    this.strict = policy.enforces(callRules.reservedRegister);
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
    m.ledger.callNumber++;
    m.context = context;
    m.next = context;
    m.verdict.clear();
    if (m.printed.length !== 0) m.printed.length = 0;
    m.caller.become(m.contexts.endpoint[context]);
    m.verdict.policy = m.caller.secure ? m.policy.behind : m.policy;
    this.serve(frame);
    if (m.verdict.rule !== null) this.refuse(frame, m.verdict.rule);
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
    this.state.ledger.callNumber++;
    return this.goOn(context, tearDown(this.state, this.state.contexts.endpoint[context], context, frame));
  }

  /** Takes a copy of all state, in time proportional to what is used. */
  save(): SavedSpmc {
    const m = this.state;
    return {
      ledger: m.ledger.save(),
      endpoints: m.endpoints.save(),
      contexts: m.contexts.save(),
      notifications: m.notifications.save(),
      enumerations: m.enumerations.save(),
      scheduleReceiver: m.scheduleReceiver,
      transactions: m.transactions.save(),
      receivers: m.receivers.save(),
      calls: m.ledger.callNumber,
    };
  }

  /** Puts a copy back. */
  restore(saved: SavedSpmc): void {
    const m = this.state;
    // Tables that share the ledger's slots go first: they clear what came into use since, by the slots as they are now.
    m.transactions.restore(saved.transactions);
    m.receivers.restore(saved.receivers);
    m.endpoints.restore(saved.endpoints);
    m.contexts.restore(saved.contexts);
    m.notifications.restore(saved.notifications);
    m.enumerations.restore(saved.enumerations);
    m.scheduleReceiver = saved.scheduleReceiver;
    m.ledger.restore(saved.ledger);
    m.ledger.callNumber = saved.calls;
  }

  private serve(frame: Frame): void {
    const m = this.state;
    const { caller, verdict, endpoints } = m;
    // As a signed word: an id above 2^31 would have to be allocated when it is passed on.
    const id = w(frame, 0) | 0;
    const table = this.tables[minorOf(caller.version)];
    const entry = table.find(id, caller);
    if (entry === undefined) {
      verdict.refuseRegister(table.refusalOf(id, caller), 0);
      return;
    }
    if (entry.fixesVersion) endpoints.locked[caller.slot] = 1;
    if (this.strict) {
      const register = firstReserved(frame, entry.reserved);
      if (register !== 0 && verdict.refuseRegister(callRules.reservedRegister, register)) return;
    }
    entry.handler(m, frame);
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

  private refuse(frame: Frame, rule: Rule): void {
    fail(frame, this.state.verdict.status);
    if (BARE.has(rule)) {
      frame.fill(0, 0, 16);
      setHalves(frame, 0, 0xffff_ffff, 0xffff_ffff);
    }
    this.state.next = this.state.context;
  }
}
