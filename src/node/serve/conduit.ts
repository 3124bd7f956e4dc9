import { functionName } from '../../core/abi/functions.ts';
import type { ProgramOf } from '../../core/board/activity.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import type { RunningMachine } from '../../core/board/running-machine.ts';
import { FfaError, NotNowError, ProtocolError } from '../../core/client/errors.ts';
import type { Ffa } from '../../core/client/ffa.ts';
import { DataAbort } from '../../core/client/port.ts';
import { CONTEXT } from '../../core/spmc/contexts.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';

/** The way from a VM to the manager: whatever its clients ask for is done as the VM's own program, one after the other. */
export class Conduit {
  readonly machine: RunningMachine;
  readonly vm: PartitionSpec;
  /** The rules that calls of the program in hand have broken, by function. */
  private readonly broken: Map<string, string> = new Map();
  private readonly unlisten: () => void;

  constructor(machine: RunningMachine, vm: PartitionSpec) {
    this.machine = machine;
    this.vm = vm;
    this.unlisten = machine.listen((event) => {
      if (event.kind === 'call' && event.from === vm.name && event.refusal !== undefined)
        this.broken.set(functionName(event.in[0] ?? 0), event.refusal.rule);
    });
  }

  /** FF-A as the VM's driver has it. */
  get ffa(): Ffa {
    return this.machine.ffa(this.vm.name);
  }

  /** Runs a program of the VM to its end. */
  perform<Result>(program: ProgramOf<Result>): Result | Refused {
    this.broken.clear();
    try {
      return this.machine.perform(this.vm.name, program);
    } catch (error) {
      return this.refusedBy(error);
    }
  }

  /** Stops listening to the machine. */
  close(): void {
    this.unlisten();
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
