/**
 * Bytes to transactions, in the layout of FF-A 1.0, 1.1 or 1.2.
 *
 * Never throws and never reads outside, whatever the bytes. Refuses only what cannot be read as one transaction;
 * values that are merely illegal are returned. Reserved fields are not looked at.
 *
 * Source: ffa-hafnium 2.1 to 2.4.
 */

import { type ReadComposite, readComposite } from './composite.ts';
import { cutOff, type Decoded, type Undecodable, undecodable } from './decoded.ts';
import { type Field, type Layout, readField } from './fields.ts';
import {
  ACCESS_16,
  ACCESS_32,
  type AccessField,
  accessLayout,
  COMPOSITE,
  CONSTITUENT,
  HEADER_1_0,
  HEADER_1_1,
  layoutsOf,
} from './layouts.ts';
import { readNumber } from './structure.ts';
import type { MemoryTransaction, Receiver, TransactionLayout } from './transaction.ts';

export interface DecodedTransaction {
  readonly ok: true;
  readonly value: MemoryTransaction;
  /** Where the parts lie. Given to `encodeTransaction` with the value, it gives the same bytes for a legal layout. */
  readonly layout: TransactionLayout;
  /** False for a first fragment: fewer constituents than announced are there. */
  readonly complete: boolean;
  /** Bytes that were read as the descriptor. What follows them is none of its own. */
  readonly length: number;
}

/** Reads a descriptor or its first fragment. */
export function decodeTransaction(bytes: Uint8Array, version: number): DecodedTransaction | Undecodable {
  const { header } = layoutsOf(version);
  const cut = cutOff(bytes, 'header', 0, header.size);
  if (cut !== undefined) return cut;
  const array = locateAccess(bytes, version);
  if (!array.ok) return array;
  const { accessSize, accessOffset, accessEnd, count } = array.value;
  const receivers: Receiver[] = [];
  for (let index = 0; index < count; index++)
    receivers.push(readAccess(bytes, accessOffset + index * accessSize, accessSize));
  const found = locateComposite(bytes, array.value);
  if (!found.ok) return found;
  const compositeOffset = found.value;
  const { sender, attributes, flags, handle, tag } = header.fields;
  const value = {
    sender: readNumber(bytes, 0, sender),
    attributes: readNumber(bytes, 0, attributes),
    flags: readNumber(bytes, 0, flags),
    handle: readField(bytes, 0, handle),
    tag: readField(bytes, 0, tag),
    receivers,
  };
  const layout = { accessSize, accessOffset, compositeOffset, constituentCount: 0 };
  if (compositeOffset === 0) return { ok: true, value, layout, complete: true, length: accessEnd };
  const memory = readComposite(bytes, compositeOffset, 'composite');
  return memory.ok ? withComposite(value, layout, memory.value) : memory;
}

function withComposite(
  value: MemoryTransaction,
  layout: TransactionLayout,
  { composite, announced }: ReadComposite,
): DecodedTransaction {
  const held = composite.constituents.length;
  return {
    ok: true,
    value: { ...value, composite },
    layout: { ...layout, constituentCount: announced },
    complete: held === announced,
    length: layout.compositeOffset + COMPOSITE.size + held * CONSTITUENT.size,
  };
}

interface AccessArray {
  readonly accessSize: number;
  readonly accessOffset: number;
  /** Where the array ends; the end of the header when there is none. */
  readonly accessEnd: number;
  readonly count: number;
}

function locateAccess(bytes: Uint8Array, version: number): Decoded<AccessArray> {
  const { header, access } = layoutsOf(version);
  const stated = header !== HEADER_1_0;
  const { accessSize: sizeField, accessOffset: offsetField } = HEADER_1_1.fields;
  const accessSize = stated ? readNumber(bytes, 0, sizeField) : access.size;
  const accessOffset = stated ? readNumber(bytes, 0, offsetField) : header.size;
  const count = readNumber(bytes, 0, header.fields.accessCount);
  if (count === 0) return { ok: true, value: { accessSize, accessOffset, accessEnd: header.size, count } };
  if (accessSize < ACCESS_16.size)
    return unusable(sizeField, `${accessSize} bytes hold no access descriptor`);
  if (accessOffset < header.size)
    return unusable(offsetField, `${accessOffset} lies inside the header of ${header.size} bytes`);
  const length = count * accessSize;
  const cut = cutOff(bytes, 'receivers', accessOffset, length);
  return cut ?? { ok: true, value: { accessSize, accessOffset, accessEnd: accessOffset + length, count } };
}

function unusable(field: Field, detail: string): Undecodable {
  return undecodable(field.name, field.offset, field.width, detail);
}

function readAccess(bytes: Uint8Array, base: number, accessSize: number): Receiver {
  const layout: Layout<AccessField> = accessLayout(accessSize);
  const { endpoint, permissions, flags } = layout.fields;
  const { impdef0, impdef1 } = ACCESS_32.fields;
  // Behind the 16 bytes of a short descriptor lies its neighbour, so its words are zero and are not read.
  const long = layout === ACCESS_32;
  return {
    endpoint: readNumber(bytes, base, endpoint),
    permissions: readNumber(bytes, base, permissions),
    flags: readNumber(bytes, base, flags),
    impdef: long ? [readField(bytes, base, impdef0), readField(bytes, base, impdef1)] : [0n, 0n],
  };
}

/** The one composite offset that all access descriptors name, 0 for none. */
function locateComposite(bytes: Uint8Array, array: AccessArray): Decoded<number> {
  const { accessSize, accessOffset, accessEnd, count } = array;
  const field = ACCESS_16.fields.compositeOffset;
  let common = 0;
  for (let index = 0; index < count; index++) {
    const base = accessOffset + index * accessSize;
    const offset = readNumber(bytes, base, field);
    const refuse = (detail: string) =>
      undecodable(`receivers[${index}].${field.name}`, base + field.offset, field.width, detail);
    if (index > 0 && offset !== common)
      return refuse(`${offset} differs from ${common} of the first receiver`);
    if (offset !== 0 && offset < accessEnd)
      return refuse(`${offset} lies inside the header or the access descriptors, which end at ${accessEnd}`);
    common = offset;
  }
  return { ok: true, value: common };
}
