import { describe, expect, test } from 'vitest';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE } from '../../src/core/memory/obstacle.ts';
import {
  ALL,
  addAll,
  build,
  end,
  FIRST,
  LARGE,
  machine,
  OWNER,
  obstacleTo,
  sendAll,
  stateOf,
} from './machine.ts';
import { GIB, MIB2 } from './support.ts';

const EXTENT = '10+1';

describe('transactions', () => {
  test.each([1, 2, 5])('of room for %i, that many are opened and not one more', (transactions) => {
    const ledger = machine({ transactions });
    for (let count = 0; count < transactions; count++)
      build(ledger, { kind: KIND.LEND, ranges: `${count}+1`, to: [] });
    const before = stateOf(ledger);

    expect(ledger.open(OWNER, KIND.LEND, 0, false)).toBe(0);

    expect(stateOf(ledger)).toEqual(before);
    ledger.close(1);
    expect(ledger.open(OWNER, KIND.LEND, 0, false)).toBe(1);
  });

  test('one that finds no room for its extents takes no slot either', () => {
    // One block for the one extent there is room for, and one for each transaction.
    const ledger = machine({ transactions: 2, extents: 1 });
    const greedy = build(ledger, { kind: KIND.LEND, ranges: '0+1 '.repeat(23).concat(EXTENT), to: [] });
    const before = stateOf(ledger);

    expect(ledger.open(OWNER, KIND.LEND, 0, false)).toBe(0);

    expect(stateOf(ledger)).toEqual(before);
    ledger.close(greedy);
    expect([ledger.open(OWNER, KIND.LEND, 0, false), ledger.open(OWNER, KIND.LEND, 0, false)]).toEqual([
      1, 2,
    ]);
  });
});

describe('borrowers', () => {
  test.each([1, 2, 5])('of room for %i, that many are named and not one more', (borrowers) => {
    const ledger = machine({ borrowers });
    const transaction = build(ledger, { kind: KIND.LEND, to: new Array<number>(borrowers).fill(FIRST) });
    const before = stateOf(ledger);

    expect(ledger.addBorrower(transaction, FIRST, ALL)).toBe(0);

    expect(stateOf(ledger)).toEqual(before);
    expect(ledger.transactions.borrowers[transaction]).toBe(borrowers);
    end(ledger, transaction);
    expect(build(ledger, { kind: KIND.LEND, to: new Array<number>(borrowers).fill(FIRST) })).toBe(1);
  });

  test('a chain that found no room is whole, and goes on when there is', () => {
    const ledger = machine({ borrowers: 3 });
    const one = build(ledger, { kind: KIND.LEND, ranges: '10+1', to: [FIRST] });
    const other = build(ledger, { kind: KIND.LEND, ranges: '20+1', to: [FIRST, FIRST] });
    expect(ledger.addBorrower(one, OWNER, ALL)).toBe(0);

    end(ledger, other);

    expect(ledger.addBorrower(one, OWNER, ALL)).not.toBe(0);
    expect([ledger.borrowerOf(one, FIRST), ledger.borrowerOf(one, OWNER)]).not.toContain(0);
  });
});

