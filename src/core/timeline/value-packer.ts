import { FORM, MOST_SMALL } from './packed-forms.ts';
import type { PackedTerms } from './packed-terms.ts';

const FIRST_CAPACITY = 16 * 1024;

/** Writes values as `packed-forms.ts` has them, one behind the other: what events are made of, and nothing else. */
export class ValuePacker {
  readonly #terms: PackedTerms;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(terms: PackedTerms) {
    this.#terms = terms;
  }

  /** Bytes that were written since the last were taken. */
  get length(): number {
    return this.#length;
  }

  /** Where they are. What is behind `length` means nothing. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Hands over what was written, and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Throws a TypeError for what no event has: false, null, functions, instances of classes. */
  put(value: unknown): void {
    if (value === undefined) this.#byte(FORM.UNDEFINED);
    else if (value === true) this.#byte(FORM.TRUE);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#text(value);
    else if (value instanceof Uint8Array) this.#raw(value);
    else if (value instanceof Uint32Array) this.#words(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (isRecord(value)) this.#record(value);
    else throw new TypeError(`events have no ${typeof value}`);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) {
      this.#byte(FORM.NUMBER);
      this.#reserve(8);
      this.#view.setFloat64(this.#length, value, true);
      this.#length += 8;
    } else if (value < MOST_SMALL) this.#byte(FORM.SMALL + value);
    else {
      this.#byte(FORM.COUNT);
      this.#count(value);
    }
  }

  #text(text: string): void {
    const value = hexIn(text);
    this.#byte(value < 0 ? FORM.TEXT : FORM.HEX);
    this.#count(value < 0 ? this.#terms.numberOfText(text) : value);
  }

  #raw(bytes: Uint8Array): void {
    this.#byte(FORM.BYTES);
    this.#count(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #words(words: Uint32Array): void {
    let used = words.length;
    while (used > 0 && words[used - 1] === 0) used--;
    this.#byte(FORM.WORDS);
    this.#count(words.length);
    this.#count(used);
    for (let at = 0; at < used; at++) this.#count(words[at]);
  }

  #list(values: readonly unknown[]): void {
    this.#byte(FORM.LIST);
    this.#count(values.length);
    for (const value of values) this.put(value);
  }

  #record(record: Readonly<Record<string, unknown>>): void {
    this.#byte(FORM.RECORD);
    this.#count(this.#terms.shapeOf(record));
    for (const key in record) this.put(record[key]);
  }

  #count(count: number): void {
    let rest = count;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#byte((rest % 0x80) | 0x80);
    this.#byte(rest);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Digits whose value is exact in a number. */
const MOST_DIGITS = 13;
const PREFIX = '0x';

/** What a text says that is just what the number would be written as in hex; -1 for any other text. */
function hexIn(text: string): number {
  const digits = text.length - PREFIX.length;
  if (digits < 1 || digits > MOST_DIGITS || !text.startsWith(PREFIX)) return -1;
  const value = Number(text);
  return PREFIX + value.toString(16) === text ? value : -1;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const made: unknown = Object.getPrototypeOf(value);
  return made === Object.prototype || made === null;
}
