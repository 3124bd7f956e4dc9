import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import { View } from '../../src/core/memory/view.ts';
import {
  ALL,
  addAll,
  end,
  FIRST,
  GUEST,
  LARGE,
  machine,
  OWNER,
  PARTIES,
  RW,
  rightsOn,
  SECOND,
  sendAll,
  stateOf,
  takeAs,
  VISITOR,
} from './machine.ts';
import { MIB2 } from './support.ts';

/** Pages in so many tables of the page map. */
const SCATTERED = Array.from({ length: 20 }, (_, index) => `${LARGE + (index + 3) * MIB2}+1`).join(' ');

/** Several lives, interleaved, as steps that need nothing but the ledger: slots are given out in a fixed order. */
const LENT = 1;
const SHARED = 2;
const GIVEN = 3;
const STEPS: readonly [name: string, run: (ledger: Ledger) => void][] = [
  ['open', (ledger) => ledger.open(OWNER, KIND.LEND, 0, false)],
  ['add extents', (ledger) => addAll(ledger, LENT, `10+2 ${LARGE + 7}+1 30+1 32+1 34+1 36+1 38+1 40+1 42+1`)],
  ['add borrowers', (ledger) => [FIRST, GUEST].map((party) => ledger.addBorrower(LENT, party, ALL))],
  ['claim', (ledger) => ledger.claim(LENT)],
  ['share', (ledger) => sendAll(ledger, { kind: KIND.SHARE, ranges: '60+2', to: [SECOND, VISITOR] })],
  ['commit', (ledger) => ledger.commit(LENT)],
  ['place', (ledger) => ledger.place(ledger.borrowerOf(LENT, GUEST))],
  ['take', (ledger) => takeAs(ledger, LENT, GUEST, RW)],
  ['take by another', (ledger) => takeAs(ledger, SHARED, VISITOR, READ)],
  ['take again', (ledger) => takeAs(ledger, LENT, GUEST, RW)],
  [
    'donate',
    (ledger) => sendAll(ledger, { kind: KIND.DONATE, owner: GUEST, ranges: '1019+2', to: [VISITOR] }),
  ],
  ['place the donation', (ledger) => ledger.place(ledger.borrowerOf(GIVEN, VISITOR))],
  ['transfer', (ledger) => ledger.transfer(ledger.borrowerOf(GIVEN, VISITOR), READ)],
  ['close the donation', (ledger) => ledger.close(GIVEN)],
  ['drop', (ledger) => ledger.drop(ledger.borrowerOf(LENT, GUEST))],
  ['drop the last', (ledger) => ledger.drop(ledger.borrowerOf(LENT, GUEST))],
  ['scatter', (ledger) => end(ledger, sendAll(ledger, { kind: KIND.PIN, ranges: SCATTERED, to: [] }))],
  ['release', (ledger) => ledger.release(LENT)],
  ['close', (ledger) => ledger.close(LENT)],
  ['use the slot again', (ledger) => sendAll(ledger, { kind: KIND.LEND, ranges: '80+1', to: [GUEST] })],
];

/** All that can be seen: state, every party's rights on the pages used, and the rows of the transactions. */
function seen(ledger: Ledger) {
  const pages = [9, 10, 11, 30, 42, 60, 61, 80, 219, 300, LARGE + 7, LARGE + 8, LARGE + 3 * MIB2];
  const t = ledger.transactions;
  const columns = [t.kind, t.extents, t.claimed, t.committed, t.pages, t.pageClass, t.borrowers, t.holders];
  return {
    ...stateOf(ledger),
    rights: pages.map((page) => rightsOn(ledger, page, PARTIES)),
    rows: columns.map((column) => [...column]),
  };
}

/** What is seen before the first step and after each. */
const SEEN = [...STEPS.keys(), STEPS.length].map((count) => {
  const ledger = machine();
  for (const [, run] of STEPS.slice(0, count)) run(ledger);
  return seen(ledger);
});

/** A ledger that has lived all steps, and the copies taken on the way: one before the first step and one after each. */
function lived() {
  const ledger = machine();
  const copies = [ledger.save()];
  for (const [, run] of STEPS) {
    run(ledger);
    copies.push(ledger.save());
  }
  return { ledger, copies };
}

describe('a copy of a ledger', () => {
  test.each(STEPS.map(([name], index) => [name, index + 1] as const))(
    'taken after "%s" brings that moment back, from which all goes on as it went',
    (_name, moment) => {
      const { ledger, copies } = lived();

      ledger.restore(copies[moment]!);
      expect(seen(ledger)).toEqual(SEEN[moment]);

      for (const [index, [, run]] of STEPS.entries()) {
        if (index < moment) continue;
        run(ledger);
        expect(seen(ledger)).toEqual(SEEN[index + 1]);
      }
    },
  );

  test('from every moment to every other', () => {
    const { ledger, copies } = lived();
    for (const from of copies.keys())
      for (const to of copies.keys()) {
        ledger.restore(copies[from]!);
        ledger.restore(copies[to]!);
        expect(seen(ledger)).toEqual(SEEN[to]);
      }
  });

  test('is taken over by another ledger of the same machine, and both go their own way', () => {
    const { ledger, copies } = lived();
    for (const [moment, saved] of copies.entries()) {
      const other = machine();
      other.restore(saved);
      expect(seen(other)).toEqual(SEEN[moment]);
      for (const [, run] of STEPS.slice(moment)) run(other);
      expect(seen(other)).toEqual(SEEN.at(-1));
    }
    expect(seen(ledger)).toEqual(SEEN.at(-1));
  });

  test('stays as it is when what was brought back is changed', () => {
    const { ledger, copies } = lived();
    for (let turn = 0; turn < 3; turn++) {
      ledger.restore(copies[0]!);
      for (const [, run] of STEPS) run(ledger);
      expect(seen(ledger)).toEqual(SEEN.at(-1));
    }
  });
});

describe('parties and copies', () => {
  test('a party that came after a copy is gone when it is put back, and may come again', () => {
    const ledger = machine();
    const saved = ledger.save();
    const party = ledger.addParty(View.identity());

    ledger.restore(saved);

    expect(ledger.viewOf(party)).toBeUndefined();
    expect(ledger.addParty(View.identity())).toBe(party);
  });

  test('a copy with more parties than the ledger has is refused, and nothing changes', () => {
    const ledger = machine();
    const early = ledger.save();
    sendAll(ledger, { kind: KIND.LEND });
    ledger.addParty(View.identity());
    const late = ledger.save();
    ledger.restore(early);

    expect(() => ledger.restore(late)).toThrow('the copy has 7 parties, this ledger 6');

    expect(seen(ledger)).toEqual(SEEN[0]);
  });
});
