import type { Frame } from '../abi/frame.ts';
import { errorStatus, isError, w } from '../abi/frame.ts';
import { endpointText } from '../abi/operations.ts';
import { statusName } from '../abi/statuses.ts';
import type { Receiver } from '../abi/transaction.ts';
import type { ProgramOf, VmProgramOf } from '../board/activity.ts';
import { Board } from '../board/board.ts';
import type { MachineSpec, PartitionSpec } from '../board/machine.ts';
import type { Trouble } from '../board/trouble.ts';
import { FfaError, NotNowError, ProtocolError } from '../client/errors.ts';
import { type Access, DataAbort } from '../client/port.ts';
import type { Prepared } from '../client/send.ts';
import { KernelDriver } from '../driver/kernel-driver.ts';
import type { DriverModel } from '../driver/model.ts';
import { RmError, RmProtocolError } from '../gunyah/client/errors.ts';
import { rmErrorText } from '../gunyah/wire/errors.ts';
import { MEMORY_TYPE, TRANSFER } from '../gunyah/wire/values.ts';
import type { HandleName, SendAct } from './act.ts';
import { DONE, type Result } from './result.ts';
import type { ParcelName, VmName } from './rm-act.ts';
import type { Step } from './scenario.ts';

/** A transaction as the step that sent it made it. */
export interface NamedSend {
  readonly verb: SendAct['verb'];
  readonly sender: number;
  readonly tag: bigint;
  readonly receivers: readonly Receiver[];
  readonly handle: bigint;
  /** What `continue` has to send; undefined when the manager has all of it. */
  readonly rest: Prepared | undefined;
}

/** A parcel as the step that made it knows it. */
export interface NamedParcel {
  readonly handle: number;
  /** MEMORY_TYPE and TRANSFER of gunyah/wire/values.ts. */
  readonly type: number;
  readonly transfer: number;
  /** What it was made of at first. */
  readonly bytes: number;
}

/** A step cannot be tried as it is written: it names what is not there. */
export class StepError extends Error {}

/** A board with the names that steps use. */
export class Stage {
  readonly board: Board;
  private readonly byName: ReadonlyMap<string, PartitionSpec>;
  private readonly sends: Map<string, NamedSend> = new Map();
  private readonly drivers: ReadonlyMap<string, KernelDriver>;
  readonly parcels: Map<string, NamedParcel> = new Map();

  constructor(machine: MachineSpec, drivers: Readonly<Record<string, DriverModel>> = {}) {
    this.board = new Board(machine);
    this.drivers = new Map(
      machine.partitions.flatMap(({ name, buffers, contexts }) => {
        const model = drivers[name];
        if (model === undefined || buffers === undefined) return [];
        const surroundings = { buffers, cpus: contexts };
        return [[name, new KernelDriver(model, surroundings, this.board.ffa(name).driver)] as const];
      }),
    );
    this.byName = new Map(machine.partitions.map((partition) => [partition.name, partition]));
  }

  partition(name: string): PartitionSpec {
    const partition = this.byName.get(name);
    if (partition === undefined) throw new StepError(`no partition is called ${name}`);
    return partition;
  }

  /** What a partition does its calls with, where it has a driver. */
  driverOf(partition: string): KernelDriver | undefined {
    return this.drivers.get(partition);
  }

  /** The endpoint id of a partition, or the id itself. */
  idOf(partition: string | number): number {
    return typeof partition === 'number' ? partition : this.partition(partition).id;
  }

  /** The name of the partition with an id; the id in hex where nobody has it. */
  nameOf(id: number): string {
    for (const partition of this.byName.values()) if (partition.id === id) return partition.name;
    return endpointText(id);
  }

  remember(name: string, send: NamedSend): void {
    this.sends.set(name, send);
  }

  sendOf(name: HandleName): NamedSend | undefined {
    return typeof name === 'string' ? this.sends.get(name) : undefined;
  }

  handleOf(name: HandleName): bigint {
    if (typeof name === 'bigint') return name;
    const send = this.sends.get(name);
    if (send === undefined) throw new StepError(`no step that succeeded named a transaction ${name}`);
    return send.handle;
  }