describe('extents', () => {
  test.each([
    [1, 1, 16],
    [8, 1, 16],
    [9, 1, 24],
    [24, 2, 32],
  ])(
    'of room for %i and %i transactions, one transaction has %i and not one more',
    (extents, transactions, most) => {
      const ledger = machine({ extents, transactions });
      for (let other = 1; other < transactions; other++)
        build(ledger, { kind: KIND.LEND, ranges: '', to: [] });
      const transaction = build(ledger, { kind: KIND.LEND, ranges: '', to: [] });
      for (let index = 0; index < most; index++)
        expect(ledger.addExtent(transaction, 2 * index, 1)).toBe(true);
      const before = stateOf(ledger);

      expect(ledger.addExtent(transaction, 90, 1)).toBe(false);

      expect(stateOf(ledger)).toEqual(before);
      expect([ledger.transactions.extents[transaction], ledger.transactions.pages[transaction]]).toEqual([
        most,
        most,
      ]);
      expect(ledger.claim(transaction)).toBe(true);
      expect([ledger.rights(OWNER, 2 * most - 2), ledger.rights(OWNER, 90)]).toEqual([0, ALL]);
    },
  );

  test('an extent that found no room finds it after another transaction went', () => {
    const ledger = machine({ extents: 8, transactions: 2 });
    const other = build(ledger, { kind: KIND.LEND, ranges: '80+1', to: [] });
    const transaction = build(ledger, { kind: KIND.LEND, ranges: '', to: [] });
    for (let index = 0; index < 16; index++) ledger.addExtent(transaction, 2 * index, 1);
    expect(ledger.addExtent(transaction, 60, 1)).toBe(false);

    ledger.close(other);
    addAll(ledger, transaction, '60+1');

    expect(ledger.claim(transaction)).toBe(true);
    expect([58, 60].map((page) => ledger.rights(OWNER, page))).toEqual([ALL, 0]);
  });
});

describe('tables of the page map', () => {
  /** Those of the machine’s own, before anything is sent. */
  const OWN = machine().map.tables;
  /** A page and its neighbour need two tables, the next one, two pages across 2 MiB two. */
  const SCATTERED = `${LARGE}+2 ${LARGE + 5 * MIB2}+1 ${LARGE + 9 * MIB2 - 1}+2`;

  test.each([
    ['the first extent', 0, LARGE, 0],
    ['the first extent, below its gigabyte', 1, LARGE, 0],
    ['the middle extent', 2, LARGE + 5 * MIB2, 1],
    ['the last extent', 3, LARGE + 9 * MIB2 - 1, 2],
    ['the last page of the last extent', 4, LARGE + 9 * MIB2, 2],
  ])('are lacking for %s', (_name, room, page, extent) => {
    const ledger = machine({ pageTables: OWN + room });
    const transaction = build(ledger, { kind: KIND.LEND, ranges: SCATTERED });

    expect(obstacleTo(ledger, transaction)).toEqual([OBSTACLE.NO_ROOM, extent, page, 0]);
  });

  test('are enough with one more', () => {
    const ledger = machine({ pageTables: OWN + 5 });
    expect(ledger.claim(build(ledger, { kind: KIND.LEND, ranges: SCATTERED }))).toBe(true);
  });

  test('are enough for a refused claim after another transaction went', () => {
    const ledger = machine({ pageTables: OWN + 6 });
    const other = sendAll(ledger, {
      kind: KIND.SHARE,
      ranges: `${LARGE + 99 * MIB2}+1 ${LARGE + 98 * MIB2}+1`,
    });
    const refused = build(ledger, { kind: KIND.LEND, ranges: SCATTERED });
    expect(obstacleTo(ledger, refused)[0]).toBe(OBSTACLE.NO_ROOM);

    end(ledger, other);

    expect(ledger.claim(refused)).toBe(true);
  });

  test('are not needed for aligned gigabytes, nor to give anything back', () => {
    const ledger = machine({ pageTables: OWN });
    const before = stateOf(ledger);
    end(ledger, sendAll(ledger, { kind: KIND.LEND, ranges: `${LARGE}+${GIB} 0+100` }));
    expect(stateOf(ledger)).toEqual(before);
  });

  test('a donation of the last room goes through: its pages are marked already', () => {
    const ledger = machine({ pageTables: OWN + 5 });
    const transaction = sendAll(ledger, { kind: KIND.DONATE, ranges: SCATTERED });

    ledger.transfer(ledger.borrowerOf(transaction, FIRST), ALL);

    expect([LARGE, LARGE + 1, LARGE + 9 * MIB2].map((page) => ledger.rights(FIRST, page))).toEqual([
      ALL,
      ALL,
      ALL,
    ]);
    expect(ledger.rights(OWNER, LARGE + 2)).toBe(ALL);
  });
});
