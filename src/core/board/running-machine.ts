import type { Frame } from '../abi/frame.ts';
import type { SavedDriver } from '../client/driver.ts';
import { NotNowError } from '../client/errors.ts';
import { Ffa } from '../client/ffa.ts';
import type { AccessFault } from '../client/port.ts';
import type { SavedMediation } from '../mediator/mediation.ts';
import { History, type SavedHistory } from '../memory/history.ts';
import type { Ledger } from '../memory/ledger.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import type { PhysicalRun } from '../memory/view.ts';
import type { Manager } from '../spmc/manager.ts';
import type { SavedSpmc, Spmc } from '../spmc/spmc.ts';
import type { ProgramOf } from './activity.ts';
import { type Booted, type BootOptions, bootAll } from './boot.ts';
import { entryFrame } from './boot-info.ts';
import { build } from './build.ts';
import type { FaultRule } from './fault-rule.ts';
import { Faults } from './faults.ts';
import type { Hypervisor } from './hypervisor.ts';
import type { MachineSpec } from './machine.ts';
import { Processors } from './processors.ts';
import { Recorder } from './recorder.ts';
import type { Resume, SavedSeat, Seat } from './seat.ts';
import type { TraceListener } from './trace.ts';
import type { Trouble } from './trouble.ts';
import { type SavedVms, VirtualMachines } from './virtual-machines.ts';
import { Witness } from './witness.ts';

export interface RunOptions {
  /** Keep every change of every page, for `history.of`; otherwise none is kept. */
  readonly remembers?: boolean;
}

/** A copy of a machine, but for its memory. Bytes can hold it (saving/state-bytes.ts), with programs by name. */
export interface SavedMachine {
  readonly spmc: SavedSpmc;
  /** Of a machine whose hypervisor mediates. */
  readonly mediator: SavedMediation | undefined;
  /** What the manager will lie to it. */
  readonly lies: readonly (Frame | undefined)[];
  readonly history: SavedHistory;
  readonly drivers: readonly SavedDriver[];
  readonly seats: readonly SavedSeat[];
  readonly vms: SavedVms;
}

/**
 * A machine that runs: a manager over some memory, and partitions whose programs are coroutines.
 *
 * A partition acts in one of three ways. `perform` runs a program to its end and returns its result. `start` leaves a program in charge:
 * it goes on whenever its context is given the processor. `issue` makes a single call, which may be that of a processor elsewhere. A secure
 * context that waits is given a processor for what it is told to do, and waits again afterwards.
 *
 * Nothing here depends on time or chance: the same acts on the same machine and memory give the same trace.
 */
export class RunningMachine<Memory extends MachineMemory = MachineMemory> {
  readonly spec: MachineSpec;
  readonly memory: Memory;
  readonly ledger: Ledger;
  readonly spmc: Spmc;
  /** Undefined where partitions call the manager themselves. */
  readonly hypervisor: Hypervisor | undefined;
  readonly history: History;
  /** The ledger's party of each partition and each VM. */
  readonly parties: ReadonlyMap<string, number>;
  readonly witness: Witness;
  /** The VMs of Gunyah, where there are any. */
  readonly vms: VirtualMachines;
  private readonly processors: Processors;
  private readonly drivers: ReadonlyMap<string, Ffa>;
  private readonly listeners: Set<TraceListener> = new Set();

  constructor(spec: MachineSpec, memory: Memory, { remembers = false }: RunOptions = {}) {
    const built = build(spec, memory);
    const { ledger, spmc, hypervisor, parties } = built;
    this.spec = spec;
    this.memory = memory;
    this.ledger = ledger;
    this.spmc = spmc;
    this.hypervisor = hypervisor;
    this.history = new History(ledger, remembers);
    this.drivers = new Map(
      spec.partitions.map((partition) => [partition.name, new Ffa(entryFrame(partition))]),
    );
    this.parties = parties;
    this.witness = new Witness(built, this.history);
    this.vms = new VirtualMachines(spec.vms, built, memory, this.witness);
    const recorderOf = (manager: Manager) => new Recorder(manager, spmc.state, memory, this.witness);
    const recorder = recorderOf(spmc.state);
    const guestRecorder = hypervisor === undefined ? recorder : recorderOf(hypervisor.mediator.state);
    this.processors = new Processors(
      { spmc, memory, recorder, hypervisor, guestRecorder, vms: this.vms },
      spec.partitions,
      (name) => this.ffa(name),
    );
  }

