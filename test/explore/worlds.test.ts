/** Small worlds: they are explored to their end, nothing is lost in folding, and what is wrong is found by the shortest way. */

import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { Lab } from '../../src/core/explore/lab.ts';
import { beside } from '../../src/core/explore/worlds/beside.ts';
import { movesOf } from '../../src/core/explore/worlds/compile.ts';
import { type Deed, swapped } from '../../src/core/explore/worlds/deeds.ts';
import { loans } from '../../src/core/explore/worlds/loans.ts';
import { WORLDS, worldNamed } from '../../src/core/explore/worlds/registry.ts';
import { retrace } from '../../src/core/explore/worlds/retrace.ts';
import { type Progress, Search, type SearchOptions } from '../../src/core/explore/worlds/search.ts';
import { TableTop } from '../../src/core/explore/worlds/table-top.ts';
import { isOfVm } from '../../src/core/explore/worlds/vm-deeds.ts';
import type { World } from '../../src/core/explore/worlds/world.ts';
import { ACCEPT_FLAG } from '../../src/core/gunyah/wire/values.ts';
import { Ledger } from '../../src/core/memory/ledger.ts';
import { LAYER } from '../../src/core/memory/ledger-tables.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { Spmc } from '../../src/core/spmc/spmc.ts';
import { exploreNaively, renamed, withoutDead } from './naive.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function explored(
  world: World,
  options?: SearchOptions,
): { readonly search: Search; readonly end: Progress } {
  const search = new Search(world, options);
  let end: Progress = 'more';
  while (end === 'more') end = search.advance(1000);
  return { search, end };
}

/** A world in which less can be done. */
function lessOf(world: World, wanted: (deed: Deed) => boolean): World {
  return { ...world, deeds: world.deeds.filter(wanted) };
}

/** Nobody takes anybody's place. */
function unfolded(world: World): World {
  return { ...world, swaps: world.swaps.slice(0, 1) };
}

/** A deed that a description can follow by names alone: one kind of permission, one receiver. */
const plain = (deed: Deed) =>
  (deed.do === 'send' &&
    deed.permissions !== 1 &&
    deed.flags === 0 &&
    deed.to.length === 1 &&
    deed.groups.length === 1) ||
  (deed.do === 'retrieve' && deed.flags === 0 && deed.listed.length === 1) ||
  ((deed.do === 'relinquish' || deed.do === 'reclaim') && deed.flags === 0) ||
  deed.do === 'die' ||
  isOfVm(deed);

const RECLAIM = 0x8400_0077;
const NO_FUNCTION = 0x8400_00ff;
/** The same of Gunyah, and of FF-A what lends. */
const passesOn = (deed: Deed) =>
  isOfVm(deed)
    ? deed.flags === (deed.do === 'rm-accept' ? ACCEPT_FLAG.DONE : 0) &&
      deed.do !== 'rm-append' &&
      (deed.by === 0) === (deed.do === 'rm-create' || deed.do === 'rm-reclaim')
    : plain(deed) && (deed.do === 'send' ? deed.operation === 'lend' : deed.do !== 'die');

const PAIR = { secure: 1, pages: 2, transactions: 2, release: 'at once' } as const;
const TRIO = { secure: 2, pages: 1, transactions: 1, release: 'at once' } as const;

describe('a search', () => {
  test.each([
    ['all of loans-small', unfolded(worldNamed('loans-small')!.make())],
    ['two pages, two transactions', unfolded(lessOf(loans('pair', '', PAIR), plain))],
    ['two secure partitions', unfolded(lessOf(loans('trio', '', TRIO), plain))],
    ['two protocols, one page', lessOf(beside('alone', '', { pages: 1, buffers: false }), plain)],
    ['two protocols, two pages', unfolded(lessOf(beside('two', '', { pages: 2, buffers: false }), passesOn))],
  ])(
    'meets the states that a naive explorer meets: %s',
    (_, world) => {
      const { search, end } = explored(world);

      const naive = exploreNaively(world);

      expect(end).toBe('closed');
      expect(search.met.states).toBe(naive.states.size);
      expect(search.met.edges).toBe(naive.edges);
    },
    120_000,
  );

  test.each([
    ['pages', lessOf(loans('pair', '', PAIR), plain), [['<16>', '<17>']]],
    ['secure partitions', lessOf(loans('trio', '', TRIO), plain), [['<sp1>', '<sp2>']]],
  ] as const)(
    'meets one state of all that differ only in which is which of %s',
    (_, world, names) => {
      const { search } = explored(world);

      const { states } = exploreNaively(world);
      const different = new Set([...states].map((state) => [state, renamed(state, names)].toSorted()[0]));

      expect(search.met.states).toBe(different.size);
      expect(different.size).toBeLessThan(states.size);
    },
    120_000,
  );

  it('leaves out what is left of a borrower that has given the memory back, which nothing depends on', () => {
    const world = lessOf(loans('trio', '', TRIO), plain);

    const { states, ways } = exploreNaively(world, true);

    const alike = new Map<string, string>();
    for (const state of states) {
      const other = alike.get(withoutDead(state)) ?? state;
      alike.set(withoutDead(state), other);
      expect(ways.get(state)).toEqual(ways.get(other));
    }
    expect(alike.size).toBeLessThan(states.size);
  }, 120_000);

  it('meets the same when it does everything again that was refused in the same circumstances', () => {
    const world = worldNamed('loans-small')!.make();

    const { known, states, edges, depth, rules } = explored(world).search.met;
    const forgetful = explored(world, { remembers: false }).search.met;

    expect(forgetful).toMatchObject({ known: 0, states, edges, depth, rules });
    expect(known).toBeGreaterThan(0);
  }, 120_000);

  it('counts what can be counted by hand: a page that is shared with one, and taken back', () => {
    const world = lessOf(
      loans('hand', '', { secure: 1, pages: 1, transactions: 1, release: 'at once' }),
      (deed) =>
        (deed.do === 'send' && deed.operation === 'share' && deed.permissions === 2 && deed.flags === 0) ||
        (deed.do === 'retrieve' && deed.permissions === 2 && deed.flags === 0) ||
        (deed.do === 'relinquish' && deed.flags === 0) ||
        (deed.do === 'reclaim' && deed.flags === 0),
    );

    const { search, end } = explored(world);

    // Nothing sent; sent, or given back; retrieved.
    expect(end).toBe('closed');
    expect(search.met.states).toBe(3);
    expect(search.met.depth).toBe(2);
  });
});

