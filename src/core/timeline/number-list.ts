/** Arrays that a page can be handed as they are. */
type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>;

/** Numbers that are added at the end, in an array that doubles when it is full: adding costs what is added. */
export class NumberList<List extends Numbers> {
  readonly #make: new (
    length: number,
  ) => List;
  #array: List;
  #length = 0;

  constructor(make: new (length: number) => List) {
    this.#make = make;
    this.#array = new make(16);
  }

  get length(): number {
    return this.#length;
  }

  /** All of them, without a copy: what is set later shows in it, what is added does not. */
  get all(): List {
    return this.#array.subarray(0, this.#length) as List;
  }

  get(at: number): number {
    return this.#array[at];
  }

  push(value: number): void {
    this.#reserve(this.#length + 1);
    this.set(this.#length++, value);
  }

  append(values: ArrayLike<number>): void {
    this.#reserve(this.#length + values.length);
    this.#array.set(values, this.#length);
    this.#length += values.length;
  }

  set(at: number, value: number): void {
    const array: Numbers = this.#array;
    array[at] = value;
  }

  #reserve(length: number): void {
    if (length <= this.#array.length) return;
    const larger = new this.#make(Math.max(length, this.#array.length * 2));
    larger.set(this.#array);
    this.#array = larger;
  }
}
