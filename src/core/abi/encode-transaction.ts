/**
 * Transactions to bytes, in the layout of FF-A 1.0, 1.1 or 1.2.
 *
 * Whatever fits its field is written, legal or not, so that tests can say wrong things; what does not fit is the
 * caller's mistake and throws a TypeError or RangeError that begins with the path of the field.
 *
 * Source: ffa-hafnium 2.1 to 2.4.
 */

import { compositeLength, writeComposite } from './composite.ts';
import { ACCESS_16, ACCESS_32, COMPOSITE, HEADER_1_0, HEADER_1_1, layoutsOf } from './layouts.ts';
import { integer, writeStructure } from './structure.ts';
import type { MemoryTransaction, Receiver, TransactionLayout } from './transaction.ts';

/**
 * Departures from the tight layout: access descriptors of 16 bytes in FF-A 1.2, gaps before the access descriptors
 * or the composite (written as zeros), a count that announces more constituents than a first fragment holds.
 */
export type EncodeOptions = Partial<TransactionLayout>;

/** Where the parts of a descriptor will lie. */
export interface TransactionPlan extends TransactionLayout {
  /** Where the first constituent starts; the length, when there is no composite. A first fragment holds all before it. */
  readonly constituentsOffset: number;
  /** Bytes of the descriptor. */
  readonly length: number;
}

/** Lays a descriptor out. Throws a TypeError or RangeError for options that the version or the transaction rules out. */
export function planTransaction(
  transaction: MemoryTransaction,
  version: number,
  options: EncodeOptions = {},
): TransactionPlan {
  const { header, access, accessSizes } = layoutsOf(version);
  const { receivers, composite } = transaction;
  const bare = receivers.length === 0;
  const stated = header !== HEADER_1_0;
  const {
    accessSize = bare && stated ? 0 : access.size,
    accessOffset = bare && stated ? 0 : header.size,
    constituentCount = composite?.constituents.length ?? 0,
  } = options;
  if (!bare && !accessSizes.includes(accessSize))
    throw new RangeError(`accessSize: ${accessSize} is none of ${accessSizes.join(', ')}`);
  if (!stated && accessOffset !== header.size)
    throw new RangeError(`accessOffset: FF-A 1.0 has access descriptors at ${header.size} only`);
  if (!bare) checkOffset('accessOffset', accessOffset, header.size);
  const accessEnd = bare ? header.size : accessOffset + receivers.length * accessSize;
  const { compositeOffset = composite === undefined ? 0 : accessEnd } = options;
  const placed = { accessSize, accessOffset, compositeOffset, constituentCount };
  if (composite === undefined) {
    if (compositeOffset !== 0) throw new TypeError('compositeOffset: there is no composite');
    return { ...placed, constituentsOffset: accessEnd, length: accessEnd };
  }
  if (bare) throw new TypeError('composite: no receiver names it');
  checkOffset('compositeOffset', compositeOffset, accessEnd);
  const constituentsOffset = compositeOffset + COMPOSITE.size;
  return { ...placed, constituentsOffset, length: compositeOffset + compositeLength(composite) };
}

function checkOffset(path: string, offset: number, least: number): void {
  integer(offset, path);
  if (offset < least)
    throw new RangeError(`${path}: ${offset} lies inside what comes before, up to ${least}`);
  if (offset > 0xffff_ffff) throw new RangeError(`${path}: ${offset} does not fit in 4 bytes`);
}

/** The bytes of a transaction; without a composite, those of a retrieve request. */
export function encodeTransaction(
  transaction: MemoryTransaction,
  version: number,
  options: EncodeOptions = {},
): Uint8Array {
  const bytes = new Uint8Array(planTransaction(transaction, version, options).length);
  writeTransaction(bytes, transaction, version, options);
  return bytes;
}

/** Writes a transaction at the start of a buffer and returns its length. Bytes behind it stay as they are. */
export function writeTransaction(
  bytes: Uint8Array,
  transaction: MemoryTransaction,
  version: number,
  options: EncodeOptions = {},
): number {
  const plan = planTransaction(transaction, version, options);
  const { accessSize, accessOffset, compositeOffset, constituentCount, length } = plan;
  if (length > bytes.length)
    throw new RangeError(`the descriptor takes ${length} bytes, the buffer has ${bytes.length}`);
  const { receivers, composite } = transaction;
  const headerEnd = writeHeader(bytes, transaction, version, plan);
  bytes.fill(0, headerEnd, Math.min(accessOffset, length));
  receivers.forEach((receiver, index) => {
    const at = accessOffset + index * accessSize;
    writeAccess(bytes, at, receiver, accessSize, compositeOffset, `receivers[${index}]`);
  });
  if (composite !== undefined) {
    bytes.fill(0, accessOffset + receivers.length * accessSize, compositeOffset);
    writeComposite(bytes, compositeOffset, composite, 'composite', constituentCount);
  }
  return length;
}

function writeHeader(
  bytes: Uint8Array,
  transaction: MemoryTransaction,
  version: number,
  plan: TransactionPlan,
): number {
  const { sender, attributes, flags, handle, tag, receivers } = transaction;
  const { accessSize, accessOffset } = plan;
  const values = { sender, attributes, flags, handle, tag, accessCount: receivers.length };
  const { header } = layoutsOf(version);
  if (header === HEADER_1_0) writeStructure(bytes, 0, HEADER_1_0, values);
  else writeStructure(bytes, 0, HEADER_1_1, { ...values, accessSize, accessOffset });
  return header.size;
}

function writeAccess(
  bytes: Uint8Array,
  base: number,
  receiver: Receiver,
  accessSize: number,
  compositeOffset: number,
  path: string,
): void {
  const { endpoint, permissions, flags } = receiver;
  const [impdef0, impdef1] = receiver.impdef;
  const values = { endpoint, permissions, flags, compositeOffset };
  if (accessSize >= ACCESS_32.size) {
    writeStructure(bytes, base, ACCESS_32, { ...values, impdef0, impdef1 }, `${path}.`);
    return;
  }
  if (impdef0 !== 0n || impdef1 !== 0n)
    throw new RangeError(`${path}.impdef: an access descriptor of ${accessSize} bytes has no such words`);
  writeStructure(bytes, base, ACCESS_16, values, `${path}.`);
}

/**
 * A hypervisor's retrieve request: a header with nothing but the handle, answered with the whole transaction.
 *
 * Source: ffa-hafnium 3.6.
 */
export function encodeHypervisorRetrieve(handle: bigint, version: number): Uint8Array {
  const nothing = { sender: 0, attributes: 0, flags: 0, tag: 0n, receivers: [] };
  return encodeTransaction({ ...nothing, handle }, version);
}
