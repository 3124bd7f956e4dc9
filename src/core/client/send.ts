import { ATTRIBUTES_NORMAL } from '../abi/bits.ts';
import { encodeTransaction, planTransaction } from '../abi/encode-transaction.ts';
import { type FragmentRange, planFragments } from '../abi/fragments.ts';
import { FFA_SUCCESS_32, type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import {
  type Constituent,
  type MemoryTransaction,
  type ReceiverOptions,
  receiverOf,
} from '../abi/transaction.ts';
import { joinWords } from '../abi/words.ts';
import { type Arguments, type DriverState, expectSuccess, request } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import { call, type Program, write } from './port.ts';

/** The functions that send memory. */
export type SendFunction = 'FFA_MEM_SHARE' | 'FFA_MEM_LEND' | 'FFA_MEM_DONATE';

/** What to send, and to whom. */
export interface SendOptions {
  readonly receivers: readonly ReceiverOptions[];
  readonly constituents: readonly Constituent[];
  readonly flags?: number;
  readonly tag?: bigint;
  /** Left out: normal memory for a share and for a lend to several, unspecified otherwise. */
  readonly attributes?: number;
  /** 64-bit calls instead of 32-bit ones. */
  readonly wide?: boolean;
}

/** A descriptor that is ready to go, and how it is cut. Made by `describe`; a test may spoil it before it is sent. */
export interface Prepared {
  readonly bytes: Uint8Array;
  readonly fragments: readonly FragmentRange[];
  /** Argument registers that differ from what the descriptor asks for. */
  readonly registers?: Arguments;
}

const FFA_MEM_FRAG_RX: number = functionId('FFA_MEM_FRAG_RX');
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');

/** Whether the receiver, the only one with access, chooses attributes and instruction access when it retrieves. */
export function isReceiversChoice(name: SendFunction, receivers: number): boolean {
  return name === 'FFA_MEM_DONATE' || (name === 'FFA_MEM_LEND' && receivers === 1);
}

/** Encodes a send in the negotiated version's layout and cuts it into fragments that fit the TX buffer. */
export function describe(driver: DriverState, name: SendFunction, options: SendOptions): Prepared {
  return prepare(driver, transactionOf(driver, name, options));
}

/** The transaction that a send describes, with nothing left out. */
export function transactionOf(
  driver: DriverState,
  name: SendFunction,
  options: SendOptions,
): MemoryTransaction {
  const unspecified = isReceiversChoice(name, options.receivers.length);
  return {
    sender: driver.id,
    attributes: options.attributes ?? (unspecified ? 0 : ATTRIBUTES_NORMAL),
    flags: options.flags ?? 0,
    handle: 0n,
    tag: options.tag ?? 0n,
    receivers: options.receivers.map(receiverOf),
    composite: { constituents: options.constituents },
  };
}

/** The second half of `describe`, for those who look at the transaction in between. */
export function prepare(driver: DriverState, transaction: MemoryTransaction): Prepared {
  const { length, constituentsOffset } = planTransaction(transaction, driver.version);
  return {
    bytes: encodeTransaction(transaction, driver.version),
    fragments: planFragments(length, constituentsOffset, driver.bufferBytes),
  };
}

/** Sends memory and returns the handle. Throws an FfaError when the manager refuses; then nothing is sent. */
export function* send(driver: DriverState, name: SendFunction, options: SendOptions): Program<bigint> {
  return yield* sendPrepared(driver, name, describe(driver, name, options), options.wide);
}

/** How far a send has come: the handle, and where its next fragment starts, or that none is missing. */
export interface Progress {
  readonly handle: bigint;
  readonly next: number | 'complete';
}

/** Sends a descriptor that is ready. A send that goes wrong in the middle is given up at the manager. */
export function* sendPrepared(
  driver: DriverState,
  name: SendFunction,
  prepared: Prepared,
  wide = false,
): Program<bigint> {
  const { fragments } = prepared;
  const first = yield* sendFirst(driver, name, prepared, wide);
  if (first.next === 'complete') return first.handle;
  try {
    const { next } = yield* sendOthers(driver, first.handle, prepared, fragments.slice(1));
    if (next === 'complete') return first.handle;
  } catch (error) {
    yield* giveUp(first.handle);
    throw error;
  }
  yield* giveUp(first.handle);
  throw new RangeError('the fragments of a descriptor do not add up to it');
}

/** Makes the call that begins a send. */
export function* sendFirst(
  driver: DriverState,
  name: SendFunction,
  { bytes, fragments, registers }: Prepared,
  wide = false,
): Program<Progress> {
  const id = functionId(name, wide ? 64 : 32);
  const [first] = fragments;
  if (first === undefined) throw new TypeError('a descriptor has at least one fragment');
  yield* write(driver.mapped().tx, bytes.subarray(0, first.length));
  const answer = yield* call(request(id, { ...sendArguments(bytes.length, first.length), ...registers }));
  return progressOf(id, answer, first.length);
}

/** Sends fragments that go on from where the last one ended. Every answer is compared with what was sent: handle and offset. */
export function* sendOthers(
  driver: DriverState,
  handle: bigint,
  { bytes, registers }: Pick<Prepared, 'bytes' | 'registers'>,
  fragments: readonly FragmentRange[],
): Program<Progress> {
  const { tx } = driver.mapped();
  let progress: Progress = { handle, next: 0 };
  for (const { offset, length } of fragments) {
    yield* write(tx, bytes.subarray(offset, offset + length));
    const args = { ...fragmentArguments(handle, length), ...registers };
    const answer = yield* call(request(FFA_MEM_FRAG_TX, args));
    progress = progressOf(FFA_MEM_FRAG_TX, answer, offset + length);
    if (progress.handle !== handle) throw new ProtocolError(FFA_MEM_FRAG_TX, answer, 'the same handle');
  }
  return progress;
}

/** Takes sent memory back. */
export function* reclaim(handle: bigint, flags = 0): Program {
  yield* expectSuccess('FFA_MEM_RECLAIM', { ...handleArguments(handle), 3: flags });
}

/** w1 and w2 of the call that begins a send: bytes of the descriptor and of its first fragment. */
export function sendArguments(total: number, fragment: number): Arguments {
  return { 1: total, 2: fragment };
}

/** w1 to w3 of the call that sends another fragment. */
export function fragmentArguments(handle: bigint, length: number): Arguments {
  return { ...handleArguments(handle), 3: length };
}

/** w1 and w2 of calls that name a transaction. */
export function handleArguments(handle: bigint): { 1: bigint; 2: bigint } {
  return { 1: handle & 0xffff_ffffn, 2: handle >> 32n };
}

/** What an answer to a fragment says: that all have arrived, or that the next one is wanted. */
function progressOf(id: number, answer: Frame, sent: number): Progress {
  if (isError(answer)) throw errorOf(id, answer);
  if (w(answer, 0) === FFA_SUCCESS_32)
    return { handle: joinWords(w(answer, 2), w(answer, 3)), next: 'complete' };
  const goesOn = w(answer, 0) === FFA_MEM_FRAG_RX && w(answer, 3) === sent;
  if (!goesOn) throw new ProtocolError(id, answer, `FFA_SUCCESS, or FFA_MEM_FRAG_RX with offset ${sent}`);
  return { handle: joinWords(w(answer, 1), w(answer, 2)), next: sent };
}

/** Tells the manager that no more fragments follow. Its answer does not matter: the send is gone either way. */
function* giveUp(handle: bigint): Program {
  yield* call(request(functionId('FFA_MEM_RECLAIM'), handleArguments(handle)));
}