describe.each(WORLDS)('$name', ({ make }) => {
  const world = make();
  const compiled = (deed: Deed) => JSON.stringify(movesOf(world, deed));

  it('offers the same deeds to everybody who may take the place of another', () => {
    const offered = world.deeds.map(compiled).toSorted();

    for (const swap of world.swaps)
      expect(world.deeds.map((deed) => compiled(swapped(deed, swap))).toSorted()).toEqual(offered);
  });

  it('begins with a state that is the same whoever takes the place of whom', () => {
    const top = new TableTop(world);
    for (const move of world.setup) expect(top.stand.make(move).rule).toBeUndefined();
    const [state, other] = [top.blank(), top.blank()];
    top.portrait.read(state);

    for (const symmetry of world.swaps.keys()) {
      top.canonical.apply(symmetry, state, other);
      expect(other).toEqual(state);
    }
  });
});

test('an OS, a secure partition and a guest, and both protocols on one page', () => {
  const { search, end } = explored(worldNamed('beside-small')!.make());

  expect(end).toBe('closed');
  expect(search.met.states).toBe(4500);
  const { rules } = search.met;
  for (const rule of [
    'send/held',
    'rm-region/held',
    'rm-region/not-owned',
    'rm-reclaim/in-use',
    'rm-accept/mapped',
  ])
    expect(rules.get(rule)).toBeGreaterThan(0);
}, 120_000);

test('two sends in fragments, a response in fragments and deaths, in every order', () => {
  const { search, end } = explored(worldNamed('fragments-small')!.make());

  expect(end).toBe('closed');
  expect(search.met.states).toBe(1258);
  const { rules } = search.met;
  for (const rule of [
    'fragment/exceeds-total',
    'response/offset',
    'retrieve/unfinished',
    'send/overlap',
    'reclaim/unfinished',
  ])
    expect(rules.get(rule)).toBeGreaterThan(0);
}, 120_000);

describe('a defect', () => {
  it('is found where it has a refusal depend on something that it should not depend on', () => {
    const call = Spmc.prototype.call;
    let reclaims = 0;
    vi.spyOn(Spmc.prototype, 'call').mockImplementation(function (this: Spmc, context, frame) {
      const unknownHandle = frame[0] === RECLAIM && frame[2] === 0;
      if (unknownHandle && ++reclaims % 2 === 0) frame[0] = NO_FUNCTION;
      return call.call(this, context, frame);
    });

    const { end } = explored(worldNamed('loans-small')!.make());

    if (typeof end === 'string') throw new Error(`it is ${end}`);
    expect(end.breach.invariant.id).toBe('refused-alike');
    expect(end.breach.problem).toMatch(/^what was refused under \S+ is refused under \S+, and only/);
  }, 120_000);

  it('is found where one protocol passes on what the other holds', () => {
    const world = worldNamed('beside-small')!.make();
    const claim = Ledger.prototype.claim;
    vi.spyOn(Ledger.prototype, 'claim').mockImplementation(function (this: Ledger, transaction) {
      const { layer } = this.transactions;
      // It takes parcels of Gunyah for nothing.
      if (layer[transaction] === LAYER.TOP)
        for (const { page, pages, word } of [...this.map.runs()])
          if (layer[transactionOf(word)] === LAYER.ALONE)
            this.map.replace(page, pages, word, word - transactionOf(word));
      return claim.call(this, transaction);
    });

    const { end } = explored(world);

    if (typeof end === 'string') throw new Error(`it is ${end}`);
    expect(end.breach.invariant.id).toBe('pages-stay-what-they-are');
    const { moves } = retrace(world, end.path, end.breach);
    expect(moves.slice(world.setup.length)).toMatchObject([
      { do: 'ask', as: 0 },
      { do: 'call', as: 1 },
    ]);
  }, 120_000);

  it('is found by the shortest way, which can be made again on a fresh machine', () => {
    const world = worldNamed('loans-page')!.make();
    const drop = Ledger.prototype.drop;
    vi.spyOn(Ledger.prototype, 'drop').mockImplementation(function (this: Ledger, borrower) {
      drop.call(this, borrower);
      // It forgets that the borrower has gone.
      const transaction = this.borrowers.transaction[borrower] ?? 0;
      this.transactions.holders[transaction] = 1;
    });

    const { end } = explored(world);

    if (typeof end === 'string') throw new Error(`it is ${end}`);
    expect(end.breach.invariant.id).toBe('holds-counted');
    const { moves } = retrace(world, end.path, end.breach);
    expect(moves.slice(world.setup.length)).toMatchObject([
      { do: 'call', as: 0 },
      { do: 'call', handle: { of: 0 } },
      { do: 'call', handle: { of: 0 } },
    ]);
    const lab = new Lab(world.machine, { model: false });
    const breaches = moves.map((move) => lab.step(move) ?? lab.audit());
    expect(breaches.map((breach) => breach?.invariant.id)).toEqual([
      ...moves.slice(1).map(() => undefined),
      'holds-counted',
    ]);
  }, 120_000);
});
