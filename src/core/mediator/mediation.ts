import type { Frame } from '../abi/frame.ts';
import type { PartitionInfo } from '../abi/partition-info.ts';
import type { Ledger } from '../memory/ledger.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import { Runs } from '../memory/runs.ts';
import type { SavedTable } from '../memory/table.ts';
import type { MediatorTraits, Policy } from '../rules/profile.ts';
import { LIFE } from '../spmc/life.ts';
import type { Handler } from '../spmc/manager.ts';
import { Manager, type SavedManager } from '../spmc/manager.ts';
import type { Behind, SavedBehind } from './behind.ts';
import type { Telling } from './events.ts';
import { Forwarded } from './forwarded.ts';
import { type GuestSpec, Guests } from './guests.ts';
import { Partitions } from './partitions.ts';
import type { Dying } from './teardown.ts';
import { type SavedWaits, Waits } from './waits.ts';

/** A copy of a mediator's state, without that of the ledger, which it shares with the manager behind. */
export interface SavedMediation extends SavedManager {
  readonly behind: SavedBehind;
  readonly guests: SavedTable;
  readonly forwarded: SavedTable;
  readonly waits: SavedWaits;
  readonly tellings: ReadonlyMap<number, Telling>;
  readonly dying: ReadonlyMap<number, Dying>;
  readonly partitions: readonly PartitionInfo[];
  readonly listTag: number;
}

/**
 * Everything a mediator is made of: a manager whose endpoints are the hypervisor's guests, and what is known of the manager behind it.
 *
 * What concerns guests alone it does as any manager does, with the same handlers. What concerns the secure world it asks of the manager
 * behind, in the hypervisor's name.
 */
export class Mediation extends Manager {
  readonly behind: Behind;
  readonly guests: Guests;
  readonly partitions: Partitions = new Partitions();
  readonly forwarded: Forwarded;
  readonly waits: Waits;
  /** By processor: who is being told of a guest on it. */
  readonly tellings: Map<number, Telling> = new Map();
  /** By slot: guests that are gone, and of which something is left. */
  readonly dying: Map<number, Dying> = new Map();
  /** Walks over the pages of a send. */
  readonly runs: Runs;
  /** The processor of each execution context. Fixed. */
  readonly processorOf: readonly number[];
  /** The processor that the call in progress is made on. */
  processor = 0;
  /** How often the list of guests has changed, for FFA_PARTITION_INFO_GET_REGS. */
  listTag = 0;
  /** After a call or an answer: the context of the manager behind that goes on, 0 for none. */
  outside = 0;

  constructor(
    policy: Policy,
    specs: readonly GuestSpec[],
    ledger: Ledger,
    memory: PhysicalMemory,
    behind: Behind,
  ) {
    const seen = asTheySeeThemselves(policy, specs);
    super(policy, seen, ledger, memory, true);
    this.behind = behind;
    this.guests = new Guests(
      this.endpoints.slots,
      seen,
      specs.map(({ id }) => id),
    );
    this.forwarded = new Forwarded(ledger.transactions.slots);
    this.waits = new Waits(this.contexts.slots);
    this.runs = new Runs(ledger.extents);
    this.processorOf = processorsOf(specs);
    this.caller.elsewhere = this.partitions;
    this.endpoints.life.fill(LIFE.NULL);
    this.processor = this.ownProcessor;
  }

  /** The hypervisor's own processor, behind those of its guests: what it does for itself goes on while guests wait on theirs. */
  get ownProcessor(): number {
    return this.contexts.slots.used;
  }

  /** Starts something that the hypervisor does for the guest in a slot, and that no call of the guest asks for. */
  beginFor(slot: number): void {
    this.begin(this.contexts.of(slot, 0));
    this.processor = this.ownProcessor;
  }

  override begin(context: number): void {
    super.begin(context);
    this.processor = this.processorOf[context];
  }

  /** Asks the manager behind something that it answers at once. The frame is good until the next question. */
  ask(id: number, ...args: readonly (number | bigint)[]): Frame {
    const answer = this.behind.ask(this.processor, id, ...args);
    // That was a call of its own: what changes from here on is due to the guest's again.
    this.ledger.callNumber = this.calls;
    return answer;
  }

  /** What the mediator does differently, apart from rules, limits and functions. */
  get traits(): MediatorTraits {
    return this.policy.profile.mediates ?? {};
  }

  /** Whether others find a guest: it speaks FF-A, in a version that is final. */
  isPresent(slot: number): boolean {
    return this.endpoints.life[slot] === LIFE.STARTED && this.endpoints.locked[slot] === 1;
  }

  /** Secure partitions that asked to hear when guests come, or go, where they are told of this one. Nobody hears of one without FF-A. */
  toTell(event: 'created' | 'destroyed', slot: number): readonly number[] {
    const hasFfa = this.guests.tee[slot] === 1;
    const told =
      hasFfa && this.traits.servesHost === undefined && this.behind.offers('FFA_MSG_SEND_DIRECT_REQ');
    return told ? this.partitions.subscribers(event) : [];
  }

  override save(): SavedMediation {
    return {
      ...super.save(),
      behind: this.behind.save(),
      guests: this.guests.save(),
      forwarded: this.forwarded.save(),
      waits: this.waits.saveWaits(),
      tellings: new Map(this.tellings),
      dying: new Map(this.dying),
      partitions: this.partitions.rows,
      listTag: this.listTag,
    };
  }

  override restore(saved: SavedMediation): void {
    super.restore(saved);
    this.behind.restore(saved.behind);
    this.guests.restore(saved.guests);
    this.forwarded.restore(saved.forwarded);
    this.waits.restoreWaits(saved.waits);
    refill(this.tellings, saved.tellings);
    refill(this.dying, saved.dying);
    this.partitions.rows = saved.partitions;
    this.listTag = saved.listTag;
  }
}

function refill<Value>(map: Map<number, Value>, saved: ReadonlyMap<number, Value>): void {
  map.clear();
  for (const [key, value] of saved) map.set(key, value);
}

const HYPERVISOR_ID = 0;

/** A host has the hypervisor's id, and other guests beside it have no FF-A. */
function asTheySeeThemselves({ profile }: Policy, specs: readonly GuestSpec[]): readonly GuestSpec[] {
  if (profile.mediates?.servesHost === undefined) return specs;
  const [host, ...others] = specs;
  if (host === undefined) return specs;
  return [{ ...host, id: HYPERVISOR_ID }, ...others.map((guest) => ({ ...guest, tee: false }))];
}

/** Each context has a processor of its own, in the order of guests. Context 0 is nobody. */
function processorsOf(specs: readonly GuestSpec[]): readonly number[] {
  const contexts = specs.reduce((sum, { contexts }) => sum + contexts, 0);
  return Array.from({ length: contexts + 1 }, (_, context) => Math.max(0, context - 1));
}

/** Handles one function of a guest. */
export type GuestHandler = Handler<Mediation>;
