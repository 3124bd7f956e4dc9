import { DATA_MASK, FLAG_TYPE_DONATE, FLAG_TYPE_LEND, FLAG_TYPE_SHARE, INSTRUCTION_NX } from '../abi/bits.ts';
import { decodeTransaction } from '../abi/decode-transaction.ts';
import { encodeHypervisorRetrieve, encodeTransaction } from '../abi/encode-transaction.ts';
import { type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { encodeRelinquish } from '../abi/relinquish.ts';
import {
  type MemoryTransaction,
  type Receiver,
  type ReceiverOptions,
  receiverOf,
} from '../abi/transaction.ts';
import { releaseRx } from './discovery.ts';
import { type Arguments, type DriverState, expectSuccess, request } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import { call, type Program, read, write } from './port.ts';
import { handleArguments, isReceiversChoice, type SendFunction } from './send.ts';

/** What to retrieve, and as what. */
export interface RetrieveOptions {
  readonly handle: bigint;
  readonly sender: number;
  readonly receivers: readonly ReceiverOptions[];
  readonly flags?: number;
  readonly tag?: bigint;
  readonly attributes?: number;
  readonly wide?: boolean;
}

const FFA_MEM_RETRIEVE_RESP: number = functionId('FFA_MEM_RETRIEVE_RESP');
const FFA_MEM_RETRIEVE_REQ: number = functionId('FFA_MEM_RETRIEVE_REQ');
const FFA_MEM_FRAG_RX: number = functionId('FFA_MEM_FRAG_RX');
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');

/** The longest response that is taken on a manager's word: a million constituents. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Bits 4:3 of the flags of a request: what the memory was sent as. */
export const TYPE_FLAG: Readonly<Record<SendFunction, number>> = {
  FFA_MEM_SHARE: FLAG_TYPE_SHARE,
  FFA_MEM_LEND: FLAG_TYPE_LEND,
  FFA_MEM_DONATE: FLAG_TYPE_DONATE,
};

/** The receivers of a send as they ask for what they were sent; not to execute it, where a receiver has to say. */
export function asAsked(name: SendFunction, receivers: readonly Receiver[]): readonly Receiver[] {
  const instruction = isReceiversChoice(name, receivers.length) ? INSTRUCTION_NX : 0;
  return receivers.map((receiver) => ({
    ...receiver,
    permissions: (receiver.permissions & DATA_MASK) | instruction,
  }));
}

/** Encodes a retrieve request in the negotiated version's layout. */
export function describeRequest(driver: DriverState, options: RetrieveOptions): Uint8Array {
  return encodeTransaction(
    {
      sender: options.sender,
      attributes: options.attributes ?? 0,
      flags: options.flags ?? 0,
      handle: options.handle,
      tag: options.tag ?? 0n,
      receivers: options.receivers.map(receiverOf),
    },
    driver.version,
  );
}

/** Retrieves memory and returns the whole response. Throws an FfaError when the manager refuses. */
export function* retrieve(driver: DriverState, options: RetrieveOptions): Program<MemoryTransaction> {
  return yield* retrievePrepared(driver, options.handle, describeRequest(driver, options), {}, options.wide);
}

/** Looks at a transaction as the hypervisor: all its receivers, without taking access. */
export function* inspect(driver: DriverState, handle: bigint): Program<MemoryTransaction> {
  return yield* retrievePrepared(driver, handle, encodeHypervisorRetrieve(handle, driver.version));
}

/** Sends a request and collects the response, which is copied out of RX before RX is released. */
export function* retrievePrepared(
  driver: DriverState,
  handle: bigint,
  bytes: Uint8Array,
  registers: Arguments = {},
  wide = false,
): Program<MemoryTransaction> {
  const { answer, total, fragment: first } = yield* retrieveFirst(driver, bytes, registers, wide);
  const response = new Uint8Array(total);
  response.set(first);
  let received = first.length;
  while (received < total) {
    const fragment = yield* fetchFragment(driver, handle, received);
    if (fragment.length === 0 || received + fragment.length > total)
      throw new ProtocolError(FFA_MEM_FRAG_RX, answer, `a fragment of 1 to ${total - received} bytes`);
    response.set(fragment, received);
    received += fragment.length;
  }
  const decoded = decodeTransaction(response, driver.version);
  if (decoded.ok) return decoded.value;
  const { path, detail } = decoded.error;
  throw new ProtocolError(FFA_MEM_RETRIEVE_REQ, answer, `a response that can be read: ${path}: ${detail}`);
}

/** Sends a request and takes the first fragment of the response, and the length of the whole, out of RX. */
export function* retrieveFirst(
  driver: DriverState,
  bytes: Uint8Array,
  registers: Arguments = {},
  wide = false,
): Program<{ readonly answer: Frame; readonly total: number; readonly fragment: Uint8Array }> {
  const { tx, rx } = driver.mapped();
  const id = functionId('FFA_MEM_RETRIEVE_REQ', wide ? 64 : 32);
  yield* write(tx, bytes);
  const answer = yield* call(request(id, { 1: bytes.length, 2: bytes.length, ...registers }));
  if (isError(answer)) throw errorOf(id, answer);
  if (w(answer, 0) !== FFA_MEM_RETRIEVE_RESP) throw new ProtocolError(id, answer, 'FFA_MEM_RETRIEVE_RESP');
  const [total, length] = [w(answer, 1), w(answer, 2)];
  const sound = length <= Math.min(total, driver.bufferBytes) && total <= MOST_BYTES;
  if (!sound) throw new ProtocolError(id, answer, 'lengths that the buffer and the response can have');
  const fragment = yield* read(rx, length);
  yield* releaseRx();
  return { answer, total, fragment };
}

/** Fetches the fragment of a response that starts at an offset. */
export function* fetchFragment(driver: DriverState, handle: bigint, offset: number): Program<Uint8Array> {
  const answer = yield* call(request(FFA_MEM_FRAG_RX, { ...handleArguments(handle), 3: offset }));
  if (isError(answer)) throw errorOf(FFA_MEM_FRAG_RX, answer);
  const fits = w(answer, 0) === FFA_MEM_FRAG_TX && w(answer, 3) <= driver.bufferBytes;
  if (!fits) throw new ProtocolError(FFA_MEM_FRAG_RX, answer, 'FFA_MEM_FRAG_TX with what fits the buffer');
  const fragment = yield* read(driver.mapped().rx, w(answer, 3));
  yield* releaseRx();
  return fragment;
}

/** Gives retrieved memory up. */
export function* relinquish(driver: DriverState, handle: bigint, flags = 0): Program {
  yield* relinquishPrepared(driver, encodeRelinquish({ handle, flags, endpoints: [driver.id] }));
}

/** Gives memory up with a descriptor as it is. */
export function* relinquishPrepared(
  driver: DriverState,
  bytes: Uint8Array,
  registers: Arguments = {},
): Program {
  yield* write(driver.mapped().tx, bytes);
  yield* expectSuccess('FFA_MEM_RELINQUISH', registers);
}
