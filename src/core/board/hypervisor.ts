import type { Frame } from '../abi/frame.ts';
import { isSecureId } from '../abi/operations.ts';
import { ANSWERED } from '../mediator/behind.ts';
import type { GuestSpec } from '../mediator/guests.ts';
import { Mediator, type MediatorParts } from '../mediator/mediator.ts';
import type { Ledger } from '../memory/ledger.ts';
import { pageOf } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import { Policy } from '../rules/profile.ts';
import type { EndpointSpec } from '../spmc/endpoint-spec.ts';
import { LIFE } from '../spmc/life.ts';
import type { Spmc } from '../spmc/spmc.ts';
import { HYPERVISOR_ID, type MachineSpec, type MediatorSpec, type PartitionSpec } from './machine.ts';
import { MachineError } from './machine-error.ts';

/** Makes a call of one of the hypervisor's contexts at the manager. Returns who goes on. */
export type Issue = (context: number, frame: Frame) => number;

/**
 * The hypervisor on a board: the mediator, between the contexts of its guests and its own contexts at the manager. All numbers here are the
 * manager's, which knows the guests as endpoints, too, and is never called by them.
 */
export class Hypervisor {
  readonly mediator: Mediator;
  readonly name: string;
  /** How its calls are made. A board that records puts itself in between. */
  issue: Issue;
  /** Answers of a manager that lies, undefined for a true one: to its next calls, which are not made. */
  readonly lies: (Frame | undefined)[] = [];
  /** The context of each processor. */
  private readonly own: readonly number[];
  /** The manager's numbers of the guests' contexts, by the mediator's, and the other way round; 0 is nobody. */
  private readonly outer: readonly number[];
  private readonly inner: ReadonlyMap<number, number>;

  constructor(
    mediated: { readonly policy: Policy; readonly guests: readonly GuestSpec[] },
    parts: Omit<MediatorParts, 'conduit'>,
    contexts: { readonly name: string; readonly own: readonly number[]; readonly guests: readonly number[] },
    issue: Issue,
  ) {
    this.name = contexts.name;
    this.own = contexts.own;
    this.outer = [0, ...contexts.guests];
    this.inner = new Map(contexts.guests.map((context, index) => [context, index + 1]));
    this.issue = issue;
    const conduit = (processor: number, frame: Frame) => {
      const lie = this.lies.shift();
      if (lie !== undefined) {
        frame.set(lie);
        return ANSWERED;
      }
      const next = this.issue(this.own[processor], frame);
      return next === this.own[processor] ? ANSWERED : next;
    };
    this.mediator = new Mediator(mediated.policy, mediated.guests, { ...parts, conduit });
  }

  /** Whether any guest was created. */
  get hasGuests(): boolean {
    const { life, count } = this.mediator.state.endpoints;
    return life.subarray(1, count + 1).some((each) => each !== LIFE.NULL);
  }

  /** Finds the manager. Guests are created after that. */
  start(): void {
    this.mediator.start();
  }

  /** Creates the guest that a context belongs to. Returns who goes on with the frame; 0 when that is done, or cannot be. */
  create(context: number, frame: Frame): number {
    this.mediator.create(this.slotOf(context), frame);
    return this.mediator.state.outside;
  }

  /** Ends the life of the guest that a context belongs to. Returns who goes on with the frame. */
  destroy(context: number, frame: Frame): number {
    this.mediator.destroy(this.slotOf(context), frame);
    return this.mediator.state.outside;
  }

  /** A unit of time passes. Returns who goes on with the frame. */
  tick(frame: Frame): number {
    this.mediator.tick(frame);
    return this.mediator.state.outside;
  }

  /**
   * First contexts of guests that are to be interrupted, because they have notifications. `interrupted`: the manager has raised its
   * schedule-receiver interrupt.
   */
  toInterrupt(interrupted: boolean): readonly number[] {
    const { contexts } = this.mediator.state;
    return this.mediator.toInterrupt(interrupted).map((slot) => this.outer[contexts.of(slot, 0)]);
  }

