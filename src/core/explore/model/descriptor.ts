/**
 * Descriptors read from bytes by their offsets, straight from the tables of the reference.
 *
 * Source: ffa-hafnium 2.1 to 2.4.
 */

import type { Constituent } from './state.ts';

const VERSION_1_0 = 0x1_0000;
const VERSION_1_2 = 0x1_0002;

/** Offsets and sizes of a version. */
export interface Layout {
  readonly headerSize: number;
  /** Sizes that an endpoint memory access descriptor may say to have. */
  readonly accessSizes: readonly number[];
  /** The size that a manager writes. */
  readonly accessSize: number;
}

export function layoutOf(version: number): Layout {
  if (version === VERSION_1_0) return { headerSize: 32, accessSizes: [16], accessSize: 16 };
  if (version < VERSION_1_2) return { headerSize: 48, accessSizes: [16], accessSize: 16 };
  return { headerSize: 48, accessSizes: [16, 32], accessSize: 32 };
}

export interface Access {
  readonly id: number;
  readonly permissions: number;
  readonly flags: number;
  readonly compositeOffset: number;
  readonly impdef: readonly number[] | undefined;
  readonly reserved: boolean;
}

export interface Header {
  readonly sender: number;
  readonly attributes: number;
  readonly flags: number;
  readonly handle: bigint;
  readonly tag: bigint;
  readonly accessSize: number;
  readonly accessCount: number;
  readonly accessOffset: number;
  /** A reserved field is set. */
  readonly reserved: boolean;
}

export interface Composite {
  readonly offset: number;
  readonly totalPages: number;
  readonly constituentCount: number;
  readonly reserved: boolean;
}

/** A descriptor as far as it can be read. */
export interface Descriptor {
  readonly layout: Layout;
  readonly header: Header | undefined;
  /** Byte behind the last access descriptor, wherever that is. */
  readonly accessEnd: number;
  /** Undefined where the array is not all there. */
  readonly accesses: readonly Access[] | undefined;
  readonly composite: Composite | undefined;
}

/** Reads what `length` bytes hold for a caller of a version. */
export function readDescriptor(bytes: DataView, length: number, version: number): Descriptor {
  const layout = layoutOf(version);
  if (length < layout.headerSize)
    return { layout, header: undefined, accessEnd: 0, accesses: undefined, composite: undefined };
  const header = readHeader(bytes, version === VERSION_1_0);
  const accessEnd = header.accessOffset + header.accessCount * header.accessSize;
  const accesses = accessEnd <= length ? readAccesses(bytes, header) : undefined;
  const composite = readComposite(bytes, length, accessEnd, accesses?.[0]?.compositeOffset);
  return { layout, header, accessEnd, accesses, composite };
}

/** Constituents that lie side by side, as many as are whole. */
export function readConstituents(bytes: DataView, from: number, count: number): Constituent[] {
  const read: Constituent[] = [];
  for (let at = from; at < from + count * 16; at += 16)
    read.push({
      address: bytes.getUint32(at, true) + bytes.getUint32(at + 4, true) * 0x1_0000_0000,
      pages: bytes.getUint32(at + 8, true),
    });
  return read;
}

/** The header of FF-A 1.0 has attributes of one byte and no description of its access descriptors, which follow it. */
function readHeader(bytes: DataView, old: boolean): Header {
  return {
    sender: bytes.getUint16(0, true),
    attributes: old ? bytes.getUint8(2) : bytes.getUint16(2, true),
    flags: bytes.getUint32(4, true),
    handle: bytes.getBigUint64(8, true),
    tag: bytes.getBigUint64(16, true),
    accessSize: old ? 16 : bytes.getUint32(24, true),
    accessCount: bytes.getUint32(28, true),
    accessOffset: old ? 32 : bytes.getUint32(32, true),
    reserved: old
      ? bytes.getUint8(3) !== 0 || bytes.getUint32(24, true) !== 0
      : bytes.getUint32(36, true) !== 0 || bytes.getUint32(40, true) !== 0 || bytes.getUint32(44, true) !== 0,
  };
}

function readAccesses(
  bytes: DataView,
  { accessSize, accessCount, accessOffset }: Header,
): Access[] | undefined {
  if (accessSize !== 16 && accessSize !== 32) return undefined;
  const accesses: Access[] = [];
  for (let index = 0; index < accessCount; index++)
    accesses.push(readAccess(bytes, accessOffset + index * accessSize, accessSize === 32));
  return accesses;
}

function readAccess(bytes: DataView, at: number, wide: boolean): Access {
  const word = (offset: number) => bytes.getUint32(at + offset, true);
  const last = wide ? 24 : 8;
  return {
    id: bytes.getUint16(at, true),
    permissions: bytes.getUint8(at + 2),
    flags: bytes.getUint8(at + 3),
    compositeOffset: word(4),
    impdef: wide ? [word(8), word(12), word(16), word(20)] : undefined,
    reserved: word(last) !== 0 || word(last + 4) !== 0,
  };
}

function readComposite(
  bytes: DataView,
  length: number,
  accessEnd: number,
  offset: number | undefined,
): Composite | undefined {
  if (offset === undefined || offset < accessEnd || offset % 16 !== 0 || offset + 16 > length)
    return undefined;
  return {
    offset,
    totalPages: bytes.getUint32(offset, true),
    constituentCount: bytes.getUint32(offset + 4, true),
    reserved: bytes.getUint32(offset + 8, true) !== 0 || bytes.getUint32(offset + 12, true) !== 0,
  };
}
