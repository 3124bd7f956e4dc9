import type { RunningMachine } from '../board/running-machine.ts';
import { NotNowError } from '../client/errors.ts';
import type { Outcome, Program, Step } from '../client/port.ts';
import type { VmOutcome, VmProgram, VmStep } from '../gunyah/client/port.ts';
import type { EndpointName, Reply, VmName } from './target.ts';

/** Makes the steps of endpoints that are partitions of a machine here, without programs, and sees what comes of their calls. */
export class InProcessActs {
  private readonly machine: RunningMachine;
  /** What was seen of the last call. */
  private seen: Reply['seen'];

  constructor(machine: RunningMachine) {
    this.machine = machine;
    machine.listen((event) => {
      if (event.kind !== 'call' && event.kind !== 'request') return;
      const { refusal, changes } = event;
      this.seen = {
        pageChanges: changes.length,
        ...(refusal === undefined ? {} : { rule: refusal.rule }),
      };
    });
  }

  /** An endpoint without a processor makes no step: it waits for whoever has it. */
  step(endpoint: EndpointName, step: Step): Reply {
    try {
      if (step.do !== 'call') return { outcome: this.access(endpoint, step) };
      this.forget();
      this.machine.issue(endpoint, step.frame);
      return this.replyWith(this.received(endpoint));
    } catch (error) {
      if (error instanceof NotNowError) return { outcome: 'waits' };
      throw error;
    }
  }

  /** The step of a VM. One that does not run can do nothing. */
  vmStep(vm: VmName, step: VmStep): Reply {
    this.forget();
    try {
      const outcome = this.vmOutcome(vm, step);
      return { ...this.replyWith('written'), vm: outcome };
    } catch (error) {
      if (error instanceof NotNowError) return { outcome: 'waits' };
      throw error;
    }
  }

  /** What was seen until now was of another call. */
  forget(): void {
    this.seen = undefined;
  }

  /** What an endpoint was given last. */
  received(endpoint: EndpointName): Outcome | 'waits' {
    const frame = this.machine.received(endpoint);
    return frame === undefined ? 'waits' : { frame };
  }

  /** An outcome of a call, with what was seen of it. */
  replyWith(outcome: Reply['outcome']): Reply {
    return this.seen === undefined ? { outcome } : { outcome, seen: this.seen };
  }

  private vmOutcome(vm: VmName, step: VmStep): VmOutcome {
    return this.machine.vms.perform(vm, function* (): VmProgram<VmOutcome> {
      return yield step;
    });
  }

  private access(endpoint: EndpointName, step: Step): Outcome {
    return this.machine.perform(endpoint, function* (): Program<Outcome> {
      return yield step;
    });
  }
}
