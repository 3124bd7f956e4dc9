/**
 * How a value of a saved state is written: one byte that says of which form it is, and what follows it.
 *
 * Counts and lengths are unsigned numbers of seven bits a byte, the low ones first; bit 7 says that more follow. Typed arrays have their
 * bytes in the order in which machines of today keep them, the low ones first.
 */
export const FORM = {
  UNDEFINED: 0,
  NULL: 1,
  FALSE: 2,
  TRUE: 3,
  /** A whole number from 0 to 2^31 - 1. */
  COUNT: 4,
  /** Any other number: 8 bytes. */
  NUMBER: 5,
  /** The length in UTF-16 units, then the units, each as a count. The strings of a state are numbered in this order. */
  STRING: 6,
  /** One that was there before: its number. */
  STRING_AGAIN: 7,
  /** Its hexadecimal digits, without a sign: how many, and each as a unit of a string. */
  BIGINT: 8,
  NEGATIVE_BIGINT: 9,
  /** A length, then the values. */
  ARRAY: 10,
  SET: 11,
  /** The number of entries, then a value for each key and one for what it leads to. */
  MAP: 12,
  /** The same, with keys that are strings. */
  OBJECT: 13,
  /** Something that bytes cannot hold: a string, by which whoever reads it knows it. */
  NAMED: 14,
  /** One of TYPED_ARRAYS: its number there, the number of elements, and its bytes. */
  TYPED_ARRAY: 15,
} as const;

/** The largest COUNT. */
export const MOST_COUNT = 0x7fff_ffff;

/** A typed array of any kind. */
export type AnyTypedArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

/** Makes one of a kind around memory that is its own. */
interface TypedArrayKind {
  new (memory: ArrayBuffer): AnyTypedArray;
  readonly prototype: AnyTypedArray;
  readonly BYTES_PER_ELEMENT: number;
}

/** What saved states have columns, registers and pages of. The order is part of what is written. */
export const TYPED_ARRAYS: readonly TypedArrayKind[] = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float64Array,
  BigUint64Array,
  BigInt64Array,
];

/** Values that bytes cannot hold, such as programs, by the names that stand for them. */
export type NamedValues = Readonly<Record<string, unknown>>;
