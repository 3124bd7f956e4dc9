import { type Frame, w } from '../abi/frame.ts';
import { functionId, functionName } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { STOPPED } from '../abi/stopped.ts';
import { packHalves } from '../abi/words.ts';
import { request as registersOf } from '../client/driver.ts';
import { serviceArguments } from '../client/messages.ts';
import { MESSAGE, MODEL } from '../spmc/contexts.ts';
import type { AbortAct, RequestAct, RespondAct, RunAct } from './act.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { type Stage, StepError } from './stage.ts';

/** Where data begins in a request and its response, and where in those of FF-A 1.2. */
const FIRST_DATA = 3;
const FIRST_DATA2 = 4;

/** Its result is there when the receiver has responded. */
export function request(stage: Stage, step: Step, act: RequestAct): Result {
  const { service, data, answer: expected, registers } = act;
  const first = service === undefined ? FIRST_DATA : FIRST_DATA2;
  const id =
    service === undefined
      ? functionId('FFA_MSG_SEND_DIRECT_REQ', isWide(stage, step, act) ? 64 : 32)
      : functionId('FFA_MSG_SEND_DIRECT_REQ2', 64);
  const parties = packHalves(stage.idOf(step.by), stage.idOf(act.to));
  const args = {
    1: parties,
    ...(service === undefined ? {} : serviceArguments(service)),
    ...dataArguments(data, first),
    ...registers,
  };
  return stage.issue(step, registersOf(id, args), (answer) => judgeResponse(answer, first, expected));
}

/** As the step says, or as the partition's driver would. */
function isWide(stage: Stage, step: Step, { wide, to }: RequestAct): boolean {
  const driver = stage.driverOf(step.by);
  return wide ?? (driver !== undefined && driver.bus.deviceOf(stage.idOf(to))?.mode32 === false);
}

/** One who is interrupted or yields has not answered yet: the response comes out of a later step that runs it. */
function judgeResponse(answer: Frame, first: number, expected: readonly number[] | undefined): Result {
  const judge = (response: Frame) => doneUnless(unexpectedData(response, first, expected));
  const wait = (late: Frame): Result => (isResponse(late) ? judge(late) : { kind: 'pending', judge: wait });
  return STOPPED.has(w(answer, 0)) ? wait(answer) : judge(answer);
}

function isResponse(answer: Frame): boolean {
  return functionName(w(answer, 0)).startsWith('FFA_MSG_SEND_DIRECT_RESP');
}

/** Whom it goes to and how wide it is the manager knows, whatever the partition did since the request came. */
export function respond(stage: Stage, step: Step, act: RespondAct): Result {
  const { contexts } = stage.board.spmc.state;
  const context = contexts.of(stage.board.endpoint(step.by), step.vcpu ?? 0);
  if (contexts.model[context] !== MODEL.DIRECT_REQUEST)
    throw new StepError(`${step.by} was not asked anything`);
  const wide = act.wide ?? contexts.width[context] === 64;
  const second = contexts.message[context] === MESSAGE.REQUEST2;
  const id = second
    ? functionId('FFA_MSG_SEND_DIRECT_RESP2', 64)
    : functionId('FFA_MSG_SEND_DIRECT_RESP', wide ? 64 : 32);
  const parties = packHalves(stage.idOf(step.by), contexts.requester[context]);
  const data = dataArguments(act.data, second ? FIRST_DATA2 : FIRST_DATA);
  return letGo(stage, step, registersOf(id, { 1: parties, ...data, ...act.registers }));
}

export function wait(stage: Stage, step: Step): Result {
  return letGo(stage, step, registersOf(functionId('FFA_MSG_WAIT')));
}

export function yieldProcessor(stage: Stage, step: Step): Result {
  return letGo(stage, step, registersOf(functionId('FFA_YIELD')));
}

/** An interrupt of the normal world takes the processor from the partition. */
export function preempt(stage: Stage, step: Step): Result {
  stage.board.preempt(step.by, step.vcpu);
  return DONE;
}

/** Its own call, where it makes one or gives a reason; otherwise it dies of what it did. */
export function abort(stage: Stage, step: Step, { with: call, code, registers }: AbortAct): Result {
  if (call === undefined && code === undefined && registers === undefined) {
    stage.board.abort(step.by);
    return DONE;
  }
  const reason = code ?? (call === 'FFA_ERROR' ? STATUS.ABORTED >>> 0 : 0);
  return letGo(stage, step, registersOf(functionId(call ?? 'FFA_ABORT'), { 2: reason, ...registers }));
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

function dataArguments(data: readonly number[] = [], first: number): Record<number, number> {
  return Object.fromEntries(data.map((value, index) => [first + index, value >>> 0]));
}

function unexpectedData(answer: Frame, first: number, expected: readonly number[] = []): string | undefined {
  if (!isResponse(answer)) return `the answer is ${functionName(w(answer, 0))}`;
  const data = expected.map((_, index) => w(answer, first + index));
  const same = data.every((value, index) => value === (expected[index] ?? 0) >>> 0);
  return same ? undefined : `the answer carries ${data.map((value) => `0x${value.toString(16)}`).join(' ')}`;
}
