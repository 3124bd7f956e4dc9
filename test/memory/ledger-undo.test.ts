import { describe, expect, test } from 'vitest';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE } from '../../src/core/memory/obstacle.ts';
import { View } from '../../src/core/memory/view.ts';
import {
  addAll,
  build,
  end,
  FIRST,
  FOREIGN,
  machine,
  OWNER,
  obstacleTo,
  READ_ONLY,
  SECOND,
  sendAll,
  stateOf,
} from './machine.ts';

/** Lengths around a block of eight extents. */
const SIZES = [1, 7, 8, 9, 16, 17];

function pages(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `${from + 2 * index}+1`).join(' ');
}

describe('what was added since the last claim', () => {
  test.each(SIZES.flatMap((before) => SIZES.map((more) => [before, more] as const)))(
    'behind %i extents, %i more: is gone as if it had not been added',
    (before, more) => {
      const ledger = machine();
      const transaction = build(ledger, { kind: KIND.LEND, ranges: pages(0, before) });
      ledger.claim(transaction);
      ledger.commit(transaction);
      const state = { ...stateOf(ledger), pages: ledger.transactions.pages[transaction] };
      addAll(ledger, transaction, pages(40, more));

      ledger.dropUnclaimed(transaction);

      expect({ ...stateOf(ledger), pages: ledger.transactions.pages[transaction] }).toEqual(state);
      addAll(ledger, transaction, pages(40, more));
      expect(ledger.claim(transaction)).toBe(true);
      ledger.commit(transaction);
      end(ledger, transaction);
      expect(stateOf(ledger)).toEqual(stateOf(machine()));
    },
  );
});

describe('the count of pages', () => {
  test('goes back by those of each extent that is taken back, whatever their lengths', () => {
    const ledger = machine();
    const ranges = Array.from({ length: 12 }, (_, index) => `${5 * index}+${(index % 4) + 1}`).join(' ');
    const transaction = build(ledger, { kind: KIND.LEND, ranges: '90+4 96+1' });
    ledger.claim(transaction);
    addAll(ledger, transaction, ranges);
    expect(ledger.transactions.pages[transaction]).toBe(5 + 30);

    ledger.dropUnclaimed(transaction);

    expect(ledger.transactions.pages[transaction]).toBe(5);
  });

  test('goes back by those alone, and not by what lay behind them before', () => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.LEND, ranges: '10+1' });
    ledger.claim(transaction);
    addAll(ledger, transaction, '20+5 30+7');
    ledger.dropUnclaimed(transaction);
    addAll(ledger, transaction, '40+2');

    ledger.dropUnclaimed(transaction);

    expect(ledger.transactions.pages[transaction]).toBe(1);
  });
});

describe('a claim that is not final', () => {
  test('is undone, and leaves the earlier ones', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: '10+2' });
    const state = stateOf(ledger);
    addAll(ledger, transaction, '20+2 30+1');
    ledger.claim(transaction);

    ledger.unclaim(transaction, 1);
    ledger.dropUnclaimed(transaction);

    expect(stateOf(ledger)).toEqual(state);
  });

  test('a later one leaves it decided what the pages are like', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: '10+2' });
    addAll(ledger, transaction, '20+2');
    ledger.claim(transaction);

    ledger.unclaim(transaction, 1);
    ledger.dropUnclaimed(transaction);
    addAll(ledger, transaction, `${READ_ONLY}+2`);

    expect(obstacleTo(ledger, transaction)).toEqual([OBSTACLE.MIXED, 1, READ_ONLY, 0]);
  });

  test('the first one leaves it open what the pages are like', () => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.LEND, ranges: '10+2' });
    ledger.claim(transaction);

    ledger.unclaim(transaction, 0);
    ledger.dropUnclaimed(transaction);
    addAll(ledger, transaction, `${READ_ONLY}+2`);

    expect(ledger.claim(transaction)).toBe(true);
  });
});

test('pages that no transaction holds go to another party with the same rights', () => {
  const ledger = machine();
  const { word } = ledger.map.runAt(FOREIGN, 10);

  ledger.reown(FOREIGN, 10, word, FIRST);

  expect([SECOND, FIRST].map((party) => ledger.rights(party, FOREIGN))).toEqual([0, 7]);
  expect(ledger.rights(OWNER, FOREIGN)).toBe(0);
});

describe('addresses of a view', () => {
  const view = () =>
    View.of(
      [
        { at: 0x203, page: 0, pages: 2 },
        { at: 0x300, page: 8, pages: 1 },
      ],
      { at: 0x200, pages: 0x300 },
    );

  test.each([
    ['before a window', 0x200, 3, true],
    ['into one', 0x200, 4, false],
    ['in one', 0x204, 1, false],
    ['behind one', 0x205, 10, true],
    ['around one', 0x2ff, 3, false],
  ])('%s', (_name, at, pages, free) => {
    expect(view().isFree(at, pages)).toBe(free);
  });

  test.each([
    ['anywhere', 3, 1, 0x200],
    ['too large for the first gap', 4, 1, 0x205],
    ['at a multiple of 0x100', 1, 0x100, 0x200],
    ['of which the first are taken', 0x10, 0x100, 0x400],
    ['too large for what is left behind that', 0x100, 0x200, 0x400],
    ['nowhere', 0x101, 0x200, -1],
  ])('free for borrowed memory: %s', (_name, pages, alignment, at) => {
    expect(view().freePlace(pages, alignment)).toBe(at);
  });
});
