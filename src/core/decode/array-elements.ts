import { ByteList } from './byte-list.ts';
import { type Mistake, mistake, quote, tooLong } from './reading.ts';
import { sourceNumberAt } from './source-number.ts';

/** Reads the elements between an opening bracket and the one that closes it. Nested brackets only group them. */
export class ArrayElements {
  readonly #text: string;
  /** Bytes of one element; little-endian machines store the lowest first. */
  readonly #size: number;
  readonly #list = new ByteList();
  #element: readonly number[] = [];
  #depth = 0;
  /** Whether a comma or a closing bracket has to come next. */
  #separate = false;
  #at: number;

  constructor(text: string, at: number, size: number) {
    this.#text = text;
    this.#at = at;
    this.#size = size;
  }

  get bytes(): Uint8Array {
    return this.#list.toBytes();
  }

  /** Where reading stands. */
  get at(): number {
    return this.#at;
  }

  /** Reads up to the bracket that closes the first one. */
  read(): Mistake | undefined {
    do {
      this.#skipBlanks();
      const wrong = this.#readToken(this.#text[this.#at]);
      if (wrong !== undefined) return wrong;
    } while (this.#depth > 0);
    return undefined;
  }

  #readToken(char: string | undefined): Mistake | undefined {
    if (char === '}' || char === ']') this.#step(-1, true);
    else if (char === ',') this.#step(0, false);
    else if (char === ';') return this.#repeat();
    else if (this.#separate) return this.#wrong('a comma or a closing bracket');
    else if (char === '{' || char === '[') this.#step(1, false);
    else return this.#readElement();
    return undefined;
  }

  #step(depth: number, separate: boolean): void {
    this.#depth += depth;
    this.#separate = separate;
    this.#at++;
  }

  #readElement(): Mistake | undefined {
    const number = sourceNumberAt(this.#text, this.#at);
    if (number === undefined) return this.#wrong('a number, without leading zeros');
    const { value, length } = number;
    if (value >> BigInt(this.#size * 8) !== 0n) return this.#wrong(fitting(this.#size));
    this.#element = Array.from({ length: this.#size }, (_, index) =>
      Number((value >> BigInt(index * 8)) & 0xffn),
    );
    return this.#add(1, length);
  }

  /** `[0; 16]` of Rust: the element stands there sixteen times. */
  #repeat(): Mistake | undefined {
    this.#at++;
    this.#skipBlanks();
    const times = sourceNumberAt(this.#text, this.#at);
    if (times === undefined || times.value === 0n) return this.#wrong('how often the element is repeated');
    return this.#add(Number(times.value) - 1, times.length);
  }

  #add(times: number, length: number): Mistake | undefined {
    for (let index = 0; index < times; index++)
      if (!this.#list.add(this.#element)) return tooLong(...positionOf(this.#text, this.#at));
    this.#at += length;
    this.#separate = true;
    return undefined;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #wrong(expected: string): Mistake {
    const rest = this.#text.slice(this.#at);
    const found = rest === '' ? 'the end' : quote(/^(?:\w+|.)/.exec(rest)?.[0] ?? rest);
    return mistake(...positionOf(this.#text, this.#at), found, expected);
  }
}

function fitting(size: number): string {
  return size === 1
    ? 'a byte; name the element type (uint32_t, u32) where elements are longer'
    : `a number of ${size} bytes, as the element type says`;
}

/** Line and column of a place in a text, both counted from 1. */
export function positionOf(text: string, at: number): [line: number, column: number] {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return [before.length, before[before.length - 1].length + 1];
}
