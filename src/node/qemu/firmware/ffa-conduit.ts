import type { Frame } from '../../../core/abi/frame.ts';
import type { RunningMachine } from '../../../core/board/running-machine.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import type { Processors } from './power.ts';
import type { SecureWorld } from './secure-world.ts';
import type { SecureContext } from './worlds.ts';

const NOBODY = -1;

/** Who has a processor next: the guest, or a partition's code; with these registers, or where it was when none are given. */
interface Turn {
  readonly to: SecureContext | undefined;
  readonly registers: Frame | undefined;
}

export interface ConduitParts {
  readonly link: Link;
  readonly machine: RunningMachine;
  readonly guests: readonly (Processors & { readonly partition: string })[];
  readonly secure: SecureWorld;
  /** Does what is next once the tables follow the ledger. */
  readonly settle: (frame: CpuFrame, next: (frame: CpuFrame) => boolean) => boolean;
}

/**
 * Takes FF-A calls of processors to the manager: a guest's processor runs the context of its partition with the same number among them, or, while it
 * is in the secure world, the context of a partition with real code. The partitions that they talk to may be programs in this process.
 */
export class FfaConduit {
  private readonly parts: ConduitParts;
  /** The processor whose call the manager is at, and who has it next. */
  private calling = NOBODY;
  private turn: Turn | undefined;
  /** What follows when the hypervisor has created its guests; undefined when that was long ago. */
  private afterCreation: ((frame: CpuFrame) => boolean) | undefined;
  /** What the guest is told on processors that run the code of a partition which died. */
  private readonly overdue: Map<number, Frame | undefined> = new Map();

  constructor(parts: ConduitParts) {
    const { machine, guests, secure } = parts;
    this.parts = parts;
    for (const { partition, first } of guests)
      machine.attach(partition, (vcpu, frame, after) => this.answerGuest(first + vcpu, frame, after));
    for (const context of secure.contexts)
      machine.attach(context.partition, (_vcpu, frame) => this.enter(context, frame));
  }

  /** A processor calls. True when its frame is an answer; a partition has its context otherwise. */
  call(frame: CpuFrame): boolean {
    const { machine, guests, secure } = this.parts;
    const { cpu, registers } = frame;
    const context = secure.on(cpu);
    const guest = guests.find(({ first, cpus }) => cpu >= first && cpu < first + cpus);
    return this.act(frame, () => {
      if (context !== undefined) machine.issue(context.partition, registers);
      else if (guest !== undefined) machine.issue(guest.partition, registers, cpu - guest.first);
    });
  }

  /** Has the hypervisor create its guests on a processor, and then does what is next. Code of partitions that want to hear of them runs on it meanwhile. */
  createGuests(frame: CpuFrame, next: (frame: CpuFrame) => boolean): boolean {
    this.afterCreation = next;
    return this.act(frame, () => this.parts.machine.startGuests());
  }

  /** An interrupt of the normal world takes the processor from a partition's code, if somebody is there to go on. */
  preempt(frame: CpuFrame, { partition }: SecureContext): boolean {
    const { machine } = this.parts;
    return machine.serves(partition) ? this.act(frame, () => machine.preempt(partition)) : true;
  }

  /** A partition's code cannot go on. */
  abort(frame: CpuFrame, { partition }: SecureContext): boolean {
    return this.act(frame, () => this.parts.machine.abort(partition));
  }

  /** Whether nothing is under way here: guests are created, and a processor that was called in for somebody has come. */
  get isQuiet(): boolean {
    return this.overdue.size === 0 && this.afterCreation === undefined;
  }

  /** Whether the guest is to go on where a processor runs a partition's code, because that is dead. */
  isOverdue(cpu: number): boolean {
    return this.overdue.has(cpu);
  }

  /** Has it go on. */
  takeOverdue(frame: CpuFrame): boolean {
    const registers = this.overdue.get(frame.cpu);
    this.overdue.delete(frame.cpu);
    return this.parts.settle(frame, () => this.take(frame, { to: undefined, registers }));
  }

  /** Has something happen on a processor. True when its frame is an answer: code of a partition runs on it, or it goes on. */
  act(frame: CpuFrame, happen: () => void): boolean {
    const { secure, settle } = this.parts;
    this.calling = frame.cpu;
    happen();
    const { turn } = this;
    this.calling = NOBODY;
    this.turn = undefined;
    if (turn !== undefined) return settle(frame, () => this.take(frame, turn));
    if (secure.isStarting) return settle(frame, () => secure.startNext(frame));
    const { afterCreation } = this;
    if (afterCreation === undefined) return false;
    this.afterCreation = undefined;
    return settle(frame, () => secure.leave(frame, afterCreation));
  }

  private take(frame: CpuFrame, { to, registers }: Turn): true {
    this.parts.secure.enter(frame, to);
    if (registers !== undefined) frame.registers.set(registers);
    return true;
  }

  private answerGuest(cpu: number, answer: Frame | undefined, after = 0): void {
    const registers = answer?.slice();
    const { link, secure, settle } = this.parts;
    if (after === 0 && cpu === this.calling) {
      this.turn = { to: undefined, registers };
      return;
    }
    if (secure.on(cpu) !== undefined) {
      this.overdue.set(cpu, registers);
      link.callIn(cpu);
      return;
    }
    const frame = link.frame(cpu);
    const late = () =>
      settle(frame, () => this.take(frame, { to: undefined, registers })) && link.answer(frame);
    if (after > 0) link.later(after, late);
    else late();
  }

  private enter(context: SecureContext, given: Frame | undefined): void {
    if (this.calling === NOBODY)
      throw new Error(`no processor is there to run ${context.partition}: a guest has to call it`);
    this.turn = { to: context, registers: given?.slice() };
  }
}
