/**
 * Fields in words: how a value of the wire is shown to a human.
 */

import { type BitField, bitsOf, type Field, readField } from './fields.ts';
import { byteText, hexText } from './hex.ts';
import { nameText } from './name.ts';
import { readNumber, readUuid } from './structure.ts';
import { uuidText } from './uuid.ts';
import { versionText } from './versions.ts';

/** A named part of a `bits` field. */
export interface ShownPart {
  readonly name: string;
  readonly value: number;
  /** The value's name, or its digits. */
  readonly text: string;
  /** It has more than one bit: 1 is a number as others are, and does not say that something is set. */
  readonly wide?: true;
}

interface ShownField {
  readonly value: string;
  /** For `bits` fields: every named part, and 'reserved' when other bits are set. */
  readonly parts?: readonly ShownPart[];
}

/** The value of a field in words. The caller has checked that the field lies inside the bytes. */
export function showField(bytes: Uint8Array, base: number, field: Field): ShownField {
  const digits = field.width * 2;
  switch (field.kind) {
    case 'bits': {
      const value = readNumber(bytes, base, field);
      return { value: hexText(value, digits), parts: showParts(value, field.bits ?? []) };
    }
    case 'endpoint':
      return { value: hexText(readNumber(bytes, base, field), digits) };
    case 'address':
    case 'handle':
    case 'tag':
    case 'opaque':
    case 'reserved':
      return { value: hexText(readField(bytes, base, field)) };
    case 'uuid':
      return { value: uuidText(readUuid(bytes, base, field)) };
    case 'name': {
      const start = base + field.offset;
      return { value: `"${nameText(bytes.subarray(start, start + field.width))}"` };
    }
    case 'version':
      return { value: versionText(readNumber(bytes, base, field)) };
    case 'number':
    case 'bytes-length':
    case 'offset':
    case 'count':
    case 'pages':
      return { value: readField(bytes, base, field).toString() };
  }
}

function showParts(value: number, bits: readonly BitField[]): ShownPart[] {
  const parts: ShownPart[] = [];
  let rest = value;
  for (const bit of bits) {
    const part = bitsOf(value, bit);
    rest -= part * 2 ** bit.shift;
    const text = bit.values?.[part] ?? String(part);
    parts.push({ name: bit.name, value: part, text, ...(bit.width > 1 && { wide: true }) });
  }
  if (rest !== 0) parts.push({ name: 'reserved', value: rest, text: hexText(rest) });
  return parts;
}

/** A run of bytes without a layout in words. */
export function showRun(bytes: Uint8Array): string {
  const zero = bytes.every((byte) => byte === 0) ? ', all zero' : '';
  return `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}${zero}`;
}

/** Bytes `start` up to `end` in hex, without separators. */
export function rawText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += byteText(bytes[at]);
  return text;
}
