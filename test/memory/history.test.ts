import { describe, expect, test } from 'vitest';
import { History } from '../../src/core/memory/history.ts';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { ALL, end, FIRST, machine, SECOND, sendAll, takeAs } from './machine.ts';

const RANGES = '10+2 60+1';

describe('history', () => {
  /** Two transactions over some pages, one call a step. */
  function lived(): { ledger: Ledger; history: History } {
    const ledger = machine();
    const history = new History(ledger, true);
    const call = (number: number) => {
      ledger.callNumber = number;
    };
    call(1);
    const lent = sendAll(ledger, { kind: KIND.LEND, ranges: RANGES });
    call(2);
    const borrower = takeAs(ledger, lent, FIRST);
    call(3);
    const shared = sendAll(ledger, { kind: KIND.SHARE, ranges: '20+1', to: [SECOND] });
    call(4);
    ledger.drop(borrower);
    end(ledger, lent);
    call(5);
    const donated = sendAll(ledger, { kind: KIND.DONATE, ranges: '11+1' });
    call(7);
    ledger.transfer(ledger.borrowerOf(donated, FIRST), ALL);
    ledger.close(donated);
    expect(shared).toBe(2);
    return { ledger, history };
  }

  test.each([
    [9, []],
    [10, ['1 claimed', '2 mapped', '4 unmapped', '4 returned']],
    [11, ['1 claimed', '2 mapped', '4 unmapped', '4 returned', '5 claimed', '7 transferred']],
    [12, []],
    [20, ['3 claimed']],
    [60, ['1 claimed', '2 mapped', '4 unmapped', '4 returned']],
  ])('of page %i names the calls that made it what it is', (page, expected) => {
    const { history } = lived();
    expect(history.of(page).map(({ call, change }) => `${call} ${change}`)).toEqual(expected);
  });

  test('names transaction and party', () => {
    const { history } = lived();
    expect(history.of(11).at(-1)).toEqual({
      call: 7,
      change: 'transferred',
      transaction: 1,
      party: FIRST,
      page: 11,
      pages: 1,
    });
  });

  test('goes back with the ledger to an earlier state', () => {
    const { ledger, history } = lived();
    const saved = { ledger: ledger.save(), history: history.save() };
    ledger.callNumber = 8;
    end(ledger, sendAll(ledger, { kind: KIND.LEND, ranges: '10+1' }));
    expect(history.of(10).at(-1)?.call).toBe(8);

    ledger.restore(saved.ledger);
    history.restore(saved.history);

    expect(history.of(10).at(-1)?.call).toBe(4);
    ledger.callNumber = 9;
    sendAll(ledger, { kind: KIND.LEND, ranges: '10+1' });
    expect(history.of(10).at(-1)?.call).toBe(9);
  });

  test('tells each change on as it happens, and keeps none where it is not to remember', () => {
    const ledger = machine();
    const history = new History(ledger, false);
    const told: string[] = [];
    history.scribe = ({ call, change, page, pages }) => told.push(`${call} ${change} ${page}+${pages}`);
    for (const call of [1, 2]) {
      ledger.callNumber = call;
      sendAll(ledger, { kind: KIND.LEND, ranges: `${call * 10}+1 ${call * 10 + 5}+2` });
    }

    expect(told).toEqual(['1 claimed 10+1', '1 claimed 15+2', '2 claimed 20+1', '2 claimed 25+2']);
    expect([history.of(10), history.save()]).toEqual([[], []]);
  });

  describe('tells each who listens', () => {
    test.each([
      ['nobody', false, false, false],
      ['the scribe', false, true, false],
      ['the follower', false, false, true],
      ['both', false, true, true],
      ['who asks later', true, false, false],
      ['all', true, true, true],
    ])('%s', (_name, remembers, writes, follows) => {
      const ledger = machine();
      const history = new History(ledger, remembers);
      const written: string[] = [];
      const followed: string[] = [];
      if (writes) history.scribe = ({ change, page, pages }) => written.push(`${change} ${page}+${pages}`);
      if (follows) history.follower = ({ page, pages }) => followed.push(`${page}+${pages}`);

      sendAll(ledger, { kind: KIND.LEND, ranges: '10+2' });
      history.permitted(20, 3);

      expect(written).toEqual(writes ? ['claimed 10+2'] : []);
      expect(followed).toEqual(follows ? ['10+2', '20+3'] : []);
      expect(history.save().map(({ change, page }) => [change, page])).toEqual(
        remembers ? [['claimed', 10]] : [],
      );
    });
  });

  test('the call of the last commit stands with the transaction', () => {
    const { ledger } = lived();
    expect([1, 2, 3].map((transaction) => ledger.transactions.since[transaction])).toEqual([0, 3, 0]);
  });
});
