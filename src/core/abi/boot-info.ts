/**
 * Boot information: what a partition is given when it starts. A header, one entry for each thing, and the things themselves, which lie
 * behind the entries. The bytes say themselves which layout they have: FF-A 1.0 begins with letters, later versions with a number.
 *
 * Source: ffa-hafnium 5.3; DEN0077A 1.0.
 */

import {
  BOOT_CONTENTS_MASK,
  BOOT_CONTENTS_VALUE,
  BOOT_FLAGS_RESERVED,
  BOOT_NAME_MASK,
  BOOT_NAME_UUID,
} from './bits.ts';
import { cutOff, type Decoded, type Fault, undecodable } from './decoded.ts';
import { type Field, type Layout, readField } from './fields.ts';
import {
  BOOT_ENTRY_1_0,
  BOOT_ENTRY_1_1,
  BOOT_ENTRY_1_1_UUID,
  BOOT_HEADER_1_0,
  BOOT_HEADER_1_1,
  type BootEntryField,
} from './layouts.ts';
import { isName, nameText } from './name.ts';
import { readNumber } from './structure.ts';
import type { UuidWords } from './uuid.ts';
import { VERSION_1_0, VERSION_1_1 } from './versions.ts';

/** One thing that a partition is given. */
export interface BootEntry {
  /** Tells entries of one type apart: up to 16 characters of ASCII, or a UUID. */
  readonly name: string | UuidWords;
  /** `BOOT_FDT`, `BOOT_HOB_LIST`, or `BOOT_OWN_TYPE` and seven bits of its maker. */
  readonly type: number;
  /** Whether `contents` are the thing itself, in at most 8 bytes, or the address where it lies. */
  readonly form: 'value' | 'address';
  /** Bytes of it. */
  readonly size: number;
  readonly contents: bigint;
}

export interface BootInfo {
  /** FF-A version whose layout the bytes have, as they say it. */
  readonly version: number;
  /** Bytes from the header to the end of the last thing. FF-A 1.0 does not say it: the end of the entries there. */
  readonly blobSize: number;
  readonly entries: readonly BootEntry[];
}

/** How header and entries are laid out. */
export interface BootShape {
  readonly version: number;
  readonly blobSize: number;
  /** Where the entries start, how many bytes there are from one to the next, and how many entries. */
  readonly base: number;
  readonly stride: number;
  readonly count: number;
}

/** The first word since FF-A 1.1, and the first letters in 1.0. */
export const BOOT_SIGNATURE = 0x0ffan;
export const BOOT_MAGIC_1_0 = 'FF-A';
/** What FF-A 1.0 calls a device tree. */
export const BOOT_FDT_NAME_1_0 = 'TYPE_DT';
/** Bytes of a value that an entry itself has room for. */
export const BOOT_VALUE_BYTES = 8;
/** Bytes of the longest header, which tell how many more there are. */
export const BOOT_HEADER_BYTES: number = BOOT_HEADER_1_1.size;

const ALIGNMENT = 8;

/** Whether bytes begin as boot information does, and of which layout: that of FF-A 1.0, or of 1.1 and later. */
export function bootLayoutOf(bytes: Uint8Array): number | undefined {
  const { magic } = BOOT_HEADER_1_0.fields;
  if (bytes.length < BOOT_HEADER_1_0.size) return undefined;
  if (nameText(bytes.subarray(0, magic.width)) === BOOT_MAGIC_1_0) return VERSION_1_0;
  return readField(bytes, 0, BOOT_HEADER_1_1.fields.signature) === BOOT_SIGNATURE ? VERSION_1_1 : undefined;
}

