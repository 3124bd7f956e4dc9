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

/** Bytes of each kind; the least that a kind without a size of its own takes. */
const SIZES: Readonly<Record<Kind, number>> = {
  ...{ u8: 1, u16: 2, u32: 4, u64: 8, i32: 4, token: 16, five: 40, fourteen: 112, text: 2, bytes: 0 },
  ...{ zero1: 1, zero2: 2, zero4: 4 },
};

const COUNT_BYTES = 4;

/** Bytes of fields; the least of them where some have no size of their own. */
export function leastSize(fields: Fields): number {
  return fields.reduce((sum, [, kind]) => sum + (typeof kind === 'string' ? SIZES[kind] : COUNT_BYTES), 0);
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
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
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
    const at = this.take(SIZES[kind]);
    if (this.flaw !== undefined) return undefined;
    const { view } = this;
    switch (kind) {
      case 'u8':
      case 'zero1':
        return view.getUint8(at);
      case 'u16':
      case 'zero2':
        return view.getUint16(at, true);
      case 'u32':
      case 'zero4':
        return view.getUint32(at, true);
      case 'i32':
        return view.getInt32(at, true);
      case 'u64':
        return view.getBigUint64(at, true);
      case 'five':
      case 'fourteen':
        return Array.from({ length: SIZES[kind] / 8 }, (_, index) => view.getBigUint64(at + 8 * index, true));
      case 'token':
        return Buffer.from(this.bytes.subarray(at, this.at)).toString('hex');
      case 'text':
        return Buffer.from(this.slice(view.getUint16(at, true))).toString('utf8');
      case 'bytes':
        return this.slice(this.rest);
    }
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
    const { bytes, at } = this;
    this.at += SIZES[kind];
    switch (kind) {
      case 'u8':
        bytes.writeUInt8(value as number, at);
        break;
      case 'u16':
        bytes.writeUInt16LE(value as number, at);
        break;
      case 'u32':
        bytes.writeUInt32LE(value as number, at);
        break;
      case 'i32':
        bytes.writeInt32LE(value as number, at);
        break;
      case 'u64':
        bytes.writeBigUInt64LE(value as bigint, at);
        break;
      case 'five':
      case 'fourteen':
        (value as readonly bigint[]).forEach((word, index) => {
          bytes.writeBigUInt64LE(word, at + 8 * index);
        });
        break;
      case 'token':
        bytes.write(value as string, at, 'hex');
        break;
      case 'text': {
        const length = bytes.write(value as string, this.at, 'utf8');
        bytes.writeUInt16LE(length, at);
        this.at += length;
        break;
      }
      case 'bytes':
        bytes.set(value as Uint8Array, at);
        this.at += (value as Uint8Array).length;
        break;
      case 'zero1':
      case 'zero2':
      case 'zero4':
        break;
    }
  }
}
