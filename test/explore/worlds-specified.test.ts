/** Small worlds with the executable specification beside them: what invariants allow may still be wrong. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { worldNamed } from '../../src/core/explore/worlds/registry.ts';
import { type Progress, Search } from '../../src/core/explore/worlds/search.ts';
import { SpecifiedSearch } from '../../src/core/explore/worlds/specified-search.ts';
import { Ledger } from '../../src/core/memory/ledger.ts';
import { READ } from '../../src/core/memory/page-word.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function toTheEnd(search: Search | SpecifiedSearch): Progress {
  let end: Progress = 'more';
  while (end === 'more') end = search.advance(1000);
  return end;
}

describe('a search with the specification', () => {
  it('does what a search without it does, and finds each step as specified', () => {
    const world = worldNamed('loans-small')!.make();
    const [with_, without] = [new SpecifiedSearch(world), new Search(world)];

    expect(toTheEnd(with_)).toBe('closed');

    expect(toTheEnd(without)).toBe('closed');
    const { states, edges, depth, rules } = without.met;
    expect(with_.met).toMatchObject({ states, edges, depth, rules, left: 0 });
  }, 120_000);

  it('finds what every invariant allows: who asks to write is given less, and told otherwise', () => {
    const world = worldNamed('loans-small')!.make();
    const take = Ledger.prototype.take;
    vi.spyOn(Ledger.prototype, 'take').mockImplementation(function (this: Ledger, borrower, rights) {
      take.call(this, borrower, rights & READ);
    });

    const found = toTheEnd(new SpecifiedSearch(world));

    expect(toTheEnd(new Search(world))).toBe('closed');
    if (typeof found === 'string') throw new Error(`it is ${found}`);
    expect(found.breach.invariant.id).toBe('as-specified');
    expect(found.breach.problem).toMatch(/^\S+ has rights 1 to page 0x10, and has to have 3/);
    expect(found.path.map((deed) => world.deeds[deed]!.do)).toEqual(['send', 'retrieve']);
  }, 120_000);
});
