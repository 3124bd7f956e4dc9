import type { Constituent } from '#core/abi/transaction.js';
import { run, scattered } from './pages.ts';
import { FAR, FIRST_PAGE } from './partition.ts';

/** A send that is legal or nearly so, in an order that is hard on careless managers. */
export interface Hostile {
  readonly name: string;
  readonly constituents: readonly Constituent[];
  /** What another share holds meanwhile. */
  readonly held: readonly Constituent[];
  /** The rule that refuses it; undefined when none does. */
  readonly rule: string | undefined;
}

/** The hostile sends of so many constituents; "ascending" is the first and the one to compare with. */
export function hostileSends(count: number): readonly Hostile[] {
  const ascending = scattered(count);
  const legal = (name: string, constituents: readonly Constituent[]): Hostile => ({
    name,
    constituents,
    held: [],
    rule: undefined,
  });
  const refused = (
    name: string,
    last: Constituent | undefined,
    rule: string,
    held: Hostile['held'] = [],
  ) => ({
    name,
    constituents: last === undefined ? ascending : [...ascending.slice(0, -1), last],
    held,
    rule,
  });
  const lastHeld = run(1, FIRST_PAGE + 2 * (count - 1));
  return [
    legal('ascending', ascending),
    legal('descending', ascending.toReversed()),
    legal('shuffled', shuffled(ascending)),
    legal('interleaved', interleaved(ascending)),
    legal('each in its own 2 MiB', scattered(count, FIRST_PAGE, FAR)),
    refused('overlap in the last pair', ascending.at(-2), 'send/overlap'),
    refused('last is the first again', ascending[0], 'send/overlap'),
    refused('last is held by another', undefined, 'send/held', lastHeld),
  ];
}

/** The first half and the second half in turn. */
function interleaved(list: readonly Constituent[]): readonly Constituent[] {
  const half = list.length >>> 1;
  return list.map((_, index) => list[(index >>> 1) + (index % 2) * half]).filter((one) => one !== undefined);
}

/** The same order at every run. */
function shuffled(list: readonly Constituent[]): readonly Constituent[] {
  const result = list.slice();
  let state = 1;
  for (let index = result.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (index + 1);
    const [one, two] = [result[index], result[other]];
    if (one === undefined || two === undefined) continue;
    result[index] = two;
    result[other] = one;
  }
  return result;
}
