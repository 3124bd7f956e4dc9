import type { Frame } from '../abi/frame.ts';
import type { ProgramOf } from '../board/activity.ts';
import type { Board } from '../board/board.ts';
import type { MachineSpec } from '../board/machine.ts';
import type { Refusal, TraceEvent } from '../board/trace.ts';
import { type ProgramName, programNamed } from '../programs/registry.ts';
import { CONTEXT } from '../spmc/contexts.ts';
import type { Result } from './result.ts';
import type { Scenario, Step } from './scenario.ts';
import { resultOf, Stage } from './stage.ts';
import { perform } from './verbs.ts';
import { verdict } from './verdict.ts';

/** What a run tells while it goes on, in order. Steps count from 0. */
export type RunEvent =
  | { readonly kind: 'step'; readonly index: number; readonly step: Step }
  | { readonly kind: 'trace'; readonly event: TraceEvent }
  /** A step is judged: `missed` says what is not as expected. A request is judged when it is answered. */
  | { readonly kind: 'judged'; readonly index: number; readonly step: Step; readonly missed?: string };

/** What came of a scenario. */
export interface RunResult {
  readonly ok: boolean;
  readonly steps: number;
  readonly missed: number;
  /** The machine as the scenario leaves it. */
  readonly board: Board;
}

/** A request that nobody has answered yet. */
interface Waiting {
  readonly index: number;
  readonly step: Step;
  readonly judge: (answer: Frame) => Result;
}

/** Plays a scenario to its end, whatever its steps come to. Throws a MachineError for a machine that cannot be. */
export function runScenario(scenario: Scenario, tell: (event: RunEvent) => void = () => {}): RunResult {
  const run = new Run(scenario, tell);
  scenario.steps.forEach((step, index) => {
    run.play(step, index);
  });
  return run.end(scenario.steps.length);
}

class Run {
  private readonly stage: Stage;
  private readonly tell: (event: RunEvent) => void;
  /** Why the last call of each context was refused, if it was. */
  private readonly refusals: Map<string, Refusal> = new Map();
  private waiting: readonly Waiting[] = [];
  private missed = 0;

  constructor(
    { machine, drivers, initialising, programs = {}, faults = [] }: Scenario,
    tell: (event: RunEvent) => void,
  ) {
    this.stage = new Stage(machine, drivers);
    this.tell = tell;
    const { board } = this.stage;
    board.listen((event) => {
      if (event.kind === 'call' && event.refusal !== undefined)
        this.refusals.set(`${event.from}/${event.vcpu}`, event.refusal);
      if (event.kind === 'request' && event.refusal !== undefined)
        this.refusals.set(`${event.from}/0`, event.refusal);
      tell({ kind: 'trace', event });
    });
    board.boot({ programs: programsOf(machine, programs), without: initialising ?? [] });
    if (faults.length > 0) board.inject(faults);
  }

  /** Does what a step says, and judges it and every request that is answered by it. */
  play(step: Step, index: number): void {
    this.tell({ kind: 'step', index, step });
    this.refusals.delete(seatOf(step));
    const result = this.attempt(step);
    if (result.kind === 'pending') this.waiting = [...this.waiting, { index, step, judge: result.judge }];
    else this.judge(index, step, result);
    this.waiting = this.waiting.flatMap((each) => this.stillWaiting(each));
  }

  /** Judges what nobody will answer any more. */
  end(steps: number): RunResult {
    for (const { index, step, judge } of this.waiting) this.judge(index, step, { kind: 'pending', judge });
    return { ok: this.missed === 0, steps, missed: this.missed, board: this.stage.board };
  }

  private attempt(step: Step): Result {
    try {
      return perform(this.stage, step);
    } catch (error) {
      return resultOf(error);
    }
  }

  private judge(index: number, step: Step, result: Result): void {
    const missed = verdict(step.expect ?? {}, result, this.refusals.get(seatOf(step)));
    if (missed !== undefined) this.missed++;
    this.tell({ kind: 'judged', index, step, ...(missed === undefined ? {} : { missed }) });
  }

  /** Judges a request whose answer is there. Returns what is left to wait for: itself, or the rest of an answer that was interrupted. */
  private stillWaiting(request: Waiting): readonly Waiting[] {
    const { index, step, judge } = request;
    const { board } = this.stage;
    const answer = board.received(step.by, step.vcpu);
    if (answer === undefined || board.stateOf(step.by, step.vcpu) === CONTEXT.BLOCKED) return [request];
    const result = judge(answer);
    if (result.kind === 'pending') return [{ index, step, judge: result.judge }];
    this.judge(index, step, result);
    return [];
  }
}

/** Nothing is left to chance here: random numbers are the numbers from 0 on. */
function programsOf(
  { partitions }: MachineSpec,
  programs: Readonly<Record<string, ProgramName>>,
): Readonly<Record<string, ProgramOf>> {
  let next = 0;
  const random = (bytes: number) => Uint8Array.from({ length: bytes }, () => next++);
  const made = partitions.flatMap(({ name, buffers }) => {
    const program = programs[name];
    return program === undefined || buffers === undefined
      ? []
      : [[name, programNamed(program, { buffers, random })] as const];
  });
  return Object.fromEntries(made);
}

function seatOf({ by, vcpu = 0 }: Step): string {
  return `${by}/${vcpu}`;
}
