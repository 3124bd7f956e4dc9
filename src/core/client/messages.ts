import { type Frame, isError, w, x } from '../abi/frame.ts';
import { functionId, widthOfId } from '../abi/functions.ts';
import { STOPPED } from '../abi/stopped.ts';
import type { UuidWords } from '../abi/uuid.ts';
import { joinWords, lowerHalf, packHalves, upperHalf } from '../abi/words.ts';
import { type Arguments, type DriverState, expectSuccess, request } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import { call, type Program } from './port.ts';

/** A direct request as its receiver finds it, or processor time that comes without one. */
export interface Message {
  readonly sender: number;
  /** The endpoint it was sent to: the one that answers. */
  readonly receiver: number;
  /**
   * FFA_MSG_SEND_DIRECT_REQ or REQ2, whose response is of the same kind. `run`, as after FFA_RUN, when nobody asks anything: there is
   * nothing to respond to, and the registers say nothing of a sender, a receiver or data.
   */
  readonly kind: 'request' | 'request2' | 'run';
  /** Width of the call; the response has to have the same. */
  readonly width: 32 | 64;
  /** w3..w7; x4..x17 of a REQ2, which have 64 bits. */
  readonly data: readonly bigint[];
}

const FFA_MSG_SEND_DIRECT_REQ2: number = functionId('FFA_MSG_SEND_DIRECT_REQ2', 64);
const KINDS: ReadonlyMap<number, Message['kind']> = new Map([
  [functionId('FFA_MSG_SEND_DIRECT_REQ', 32), 'request'],
  [functionId('FFA_MSG_SEND_DIRECT_REQ', 64), 'request'],
  [FFA_MSG_SEND_DIRECT_REQ2, 'request2'],
]);
const FFA_RUN: number = functionId('FFA_RUN');
/** Registers that carry data: five of a request, fourteen of a REQ2. */
export const DATA: readonly number[] = [3, 4, 5, 6, 7];
export const DATA2: readonly number[] = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17];

/** Sends a direct request and returns the data of the response, of which a 64-bit one has the lower halves only. */
export function* directRequest(
  driver: DriverState,
  receiver: number,
  data: Data,
  width: 32 | 64 = 32,
): Program<readonly number[]> {
  const answer = yield* exchange(driver, receiver, data, width);
  return DATA.map((register) => w(answer, register));
}

/** Sends a direct request of 64-bit values and returns those of the response. */
export function* directRequest64(
  driver: DriverState,
  receiver: number,
  data: Data,
): Program<readonly bigint[]> {
  const answer = yield* exchange(driver, receiver, data, 64);
  return DATA.map((register) => x(answer, register));
}

function* exchange(driver: DriverState, receiver: number, data: Data, width: 32 | 64): Program<Frame> {
  const id = functionId('FFA_MSG_SEND_DIRECT_REQ', width);
  const answer = yield* untilAnswered(
    request(id, { 1: packHalves(driver.id, receiver), ...dataArguments(data, DATA, width) }),
  );
  if (isError(answer)) throw errorOf(id, answer);
  if (w(answer, 0) !== functionId('FFA_MSG_SEND_DIRECT_RESP', width))
    throw new ProtocolError(id, answer, 'FFA_MSG_SEND_DIRECT_RESP of the same width');
  return answer;
}

/** A UUID in two x registers: x2 and x3, where a request has that of a service. */
export function serviceArguments([word0, word1, word2, word3]: UuidWords, first = 2): Arguments {
  return { [first]: joinWords(word0, word1), [first + 1]: joinWords(word2, word3) };
}

/** Sends a direct request to one service of a partition, and returns the fourteen values of the response. FF-A 1.2. */
export function* directRequest2(
  driver: DriverState,
  receiver: number,
  uuid: UuidWords,
  data: Data,
): Program<readonly bigint[]> {
  const answer = yield* untilAnswered(
    request(FFA_MSG_SEND_DIRECT_REQ2, {
      1: packHalves(driver.id, receiver),
      ...serviceArguments(uuid),
      ...dataArguments(data, DATA2, 64),
    }),
  );
  if (isError(answer)) throw errorOf(FFA_MSG_SEND_DIRECT_REQ2, answer);
  if (w(answer, 0) !== functionId('FFA_MSG_SEND_DIRECT_RESP2', 64))
    throw new ProtocolError(FFA_MSG_SEND_DIRECT_REQ2, answer, 'FFA_MSG_SEND_DIRECT_RESP2');
  return DATA2.map((register) => x(answer, register));
}

/** Answers a direct request, in its kind and width, and waits for the next one. */
export function* respond(to: Message, data: Data): Program<Message> {
  const second = to.kind === 'request2';
  const id = second
    ? functionId('FFA_MSG_SEND_DIRECT_RESP2', 64)
    : functionId('FFA_MSG_SEND_DIRECT_RESP', to.width);
  const parties = packHalves(to.receiver, to.sender);
  return messageOf(
    id,
    yield* call(request(id, { 1: parties, ...dataArguments(data, second ? DATA2 : DATA, to.width) })),
  );
}

/** Waits for a direct request, or for processor time. */
export function* wait(flags = 0): Program<Message> {
  const id = functionId('FFA_MSG_WAIT');
  return messageOf(id, yield* call(request(id, { 2: flags })));
}

/** Gives the processor to a context of a partition, and returns how it was given back. */
export function* run(partition: number, vcpu = 0): Program<Frame> {
  const answer = yield* call(request(FFA_RUN, { 1: packHalves(partition, vcpu) }));
  if (isError(answer)) throw errorOf(FFA_RUN, answer);
  return answer;
}

/** Gives the processor up for now. Returns when the partition is run again. */
export function* yieldProcessor(): Program {
  yield* expectSuccess('FFA_YIELD');
}

/** Makes a direct request. A partition that yields or is interrupted meanwhile is run until it has answered, as kernels do. */
function* untilAnswered(question: Frame): Program<Frame> {
  let answer = yield* call(question);
  while (STOPPED.has(w(answer, 0))) answer = yield* call(request(FFA_RUN, { 1: w(answer, 1) }));
  return answer;
}

/** Data of a direct message: numbers, or 64-bit values as bigint. */
export type Data = readonly (number | bigint)[];

function messageOf(id: number, answer: Frame): Message {
  if (isError(answer)) throw errorOf(id, answer);
  const kind = KINDS.get(w(answer, 0)) ?? 'run';
  const width = widthOfId(w(answer, 0));
  const registers = kind === 'request2' ? DATA2 : DATA;
  return {
    sender: upperHalf(w(answer, 1)),
    receiver: lowerHalf(w(answer, 1)),
    kind,
    width,
    data: registers.map((register) => x(answer, register)),
  };
}

/** Data in the registers that carry it. Throws a RangeError for more than there are. */
export function dataArguments(
  data: Data,
  registers: readonly number[],
  width: 32 | 64,
): Record<number, bigint> {
  if (data.length > registers.length)
    throw new RangeError(`this message carries ${registers.length} values, not ${data.length}`);
  return Object.fromEntries(
    data.map((value, index) => [registers[index], BigInt.asUintN(width, BigInt(value))]),
  );
}