  /** Starts the partitions: the secure ones in their boot order, then the others. Returns what became of those that were started. */
  boot(options: BootOptions = {}): readonly Booted[] {
    return bootAll(this.processors, this.spec.partitions, options);
  }

  /** The hypervisor that mediates, if there is one, finds the manager and creates its guests: what `boot` leaves to be done when it is told so. */
  startGuests(): void {
    this.processors.startGuests();
  }

  /** Hears of everything that happens, until the function it returns is called. */
  listen(listener: TraceListener): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1)
      this.tell((event) => {
        for (const each of this.listeners) each(event);
      });
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.tell(undefined);
    };
  }

  /** FF-A as a partition's programs use it: what it negotiated, and its calls. Throws for a name that no partition has. */
  ffa(partition: string): Ffa {
    const ffa = this.drivers.get(partition);
    if (ffa === undefined) throw new TypeError(`no partition is called ${partition}`);
    return ffa;
  }

  /** The slot of a partition in the manager's tables. */
  endpoint(partition: string): number {
    return this.spmc.state.contexts.endpoint[this.processors.seat(partition, 0).context];
  }

  /** The ledger's party of a partition or VM. Throws for a name that none has. */
  partyOf(name: string): number {
    const party = this.parties.get(name);
    if (party === undefined) throw new TypeError(`neither a partition nor a VM is called ${name}`);
    return party;
  }

  /** What a context is doing: CONTEXT of spmc/contexts.ts. */
  stateOf(partition: string, vcpu = 0): number {
    return this.processors.stateOf(this.processors.seat(partition, vcpu));
  }

  /** Runs a program to its end. Throws what it throws, and a NotNowError when it would have to wait for an answer that does not come. */
  perform<Result>(partition: string, program: ProgramOf<Result>, vcpu = 0): Result {
    const results: Result[] = [];
    const seat = this.processors.seat(partition, vcpu);
    try {
      this.processors.begin(
        seat,
        function* (ffa) {
          results.push(yield* program(ffa));
        },
        false,
      );
    } finally {
      // It is over, also when it has to wait, or somebody else's program failed meanwhile.
      seat.dismiss();
    }
    const [result] = results;
    if (results.length === 0) throw new NotNowError(this.whyUnfinished(seat));
    return result as Result;
  }

  /** Takes a copy of everything but memory, running programs included. */
  save(): SavedMachine {
    return {
      spmc: this.spmc.save(),
      mediator: this.hypervisor?.mediator.save(),
      lies: [...(this.hypervisor?.lies ?? [])],
      history: this.history.save(),
      drivers: [...this.drivers.values()].map(({ driver }) => driver.save()),
      seats: this.processors.save(),
      vms: this.vms.save(),
    };
  }

  /** Puts a copy back: one of this machine, or of another of the same. Whoever keeps tables for a processor is not told. */
  restore(saved: SavedMachine): void {
    if (saved.mediator !== undefined) this.hypervisor?.mediator.restore(saved.mediator);
    this.hypervisor?.lies.splice(0, Number.POSITIVE_INFINITY, ...saved.lies);
    this.spmc.restore(saved.spmc);
    this.history.restore(saved.history);
    // Programs that are run again write to their drivers, so these come last.
    this.processors.restore(saved.seats);
    [...this.drivers.values()].forEach(({ driver }, index) => {
      driver.restore(saved.drivers[index]);
    });
    this.vms.restore(saved.vms);
  }

  private tell(listener: TraceListener | undefined): void {
    this.witness.listens(listener !== undefined);
    this.processors.listener = listener;
    this.vms.listener = listener;
  }

  private whyUnfinished(seat: Seat): string {
    return this.processors.isDead(seat)
      ? `${seat.name} has aborted`
      : `${seat.name} waits for an answer that does not come`;
  }

  /**
   * Leaves a program in charge of a context. It runs until it waits, and whenever the context gets the processor after that. A refusal
   * or a fault that it does not handle is the end of the partition.
   */
  start(partition: string, program: ProgramOf, vcpu = 0): void {
    this.processors.begin(this.processors.seat(partition, vcpu), program, true);
  }

  /** Makes one call. Returns its answer, or undefined while somebody else has the processor; it is in `received` as soon as it comes. */
  issue(partition: string, frame: Frame, vcpu = 0, trouble?: Trouble): Frame | undefined {
    this.processors.issue(this.processors.seat(partition, vcpu), frame, trouble);
    return this.received(partition, vcpu);
  }

  /** The registers that a context without a program was given last: an answer, a request, processor time. */
  received(partition: string, vcpu = 0): Frame | undefined {
    return this.processors.seat(partition, vcpu).received;
  }

  /**
   * Has a processor elsewhere run a partition's contexts: it makes their calls with `issue`, and `resume` is given every answer, during the
   * call or later, instead of `received`. `resume` does not act on the machine by itself.
   */
  attach(partition: string, resume: Resume): void {
    this.processors.attach(partition, resume);
  }

  /** Reports an access that a processor elsewhere has refused one of its partition's contexts, at an address of the partition. */
  reportFault(partition: string, fault: AccessFault, vcpu = 0): void {
    this.processors.fault(this.processors.seat(partition, vcpu), fault);
  }

  /** Tells whoever keeps tables for a processor of pages that some party may access in another way than before. */
  followPages(follow: (pages: PhysicalRun) => void): void {
    this.history.follower = follow;
  }

  /** Has programs forget what they were told, from now on: they can go on for ever, and the machine cannot be saved. */
  forget(): void {
    this.processors.forgets = true;
  }

  /**
   * Tells whoever has an interrupt controller of guests that are to be interrupted because they have notifications; or, undefined, that the
   * schedule-receiver interrupt is due for whoever schedules the normal world. It does not act on the machine by itself.
   */
  onInterrupt(raise: (guest: string | undefined) => void): void {
    this.processors.interruptGuest = raise;
  }

  /**
   * Has calls go wrong from now on as rules say, without the manager: those of the partitions that are named, or of all. They take the place of
   * those before, and count from now on; what they have counted so far is no part of the machine's state.
   */
  inject(rules: readonly FaultRule[], callers?: readonly string[]): void {
    const { partitions } = this.spec;
    this.processors.faults = new Faults(
      rules,
      partitions,
      callers ?? partitions.map(({ name }) => name),
      this.processors.faults,
    );
  }

  /**
   * An interrupt of the normal world takes the processor from a partition that serves somebody, who goes on and sees FFA_INTERRUPT; FFA_RUN
   * brings the partition back. One with a program makes its next step first.
   */
  preempt(partition: string, vcpu = 0): void {
    this.processors.preempt(this.processors.seat(partition, vcpu));
  }

  /** Whether a context runs and somebody waits for it, who would go on if it were preempted. */
  serves(partition: string, vcpu = 0): boolean {
    return this.processors.serves(this.processors.seat(partition, vcpu));
  }

  /**
   * Creates a guest of a hypervisor that mediates anew, where nothing is left of the one before. Returns whether it begins: secure partitions
   * may have to be told first. Nothing happens where something is left.
   */
  create(guest: string): boolean {
    return this.processors.create(this.processors.seat(guest, 0));
  }

  /** Whether a guest of a hypervisor that mediates is there: all whom that concerns agreed to it, and it was not ended. */
  lives(guest: string): boolean {
    return this.hypervisor?.lives(this.processors.seat(guest, 0).context) === true;
  }

  /** A unit of time passes: a hypervisor that mediates tries again to have back what guests that are gone had sent. */
  tick(): void {
    this.processors.tick();
  }

  /** Ends the life of a partition at any moment. Whoever waits for it goes on with FFA_ERROR(ABORTED). */
  abort(partition: string): void {
    this.processors.abort(this.processors.seat(partition, 0));
  }
}
