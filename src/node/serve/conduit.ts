import { errorStatus, type Frame, isError } from '../../core/abi/frame.ts';
import { functionName } from '../../core/abi/functions.ts';
import { STATUS } from '../../core/abi/statuses.ts';
import type { ProgramOf } from '../../core/board/activity.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import type { RunningMachine } from '../../core/board/running-machine.ts';
import { FfaError, NotNowError, ProtocolError } from '../../core/client/errors.ts';
import type { Ffa } from '../../core/client/ffa.ts';
import { DataAbort, type Program } from '../../core/client/port.ts';
import { CONTEXT } from '../../core/spmc/contexts.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';

/** The way from a VM to the manager: whatever its clients ask for is done as the VM's own program, one after the other. */
export class Conduit {
  readonly machine: RunningMachine;
  readonly vm: PartitionSpec;
  /** The rules that calls of the program in hand have broken, by function. */
  private readonly broken: Map<string, string> = new Map();

  constructor(machine: RunningMachine, vm: PartitionSpec) {
    this.machine = machine;
    this.vm = vm;
  }

  /** FF-A as the VM's driver has it. */
  get ffa(): Ffa {
    return this.machine.ffa(this.vm.name);
  }

  /** Runs a program of the VM to its end. */
  perform<Result>(program: ProgramOf<Result>): Result | Refused {
    this.broken.clear();
    try {
      return this.machine.perform(this.vm.name, (ffa) => this.noting(program(ffa)));
    } catch (error) {
      return this.refusedBy(error);
    }
  }

  /** The same program; notes the rules that its calls break. A trace would say the same, and cost as much as the call. */
  private *noting<Result>(program: Program<Result>): Program<Result> {
    const { ledger } = this.machine;
    for (let next = program.next(); ; ) {
      if (next.done === true) return next.value;
      const step = next.value;
      const before = ledger.callNumber;
      const outcome = yield step;
      const asked = step.do === 'call' && ledger.callNumber !== before;
      if (asked && typeof outcome === 'object' && 'frame' in outcome)
        this.note(functionName(step.frame[0] ?? 0), outcome.frame);
      next = program.next(outcome);
    }
  }

  /** Notes the rule of a refusal, unless the last refusal is another: whoever was called may have met it before it died. */
  private note(call: string, answer: Frame): void {
    const { rule, policy } = this.machine.spmc.verdict;
    if (rule !== null && isError(answer) && STATUS[policy.statusOf(rule)] === errorStatus(answer))
      this.broken.set(call, rule.id);
  }

  private refusedBy(error: unknown): Refused {
    if (error instanceof FfaError) return Refused.byManager(error, this.broken.get(error.call));
    if (error instanceof DataAbort) return Refused.by(SERVE_RULES.fault, `It was a ${error.message}.`);
    if (error instanceof ProtocolError) return Refused.by(SERVE_RULES.answer, `${error.message}.`);
    if (!(error instanceof NotNowError)) throw error;
    if (this.machine.stateOf(this.vm.name) !== CONTEXT.BLOCKED)
      return Refused.by(SERVE_RULES.notNow, `${error.message}.`);
    return Refused.by(SERVE_RULES.noAnswer, `${this.interrupt()} did not.`);
  }

  /**
   * Takes the processor from whoever keeps it without an answer, as a timer of the normal world would, so that the VM goes on. Returns the
   * partition's name.
   */
  private interrupt(): string {
    const { machine } = this;
    const { contexts, endpoints } = machine.spmc.state;
    let context = contexts.of(machine.endpoint(this.vm.name), 0);
    for (let next = context; next > 0; next = contexts.caller.indexOf(next)) context = next;
    const { name } = endpoints.spec(contexts.endpoint[context] ?? 0);
    machine.preempt(name, contexts.vcpu[context]);
    return name;
  }
}
