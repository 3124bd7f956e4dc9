/** Gives names their numbers: those that are known first, others in the order in which they appear. */
export class NameList {
  readonly #names: string[];
  readonly #numbers: Map<string, number>;

  constructor(known: Iterable<string> = []) {
    this.#names = [...new Set(known)];
    this.#numbers = new Map(this.#names.map((name, index) => [name, index]));
  }

  get names(): readonly string[] {
    return this.#names;
  }

  readonly numberOf = (name: string): number => {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  };
}
