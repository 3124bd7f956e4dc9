import type { Frame } from '../../../core/abi/frame.ts';
import type { RunningMachine } from '../../../core/board/running-machine.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';

const NOBODY = -1;

/**
 * Takes FF-A calls of the guest's processors to the manager: processor n runs context n of the guest's partition. The partitions that it
 * talks to may be programs in this process.
 */
export class FfaConduit {
  private readonly link: Link;
  private readonly machine: RunningMachine;
  private readonly partition: string;
  private readonly answer: (frame: CpuFrame) => void;
  /** The processor whose call the manager is at. */
  private calling = NOBODY;

  /** `answer` takes the answers that come later than a call. */
  constructor(link: Link, machine: RunningMachine, partition: string, answer: (frame: CpuFrame) => void) {
    this.link = link;
    this.machine = machine;
    this.partition = partition;
    this.answer = answer;
    machine.attach(partition, (vcpu, frame, after) => this.resume(vcpu, frame, after));
  }

  /** A processor calls. True when it has its answer; another partition has its context otherwise. */
  call({ cpu, registers }: CpuFrame): boolean {
    this.calling = cpu;
    this.machine.issue(this.partition, registers, cpu);
    const answered = this.calling === NOBODY;
    this.calling = NOBODY;
    return answered;
  }

  private resume(vcpu: number, answer: Frame, after = 0): void {
    const frame = this.link.frame(vcpu);
    frame.registers.set(answer);
    if (after > 0) this.link.later(after, () => this.answer(frame));
    else if (vcpu === this.calling) this.calling = NOBODY;
    else this.answer(frame);
  }
}
