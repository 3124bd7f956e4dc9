import { FFA_SUCCESS_64, type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { layoutsOf } from '../abi/layouts.ts';
import { decodePartitionInfo, type PartitionInfo } from '../abi/partition-info.ts';
import type { UuidWords } from '../abi/uuid.ts';
import { type Batch, batchOf, COUNT_ONLY, placeArguments, uuidArguments } from '../client/discovery.ts';
import { request } from '../client/driver.ts';
import { serviceArguments } from '../client/messages.ts';
import { call, type Program, read } from '../client/port.ts';
import { type DriverCore, is } from './driver-core.ts';

const INFO_GET_REGS: number = functionId('FFA_PARTITION_INFO_GET_REGS', 64);

/**
 * The partitions that answer to a UUID, all for the nil UUID; none is no failure. Throws a DriverError for a refusal, and for a list that
 * cannot be.
 *
 * Source: clients-linux-uboot-pkvm 1.6, 4.2.
 */
export function* listPartitions(core: DriverCore, uuid: UuidWords): Program<readonly PartitionInfo[]> {
  const inRegisters = core.model.registersFirst && (yield* core.has(INFO_GET_REGS));
  return yield* inRegisters ? throughRegisters(core, uuid) : core.alone('RX', throughRx(core, uuid));
}

function* throughRx(core: DriverCore, uuid: UuidWords): Program<readonly PartitionInfo[]> {
  const args = uuidArguments(uuid);
  const { infoSize } = core.state.behaviours;
  let most = Number.POSITIVE_INFINITY;
  if (core.model.countsFirst) {
    // FF-A 1.0 counts by listing.
    const answer = yield* core.succeed(
      'FFA_PARTITION_INFO_GET',
      infoSize ? { ...args, 5: COUNT_ONLY } : args,
    );
    if (!infoSize) yield* core.releaseRx();
    most = w(answer, 2);
    if (most === 0) return [];
  }
  const answer = yield* core.succeed('FFA_PARTITION_INFO_GET', args);
  const count = w(answer, 2);
  const size = infoSize ? w(answer, 3) : layoutsOf(core.state.version).partitionInfo.size;
  const sound = count <= most && count * size <= core.state.bufferBytes;
  const bytes = sound ? yield* read(core.state.mapped().rx, count * size) : undefined;
  yield* core.releaseRx();
  const decoded = bytes === undefined ? undefined : decodePartitionInfo(bytes, size);
  if (decoded?.ok !== true) throw core.odd('FFA_PARTITION_INFO_GET', answer);
  return decoded.value;
}

/** The list, read anew where it changes meanwhile and this driver tries again. */
function* throughRegisters(core: DriverCore, uuid: UuidWords): Program<readonly PartitionInfo[]> {
  if (core.model.countsFirst) batchIn(core, yield* batch(uuid, 0, 0), 0);
  for (let again = 0; ; again++) {
    const found = yield* listOnce(core, uuid);
    if (Array.isArray(found)) return found;
    const tries = core.isLater(found) && again < core.limits.retries;
    if (!tries) throw core.refused('FFA_PARTITION_INFO_GET_REGS', found);
  }
}

/** The list, or the FFA_ERROR that ended it. */
function* listOnce(core: DriverCore, uuid: UuidWords): Program<PartitionInfo[] | Frame> {
  const found: PartitionInfo[] = [];
  for (let last = 0, tag = 0; found.length <= last; ) {
    const answer = yield* batch(uuid, found.length, tag);
    if (isError(answer)) return answer;
    const next = batchIn(core, answer, found.length);
    if (found.length === 0) ({ last } = next);
    if (found.length + next.partitions.length > last + 1)
      throw core.odd('FFA_PARTITION_INFO_GET_REGS', answer);
    found.push(...next.partitions);
    ({ tag } = next);
  }
  return found;
}

function* batch(uuid: UuidWords, index: number, tag: number): Program<Frame> {
  return yield* call(request(INFO_GET_REGS, { ...serviceArguments(uuid, 1), ...placeArguments(index, tag) }));
}

function batchIn(core: DriverCore, answer: Frame, from: number): Batch {
  if (isError(answer)) throw core.refused('FFA_PARTITION_INFO_GET_REGS', answer);
  const found = is(answer, FFA_SUCCESS_64) ? batchOf(answer, from) : undefined;
  if (found === undefined) throw core.odd('FFA_PARTITION_INFO_GET_REGS', answer);
  return found;
}
