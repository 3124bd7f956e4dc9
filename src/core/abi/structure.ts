/**
 * Whole structures by their layouts: every field written, none forgotten.
 */

import { type Field, fieldsOf, type Layout, readField, writeField } from './fields.ts';
import type { UuidWords } from './uuid.ts';
import { highWord, joinWords, lowWord } from './words.ts';

/** Values for some fields of a structure. Fields without a value, reserved ones among them, are written as zero. */
export type FieldValues<Name extends string> = { readonly [Key in Name]?: number | bigint };

/**
 * Writes all bytes of a structure at `base`. Throws a TypeError or RangeError that names the field, prefixed by
 * `path`, for a value that is no integer or does not fit.
 */
export function writeStructure<Name extends string>(
  bytes: Uint8Array,
  base: number,
  layout: Layout<Name>,
  values: FieldValues<NoInfer<Name>>,
  path = '',
): void {
  const given = values as FieldValues<string>;
  for (const field of fieldsOf(layout)) {
    const value = Object.hasOwn(given, field.name) ? given[field.name] : 0;
    if (fits(value, field)) writeNumber(bytes, base, field, value);
    else writeField(bytes, base, field, integer(value, path + field.name), path + field.name);
  }
}

/** The first number that a field does not hold, by its width in bytes. */
const ENDS: readonly number[] = Array.from({ length: 17 }, (_, width) => 2 ** (8 * width));

/** Whether a value is a plain number that a field holds: the most are, and need no bigint. */
function fits(value: number | bigint | undefined, { width }: Field): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < ENDS[width];
}

/** Writes a plain number. The caller has checked that it fits. */
export function writeNumber(bytes: Uint8Array, base: number, { offset, width }: Field, value: number): void {
  let rest = value;
  for (let at = base + offset; at < base + offset + width; at++) {
    bytes[at] = rest;
    rest = rest < 2 ** 32 ? rest >>> 8 : Math.floor(rest / 256);
  }
}

/** Reads a field of up to six bytes as a plain number: NaN where it does not lie inside. */
export function readNumber(bytes: Uint8Array, base: number, field: Field): number {
  let value = 0;
  for (let at = base + field.offset + field.width - 1; at >= base + field.offset; at--)
    value = value * 256 + bytes[at];
  return value;
}

/** Reads a UUID field. The caller has checked that it lies inside. */
export function readUuid(bytes: Uint8Array, base: number, field: Field): UuidWords {
  const value = readField(bytes, base, field);
  const upper = value >> 64n;
  return [lowWord(value), highWord(value), lowWord(upper), highWord(upper)];
}

/** The value of a UUID field. Throws a RangeError that names `path` when one of the words has more than 32 bits. */
export function uuidValue(words: UuidWords, path: string): bigint {
  if (words.length !== 4 || words.some((word) => word >>> 0 !== word))
    throw new RangeError(`${path}: a UUID is four 32-bit words`);
  return (joinWords(words[2], words[3]) << 64n) | joinWords(words[0], words[1]);
}

/** The exact value of an integer. Throws a TypeError or RangeError that names `path` for anything else. */
export function integer(value: unknown, path: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number') throw new TypeError(`${path}: ${String(value)} is not a number`);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${path}: ${value} is not an exact integer`);
  return BigInt(value);
}
