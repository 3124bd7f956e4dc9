import { describe, expect, test } from 'vitest';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { EXECUTE, READ } from '../../src/core/memory/page-word.ts';
import {
  ALL,
  build,
  FIRST,
  machine,
  OWNER,
  READ_ONLY,
  RW,
  rightsOn,
  SECOND,
  STRANGER,
  sendAll,
  takeAs,
} from './machine.ts';

describe('rights', () => {
  test('an owner never gets more by keeping more than it has', () => {
    const ledger = machine();
    sendAll(ledger, { kind: KIND.SHARE, ranges: `${READ_ONLY}+1`, kept: ALL });
    expect(rightsOn(ledger, READ_ONLY, [OWNER])).toBe('R--');
  });

  test('a borrower has those it took, each borrower its own', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.LEND, to: [FIRST, SECOND, STRANGER] });

    takeAs(ledger, transaction, FIRST, READ);
    takeAs(ledger, transaction, SECOND, READ | EXECUTE);

    expect(rightsOn(ledger, 10, [OWNER, FIRST, SECOND, STRANGER])).toBe('--- R-- R-X ---');
  });

  test('those above its ceiling are not for it to take', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.LEND, to: [] });
    const borrower = ledger.addBorrower(transaction, FIRST, READ);

    expect(() => ledger.take(borrower, RW)).toThrow('RW- of R--');
    expect([ledger.borrowers.holds[borrower], rightsOn(ledger, 10, [FIRST])]).toEqual([0, '---']);
  });

  test('taking once more does not change them', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.SHARE });
    takeAs(ledger, transaction, FIRST, READ);
    takeAs(ledger, transaction, FIRST, RW);
    expect(rightsOn(ledger, 10, [FIRST])).toBe('R--');
  });

  test('taking anew after all was given back may bring others', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.SHARE });
    ledger.drop(takeAs(ledger, transaction, FIRST, READ));
    takeAs(ledger, transaction, FIRST, RW);
    expect(rightsOn(ledger, 10, [FIRST])).toBe('RW-');
  });

  test('on one transaction give none on another', () => {
    const ledger = machine();
    const one = sendAll(ledger, { kind: KIND.SHARE, ranges: '10+1' });
    sendAll(ledger, { kind: KIND.SHARE, ranges: '11+1' });

    takeAs(ledger, one, FIRST);

    expect([10, 11].map((page) => rightsOn(ledger, page, [FIRST]))).toEqual(['RW-', '---']);
  });

  test.each([0, OWNER, FIRST, STRANGER, 1023])(
    'party %i has none on memory of nobody and outside the map',
    (party) => {
      const ledger = machine();
      for (const page of [155, 2 ** 19, 2 ** 40, 2 ** 49, 2 ** 52 - 1])
        expect(ledger.rights(party, page)).toBe(0);
    },
  );

  test('nobody is a party: party 0 has none on anything', () => {
    const ledger = machine();
    takeAs(ledger, sendAll(ledger, { kind: KIND.SHARE }), FIRST);
    expect([0, 10, 20, 155].map((page) => ledger.rights(0, page))).toEqual([0, 0, 0, 0]);
  });
});

describe('how often a borrower holds, and how many hold', () => {
  test('is counted per borrower and per transaction', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.SHARE, to: [FIRST, SECOND] });
    const counts = () => [
      ...[FIRST, SECOND].map((party) => ledger.borrowers.holds[ledger.borrowerOf(transaction, party)]),
      ledger.transactions.holders[transaction],
    ];

    const first = takeAs(ledger, transaction, FIRST);
    const second = takeAs(ledger, transaction, SECOND);
    takeAs(ledger, transaction, FIRST);
    expect(counts()).toEqual([2, 1, 2]);
    ledger.drop(first);
    expect(counts()).toEqual([1, 1, 2]);
    ledger.drop(second);
    expect(counts()).toEqual([1, 0, 1]);
    ledger.drop(first);
    expect(counts()).toEqual([0, 0, 0]);
  });
});

describe('borrowers of a transaction', () => {
  test('are found by party, in the transaction that named them', () => {
    const ledger = machine();
    const one = build(ledger, { kind: KIND.SHARE, to: [FIRST, SECOND] });
    const other = build(ledger, { kind: KIND.SHARE, to: [SECOND] });

    const found = [one, other].map((transaction) =>
      [OWNER, FIRST, SECOND, STRANGER].map((party) => ledger.borrowerOf(transaction, party)),
    );

    expect(found).toEqual([
      [0, 1, 2, 0],
      [0, 0, 3, 0],
    ]);
    expect([1, 2, 3].map((borrower) => ledger.borrowers.party[borrower])).toEqual([FIRST, SECOND, SECOND]);
    expect([one, other].map((transaction) => ledger.transactions.borrowers[transaction])).toEqual([2, 1]);
  });

  test('are chained in the order they were named', () => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.LEND, to: [STRANGER, FIRST, SECOND] });
    const chain: number[] = [];
    let borrower = ledger.transactions.firstBorrower[transaction]!;
    for (; borrower !== 0; borrower = ledger.borrowers.next[borrower]!)
      chain.push(ledger.borrowers.party[borrower]!);
    expect(chain).toEqual([STRANGER, FIRST, SECOND]);
  });
});
