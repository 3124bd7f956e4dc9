import { MEANING, type Meaning } from './columns.ts';
import { NO_PART, type Parts } from './parts.ts';
import type { Shape } from './portrait.ts';
import type { Symmetry } from './symmetry.ts';

/**
 * Of the states that differ only in who is called what, one stands for all: the one whose numbers come first. The order of transactions is
 * nobody's business either: they are sorted.
 */
export class Canonical {
  private readonly shape: Shape;
  private readonly parts: Parts;
  private readonly symmetries: readonly Symmetry[];
  /** What parts are under each symmetry; 0 for those that nobody has asked for. */
  private readonly known: Uint16Array[];
  private readonly trial: Uint16Array;

  constructor(shape: Shape, parts: Parts, symmetries: readonly Symmetry[]) {
    this.shape = shape;
    this.parts = parts;
    this.symmetries = symmetries;
    this.known = symmetries.map(() => new Uint16Array(1024));
    this.trial = new Uint16Array(shape.length);
  }

  /** Writes the state that stands for another. Returns which of the symmetries leads to it. */
  find(state: Uint16Array, into: Uint16Array): number {
    let chosen = 0;
    this.apply(0, state, into);
    for (let symmetry = 1; symmetry < this.symmetries.length; symmetry++) {
      this.apply(symmetry, state, this.trial);
      if (!comesBefore(this.trial, into)) continue;
      into.set(this.trial);
      chosen = symmetry;
    }
    return chosen;
  }

  /** The places of the transactions of a state, in the order that they have in the one that stands for it. */
  orderOf(symmetry: number, state: Uint16Array): readonly number[] {
    const parts = [...state.subarray(this.shape.firstTransaction)].filter((part) => part !== NO_PART);
    const under = parts.map((part) => this.partUnder(symmetry, part));
    return parts.map((_, place) => place).sort((one, other) => under[other] - under[one]);
  }

  /** Writes a state as it is when everybody has taken their new places. */
  apply(symmetry: number, state: Uint16Array, into: Uint16Array): void {
    const { firstEndpoint, firstGroup, firstTransaction, length } = this.shape;
    const { endpoints, groups } = this.symmetries[symmetry].swap;
    for (let at = 0; at < firstEndpoint; at++) into[at] = this.partUnder(symmetry, state[at]);
    for (let place = 0; place < endpoints.length; place++)
      into[firstEndpoint + endpoints[place]] = this.partUnder(symmetry, state[firstEndpoint + place]);
    for (let place = 0; place < groups.length; place++)
      into[firstGroup + groups[place]] = this.partUnder(symmetry, state[firstGroup + place]);
    for (let at = firstTransaction; at < length; at++) {
      const part = this.partUnder(symmetry, state[at]);
      let to = at;
      for (; to > firstTransaction && into[to - 1] < part; to--) into[to] = into[to - 1];
      into[to] = part;
    }
  }

  private partUnder(symmetry: number, part: number): number {
    if (part === NO_PART) return NO_PART;
    const known = this.known[symmetry];
    if (part < known.length && known[part] !== 0) return known[part];
    return this.learn(symmetry, part);
  }

  private learn(symmetry: number, part: number): number {
    const values = this.parts.valuesOf(part);
    const meanings = this.parts.meaningsOf(part);
    this.parts.begin();
    for (let at = 0; at < values.length; at++) {
      const meaning = meanings[at] as Meaning;
      const value =
        meaning === MEANING.PLAIN ? values[at] : this.symmetries[symmetry].of(values[at], meaning);
      this.parts.write(value, meaning);
    }
    const found = this.parts.end();
    if (part >= this.known[symmetry].length) {
      const wider = new Uint16Array(this.known[symmetry].length * 2);
      wider.set(this.known[symmetry]);
      this.known[symmetry] = wider;
      return this.learn(symmetry, part);
    }
    this.known[symmetry][part] = found;
    return found;
  }
}

function comesBefore(one: Uint16Array, other: Uint16Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return one[at] < other[at];
  return false;
}
