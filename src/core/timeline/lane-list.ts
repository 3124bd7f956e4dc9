import type { MachineSpec } from '../board/machine.ts';

/** Gives names their lanes: those of the machine first, others in the order in which they appear. */
export class LaneList {
  readonly #names: string[];
  readonly #numbers: Map<string, number>;

  constructor(machine: MachineSpec | undefined) {
    const known = [...(machine?.partitions ?? []), ...(machine?.vms ?? [])].map(({ name }) => name);
    this.#names = [...new Set(known)];
    this.#numbers = new Map(this.#names.map((name, index) => [name, index]));
  }

  get names(): readonly string[] {
    return this.#names;
  }

  readonly laneOf = (name: string): number => {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  };
}
