import { NotNowError } from '../client/errors.ts';
import type { AccessOutcome, AccessStep } from '../client/port.ts';
import type { VmOutcome, VmStep } from '../gunyah/client/port.ts';
import type { ResourceClient } from '../gunyah/client/resource-client.ts';
import type { SavedManager } from '../gunyah/manager/manager.ts';
import type { ResourceManager } from '../gunyah/manager/resource-manager.ts';
import type { Dropped } from '../gunyah/wire/packet.ts';
import { VM_STATE } from '../gunyah/wire/values.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import { access } from './access.ts';
import { Activity, type VmProgramOf } from './activity.ts';
import type { Built } from './build.ts';
import type { VmSpec } from './machine.ts';
import type { TraceListener } from './trace.ts';
import { VmRecorder } from './vm-recorder.ts';
import { type SavedVmSeat, VmSeat } from './vm-seat.ts';
import type { Witness } from './witness.ts';

/** A copy of all VMs and of their manager. */
export interface SavedVms {
  readonly rm: SavedManager | undefined;
  readonly seats: readonly SavedVmSeat[];
}

/**
 * The VMs of Gunyah: runs their programs, and takes their packets to the resource manager and back.
 *
 * `perform` runs a program to its end and returns its result; `start` leaves one in charge, which goes on whenever there is a packet that it
 * sleeps for. A VM that does not run, because it is not started yet or has ended, has no programs.
 */
export class VirtualMachines {
  private readonly built: Built;
  private readonly memory: MachineMemory;
  private readonly witness: Witness;
  private readonly seats: readonly VmSeat[];
  private readonly recorder: VmRecorder | undefined;
  private hears: TraceListener | undefined;

  constructor(specs: readonly VmSpec[], built: Built, memory: MachineMemory, witness: Witness) {
    this.built = built;
    this.memory = memory;
    this.witness = witness;
    this.seats = specs.map((spec) => new VmSeat(spec, built.parties.get(spec.name) ?? 0));
    const nameOf = (vmid: number) => this.seats.find((seat) => seat.vmid === vmid)?.name ?? `VM ${vmid}`;
    if (built.rm !== undefined) this.recorder = new VmRecorder(built.rm, witness, nameOf);
  }

  /** Told of everything; nothing is recorded while undefined. */
  set listener(listener: TraceListener | undefined) {
    this.hears = listener;
    if (this.built.rm !== undefined)
      this.built.rm.state.observer = listener === undefined ? undefined : this.recorder;
  }

  /** Whether a VM has this name. */
  has(name: string): boolean {
    return this.seats.some((seat) => seat.name === name);
  }

  /** What the driver of a VM knows. Throws for a name that no VM has. */
  client(name: string): ResourceClient {
    return this.seat(name).client;
  }

  /** Runs a program to its end. Throws what it throws, and a NotNowError when it sleeps for a packet that does not come. */
  perform<Result>(name: string, program: VmProgramOf<Result>): Result {
    const results: Result[] = [];
    const seat = this.seat(name);
    this.begin(seat, false, function* (rm) {
      results.push(yield* program(rm));
    });
    const [result] = results;
    if (results.length > 0) return result as Result;
    seat.dismiss();
    throw new NotNowError(`${name} sleeps, and nobody tells it anything`);
  }

  /** Leaves a program in charge of a VM. What it throws comes out wherever it went on. */
  start(name: string, program: VmProgramOf): void {
    this.begin(this.seat(name), true, program);
  }

  /** A partition has ended. If it is a VM, what it was given and gave through the resource manager goes back, and its program ends. */
  end(partition: string): void {
    const seat = this.seats.find(({ name }) => name === partition);
    if (seat === undefined) return;
    this.manager.end(seat.vmid);
    seat.clear();
  }

  /** Whether a partition may begin anew: it is no VM, or nothing is left of its former life. */
  mayBegin(partition: string): boolean {
    return !this.has(partition) || this.manager.isOver(this.seat(partition).vmid);
  }

  /** A partition begins anew. If it is a VM, it runs again. */
  beginAnew(partition: string): void {
    if (this.has(partition)) this.manager.begin(this.seat(partition).vmid);
  }

  /** Tells what was heard since the last time. */
  tell(): void {
    if (this.hears !== undefined) for (const event of this.recorder?.take() ?? []) this.hears(event);
  }

