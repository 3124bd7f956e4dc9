import { FORM } from './packed-forms.ts';
import type { PackedTerms } from './packed-terms.ts';

/** Reads one value after the other of those that a ValuePacker has written with the same terms. */
export class ValueUnpacker {
  readonly #terms: PackedTerms;
  readonly #bytes: Uint8Array;
  #at: number;

  /** Begins at a place where a value does. */
  constructor(terms: PackedTerms, bytes: Uint8Array, at: number) {
    this.#terms = terms;
    this.#bytes = bytes;
    this.#at = at;
  }

  next(): unknown {
    const form = this.#bytes[this.#at++];
    switch (form) {
      case FORM.UNDEFINED:
        return undefined;
      case FORM.TRUE:
        return true;
      case FORM.NUMBER:
        return this.#number();
      case FORM.COUNT:
        return this.#count();
      case FORM.HEX:
        return `0x${this.#count().toString(16)}`;
      case FORM.TEXT:
        return this.#terms.text(this.#count());
      case FORM.BYTES:
        return this.#raw();
      case FORM.WORDS:
        return this.#words();
      case FORM.LIST:
        return this.#list();
      case FORM.RECORD:
        return this.#record();
      default:
        return form - FORM.SMALL;
    }
  }

  #number(): number {
    const { buffer, byteOffset } = this.#bytes;
    const value = new DataView(buffer, byteOffset + this.#at).getFloat64(0, true);
    this.#at += 8;
    return value;
  }

  /** A copy: whoever keeps it keeps nothing else. */
  #raw(): Uint8Array {
    const length = this.#count();
    const bytes = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  #words(): Uint32Array {
    const words = new Uint32Array(this.#count());
    const used = this.#count();
    for (let at = 0; at < used; at++) words[at] = this.#count();
    return words;
  }

  #list(): readonly unknown[] {
    const length = this.#count();
    const values: unknown[] = [];
    for (let at = 0; at < length; at++) values.push(this.next());
    return values;
  }

  #record(): object {
    const record: Record<string, unknown> = {};
    for (const key of this.#terms.keys(this.#count())) record[key] = this.next();
    return record;
  }

  #count(): number {
    let byte = this.#bytes[this.#at++];
    let count = byte & 0x7f;
    for (let weight = 0x80; byte >= 0x80; weight *= 0x80) {
      byte = this.#bytes[this.#at++];
      count += (byte & 0x7f) * weight;
    }
    return count;
  }
}
