/** The keys of a record, in their order. */
interface Shape {
  readonly number: number;
  readonly keys: readonly string[];
  /** The shapes with one key more, by that key. */
  readonly longer: Map<string, Shape>;
}

/** Texts and shapes of records, each kept once: what packed values have is their numbers. */
export class PackedTerms {
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #shapes: Shape[] = [{ number: 0, keys: [], longer: new Map() }];

  text(number: number): string {
    return this.#texts[number];
  }

  /** The keys of a shape. */
  keys(number: number): readonly string[] {
    return this.#shapes[number].keys;
  }

  numberOfText(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** The number of the shape that a record has. */
  shapeOf(record: object): number {
    let shape = this.#shapes[0];
    for (const key in record) shape = shape.longer.get(key) ?? this.#longer(shape, key);
    return shape.number;
  }

  #longer({ keys, longer }: Shape, key: string): Shape {
    const shape = { number: this.#shapes.length, keys: [...keys, key], longer: new Map() };
    this.#shapes.push(shape);
    longer.set(key, shape);
    return shape;
  }
}
