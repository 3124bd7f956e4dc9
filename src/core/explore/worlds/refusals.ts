import type { Shape } from './portrait.ts';

/** Rules are numbered from 1 on, in a byte. */
const MOST_RULES = 255;

/**
 * The deeds that were refused before in the same circumstances, and under which rule. Most deeds are refused in most states, and a state differs
 * from others mostly in what a refusal has nothing to do with. The circumstances of a deed are
 *
 * - the counts of the manager and all endpoints, always;
 * - of a transaction that it names, everything, and the pages that it holds;
 * - where it names none, all pages, and which of them are held.
 *
 * That nothing else matters is not taken on trust: the search makes some of the deeds again.
 */
export class Refusals {
  private readonly shape: Shape;
  /** How many deeds there are of each kind. */
  private readonly general: number;
  private readonly ofOne: number;
  private readonly tables: Map<string, Uint8Array> = new Map();
  private readonly key: Uint16Array;
  private readonly rules: string[] = [''];
  private readonly numbers: Map<string, number> = new Map();
  private room = 0;

  /** What is known in the state at hand: of the deeds that name no transaction, and for each transaction of those that name it. */
  private readonly now: Uint8Array[] = [];

  /** `general` deeds name no transaction; `ofOne` is how many there are for each place of one. */
  constructor(shape: Shape, general: number, ofOne: number) {
    this.shape = shape;
    this.general = general;
    this.ofOne = ofOne;
    this.key = new Uint16Array(shape.firstTransaction + 1);
  }

  /** Bytes that all of this takes, but for what the engine adds. */
  get bytes(): number {
    return this.room;
  }

  /**
   * Questions are about this state from now on.
   *
   * @param holders for each group of pages the place of the transaction that holds it, or -1
   */
  turnTo(state: Uint16Array, holders: Int8Array, transactions: number): void {
    for (let of = -1; of < transactions; of++) this.now[of + 1] = this.tableOf(state, holders, of);
  }

  /** The rule that a deed was refused under before; undefined where nothing is known. It is the `among`-th of those that name what it names. */
  ruleOf(of: number, among: number): string | undefined {
    const number = this.now[of + 1][among];
    return number === 0 ? undefined : this.rules[number];
  }

  /** Notes that a deed was refused and has changed nothing. */
  add(of: number, among: number, rule: string): void {
    this.now[of + 1][among] = this.numberOf(rule);
  }

  private tableOf(state: Uint16Array, holders: Int8Array, place: number): Uint8Array {
    const { key, shape } = this;
    const { firstGroup, firstTransaction } = shape;
    for (let at = 0; at < firstGroup; at++) key[at] = state[at];
    let held = 0;
    for (let at = firstGroup; at < firstTransaction; at++) {
      const holder = holders[at - firstGroup];
      key[at] = place < 0 || holder === place ? state[at] : 0;
      held = 2 * held + (holder < 0 ? 0 : 1);
    }
    key[firstTransaction] = place < 0 ? held : state[firstTransaction + place];
    const name = String.fromCharCode(place < 0 ? 0 : 1, ...key);
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const table = new Uint8Array(place < 0 ? this.general : this.ofOne);
    this.room += table.length + 2 * name.length;
    this.tables.set(name, table);
    return table;
  }

  private numberOf(rule: string): number {
    const known = this.numbers.get(rule);
    if (known !== undefined) return known;
    const number = this.rules.length;
    if (number > MOST_RULES) throw new RangeError(`more than ${MOST_RULES} rules are met`);
    this.rules.push(rule);
    this.numbers.set(rule, number);
    return number;
  }
}