  /** Lets every program go on that sleeps and has a packet, until none has. */
  wake(): void {
    for (;;) {
      const seat = this.seats.find((each) => each.asleep && this.hasPacket(each));
      if (seat === undefined) return;
      seat.asleep = false;
      this.run(seat, 'woken');
    }
  }

  /** Puts one packet into a VM's queue to the resource manager. Returns why it was dropped, if it was. */
  send(name: string, packet: Uint8Array): Dropped | undefined {
    const dropped = this.deliver(this.seat(name), packet);
    this.wake();
    return dropped;
  }

  /** Takes the next packet that the resource manager has for a VM; undefined when there is none. */
  receive(name: string): Uint8Array | undefined {
    return this.manager.deliver(this.running(this.seat(name)).vmid);
  }

  save(): SavedVms {
    return { rm: this.built.rm?.save(), seats: this.seats.map((seat) => seat.save()) };
  }

  /** Puts a copy back. The ledger is there already. */
  restore({ rm, seats }: SavedVms): void {
    if (rm !== undefined) this.manager.restore(rm);
    this.seats.forEach((seat, index) => {
      seat.restore(seats[index]);
    });
  }

  private get manager(): ResourceManager {
    const { rm } = this.built;
    if (rm === undefined) throw new TypeError('the machine has no VMs');
    return rm;
  }

  private seat(name: string): VmSeat {
    const seat = this.seats.find((each) => each.name === name);
    if (seat === undefined) throw new TypeError(`no VM is called ${name}`);
    return seat;
  }

  private running(seat: VmSeat): VmSeat {
    if (!this.isRunning(seat)) throw new NotNowError(`${seat.name} does not run`);
    return seat;
  }

  private begin(seat: VmSeat, resident: boolean, program: VmProgramOf<unknown>): void {
    if (seat.activity !== undefined) throw new NotNowError(`${seat.name} runs a program already`);
    this.running(seat);
    seat.activity = new Activity({ program, surface: seat.client, driver: seat.client, resident });
    this.run(seat, undefined);
    this.wake();
  }

  private hasPacket({ vmid }: VmSeat): boolean {
    return this.manager.state.vm(vmid)?.channel.waits === true;
  }

  /** Runs a program until it ends or sleeps. */
  private run(seat: VmSeat, first: VmOutcome | undefined): void {
    for (let outcome = first; seat.activity !== undefined; ) {
      const step = this.resume(seat, outcome);
      if (step === undefined) return;
      outcome = this.outcomeOf(seat, step);
      if (outcome === undefined) return;
    }
  }

  /** The next step of a program; undefined at its end. */
  private resume(seat: VmSeat, outcome: VmOutcome | undefined): VmStep | undefined {
    try {
      const result = seat.activity?.resume(outcome);
      if (result?.done === false) return result.value;
    } catch (error) {
      seat.activity = undefined;
      throw error;
    }
    seat.activity = undefined;
    return undefined;
  }

  /** What comes of a step; undefined while it sleeps. */
  private outcomeOf(seat: VmSeat, step: VmStep): VmOutcome | undefined {
    switch (step.do) {
      case 'send':
        this.deliver(seat, step.packet);
        return 'sent';
      case 'receive':
        return { packet: this.manager.deliver(seat.vmid) };
      case 'sleep':
        seat.asleep = !this.hasPacket(seat);
        return seat.asleep ? undefined : 'woken';
      default:
        return this.access(seat, step);
    }
  }

  private access({ name, party }: VmSeat, step: AccessStep): AccessOutcome {
    const outcome = access(this.built.ledger, this.memory, party, step);
    if (outcome !== 'written' && 'fault' in outcome)
      this.hears?.(this.witness.fault(name, 0, party, outcome.fault));
    return outcome;
  }

  private deliver(seat: VmSeat, packet: Uint8Array): Dropped | undefined {
    const dropped = this.manager.receive(this.running(seat).vmid, packet);
    if (dropped !== undefined && this.recorder !== undefined)
      this.hears?.(this.recorder.dropped(seat.vmid, packet, dropped));
    this.tell();
    for (const each of this.seats) if (!this.isRunning(each)) each.clear();
    return dropped;
  }

  private isRunning({ vmid }: VmSeat): boolean {
    return this.manager.state.vm(vmid)?.state === VM_STATE.RUNNING;
  }
}
