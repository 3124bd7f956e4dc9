import { type Frame, w } from '../abi/frame.ts';
import { functionId, functionName } from '../abi/functions.ts';
import { packHalves } from '../abi/words.ts';
import { request as registersOf } from '../client/driver.ts';
import { MODEL } from '../spmc/contexts.ts';
import type { RequestAct, RespondAct, RunAct } from './act.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { type Stage, StepError } from './stage.ts';

const FIRST_DATA = 3;
const MOST_DATA = 5;

/** Its result is there when the receiver has responded. */
export function request(stage: Stage, step: Step, act: RequestAct): Result {
  const id = functionId('FFA_MSG_SEND_DIRECT_REQ', act.wide === true ? 64 : 32);
  const parties = packHalves(stage.idOf(step.by), stage.idOf(act.to));
  const args = { 1: parties, ...dataArguments(act.data), ...act.registers };
  return stage.issue(step, registersOf(id, args), (answer) => doneUnless(unexpectedData(answer, act.answer)));
}

/** Whom it goes to and how wide it is the manager knows, whatever the partition did since the request came. */
export function respond(stage: Stage, step: Step, act: RespondAct): Result {
  const { contexts } = stage.board.spmc.state;
  const context = contexts.of(stage.board.endpoint(step.by), step.vcpu ?? 0);
  if (contexts.model[context] !== MODEL.DIRECT_REQUEST)
    throw new StepError(`${step.by} was not asked anything`);
  const wide = act.wide ?? contexts.width[context] === 64;
  const id = functionId('FFA_MSG_SEND_DIRECT_RESP', wide ? 64 : 32);
  const parties = packHalves(stage.idOf(step.by), contexts.requester[context]);
  return letGo(stage, step, registersOf(id, { 1: parties, ...dataArguments(act.data), ...act.registers }));
}

export function wait(stage: Stage, step: Step): Result {
  return letGo(stage, step, registersOf(functionId('FFA_MSG_WAIT')));
}

/** Its result is there when the partition has given the processor back. */
export function run(stage: Stage, step: Step, act: RunAct): Result {
  const target = packHalves(stage.idOf(act.to), act.vcpu ?? 0);
  return stage.issue(step, registersOf(functionId('FFA_RUN'), { 1: target }), () => DONE);
}

/** A call that gives the processor away: it has worked when its answer is not a refusal. */
function letGo(stage: Stage, step: Step, frame: Frame): Result {
  const result = stage.issue(step, frame, () => DONE);
  return result.kind === 'pending' ? DONE : result;
}

function dataArguments(data: readonly number[] = []): Record<number, number> {
  if (data.length > MOST_DATA) throw new StepError(`a direct message carries ${MOST_DATA} values`);
  return Object.fromEntries(data.map((value, index) => [FIRST_DATA + index, value >>> 0]));
}

function unexpectedData(answer: Frame, expected: readonly number[] = []): string | undefined {
  const name = functionName(w(answer, 0));
  if (!name.startsWith('FFA_MSG_SEND_DIRECT_RESP')) return `the answer is ${name}`;
  const data = expected.map((_, index) => w(answer, FIRST_DATA + index));
  const same = data.every((value, index) => value === (expected[index] ?? 0) >>> 0);
  return same ? undefined : `the answer carries ${data.map((value) => `0x${value.toString(16)}`).join(' ')}`;
}
