import { describe, expect, test } from 'vitest';
import { clear } from '../../src/core/memory/clear.ts';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import type { LedgerObserver } from '../../src/core/memory/observer.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import { permit } from '../../src/core/memory/permit.ts';
import { SparseMemory } from '../../src/core/memory/physical-memory.ts';
import { addAll, build, end, FIRST, GUEST, machine, OWNER, RW, SECOND, sendAll, takeAs } from './machine.ts';

const NAMES: Record<number, string> = {
  [OWNER]: 'owner',
  [FIRST]: 'first',
  [SECOND]: 'second',
  [GUEST]: 'guest',
};

/** Writes down what it is told: 'claimed 1 owner 10+2'. */
class Notes implements LedgerObserver {
  readonly lines: string[] = [];

  changed(change: string, transaction: number, party: number, page: number, pages: number): void {
    this.lines.push(`${change} ${transaction} ${NAMES[party]} ${page}+${pages}`);
  }

  permitted(page: number, pages: number): void {
    this.lines.push(`permitted ${page}+${pages}`);
  }

  /** What was written since the last time. */
  since(): string[] {
    return this.lines.splice(0);
  }
}

function observed(): { ledger: Ledger; notes: Notes } {
  const ledger = machine();
  const notes = new Notes();
  ledger.observer = notes;
  return { ledger, notes };
}

const RANGES = '10+2 60+1';

describe('an observer is told', () => {
  test('each step of a share or lend, for each extent', () => {
    const { ledger, notes } = observed();
    const transaction = build(ledger, { kind: KIND.LEND, ranges: RANGES });
    ledger.claim(transaction);
    expect(notes.since()).toEqual([]);

    ledger.commit(transaction);
    expect(notes.since()).toEqual(['claimed 1 owner 10+2', 'claimed 1 owner 60+1']);
    const borrower = takeAs(ledger, transaction, FIRST);
    expect(notes.since()).toEqual(['mapped 1 first 10+2', 'mapped 1 first 60+1']);
    ledger.drop(borrower);
    expect(notes.since()).toEqual(['unmapped 1 first 10+2', 'unmapped 1 first 60+1']);
    ledger.release(transaction);
    expect(notes.since()).toEqual(['returned 1 owner 10+2', 'returned 1 owner 60+1']);
    ledger.close(transaction);
    expect(notes.since()).toEqual([]);
  });

  test('the first taking and the last giving back, not those between', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, { kind: KIND.SHARE });
    notes.since();

    const borrower = takeAs(ledger, transaction, FIRST);
    takeAs(ledger, transaction, FIRST);
    ledger.drop(borrower);
    ledger.drop(borrower);

    expect(notes.since()).toEqual(['mapped 1 first 10+2', 'unmapped 1 first 10+2']);
  });

  test('a transfer, for the new owner', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, { kind: KIND.DONATE, ranges: RANGES });
    notes.since();

    ledger.transfer(ledger.borrowerOf(transaction, FIRST), RW);
    end(ledger, transaction);

    expect(notes.since()).toEqual(['transferred 1 first 10+2', 'transferred 1 first 60+1']);
  });

  test('clearing, for the owner', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: RANGES });
    notes.since();

    clear(ledger, transaction, new SparseMemory(100));

    expect(notes.since()).toEqual(['cleared 1 owner 10+2', 'cleared 1 owner 60+1']);
  });

  test('physical pages, whatever addresses owner and borrower have', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, {
      kind: KIND.SHARE,
      owner: GUEST,
      ranges: '1019+2 1000+1',
      to: [FIRST],
    });
    const borrower = takeAs(ledger, transaction, FIRST);
    ledger.drop(borrower);
    end(ledger, transaction);
    expect(notes.since()).toEqual(
      ['claimed 1 guest', 'mapped 1 first', 'unmapped 1 first', 'returned 1 guest'].flatMap((change) =>
        ['219+1', '300+1', '200+1'].map((range) => `${change} ${range}`),
      ),
    );
  });

  test('rights that an owner gives up, once for each run of pages, and not those that are refused', () => {
    const { ledger, notes } = observed();
    expect(permit(ledger, OWNER, 10, 3, READ)).toBe('done');
    expect(permit(ledger, FIRST, 10, 3, READ)).toBe('not-owned');
    expect(notes.since()).toEqual(['permitted 10+3']);
  });

  test('nothing of places, and nothing of empty extents', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, { kind: KIND.SHARE, ranges: '10+0 11+1 12+0', to: [GUEST] });
    const borrower = ledger.borrowerOf(transaction, GUEST);
    ledger.place(borrower);
    ledger.unplace(borrower);
    expect(notes.since()).toEqual(['claimed 1 owner 11+1']);
  });

  test('each piece of a claim once, when it is final', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: '10+1' });
    expect(notes.since()).toEqual(['claimed 1 owner 10+1']);

    addAll(ledger, transaction, '20+1 30+1');
    ledger.claim(transaction);
    ledger.commit(transaction);
    expect(notes.since()).toEqual(['claimed 1 owner 20+1', 'claimed 1 owner 30+1']);
    end(ledger, transaction);

    expect(notes.since()).toEqual([
      'returned 1 owner 10+1',
      'returned 1 owner 20+1',
      'returned 1 owner 30+1',
    ]);
  });
});

describe('an observer is not told', () => {
  test('of a claim that was refused', () => {
    const { ledger, notes } = observed();
    const transaction = build(ledger, { kind: KIND.LEND, ranges: '10+2 140+1' });
    expect(ledger.claim(transaction)).toBe(false);
    end(ledger, transaction);
    expect(notes.lines).toEqual([]);
  });

  test('of a claim that was taken back before it was final', () => {
    const { ledger, notes } = observed();
    const transaction = build(ledger, { kind: KIND.LEND });
    ledger.claim(transaction);
    end(ledger, transaction);
    expect(notes.lines).toEqual([]);
  });

  test('of a later piece that was not final when all went back', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: '10+1' });
    addAll(ledger, transaction, '20+1');
    ledger.claim(transaction);
    end(ledger, transaction);
    expect(notes.lines).toEqual(['claimed 1 owner 10+1', 'returned 1 owner 10+1']);
  });

  test('of a second release', () => {
    const { ledger, notes } = observed();
    const transaction = sendAll(ledger, { kind: KIND.LEND });
    ledger.release(transaction);
    notes.since();
    ledger.release(transaction);
    expect(notes.since()).toEqual([]);
  });
});
