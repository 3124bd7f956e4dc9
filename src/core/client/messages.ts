import { type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { lowerHalf, packHalves, upperHalf } from '../abi/words.ts';
import { type DriverState, request } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import { call, type Program } from './port.ts';

/** A direct request as its receiver finds it. */
export interface Message {
  readonly sender: number;
  /** The endpoint it was sent to: the one that answers. */
  readonly receiver: number;
  /** Width of the call; the response has to have the same. */
  readonly width: 32 | 64;
  /** w3..w7. */
  readonly data: readonly number[];
}

const FFA_MSG_SEND_DIRECT_REQ_64: number = functionId('FFA_MSG_SEND_DIRECT_REQ', 64);

/** Sends a direct request and returns the data of the response. */
export function* directRequest(
  driver: DriverState,
  receiver: number,
  data: readonly number[],
  width: 32 | 64 = 32,
): Program<readonly number[]> {
  const id = functionId('FFA_MSG_SEND_DIRECT_REQ', width);
  const answer = yield* call(request(id, { 1: packHalves(driver.id, receiver), ...dataArguments(data) }));
  if (isError(answer)) throw errorOf(id, answer);
  if (w(answer, 0) !== functionId('FFA_MSG_SEND_DIRECT_RESP', width))
    throw new ProtocolError(id, answer, 'FFA_MSG_SEND_DIRECT_RESP of the same width');
  return dataOf(answer);
}

/** Answers a direct request and waits for the next one. */
export function* respond(to: Message, data: readonly number[]): Program<Message> {
  const id = functionId('FFA_MSG_SEND_DIRECT_RESP', to.width);
  return messageOf(
    id,
    yield* call(request(id, { 1: packHalves(to.receiver, to.sender), ...dataArguments(data) })),
  );
}

/** Waits for a direct request, or for processor time. */
export function* wait(flags = 0): Program<Message> {
  const id = functionId('FFA_MSG_WAIT');
  return messageOf(id, yield* call(request(id, { 2: flags })));
}

/** Gives the processor to a context of a partition, and returns how it was given back. */
export function* run(partition: number, vcpu = 0): Program<Frame> {
  const id = functionId('FFA_RUN');
  const answer = yield* call(request(id, { 1: packHalves(partition, vcpu) }));
  if (isError(answer)) throw errorOf(id, answer);
  return answer;
}

function messageOf(id: number, answer: Frame): Message {
  if (isError(answer)) throw errorOf(id, answer);
  const width = w(answer, 0) === FFA_MSG_SEND_DIRECT_REQ_64 ? 64 : 32;
  return {
    sender: upperHalf(w(answer, 1)),
    receiver: lowerHalf(w(answer, 1)),
    width,
    data: dataOf(answer),
  };
}

function dataArguments(data: readonly number[]): Record<number, number> {
  if (data.length > 5) throw new RangeError(`a direct message carries five values, not ${data.length}`);
  return Object.fromEntries(data.map((value, index) => [index + 3, value >>> 0]));
}

function dataOf(frame: Frame): readonly number[] {
  return [3, 4, 5, 6, 7].map((register) => w(frame, register));
}
