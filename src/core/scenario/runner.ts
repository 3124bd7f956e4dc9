import type { Frame } from '../abi/frame.ts';
import type { Board } from '../board/board.ts';
import type { Refusal, TraceEvent } from '../board/trace.ts';
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

interface Waiting {
  readonly index: number;
  readonly step: Step;
  readonly judge: (answer: Frame) => Result;
}

/** Plays a scenario to its end, whatever its steps come to. Throws a MachineError for a machine that cannot be. */
export function runScenario(
  { machine, steps, initialising = [] }: Scenario,
  tell: (event: RunEvent) => void = () => {},
): RunResult {
  const stage = new Stage(machine);
  const { board } = stage;
  board.boot(initialising);
  const refusals = new Map<string, Refusal>();
  board.listen((event) => {
    if (event.kind === 'call' && event.refusal !== undefined)
      refusals.set(`${event.from}/${event.vcpu}`, event.refusal);
    tell({ kind: 'trace', event });
  });
  let waiting: Waiting[] = [];
  let missed = 0;
  const judge = (index: number, step: Step, result: Result) => {
    const text = verdict(step.expect ?? {}, result, refusals.get(seatOf(step)));
    if (text !== undefined) missed++;
    tell({ kind: 'judged', index, step, ...(text === undefined ? {} : { missed: text }) });
  };
  for (const [index, step] of steps.entries()) {
    tell({ kind: 'step', index, step });
    refusals.delete(seatOf(step));
    const result = attempt(stage, step);
    if (result.kind === 'pending') waiting.push({ index, step, judge: result.judge });
    else judge(index, step, result);
    const answered = waiting.filter((each) => isAnswered(board, each.step));
    waiting = waiting.filter((each) => !answered.includes(each));
    for (const each of answered)
      judge(each.index, each.step, each.judge(board.received(each.step.by, each.step.vcpu) as Frame));
  }
  for (const each of waiting) judge(each.index, each.step, { kind: 'pending', judge: each.judge });
  return { ok: missed === 0, steps: steps.length, missed, board };
}

function attempt(stage: Stage, step: Step): Result {
  try {
    return perform(stage, step);
  } catch (error) {
    return resultOf(error);
  }
}

function seatOf({ by, vcpu = 0 }: Step): string {
  return `${by}/${vcpu}`;
}

function isAnswered(board: Board, { by, vcpu }: Step): boolean {
  return board.stateOf(by, vcpu) !== CONTEXT.BLOCKED && board.received(by, vcpu) !== undefined;
}
