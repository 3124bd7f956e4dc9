import type { Frame } from '../abi/frame.ts';
import { errorStatus, isError, w } from '../abi/frame.ts';
import { endpointText } from '../abi/operations.ts';
import { statusName } from '../abi/statuses.ts';
import type { Receiver } from '../abi/transaction.ts';
import type { ProgramOf } from '../board/activity.ts';
import { Board } from '../board/board.ts';
import type { MachineSpec, PartitionSpec } from '../board/machine.ts';
import { FfaError, NotNowError, ProtocolError } from '../client/errors.ts';
import { DataAbort } from '../client/port.ts';
import type { Prepared } from '../client/send.ts';
import { KernelDriver } from '../driver/kernel-driver.ts';
import type { DriverModel } from '../driver/model.ts';
import type { HandleName, SendAct } from './act.ts';
import { DONE, type Result } from './result.ts';
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

/** A step cannot be tried as it is written: it names what is not there. */
export class StepError extends Error {}

/** A board with the names that steps use. */
export class Stage {
  readonly board: Board;
  private readonly byName: ReadonlyMap<string, PartitionSpec>;
  private readonly sends: Map<string, NamedSend> = new Map();
  private readonly drivers: ReadonlyMap<string, KernelDriver>;

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

  /** Runs a program of the step's partition. */
  perform(step: Step, program: ProgramOf<Result>): Result {
    try {
      return this.board.perform(step.by, program, step.vcpu);
    } catch (error) {
      return resultOf(error);
    }
  }

  /** Makes one call as the step's partition. */
  issue(step: Step, frame: Frame, judge: (answer: Frame) => Result): Result {
    try {
      const answer = this.board.issue(step.by, frame, step.vcpu);
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
  if (error instanceof DataAbort) return { kind: 'fault', fault: error.fault };
  const expected =
    error instanceof ProtocolError || error instanceof NotNowError || error instanceof StepError;
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
