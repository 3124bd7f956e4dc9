/** Each invariant holds on a machine on which all is well, and is broken by a violation that is planted for it. */

import { describe, expect, it, test } from 'vitest';
import { convertTransaction } from '../../src/core/abi/convert-transaction.ts';
import { provingGround } from '../../src/core/explore/ground.ts';
import { differsAfterReturn } from '../../src/core/explore/invariants/contents.ts';
import { countsOf } from '../../src/core/explore/invariants/counts.ts';
import type { Invariant } from '../../src/core/explore/invariants/invariant.ts';
import { INVARIANTS } from '../../src/core/explore/invariants/registry.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { Move } from '../../src/core/explore/move.ts';
import { wordOf } from '../../src/core/memory/page-word.ts';
import { View } from '../../src/core/memory/view.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import { FREE, NOTARY, OS, reclaim, release, retrieve, send, start, VAULT } from './calls.ts';

const PAGE = FREE[OS];
const DEVICE = 0x180;
/** Between two regions: nobody's. */
const MANAGERS = 0x162;

/** Everybody has started, and the OS has shared or lent a page that the vault has retrieved. */
function staged(...moves: readonly Move[]): Lab {
  const lab = new Lab(provingGround(), { model: true });
  for (const move of [...start(OS, VAULT, NOTARY), ...moves]) expect(lab.step(move)).toBeUndefined();
  return lab;
}

const shared = () => staged(send('share', OS, VAULT), retrieve('share', OS, VAULT));
const lent = () => staged(send('lend', OS, VAULT), retrieve('lend', OS, VAULT));

/** What an invariant has to say in any of its forms. */
function problemsOf(invariant: Invariant, lab: Lab, move: Move = release(OS)): readonly string[] {
  const { books } = lab.checker;
  const { map } = lab.stand.built.ledger;
  const { outcome } = lab;
  const seen = outcome && { move, outcome, before: countsOf(lab.stand), disagreement: undefined };
  return [
    seen && invariant.move?.(books, seen),
    invariant.whole?.(books),
    ...Array.from({ length: map.pages }, (_, page) => invariant.page?.(books, page, map.get(page))),
  ].filter((problem) => problem !== undefined);
}

/** The transaction that was begun last, and its one receiver. */
function recordsOf({ stand }: Lab) {
  const { ledger, spmc } = stand.built;
  const transaction = ledger.transactions.slots.used;
  return { ledger, spmc, transaction, borrower: ledger.transactions.firstBorrower[transaction]! };
}

function put(lab: Lab, page: number, word: number): undefined {
  lab.stand.built.ledger.map.fill(page, 1, word);
}

const partyOf = (lab: Lab, place: number) => lab.stand.actors[place]!.party;

/** A machine on which all is well, and what is done to it. Returns the last move, where it matters. */
interface Planted {
  readonly lab: () => Lab;
  readonly violate: (lab: Lab) => Move | undefined;
}

function plant(lab: () => Lab, violate: (lab: Lab) => Move | undefined): Planted {
  return { lab, violate };
}

/** One for each, by number. Those that need more than a state are tested below. */
const PLANTED: Readonly<Record<number, Planted>> = {
  1: plant(shared, ({ stand }) => {
    stand.built.spmc.state.contexts.state[stand.actors[VAULT]!.context] = CONTEXT.ABORTED;
  }),
  2: plant(shared, (lab) =>
    put(lab, PAGE + 1, wordOf({ owner: 900, rights: 7, device: false, secure: false })),
  ),
  3: plant(shared, (lab) =>
    put(lab, PAGE + 1, wordOf({ owner: partyOf(lab, OS), rights: 0, device: false, secure: false })),
  ),
  4: plant(shared, (lab) => {
    const { ledger, transaction } = recordsOf(lab);
    ledger.transactions.owner[transaction] = partyOf(lab, NOTARY);
  }),
  5: plant(shared, (lab) => {
    const { ledger, transaction } = recordsOf(lab);
    ledger.transactions.borrowers[transaction] = 0;
  }),
  6: plant(shared, (lab) =>
    put(lab, MANAGERS, wordOf({ owner: partyOf(lab, OS), rights: 7, device: false, secure: false })),
  ),
  7: plant(shared, (lab) => {
    const { ledger } = lab.stand.built;
    const rights = ledger.rights.bind(ledger);
    ledger.rights = (party, page) => (page === MANAGERS ? 1 : rights(party, page));
  }),
  8: plant(shared, (lab) => put(lab, PAGE + 1, 0)),
  9: plant(shared, ({ stand }) => {
    stand.built.ledger.viewOf = () => View.of([{ at: 0, page: 5, pages: 1 }]);
  }),
  10: plant(shared, (lab) =>
    put(lab, 0, wordOf({ owner: partyOf(lab, OS), rights: 7, device: false, secure: false })),
  ),
  11: plant(
    () => staged(send('lend', OS, VAULT, { page: DEVICE }), retrieve('lend', OS, VAULT)),
    (lab) => {
      const { ledger, transaction } = recordsOf(lab);
      ledger.transactions.kept[transaction] = 7;
    },
  ),
  12: plant(shared, (lab) => {
    const { ledger, transaction } = recordsOf(lab);
    ledger.transactions.holders[transaction] = 2;
  }),
  14: plant(shared, (lab) => put(lab, PAGE + 1, 0)),
  15: plant(
    () => staged(send('lend', OS, VAULT, { permissions: 1 }), retrieve('lend', OS, VAULT, 1, 1)),
    (lab) => {
      const { ledger, borrower } = recordsOf(lab);
      ledger.borrowers.rights[borrower] = 3;
      ledger.borrowers.ceiling[borrower] = 1;
    },
  ),
  16: plant(lent, (lab) => {
    const { ledger, transaction } = recordsOf(lab);
    ledger.transactions.kept[transaction] = 7;
  }),
  17: plant(
    () => staged(send('share', OS, VAULT), reclaim(OS)),
    ({ stand }) => {
      const { spmc, ledger } = stand.built;
      spmc.state.transactions.generation[ledger.transactions.slots.used]!--;
      const again = send('share', OS, VAULT, { as: 2 });
      stand.make(again);
      return again;
    },
  ),
  18: plant(shared, (lab) =>
    put(lab, PAGE + 1, wordOf({ owner: partyOf(lab, OS), rights: 7, device: false, secure: true })),
  ),
  21: plant(shared, ({ stand }) => {
    stand.built.spmc.state.endpoints.rx[stand.actors[OS]!.slot] = 0;
  }),
  23: plant(shared, (lab) => {
    lab.stand.built.spmc.state.transactions.tagLow[recordsOf(lab).transaction] = 9;
  }),
};

