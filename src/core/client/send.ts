import { ATTRIBUTES_NORMAL } from '../abi/bits.ts';
import { encodeTransaction, planTransaction } from '../abi/encode-transaction.ts';
import { type FragmentRange, planFragments } from '../abi/fragments.ts';
import { FFA_SUCCESS_32, type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { type Constituent, type ReceiverOptions, receiverOf } from '../abi/transaction.ts';
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
  /** Registers of the first call that differ from what the descriptor asks for. */
  readonly registers?: Arguments;
}

const FFA_MEM_FRAG_RX: number = functionId('FFA_MEM_FRAG_RX');
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');

/** Encodes a send in the negotiated version's layout and cuts it into fragments that fit the TX buffer. */
export function describe(driver: DriverState, name: SendFunction, options: SendOptions): Prepared {
  const chosenByReceiver =
    name === 'FFA_MEM_DONATE' || (name === 'FFA_MEM_LEND' && options.receivers.length === 1);
  const transaction = {
    sender: driver.id,
    attributes: options.attributes ?? (chosenByReceiver ? 0 : ATTRIBUTES_NORMAL),
    flags: options.flags ?? 0,
    handle: 0n,
    tag: options.tag ?? 0n,
    receivers: options.receivers.map(receiverOf),
    composite: { constituents: options.constituents },
  };
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

/**
 * Sends a descriptor fragment by fragment. Every answer is compared with what was sent: handle and offset.
 * A send that goes wrong in the middle is given up at the manager.
 */
export function* sendPrepared(
  driver: DriverState,
  name: SendFunction,
  prepared: Prepared,
  wide = false,
): Program<bigint> {
  const { tx } = driver.mapped();
  const { bytes, fragments, registers } = prepared;
  const id = functionId(name, wide ? 64 : 32);
  const [first, ...others] = fragments;
  if (first === undefined) throw new TypeError('a descriptor has at least one fragment');
  yield* write(tx, bytes.subarray(0, first.length));
  let answer = yield* call(request(id, { 1: bytes.length, 2: first.length, ...registers }));
  if (isError(answer)) throw errorOf(id, answer);
  if (others.length === 0) return handleOf(id, answer);
  const handle = { 1: answer[2], 2: answer[4] };
  for (const { offset, length } of others) {
    if (w(answer, 0) !== FFA_MEM_FRAG_RX || !continues(answer, handle, offset)) {
      yield* giveUp(handle);
      throw new ProtocolError(id, answer, `FFA_MEM_FRAG_RX of the same handle with offset ${offset}`);
    }
    yield* write(tx, bytes.subarray(offset, offset + length));
    answer = yield* call(request(FFA_MEM_FRAG_TX, { ...handle, 3: length }));
    if (isError(answer)) {
      yield* giveUp(handle);
      throw errorOf(FFA_MEM_FRAG_TX, answer);
    }
  }
  return handleOf(id, answer);
}

/** Takes sent memory back. */
export function* reclaim(handle: bigint, flags = 0): Program {
  yield* expectSuccess('FFA_MEM_RECLAIM', { ...handleArguments(handle), 3: flags });
}

/** w1 and w2 of calls that name a transaction. */
export function handleArguments(handle: bigint): { 1: bigint; 2: bigint } {
  return { 1: handle & 0xffff_ffffn, 2: handle >> 32n };
}

function handleOf(id: number, answer: Frame): bigint {
  if (w(answer, 0) !== FFA_SUCCESS_32) throw new ProtocolError(id, answer, 'FFA_SUCCESS');
  return joinWords(w(answer, 2), w(answer, 3));
}

function continues(answer: Frame, handle: { 1: number; 2: number }, offset: number): boolean {
  return w(answer, 1) === handle[1] && w(answer, 2) === handle[2] && w(answer, 3) === offset;
}

/** Tells the manager that no more fragments follow. Its answer does not matter: the send is gone either way. */
function* giveUp(handle: Arguments): Program {
  yield* call(request(functionId('FFA_MEM_RECLAIM'), handle));
}
