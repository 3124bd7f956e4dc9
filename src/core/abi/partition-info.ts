/**
 * Descriptions of partitions, as `FFA_PARTITION_INFO_GET` leaves them in RX.
 *
 * Their size is what the manager says it is: 8 bytes in FF-A 1.0, 24 in 1.1, 48 in 1.3, more one day. A reader steps by
 * that size and reads what it knows.
 *
 * Source: ffa-hafnium 1.5, regressions B12.
 */

import { cutOff, type Decoded, undecodable } from './decoded.ts';
import { PARTITION_INFO_8, PARTITION_INFO_24, PARTITION_INFO_48 } from './layouts.ts';
import { readNumber, readUuid, uuidValue, writeStructure } from './structure.ts';
import { isNilUuid, NIL_UUID, type UuidWords } from './uuid.ts';

export interface PartitionInfo {
  /** Endpoint id, 16 bits. */
  readonly endpoint: number;
  /** Execution contexts, 16 bits. */
  readonly contexts: number;
  /** `PROPERTY_*` of bits.ts, 32 bits. */
  readonly properties: number;
  /** Protocol UUID; nil when the question named it. Absent below 24 bytes. */
  readonly uuid?: UuidWords;
  /** Image UUID. Absent below 48 bytes. */
  readonly imageUuid?: UuidWords;
  /** FF-A version of the partition. Absent below 48 bytes. */
  readonly version?: number;
}

/**
 * The bytes of a list of descriptions of `size` bytes each. Throws a TypeError or RangeError that names the field for
 * a value that does not fit, or that descriptions of this size have no place for.
 */
export function encodePartitionInfo(partitions: readonly PartitionInfo[], size: number): Uint8Array {
  if (!isPartitionInfoSize(size)) throw new RangeError(`size: ${size} bytes hold no partition description`);
  const bytes = new Uint8Array(partitions.length * size);
  partitions.forEach((partition, index) => {
    writePartition(bytes, index * size, partition, size, `partitions[${index}].`);
  });
  return bytes;
}

/** Whether a stated size of one description is one that can be stepped by. */
export function isPartitionInfoSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= PARTITION_INFO_8.size;
}

function writePartition(
  bytes: Uint8Array,
  base: number,
  partition: PartitionInfo,
  size: number,
  path: string,
): void {
  const { endpoint, contexts, properties, uuid = NIL_UUID, imageUuid = NIL_UUID, version = 0 } = partition;
  const core = { endpoint, contexts, properties };
  const withUuid = { ...core, uuid: uuidValue(uuid, `${path}uuid`) };
  if (size >= PARTITION_INFO_48.size) {
    const values = { ...withUuid, imageUuid: uuidValue(imageUuid, `${path}imageUuid`), version };
    writeStructure(bytes, base, PARTITION_INFO_48, values, path);
    return;
  }
  if (!isNilUuid(imageUuid)) throw new RangeError(`${path}imageUuid: ${size} bytes have no place for it`);
  if (version !== 0) throw new RangeError(`${path}version: ${size} bytes have no place for it`);
  if (size >= PARTITION_INFO_24.size) {
    writeStructure(bytes, base, PARTITION_INFO_24, withUuid, path);
    return;
  }
  if (!isNilUuid(uuid)) throw new RangeError(`${path}uuid: ${size} bytes have no place for it`);
  writeStructure(bytes, base, PARTITION_INFO_8, core, path);
}

/**
 * Reads descriptions of `size` bytes each. Both come from the manager: a size below 8 or bytes that end inside a
 * description are a fault, not an exception.
 */
export function decodePartitionInfo(bytes: Uint8Array, size: number): Decoded<PartitionInfo[]> {
  if (!isPartitionInfoSize(size))
    return undecodable('size', 0, 0, `${size} bytes hold no partition description`);
  const partitions: PartitionInfo[] = [];
  for (let base = 0; base < bytes.length; base += size) {
    const cut = cutOff(bytes, `partitions[${partitions.length}]`, base, size);
    if (cut !== undefined) return cut;
    partitions.push(readPartition(bytes, base, size));
  }
  return { ok: true, value: partitions };
}

function readPartition(bytes: Uint8Array, base: number, size: number): PartitionInfo {
  const core = {
    endpoint: readNumber(bytes, base, PARTITION_INFO_8.fields.endpoint),
    contexts: readNumber(bytes, base, PARTITION_INFO_8.fields.contexts),
    properties: readNumber(bytes, base, PARTITION_INFO_8.fields.properties),
  };
  if (size < PARTITION_INFO_24.size) return core;
  const withUuid = { ...core, uuid: readUuid(bytes, base, PARTITION_INFO_24.fields.uuid) };
  if (size < PARTITION_INFO_48.size) return withUuid;
  const imageUuid = readUuid(bytes, base, PARTITION_INFO_48.fields.imageUuid);
  return { ...withUuid, imageUuid, version: readNumber(bytes, base, PARTITION_INFO_48.fields.version) };
}