  /** Whether something is left of guests that are gone, for which time has to pass. */
  get isBurying(): boolean {
    return this.mediator.state.dying.size !== 0;
  }

  /** Whether a context is one of the hypervisor itself, which the secure world gives its processor back to. */
  runsIn(context: number): boolean {
    return this.own.includes(context);
  }

  /** The secure world has given back the processor of one of the hypervisor's contexts. Returns who goes on with the frame. */
  answered(context: number, frame: Frame): number {
    return this.goOn(this.mediator.answered(this.own.indexOf(context), frame));
  }

  /** The mediator's slot of the guest that a context belongs to. */
  slotOf(context: number): number {
    return this.mediator.state.contexts.endpoint[this.innerOf(context)];
  }

  /** Whether the guest of a context has been created. */
  lives(context: number): boolean {
    return this.mediator.state.endpoints.life[this.slotOf(context)] === LIFE.STARTED;
  }

  /** Whether there is no guest of a context, and nothing left of one. */
  isFree(context: number): boolean {
    return this.mediator.state.endpoints.life[this.slotOf(context)] === LIFE.NULL;
  }

  /** Whether a context is one of a guest. */
  hasGuest(context: number): boolean {
    return this.inner.has(context);
  }

  /** CONTEXT of spmc/contexts.ts, of a guest's context. */
  stateOf(context: number): number {
    return this.mediator.state.contexts.state[this.innerOf(context)];
  }

  /** The mediator's number of a guest's context. */
  innerOf(context: number): number {
    return this.inner.get(context) ?? 0;
  }

  /** A guest's context calls. Returns who goes on with the frame. */
  call(context: number, frame: Frame): number {
    return this.goOn(this.mediator.call(this.innerOf(context), frame));
  }

  private goOn(next: number): number {
    return next === 0 ? this.mediator.state.outside : this.outer[next];
  }
}

interface Plan {
  readonly spec: MachineSpec;
  readonly mediator: MediatorSpec;
  readonly endpoints: readonly EndpointSpec[];
  readonly spmc: Spmc;
  readonly ledger: Ledger;
  readonly memory: MachineMemory;
}

/** Builds the hypervisor of a machine. Throws a MachineError for one that has no place, or too few processors. */
export function buildHypervisor({ spec, mediator, endpoints, spmc, ledger, memory }: Plan): Hypervisor {
  const { partitions } = spec;
  const own = partitions.find(({ id }) => id === HYPERVISOR_ID);
  if (own === undefined)
    throw new MachineError('a machine with a mediator needs a partition with id 0, the hypervisor');
  if (own.buffers === undefined)
    throw new MachineError(`${own.name}: a hypervisor that mediates needs buffers`, own.name);
  const guests = partitions.filter(({ id }) => id !== HYPERVISOR_ID && !isSecureId(id));
  const contexts = guests.flatMap((guest) => contextsOf(partitions, guest));
  if (own.contexts <= contexts.length)
    throw new MachineError(
      `${own.name}: its guests have ${contexts.length} contexts, so it needs ${contexts.length + 1} of its own, not ${own.contexts}`,
      own.name,
    );
  const view = ledger.viewOf(endpoints[partitions.indexOf(own)].party);
  const { tx, rx } = own.buffers;
  const buffers = { txPage: view.physical(pageOf(tx)), rxPage: view.physical(pageOf(rx)) };
  return new Hypervisor(
    {
      policy: new Policy(mediator.profile, mediator.limits),
      guests: guests.map((guest) => ({
        ...endpoints[partitions.indexOf(guest)],
        tee: guest.tee !== 'off',
      })),
    },
    { ledger, memory, buffers },
    { name: own.name, own: contextsOf(partitions, own), guests: contexts },
    (context, frame) => spmc.call(context, frame),
  );
}

/** The manager's numbers of a partition's contexts. */
function contextsOf(partitions: readonly PartitionSpec[], partition: PartitionSpec): readonly number[] {
  const before = partitions.slice(0, partitions.indexOf(partition));
  const first = before.reduce((sum, { contexts }) => sum + contexts, 1);
  return Array.from({ length: partition.contexts }, (_, index) => first + index);
}
