import type { Layout } from '../abi/fields.ts';
import { type FieldValues, writeStructure } from '../abi/structure.ts';

const FIRST_ROOM = 4096;
const WORD = 4;
const REPLACEMENT = 0xfffd;

/** Bytes that are written one after the other, into one run that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_ROOM);
  #end = 0;

  /** Where the next byte goes. */
  get end(): number {
    return this.#end;
  }

  structure<Name extends string>(layout: Layout<Name>, values: FieldValues<NoInfer<Name>>): void {
    this.structureAt(this.reserve(layout.size), layout, values);
  }

  /** Writes a structure over bytes that are there, for what is known only when the bytes behind them are. */
  structureAt<Name extends string>(
    at: number,
    layout: Layout<Name>,
    values: FieldValues<NoInfer<Name>>,
  ): void {
    writeStructure(this.#bytes, at, layout, values);
  }

  put(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Writes 32 bits, little-endian. */
  word(value: number): void {
    const at = this.reserve(WORD);
    for (let byte = 0; byte < WORD; byte++) this.#bytes[at + byte] = value >>> (byte * 8);
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  /** Writes a text as UTF-8. What is half a character becomes U+FFFD. */
  text(of: string): void {
    for (const character of of) {
      const point = character.codePointAt(0) ?? REPLACEMENT;
      this.#character(point >= 0xd800 && point < 0xe000 ? REPLACEMENT : point);
    }
  }

  /** Writes zeros until the bytes since `start` are a multiple of a unit. */
  pad(start: number, unit: number): void {
    const length = this.#end - start;
    this.reserve(Math.ceil(length / unit) * unit - length);
  }

  /** Makes room, filled with zeros, and answers where it is. */
  reserve(length: number): number {
    const at = this.#end;
    this.#end += length;
    if (this.#end > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#end, this.#bytes.length * 2));
      bytes.set(this.#bytes.subarray(0, at));
      this.#bytes = bytes;
    }
    return at;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#end);
    this.#bytes.fill(0, 0, this.#end);
    this.#end = 0;
    return taken;
  }

  #character(point: number): void {
    if (point < 0x80) {
      this.byte(point);
      return;
    }
    if (point < 0x800) this.byte(0xc0 | (point >> 6));
    else if (point < 0x1_0000) this.byte(0xe0 | (point >> 12));
    else this.byte(0xf0 | (point >> 18));
    if (point >= 0x1_0000) this.byte(0x80 | ((point >> 12) & 0x3f));
    if (point >= 0x800) this.byte(0x80 | ((point >> 6) & 0x3f));
    this.byte(0x80 | (point & 0x3f));
  }
}