  /** The VM id of a VM, or the id itself. */
  vmidOf(vm: VmName): number {
    if (typeof vm === 'number') return vm;
    const spec = this.board.spec.vms.find(({ name }) => name === vm);
    if (spec === undefined) throw new StepError(`no VM is called ${vm}`);
    return spec.vmid;
  }

  /** A parcel by its name. One that is named by its handle is taken for normal memory that was lent. */
  parcel(name: ParcelName): NamedParcel {
    if (typeof name === 'number')
      return { handle: name, type: MEMORY_TYPE.NORMAL, transfer: TRANSFER.LEND, bytes: 0 };
    const parcel = this.parcels.get(name);
    if (parcel === undefined) throw new StepError(`no step that succeeded named a parcel ${name}`);
    return parcel;
  }

  /** The ledger's party of a partition or VM. */
  partyOf(name: string): number {
    const party = this.board.parties.get(name);
    if (party === undefined) throw new StepError(`nobody is called ${name}`);
    return party;
  }

  /** Makes an access to memory as the step's partition or VM. */
  access(step: Step, access: () => Access<Result>): Result {
    return this.byName.has(step.by)
      ? this.perform(step, () => access())
      : this.performAsVm(step, () => access());
  }

  /** Runs a program of the step's VM. */
  performAsVm(step: Step, program: VmProgramOf<Result>): Result {
    if (!this.board.vms.has(step.by)) throw new StepError(`no VM is called ${step.by}`);
    try {
      return this.board.vms.perform(step.by, program);
    } catch (error) {
      return resultOf(error);
    }
  }

  /** Runs a program of the step's partition. */
  perform(step: Step, program: ProgramOf<Result>): Result {
    try {
      return this.board.perform(step.by, program, step.vcpu);
    } catch (error) {
      return resultOf(error);
    }
  }

  /** Makes one call as the step's partition, in trouble if there is to be some. */
  issue(step: Step, frame: Frame, judge: (answer: Frame) => Result, trouble?: Trouble): Result {
    try {
      const answer = this.board.issue(step.by, frame, step.vcpu, trouble);
      if (answer !== undefined) return resultOfAnswer(answer, judge);
      return { kind: 'pending', judge: (late) => resultOfAnswer(late, judge) };
    } catch (error) {
      return resultOf(error);
    }
  }
}

/** What an answer means: a refusal, or what the judge of anything else says. */
function resultOfAnswer(answer: Frame, judge: (answer: Frame) => Result): Result {
  if (isBareRefusal(answer)) return { kind: 'refused', status: 'NOT_SUPPORTED' };
  return isError(answer) ? { kind: 'refused', status: statusName(errorStatus(answer)) } : judge(answer);
}

/** A lone -1 is how SMCCC refuses what is no call, and FFA_VERSION what is no version. */
function isBareRefusal(answer: Frame): boolean {
  return w(answer, 0) === 0xffff_ffff;
}

/** What an exception of a program means. Whatever is a defect of ours goes on as it is. */
export function resultOf(error: unknown): Result {
  if (error instanceof FfaError) return { kind: 'refused', status: statusName(error.status) };
  if (error instanceof RmError) return { kind: 'refused', status: rmErrorText(error.code) };
  if (error instanceof DataAbort) return { kind: 'fault', fault: error.fault };
  const expected =
    error instanceof ProtocolError ||
    error instanceof RmProtocolError ||
    error instanceof NotNowError ||
    error instanceof StepError;
  if (expected) return { kind: 'failed', why: error.message };
  throw error;
}

/** Encodes what a step says. What the encoder cannot write is the step's mistake. */
export function encoded<Made>(encode: () => Made): Made {
  try {
    return encode();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new StepError(error.message);
    throw error;
  }
}

/** A program whose success is all that matters. */
export function done(program: ProgramOf<unknown>): ProgramOf<Result> {
  return function* (ffa) {
    yield* program(ffa);
    return DONE;
  };
}
