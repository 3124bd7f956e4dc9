import { FFA_ERROR, FFA_SUCCESS_64, type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { layoutsOf } from '../abi/layouts.ts';
import { decodePartitionInfo, type PartitionInfo } from '../abi/partition-info.ts';
import { STATUS } from '../abi/statuses.ts';
import { NIL_UUID, type UuidWords } from '../abi/uuid.ts';
import { type Arguments, type Buffers, callFunction, type DriverState, expectSuccess } from './driver.ts';
import { errorOf, FfaError, ProtocolError } from './errors.ts';
import { readSteady } from './listing.ts';
import { serviceArguments } from './messages.ts';
import { type Program, read } from './port.ts';

const INFO_GET_REGS: number = functionId('FFA_PARTITION_INFO_GET_REGS', 64);
/** Bit 0 of w5. */
export const COUNT_ONLY = 1;

/**
 * Negotiates a version: asks for `wanted`, and for the manager's when that is older; until it is asked for one that it speaks, a manager goes on
 * as before. Throws an FfaError when there is none.
 */
export function* negotiate(driver: DriverState, wanted: number): Program<number> {
  let offered = yield* askForVersion(wanted);
  if (offered < wanted) offered = yield* askForVersion(offered);
  driver.version = Math.min(wanted, offered);
  return driver.version;
}

function* askForVersion(version: number): Program<number> {
  const offered = w(yield* callFunction('FFA_VERSION', { 1: version }), 0);
  if (offered >>> 31 === 1) throw new FfaError(functionId('FFA_VERSION'), STATUS.NOT_SUPPORTED);
  return offered;
}

/** Asks for the endpoint's own id. */
export function* learnId(driver: DriverState): Program<number> {
  const answer = yield* expectSuccess('FFA_ID_GET');
  driver.id = w(answer, 2) & 0xffff;
  return driver.id;
}

/** Maps RX/TX buffers. */
export function* mapBuffers(driver: DriverState, buffers: Buffers): Program {
  yield* expectSuccess(
    'FFA_RXTX_MAP',
    { 1: BigInt(buffers.tx), 2: BigInt(buffers.rx), 3: buffers.pages },
    64,
  );
  driver.buffers = buffers;
}

/** Unmaps the endpoint's buffers. */
export function* unmapBuffers(driver: DriverState): Program {
  yield* expectSuccess('FFA_RXTX_UNMAP');
  driver.buffers = undefined;
}

/** Gives RX back to the manager. */
export function* releaseRx(): Program {
  yield* expectSuccess('FFA_RX_RELEASE');
}

/** Whether the manager offers a function to this endpoint. */
export function* hasFeature(id: number, input = 0): Program<boolean> {
  return w(yield* callFunction('FFA_FEATURES', { 1: id, 2: input }), 0) !== FFA_ERROR;
}

/** Counts partitions that answer to a UUID, without using RX. */
export function* countPartitions(uuid: UuidWords = NIL_UUID): Program<number> {
  const answer = yield* expectSuccess('FFA_PARTITION_INFO_GET', { ...uuidArguments(uuid), 5: COUNT_ONLY });
  return w(answer, 2);
}

/** Lists the partitions that answer to a UUID through RX; the nil UUID lists everybody. */
export function* listPartitions(driver: DriverState, uuid: UuidWords = NIL_UUID): Program<PartitionInfo[]> {
  const { rx } = driver.mapped();
  const answer = yield* expectSuccess('FFA_PARTITION_INFO_GET', uuidArguments(uuid));
  const { infoSize } = driver.behaviours;
  const size = infoSize ? w(answer, 3) : layoutsOf(driver.version).partitionInfo.size;
  const length = w(answer, 2) * size;
  if (length > driver.bufferBytes)
    throw new ProtocolError(functionId('FFA_PARTITION_INFO_GET'), answer, 'a list that fits the buffer');
  const bytes = yield* read(rx, length);
  yield* releaseRx();
  const decoded = decodePartitionInfo(bytes, size);
  if (!decoded.ok)
    throw new ProtocolError(functionId('FFA_PARTITION_INFO_GET'), answer, decoded.error.detail);
  return decoded.value;
}

/**
 * Lists the partitions that answer to a UUID through registers, in as many calls as it takes; from the start again when the manager says
 * that the list has changed meanwhile (RETRY). FF-A 1.2.
 */
export function* listPartitionsInRegisters(uuid: UuidWords = NIL_UUID): Program<PartitionInfo[]> {
  return yield* readSteady(() => listOnce(uuid), STATUS.RETRY);
}

function* listOnce(uuid: UuidWords): Program<PartitionInfo[]> {
  const found: PartitionInfo[] = [];
  for (let last = 0, tag = 0; found.length <= last; ) {
    const args = { ...serviceArguments(uuid, 1), ...placeArguments(found.length, tag) };
    const answer = yield* callFunction('FFA_PARTITION_INFO_GET_REGS', args, 64);
    if (isError(answer)) throw errorOf(INFO_GET_REGS, answer);
    const batch = batchOf(answer, found.length);
    if (batch === undefined)
      throw new ProtocolError(INFO_GET_REGS, answer, 'FFA_SUCCESS_64 with the descriptors that follow');
    found.push(...batch.partitions);
    ({ last, tag } = batch);
  }
  return found;
}

/** A part of a list of partitions, as registers carry it. */
export interface Batch {
  readonly partitions: readonly PartitionInfo[];
  /** The index of the last partition of the whole list. */
  readonly last: number;
  /** To be handed back with the next question, so that the manager sees whether the list is still the same. */
  readonly tag: number;
}

/** The part of a list that begins at an index, as FFA_PARTITION_INFO_GET_REGS answers it; undefined for what is none. */
export function batchOf(answer: Frame, from: number): Batch | undefined {
  const current = answer[4] >>> 16;
  const size = answer[5] >>> 16;
  if (w(answer, 0) !== FFA_SUCCESS_64 || current < from || size < 24 || size % 8 !== 0) return undefined;
  const bytes = new Uint8Array(answer.slice(6).buffer, 0);
  const length = (current + 1 - from) * size;
  if (length > bytes.length) return undefined;
  const decoded = decodePartitionInfo(bytes.subarray(0, length), size);
  if (!decoded.ok) return undefined;
  return { partitions: decoded.value, last: answer[4] & 0xffff, tag: answer[5] & 0xffff };
}

/** x3 of FFA_PARTITION_INFO_GET_REGS: where in the list, and the tag of the list. */
export function placeArguments(index: number, tag: number): Arguments {
  return { 3: index + tag * 0x1_0000 };
}

/** w1 to w4 of FFA_PARTITION_INFO_GET. */
export function uuidArguments(uuid: UuidWords): Record<number, number> {
  return { 1: uuid[0], 2: uuid[1], 3: uuid[2], 4: uuid[3] };
}
