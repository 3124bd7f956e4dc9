import { FORM, MOST_COUNT, type NamedValues, TYPED_ARRAYS } from './forms.ts';

/** Bytes that are no saved state, or one with a name that nobody knows. */
export class UnreadableState extends Error {}

/** The longest count: five bytes of seven bits. */
const COUNT_BITS = 35;
/** How deep states go into each other; no machine comes near. */
const MOST_DEPTH = 1000;

/**
 * The state that `stateBytes` made bytes of. `named` has what the names in it stand for. Throws an UnreadableState, whatever the bytes are; that they
 * are those that were written is for others to know.
 */
export function stateOfBytes(bytes: Uint8Array, named: NamedValues = {}): unknown {
  const reader = new Reader(bytes, named);
  const state = reader.value();
  if (!reader.isAtEnd) throw new UnreadableState('there is more than one state');
  return state;
}

class Reader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly named: NamedValues;
  private readonly strings: string[] = [];
  private at = 0;
  private depth = 0;

  constructor(bytes: Uint8Array, named: NamedValues) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.named = named;
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  value(): unknown {
    if (++this.depth > MOST_DEPTH) throw new UnreadableState('the state is too deep');
    const value = this.formed(this.byte());
    this.depth--;
    return value;
  }

  private formed(form: number): unknown {
    switch (form) {
      case FORM.UNDEFINED:
        return undefined;
      case FORM.NULL:
        return null;
      case FORM.FALSE:
        return false;
      case FORM.TRUE:
        return true;
      case FORM.COUNT:
        return this.count();
      case FORM.NUMBER:
        return this.view.getFloat64(this.skip(8), true);
      case FORM.BIGINT:
        return this.big();
      case FORM.NEGATIVE_BIGINT:
        return -this.big();
      case FORM.ARRAY:
        return this.list();
      case FORM.SET:
        return new Set(this.list());
      case FORM.MAP:
        return new Map(this.entries(() => this.value()));
      case FORM.OBJECT:
        return Object.fromEntries(this.entries(() => this.text(this.byte())));
      case FORM.NAMED:
        return this.thing(this.text(this.byte()));
      case FORM.TYPED_ARRAY:
        return this.typedArray();
      default:
        return this.text(form);
    }
  }

  private thing(name: string): unknown {
    if (!Object.hasOwn(this.named, name))
      throw new UnreadableState(`there is nothing that is called ${name}`);
    return this.named[name];
  }

  private text(form: number): string {
    if (form === FORM.STRING) {
      const text = this.units();
      this.strings.push(text);
      return text;
    }
    const before = form === FORM.STRING_AGAIN ? this.strings[this.count()] : undefined;
    if (before === undefined) throw new UnreadableState(`no value is written as 0x${form.toString(16)}`);
    return before;
  }

  private units(): string {
    const length = this.length();
    let text = '';
    for (let index = 0; index < length; index++) text += String.fromCharCode(this.count());
    return text;
  }

  private big(): bigint {
    const digits = this.units();
    if (!/^[0-9a-f]+$/.test(digits)) throw new UnreadableState('a big number is none');
    return BigInt(`0x${digits}`);
  }

  private list(): unknown[] {
    return Array.from({ length: this.length() }, () => this.value());
  }

  private entries<Key>(key: () => Key): [Key, unknown][] {
    return Array.from({ length: this.length() }, () => [key(), this.value()]);
  }

  private typedArray(): unknown {
    const Kind = TYPED_ARRAYS[this.byte()];
    if (Kind === undefined) throw new UnreadableState('there is no such kind of typed array');
    const length = this.length() * Kind.BYTES_PER_ELEMENT;
    const from = this.skip(length);
    // Of their own: elements have to be aligned.
    return new Kind(this.bytes.slice(from, from + length).buffer);
  }

  /** How many there are of something that takes a byte at least. */
  private length(): number {
    const length = this.count();
    if (length > this.bytes.length - this.at) throw new UnreadableState('the state ends too soon');
    return length;
  }

  private count(): number {
    let value = 0;
    for (let shift = 0; shift < COUNT_BITS; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80 && value <= MOST_COUNT) return value;
    }
    throw new UnreadableState('a count is too large');
  }

  private byte(): number {
    return this.bytes[this.skip(1)];
  }

  /** Takes so many bytes. Returns where they are. */
  private skip(bytes: number): number {
    const from = this.at;
    this.at += bytes;
    if (this.at > this.bytes.length) throw new UnreadableState('the state ends too soon');
    return from;
  }
}
