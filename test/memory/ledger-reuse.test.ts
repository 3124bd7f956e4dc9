import { describe, expect, test } from 'vitest';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import {
  ALL,
  build,
  end,
  FIRST,
  machine,
  OWNER,
  RW,
  rightsOn,
  SECOND,
  STRANGER,
  sendAll,
  takeAs,
} from './machine.ts';

describe('a slot that is used again carries nothing over', () => {
  test('neither extents nor borrowers, class, rights or counts', () => {
    const ledger = machine();
    const ranges = '20+1 22+1 24+1 26+1 28+1 30+1 32+1 34+1 36+1 38+1';
    const old = sendAll(ledger, { kind: KIND.LEND, to: [FIRST, SECOND], ranges, physical: true });
    ledger.drop(takeAs(ledger, old, FIRST));
    end(ledger, old);

    const fresh = ledger.open(SECOND, KIND.SHARE, READ, false);

    expect(fresh).toBe(old);
    const { transactions: t } = ledger;
    expect([t.kind, t.owner, t.kept].map((column) => column[fresh])).toEqual([KIND.SHARE, SECOND, READ]);
    const counts = [t.extents, t.claimed, t.committed, t.pages, t.pageClass, t.borrowers, t.holders, t.since];
    expect(counts.map((column) => column[fresh])).toEqual(Array(8).fill(0));
    expect([FIRST, SECOND].map((party) => ledger.borrowerOf(fresh, party))).toEqual([0, 0]);
    expect(ledger.claim(fresh)).toBe(true);
    expect(ledger.classOf(fresh)).toBe(0);

    const borrower = ledger.addBorrower(fresh, STRANGER, RW);
    const { borrowers: b } = ledger;
    expect([b.holds, b.rights, b.placed, b.next].map((column) => column[borrower])).toEqual([0, 0, -1, 0]);
    expect(ledger.rights(FIRST, 20)).toBe(0);
  });

  test('also after a donation, and after a claim that failed', () => {
    const ledger = machine();
    const donated = sendAll(ledger, { kind: KIND.DONATE });
    ledger.transfer(ledger.borrowerOf(donated, FIRST), RW);
    ledger.close(donated);
    const refused = build(ledger, {
      kind: KIND.LEND,
      ranges: '20+1 10+1',
    });
    expect(refused).toBe(donated);
    expect(ledger.claim(refused)).toBe(false);
    end(ledger, refused);

    const again = sendAll(ledger, { kind: KIND.LEND, ranges: '30+1' });

    expect([10, 20, 30].map((page) => rightsOn(ledger, page, [OWNER, FIRST]))).toEqual([
      '--- RW-',
      'RWX ---',
      '--- ---',
    ]);
    expect([again, ledger.transactions.claimed[again], ledger.transactions.committed[again]]).toEqual([
      donated,
      1,
      1,
    ]);
  });

  test('also when it was closed under a borrower that still held the memory', () => {
    const ledger = machine();
    const old = sendAll(ledger, { kind: KIND.LEND });
    takeAs(ledger, old, FIRST);
    end(ledger, old);

    const again = sendAll(ledger, { kind: KIND.LEND, ranges: '20+1' });

    const borrower = ledger.borrowerOf(again, FIRST);
    expect([ledger.borrowers.holds[borrower], ledger.transactions.holders[again]]).toEqual([0, 0]);
    expect([10, 20].map((page) => rightsOn(ledger, page, [OWNER, FIRST]))).toEqual(['RWX ---', '--- ---']);
  });

  test('a slot that is retired is not used again', () => {
    const ledger = machine({ transactions: 2 });
    const old = sendAll(ledger, { kind: KIND.LEND });

    ledger.release(old);
    ledger.close(old, true);

    const next = ledger.open(OWNER, KIND.SHARE, ALL, false);
    expect(next).not.toBe(old);
    expect([ledger.open(OWNER, KIND.SHARE, ALL, false), ledger.transactions.kind[old]]).toEqual([0, 0]);
  });
});
