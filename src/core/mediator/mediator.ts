import { type Frame, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import type { Ledger } from '../memory/ledger.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import { mediator as rules } from '../rules/mediator.ts';
import type { Policy } from '../rules/profile.ts';
import type { Rule } from '../rules/rule.ts';
import { CONTEXT } from '../spmc/contexts.ts';
import { Desk, refuse } from '../spmc/desk.ts';
import { Behind, type Conduit, type OwnBuffers } from './behind.ts';
import { afterCreated, create } from './creation.ts';
import { arrive } from './direct.ts';
import { goOn, type Told } from './events.ts';
import { type GuestSpec, VERSION_STATE } from './guests.ts';
import { toInterrupt } from './interrupts.ts';
import { Mediation, type SavedMediation } from './mediation.ts';
import { probe } from './probe.ts';
import { servicesFor } from './services.ts';
import { afterTelling, tearDown, tick } from './teardown.ts';

const FFA_VERSION: number = functionId('FFA_VERSION');

/** What a mediator stands on. The ledger and the memory are those of the manager behind. */
export interface MediatorParts {
  readonly ledger: Ledger;
  readonly memory: PhysicalMemory;
  readonly conduit: Conduit;
  readonly buffers: OwnBuffers;
}

/**
 * The hypervisor's part of FF-A: a pure machine, as the manager behind it is one. Guests' contexts are numbered from 1 on, in the order of
 * guests. `call` and `answered` return the context that goes on, with the frame as its answer; 0 when it is one of the manager behind,
 * which `state.outside` names, or nobody.
 */
export class Mediator {
  /** Everything it is made of. To be read by boards, tools and tests; changed by calls only. */
  readonly state: Mediation;
  private desk: Desk<Mediation>;

  constructor(
    policy: Policy,
    guests: readonly GuestSpec[],
    { ledger, memory, conduit, buffers }: MediatorParts,
  ) {
    this.state = new Mediation(policy, guests, ledger, memory, new Behind(conduit, memory, buffers));
    this.desk = this.openDesk();
  }

  /** Asks the manager behind what it offers. Guests are created after this. */
  start(): void {
    probe(this.state);
    this.desk = this.openDesk();
  }

  /** A guest begins. It is there when all secure partitions that asked to be told agreed; meanwhile `state.outside` goes on with the frame. */
  create(slot: number, frame: Frame): void {
    this.state.outside = 0;
    create(this.state, slot, frame);
  }

  /** A guest is gone. What cannot be had back at once is tried again. */
  destroy(slot: number, frame: Frame): void {
    this.state.outside = 0;
    tearDown(this.state, slot, frame);
  }

  /** A unit of time has passed. How long it is, the board says. */
  tick(frame: Frame): void {
    this.state.outside = 0;
    tick(this.state, frame);
  }

  /** Slots of guests that have notifications and were not told so. `interrupted`: the manager behind has raised its schedule-receiver interrupt. */
  toInterrupt(interrupted: boolean): readonly number[] {
    return toInterrupt(this.state, interrupted);
  }

  /** The secure world has given a processor back, with an answer in the frame. Returns the guest's context that goes on. */
  answered(processor: number, frame: Frame): number {
    const m = this.state;
    m.outside = 0;
    const telling = m.tellings.get(processor);
    if (telling === undefined) {
      const context = m.processorOf.indexOf(processor, 1);
      m.begin(context);
      return arrive(m, context, frame);
    }
    m.tellings.delete(processor);
    m.beginFor(telling.slot);
    const told = goOn(m, telling, processor, frame, true);
    if (told !== undefined) after(m, told, frame);
    return 0;
  }

  /** A context of a guest calls. Throws when it does not have a processor, which a board never lets happen. */
  call(context: number, frame: Frame): number {
    const m = this.state;
    if (m.contexts.state[context] !== CONTEXT.RUNNING)
      throw new Error(`context ${context} of a guest does not have a processor`);
    m.begin(context);
    m.outside = 0;
    const rule = unserved(m, frame);
    if (rule === null) this.serve(frame);
    else if (m.verdict.refuse(rule)) refuse(m, frame, rule);
    // What is told of from here on is the guest's call again, and not one that it took.
    m.ledger.callNumber = m.calls;
    return m.next;
  }

  save(): SavedMediation {
    return this.state.save();
  }

  /** Puts a copy back: before the manager behind, whose ledger goes last. */
  restore(saved: SavedMediation): void {
    this.state.restore(saved);
    this.desk = this.openDesk();
  }

  /** The first call that is not FFA_VERSION makes a guest's version final, and the guest known to others. */
  private serve(frame: Frame): void {
    const m = this.state;
    const { locked } = m.endpoints;
    const before = locked[m.caller.slot];
    this.desk.serve(m, frame);
    if (locked[m.caller.slot] !== before) m.listTag++;
  }

  private openDesk(): Desk<Mediation> {
    const desk = new Desk(servicesFor(this.state), this.state.policy);
    this.state.functions = desk.tables;
    return desk;
  }
}

function after(m: Mediation, told: Told, frame: Frame): void {
  if (told.telling.event === 'created') afterCreated(m, told, frame);
  else afterTelling(m, told.telling);
}

/** Why a guest's call goes nowhere, whatever it asks for; null when it does. */
function unserved(m: Mediation, frame: Frame): Rule | null {
  const { slot } = m.caller;
  if (m.guests.tee[slot] === 0) return rules.off;
  const nothing = m.guests.negotiated[slot] === VERSION_STATE.NONE && w(frame, 0) !== FFA_VERSION;
  return nothing && m.policy.enforces(rules.noVersion) ? rules.noVersion : null;
}
