/**
 * Field tables: how a structure of the wire is written down.
 *
 * A layout lists every byte of a structure once. Reading, writing, annotating, converting and documenting a
 * structure all start from its layout; nothing else in the project states an offset.
 */

/** What a field holds, which decides how it is shown. */
export type FieldKind =
  | 'number'
  | 'bytes-length'
  | 'offset'
  | 'count'
  | 'endpoint'
  | 'address'
  | 'pages'
  | 'handle'
  | 'tag'
  | 'uuid'
  | 'name'
  | 'version'
  | 'opaque'
  | 'bits'
  | 'reserved';

/** A part of a field: bits `shift` .. `shift + width - 1`. Named values are spelled out in views. */
export interface BitField {
  readonly name: string;
  readonly shift: number;
  readonly width: number;
  readonly values?: Readonly<Record<number, string>>;
}

export interface Field {
  readonly name: string;
  /** Bytes from the start of the structure. */
  readonly offset: number;
  /** Bytes: 1, 2, 4, 8, 12 or 16; little-endian. */
  readonly width: number;
  readonly kind: FieldKind;
  /** The parts of a `bits` field. Bits that no part names are reserved. */
  readonly bits?: readonly BitField[];
  /** For `reserved` fields: whether a value other than zero is refused or ignored. One policy a field, tested on both sides. */
  readonly policy?: 'refuse' | 'ignore';
  readonly about: string;
}

export interface Layout<Name extends string = string> {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Where the layout comes from. */
  readonly source: string;
  readonly fields: Readonly<Record<Name, Field>>;
}

type FieldRow = readonly [
  offset: number,
  width: number,
  kind: FieldKind,
  about: string,
  more?: { bits?: readonly BitField[]; policy?: 'refuse' | 'ignore' },
];

/**
 * Builds a layout and checks that its fields tile the structure: in order, without hole or overlap.
 * Throws otherwise, at module load, because a wrong table is a programmer's error.
 */
export function layout<Name extends string>(
  name: string,
  size: number,
  source: string,
  rows: Readonly<Record<Name, FieldRow>>,
): Layout<Name> {
  const fields = {} as Record<Name, Field>;
  let end = 0;
  for (const key of Object.keys(rows) as Name[]) {
    const [offset, width, kind, about, more] = rows[key];
    if (offset !== end) throw new RangeError(`${name}.${key} starts at ${offset}, expected ${end}`);
    fields[key] = { name: key, offset, width, kind, about, ...more };
    end = offset + width;
  }
  if (end !== size) throw new RangeError(`${name} ends at ${end}, expected ${size}`);
  return { name, size, source, fields };
}

/** Layouts are asked for their fields with every structure that is written. */
const IN_ORDER: WeakMap<Layout, readonly Field[]> = new WeakMap();

/** The fields of a layout in the order of their bytes. */
export function fieldsOf(of: Layout): readonly Field[] {
  const known = IN_ORDER.get(of);
  if (known !== undefined) return known;
  const fields: readonly Field[] = Object.values(of.fields);
  IN_ORDER.set(of, fields);
  return fields;
}

/** Reads a field of any width from little-endian bytes. The caller has checked that it lies inside. */
export function readField(bytes: Uint8Array, base: number, field: Field): bigint {
  let value = 0n;
  for (let index = field.width - 1; index >= 0; index--)
    value = (value << 8n) | BigInt(bytes[base + field.offset + index]);
  return value;
}

/**
 * Writes a field of any width. Throws a RangeError that names `path` when the value does not fit: nonsense to encode
 * is a programmer's error.
 */
export function writeField(
  bytes: Uint8Array,
  base: number,
  field: Field,
  value: bigint,
  path: string = field.name,
): void {
  // Of a negative value -1 is left.
  if (value >> BigInt(field.width * 8) !== 0n)
    throw new RangeError(`${path}: ${value} does not fit in ${field.width} bytes`);
  let rest = value;
  for (let index = 0; index < field.width; index++) {
    bytes[base + field.offset + index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}

/** The names of values of a field that is one of some choices and nothing else; undefined for another. */
export function choiceOf({ bits, width }: Field): BitField['values'] {
  return bits?.length === 1 && bits[0].width === width * 8 ? bits[0].values : undefined;
}

/** The value of one part of a `bits` field. */
export function bitsOf(value: number, part: BitField): number {
  return Math.floor(value / 2 ** part.shift) % 2 ** part.width;
}

/** Whether no bit of a value is set but those that have a meaning. */
export function hasOnly(value: number, parts: readonly BitField[]): boolean {
  return parts.reduce((sum, part) => sum + bitsOf(value, part) * 2 ** part.shift, 0) === value;
}
