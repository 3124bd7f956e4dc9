/**
 * How messages are laid out: a list of fields, one after the other without gaps, all numbers little-endian.
 *
 * Messages are described once, in calls.ts; the codec, its types and the page on the protocol follow.
 */

/** What a field of each kind holds. */
interface Values {
  readonly u8: number;
  readonly u16: number;
  readonly u32: number;
  readonly u64: bigint;
  readonly i32: number;
  /** 128 bits as 32 hexadecimal digits. */
  readonly token: string;
  /** 64-bit values of registers: five, or fourteen. */
  readonly five: readonly bigint[];
  readonly fourteen: readonly bigint[];
  /** UTF-8 behind its length in bytes, 16 bits. */
  readonly text: string;
  /** What is left of the frame. */
  readonly bytes: Uint8Array;
  /** Must be zero. */
  readonly zero1: never;
  readonly zero2: never;
  readonly zero4: never;
}

export type Kind = keyof Values;

/** A name and what it holds, or, behind a count of 32 bits, rows of fields. What must be zero has no name. */
export type Field = readonly [name: string, kind: Kind | Fields];
export type Fields = readonly Field[];

/** A message with these fields. */
export type Message<Of extends Fields> = {
  readonly [Each in Of[number] as Each[0] extends '' ? never : Each[0]]: Each[1] extends Kind
    ? Values[Each[1]]
    : Each[1] extends Fields
      ? readonly Message<Each[1]>[]
      : never;
};

/** How a value of a fixed size is read and written. */
interface Codec {
  readonly size: number;
  read(bytes: Buffer, at: number): unknown;
  write(bytes: Buffer, at: number, value: never): unknown;
}

function registers(count: number): Codec {
  return {
    size: 8 * count,
    read: (bytes, at) => Array.from({ length: count }, (_, index) => bytes.readBigUInt64LE(at + 8 * index)),
    write: (bytes, at, values: readonly bigint[]) =>
      values.forEach((value, index) => {
        bytes.writeBigUInt64LE(value, at + 8 * index);
      }),
  };
}

/** What is there is zeros from the start. */
function zero(size: number): Codec {
  return { size, read: (bytes, at) => bytes.readUIntLE(at, size), write: () => undefined };
}

/** A number as a buffer reads and writes it. */
function number(size: number, form: 'UInt8' | 'UInt16LE' | 'UInt32LE' | 'Int32LE' | 'BigUInt64LE'): Codec {
  return {
    size,
    read: (bytes, at) => bytes[`read${form}`](at),
    write: (bytes, at, value) => bytes[`write${form}`](value, at),
  };
}

const CODECS: Readonly<Record<Exclude<Kind, 'text' | 'bytes'>, Codec>> = {
  u8: number(1, 'UInt8'),
  u16: number(2, 'UInt16LE'),
  u32: number(4, 'UInt32LE'),
  u64: number(8, 'BigUInt64LE'),
  i32: number(4, 'Int32LE'),
  five: registers(5),
  fourteen: registers(14),
  token: {
    size: 16,
    read: (bytes, at) => bytes.toString('hex', at, at + 16),
    write: (bytes, at, value) => bytes.write(value, at, 'hex'),
  },
  zero1: zero(1),
  zero2: zero(2),
  zero4: zero(4),
};

/** Bytes of each kind; the least that a kind without a size of its own takes. */
function sizeOfKind(kind: Kind): number {
  if (kind === 'bytes') return 0;
  return CODECS[kind === 'text' ? 'u16' : kind].size;
}

const COUNT_BYTES = 4;

/** Bytes of fields; the least of them where some have no size of their own. */
export function leastSize(fields: Fields): number {
  return fields.reduce(
    (sum, [, kind]) => sum + (typeof kind === 'string' ? sizeOfKind(kind) : COUNT_BYTES),
    0,
  );
}

/** Why bytes are no message: they end too early or too late, or what must be zero is not. */
export type Flaw = 'length' | 'reserved';

type Loose = Record<string, unknown>;

/** Reads a message, all of whose bytes these are. */
export function decode<Of extends Fields>(fields: Of, bytes: Uint8Array): Message<Of> | Flaw {
  const reader = new Reader(bytes);
  const message = reader.fields(fields);
  if (reader.flaw !== undefined) return reader.flaw;
  return reader.rest === 0 ? (message as Message<Of>) : 'length';
}

/** Writes a message. Throws a RangeError for a text that is longer than its length can say. */
export function encode<Of extends Fields>(fields: Of, message: Message<Of>): Uint8Array {
  const writer = new Writer(sizeOf(fields, message as Loose));
  writer.fields(fields, message as Loose);
  return writer.bytes;
}

/** Bytes of a message. */
function sizeOf(fields: Fields, message: Loose): number {
  let size = leastSize(fields);
  for (const [name, kind] of fields)
    if (kind === 'bytes') size += (message[name] as Uint8Array).length;
    else if (kind === 'text') size += Buffer.byteLength(message[name] as string, 'utf8');
    else if (typeof kind !== 'string')
      for (const row of message[name] as readonly Loose[]) size += sizeOf(kind, row);
  return size;
}

class Reader {
  flaw: Flaw | undefined;
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get rest(): number {
    return this.bytes.length - this.at;
  }

  fields(fields: Fields): Loose {
    const message: Loose = {};
    for (const [name, kind] of fields) {
      const value = typeof kind === 'string' ? this.value(kind) : this.rows(kind);
      if (this.flaw !== undefined) break;
      if (name !== '') message[name] = value;
      else if (value !== 0) this.flaw = 'reserved';
    }
    return message;
  }

  private rows(fields: Fields): readonly Loose[] {
    const count = this.value('u32') as number | undefined;
    // A count that the rest of the bytes cannot hold is not worth a single row.
    if (count === undefined || count * leastSize(fields) > this.rest) {
      this.flaw = 'length';
      return [];
    }
    return Array.from({ length: count }, () => this.fields(fields));
  }

  private value(kind: Kind): unknown {
    if (kind === 'bytes') return this.slice(this.rest);
    const codec = CODECS[kind === 'text' ? 'u16' : kind];
    const at = this.take(codec.size);
    if (this.flaw !== undefined) return undefined;
    const value = codec.read(this.bytes, at);
    return kind === 'text' ? Buffer.from(this.slice(value as number)).toString('utf8') : value;
  }

  private slice(length: number): Uint8Array {
    const at = this.take(length);
    return new Uint8Array(this.bytes.subarray(at, this.at));
  }

  private take(length: number): number {
    const { at } = this;
    if (length > this.rest) this.flaw = 'length';
    else this.at += length;
    return at;
  }
}

class Writer {
  /** All zeros at first, so that what must be zero is. */
  readonly bytes: Buffer;
  private at = 0;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size);
  }

  fields(fields: Fields, message: Loose): void {
    for (const [name, kind] of fields)
      if (typeof kind === 'string') this.value(kind, message[name]);
      else this.rows(kind, message[name] as readonly Loose[]);
  }

  private rows(fields: Fields, rows: readonly Loose[]): void {
    this.value('u32', rows.length);
    for (const row of rows) this.fields(fields, row);
  }

  private value(kind: Kind, value: unknown): void {
    if (kind === 'bytes') this.blob(value as Uint8Array);
    else if (kind === 'text') {
      const text = Buffer.from(value as string, 'utf8');
      this.value('u16', text.length);
      this.blob(text);
    } else {
      const codec = CODECS[kind];
      codec.write(this.bytes, this.at, value as never);
      this.at += codec.size;
    }
  }

  private blob(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }
}
