import { type AnyTypedArray, FORM, MOST_COUNT, type NamedValues, TYPED_ARRAYS } from './forms.ts';

const FIRST_CAPACITY = 4096;

/**
 * A saved state as bytes: of what `save` of a machine and of its parts gives, and of nothing else. Plain objects, arrays, maps, sets, typed arrays,
 * strings, numbers and big ones. Values that are alike give the same bytes. What is in `named` is written as its name; any other function or
 * instance of a class is a TypeError.
 */
export function stateBytes(state: unknown, named: NamedValues = {}): Uint8Array {
  const writer = new Writer(new Map(Object.entries(named).map(([name, value]) => [value, name])));
  writer.value(state);
  return writer.taken();
}

class Writer {
  private readonly names: ReadonlyMap<unknown, string>;
  private readonly strings: Map<string, number> = new Map();
  private bytes = new Uint8Array(FIRST_CAPACITY);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  constructor(names: ReadonlyMap<unknown, string>) {
    this.names = names;
  }

  /** What was written. */
  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  value(value: unknown): void {
    if (value === undefined) this.form(FORM.UNDEFINED);
    else if (value === null) this.form(FORM.NULL);
    else if (typeof value === 'boolean') this.form(value ? FORM.TRUE : FORM.FALSE);
    else if (typeof value === 'number') this.number(value);
    else if (typeof value === 'bigint') this.big(value);
    else if (typeof value === 'string') this.string(value);
    else this.thing(value);
  }

  private thing(value: unknown): void {
    const name = this.names.get(value);
    if (name !== undefined) {
      this.form(FORM.NAMED);
      this.string(name);
    } else if (Array.isArray(value)) this.list(FORM.ARRAY, value.length, value);
    else if (value instanceof Set) this.list(FORM.SET, value.size, value);
    else if (value instanceof Map) this.entries(FORM.MAP, value.size, value);
    else if (ArrayBuffer.isView(value)) this.typedArray(value);
    else if (isPlain(value)) {
      const entries = Object.entries(value);
      this.entries(FORM.OBJECT, entries.length, entries);
    } else throw new TypeError(`a state that is saved cannot hold ${nameOf(value)}`);
  }

  private number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value <= MOST_COUNT && !Object.is(value, -0)) {
      this.form(FORM.COUNT);
      this.count(value);
      return;
    }
    this.form(FORM.NUMBER);
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  private big(value: bigint): void {
    const negative = value < 0n;
    this.form(negative ? FORM.NEGATIVE_BIGINT : FORM.BIGINT);
    this.units((negative ? -value : value).toString(16));
  }

  private string(value: string): void {
    const before = this.strings.get(value);
    if (before !== undefined) {
      this.form(FORM.STRING_AGAIN);
      this.count(before);
      return;
    }
    this.strings.set(value, this.strings.size);
    this.form(FORM.STRING);
    this.units(value);
  }

  private units(text: string): void {
    this.count(text.length);
    for (let index = 0; index < text.length; index++) this.count(text.charCodeAt(index));
  }

  private list(form: number, length: number, values: Iterable<unknown>): void {
    this.form(form);
    this.count(length);
    for (const value of values) this.value(value);
  }

  private entries(form: number, length: number, entries: Iterable<readonly [unknown, unknown]>): void {
    this.form(form);
    this.count(length);
    for (const [key, value] of entries) {
      this.value(key);
      this.value(value);
    }
  }

  private typedArray(array: ArrayBufferView): void {
    const kind = TYPED_ARRAYS.findIndex((each) => Object.getPrototypeOf(array) === each.prototype);
    if (kind < 0) throw new TypeError(`a state that is saved cannot hold ${nameOf(array)}`);
    this.form(FORM.TYPED_ARRAY);
    this.form(kind);
    this.count((array as AnyTypedArray).length);
    this.reserve(array.byteLength);
    this.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), this.length);
    this.length += array.byteLength;
  }

  private form(form: number): void {
    this.reserve(1);
    this.bytes[this.length++] = form;
  }

  private count(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.form((rest & 0x7f) | 0x80);
    this.form(rest);
  }

  private reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' ? `a ${value?.constructor.name}` : `a ${typeof value}`;
}