test('there are 24, each with its own number, name and sentence', () => {
  expect(INVARIANTS.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  expect(new Set(INVARIANTS.map(({ id }) => id)).size).toBe(24);
  expect(INVARIANTS.filter(({ what }) => !/^[A-Z].*\.$/.test(what))).toEqual([]);
});

describe('a planted violation', () => {
  it.each(Object.entries(PLANTED))('of invariant %s is found', (number, { lab: build, violate }) => {
    const invariant = INVARIANTS[Number(number) - 1]!;
    const lab = build();
    expect(problemsOf(invariant, lab)).toEqual([]);

    const move = violate(lab);

    expect(problemsOf(invariant, lab, move)).not.toEqual([]);
  });

  it('of 13 is found: a manager that does something else', () => {
    const lab = staged(send('share', OS, VAULT));
    const { world } = lab.beside!.model;
    world.pages.get(PAGE + 1)!.owner = 'vault';

    const breach = lab.step(send('share', OS, VAULT, { page: PAGE + 1, as: 2 }));

    expect(breach?.invariant.id).toBe('as-specified');
    expect(breach?.problem).toBe('it succeeds, and has to be refused: send/not-owner');
  });

  it('of 14 is found in a call: pages of a transaction that nobody named', () => {
    const lab = staged(send('share', OS, VAULT), send('share', OS, NOTARY, { page: PAGE + 1, as: 2 }));
    const { changes } = lab.stand;
    const move = reclaim(OS, 1);
    lab.stand.make(move);
    changes.push({ change: 'returned', transaction: 40, party: 1, page: PAGE + 1, pages: 1 });

    expect(problemsOf(INVARIANTS[13]!, lab, move)).toEqual([
      `page 0x${(PAGE + 1).toString(16)} changes, of transaction 40, which the call does not name`,
    ]);
  });

  it('of 19 is found: a refusal that leaves something behind', () => {
    const lab = shared();
    const before = countsOf(lab.stand);
    const outcome = { ...lab.outcome!, rule: 'send/held' };
    lab.stand.changes.length = 0;
    lab.stand.built.ledger.open(1, 1, 0, true);

    const seen = { move: release(OS), outcome, before, disagreement: undefined };

    expect(INVARIANTS[18]!.move?.(lab.checker.books, seen)).toMatch(
      /^send\/held is answered, and count 0 goes/,
    );
  });

  it('of 20 is found: a transaction that outlives everybody', () => {
    const lab = shared();

    expect(INVARIANTS[19]!.end?.(lab.checker.books)).toMatch(/^records stay: /);
    expect(lab.end()).toBeUndefined();
  });

  it('of 22 is found: memory that is not cleared', () => {
    const lab = staged({ do: 'fill', by: OS, page: PAGE });
    lab.stand.memory.zero = () => true;

    expect(lab.step(send('lend', OS, VAULT, { flags: 1 }))?.invariant.number).toBe(13);
    expect(problemsOf(INVARIANTS[21]!, lab, send('lend', OS, VAULT))).toEqual([
      `page 0x${PAGE.toString(16)} had to be cleared`,
    ]);
  });

  it('of 24 is found: a conversion that loses the tag', () => {
    const { tx } = send('share', OS, VAULT);
    const bytes = new Uint8Array(Uint32Array.from(tx ?? []).buffer);
    let times = 0;
    const forgetful: typeof convertTransaction = (from, ...versions) => {
      const converted = convertTransaction(from, ...versions);
      if (converted.ok && ++times === 3) converted.bytes[16] = 7;
      return converted;
    };

    expect(differsAfterReturn({ bytes, version: 0x1_0001 })).toBeUndefined();
    expect(differsAfterReturn({ bytes, version: 0x1_0001 }, forgetful)).toMatch(/^something is lost between/);
  });
});