/** How header and entries are laid out, from a header that is there as a whole. The entries may lie outside of the bytes. */
export function bootShape(bytes: Uint8Array): Decoded<BootShape> {
  const layout = bootLayoutOf(bytes);
  if (layout === undefined)
    return undecodable('header', 0, BOOT_HEADER_1_0.size, 'no boot information begins like this');
  if (layout === VERSION_1_0) {
    const count = readNumber(bytes, 0, BOOT_HEADER_1_0.fields.count);
    const [base, stride] = [BOOT_HEADER_1_0.size, BOOT_ENTRY_1_0.size];
    return { ok: true, value: { version: layout, blobSize: base + stride * count, base, stride, count } };
  }
  const cut = cutOff(bytes, 'header', 0, BOOT_HEADER_1_1.size);
  if (cut !== undefined) return cut;
  const { version, blobSize, entrySize, count, entryOffset } = BOOT_HEADER_1_1.fields;
  const shape = {
    version: readNumber(bytes, 0, version),
    blobSize: readNumber(bytes, 0, blobSize),
    base: readNumber(bytes, 0, entryOffset),
    stride: readNumber(bytes, 0, entrySize),
    count: readNumber(bytes, 0, count),
  };
  const wrong = (field: Field, detail: string) => undecodable(field.name, field.offset, field.width, detail);
  if (shape.count > 0 && shape.stride < BOOT_ENTRY_1_1.size)
    return wrong(entrySize, `${shape.stride} bytes hold no entry`);
  if (shape.base < BOOT_HEADER_1_1.size || shape.base % ALIGNMENT !== 0)
    return wrong(entryOffset, `expected a multiple of ${ALIGNMENT} behind the header`);
  if (shape.blobSize < shape.base + shape.stride * shape.count)
    return wrong(blobSize, 'the entries go beyond the end of the blob');
  return { ok: true, value: shape };
}

/** What is wrong with a header of FF-A 1.1 and later beyond its shape. */
export function bootHeaderFaults(bytes: Uint8Array): readonly Fault[] {
  const { reserved } = BOOT_HEADER_1_1.fields;
  if (readField(bytes, 0, reserved) === 0n) return [];
  const { name, offset, width } = reserved;
  return [{ path: name, offset, length: width, detail: 'must be zero' }];
}

/** The layout of the entry at a place of a blob that is not of FF-A 1.0. Of flags that are cut off no bit is set. */
export function bootEntryLayout(bytes: Uint8Array, base: number): Layout<BootEntryField> {
  const { flags } = BOOT_ENTRY_1_1.fields;
  const named = readNumber(bytes, base, flags) & BOOT_NAME_MASK;
  return named === BOOT_NAME_UUID ? BOOT_ENTRY_1_1_UUID : BOOT_ENTRY_1_1;
}

/** What is wrong with an entry of FF-A 1.1 and later that is there as a whole. */
export function bootEntryFaults(bytes: Uint8Array, base: number, path: string): readonly Fault[] {
  const { name, reserved17, flags, size } = BOOT_ENTRY_1_1.fields;
  const faults: Fault[] = [];
  const wrong = (field: Field, detail: string) => {
    const { offset, width } = field;
    faults.push({ path: `${path}.${field.name}`, offset: base + offset, length: width, detail });
  };
  const set = readNumber(bytes, base, flags);
  const [named, contained] = [set & BOOT_NAME_MASK, set & BOOT_CONTENTS_MASK];
  if (named > BOOT_NAME_UUID) wrong(flags, 'a name is a text or a UUID');
  else if (named !== BOOT_NAME_UUID && !isName(bytes.subarray(base, base + name.width)))
    wrong(name, 'expected printable ASCII characters, then zeros');
  if (readNumber(bytes, base, reserved17) !== 0) wrong(reserved17, 'must be zero');
  if (contained > BOOT_CONTENTS_VALUE) wrong(flags, 'contents are an address or a value');
  else if (contained === BOOT_CONTENTS_VALUE && readNumber(bytes, base, size) > BOOT_VALUE_BYTES)
    wrong(size, `a value has at most ${BOOT_VALUE_BYTES} bytes`);
  if ((set & BOOT_FLAGS_RESERVED) !== 0) wrong(flags, 'the bits from 4 on must be zero');
  return faults;
}
