import type { RunningMachine } from '../../../core/board/running-machine.ts';
import type { Outcome, Step } from '../../../core/client/port.ts';
import { DONE } from '../../../core/conformance/in-process.ts';
import { InProcessActs } from '../../../core/conformance/in-process-acts.ts';
import type { Act, DistantMachine, EndpointName, Reply } from '../../../core/conformance/target.ts';
import type { Profile } from '../../../core/rules/profile.ts';
import { CONTEXT } from '../../../core/spmc/contexts.ts';
import type { BoardOptions } from '../board/board-options.ts';
import { bootAgent } from '../board/boot-agent.ts';
import { QemuBoard } from '../board/qemu-board.ts';
import type { StepAgent } from '../payload/step-agent.ts';
import { GUEST_ENDPOINT, qemuMachineOf } from './qemu-target.ts';

/**
 * The machine of the QEMU target. Every run of a case has a QEMU of its own, which starts with the first step of the guest: runs that it has no
 * part in need none.
 */
export class QemuMachine implements DistantMachine {
  private readonly profile: Profile;
  private readonly options: Partial<BoardOptions>;
  private run: Run | undefined;

  constructor(profile: Profile, options: Partial<BoardOptions> = {}) {
    this.profile = profile;
    this.options = options;
  }

  async take(act: Act): Promise<Reply> {
    if (act.do === 'reset') {
      this.close();
      const board = new QemuBoard(qemuMachineOf(this.profile), GUEST_ENDPOINT, this.options);
      this.run = new Run(board, act.initialising);
      return DONE;
    }
    if (this.run === undefined) throw new TypeError('a machine is reset first');
    return this.run.take(act);
  }

  /** Ends the guest, if there is one. */
  close(): void {
    this.run?.close();
    this.run = undefined;
  }
}

/** One run: a machine, and a guest as soon as it does something. */
class Run {
  private readonly board: QemuBoard;
  private readonly machine: RunningMachine;
  private readonly acts: InProcessActs;
  private agent: StepAgent | undefined;
  /** Fulfilled when QEMU fails, which it must not. */
  private failed: Promise<never> = new Promise(() => undefined);
  /** What comes of the guest's last call. */
  private called: Promise<Outcome> | undefined;
  /** Called when somebody else has the processor that the guest called with. */
  private parked: () => void = () => undefined;

  constructor(board: QemuBoard, initialising: readonly EndpointName[]) {
    this.board = board;
    this.machine = board.machine;
    this.machine.boot({ without: initialising });
    this.acts = new InProcessActs(this.machine);
    this.machine.listen((event) => {
      const away = event.kind === 'call' && event.from === GUEST_ENDPOINT && event.next !== GUEST_ENDPOINT;
      if (away) this.parked();
    });
  }

  async take(act: Exclude<Act, { do: 'reset' }>): Promise<Reply> {
    switch (act.do) {
      case 'step':
        return act.endpoint === GUEST_ENDPOINT
          ? this.guest(act.step)
          : this.acts.step(act.endpoint, act.step);
      case 'collect':
        return { outcome: await this.collect(act.endpoint) };
      case 'end':
        this.machine.abort(act.endpoint);
        return DONE;
      case 'withdraw':
      case 'vm-step':
        throw new TypeError('the target does not say that it can do this');
    }
  }

  close(): void {
    this.board.close();
  }

  private get hasProcessor(): boolean {
    return this.machine.stateOf(GUEST_ENDPOINT) === CONTEXT.RUNNING;
  }

  private async guest(step: Step): Promise<Reply> {
    if (!this.hasProcessor) return { outcome: 'waits' };
    this.agent ??= this.start();
    if (step.do !== 'call') return { outcome: await Promise.race([this.agent.take(step), this.failed]) };
    this.acts.forget();
    const parked = new Promise<'waits'>((resolve) => {
      this.parked = () => resolve('waits');
    });
    this.called = this.agent.take(step);
    return this.acts.replyWith(await Promise.race([this.called, parked, this.failed]));
  }

  private async collect(endpoint: EndpointName): Promise<Reply['outcome']> {
    if (endpoint !== GUEST_ENDPOINT) return this.acts.received(endpoint);
    const answered = this.called !== undefined && this.hasProcessor;
    return answered ? Promise.race([this.called as Promise<Outcome>, this.failed]) : 'waits';
  }

  private start(): StepAgent {
    const { agent, guest } = bootAgent(this.board);
    this.failed = guest.ended.then((end) => {
      // Its end by us is nobody's loss.
      if (end.how === 'killed') return new Promise<never>(() => undefined);
      throw new Error(`the guest has ended: ${end.how}`);
    });
    this.failed.catch(() => undefined);
    return agent;
  }
}
