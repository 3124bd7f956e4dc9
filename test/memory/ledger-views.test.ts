import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE } from '../../src/core/memory/obstacle.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import { Runs } from '../../src/core/memory/runs.ts';
import { View, type Window } from '../../src/core/memory/view.ts';
import {
  ALL,
  build,
  end,
  FIRST,
  GUEST,
  machine,
  OWNER,
  obstacleTo,
  READ_ONLY,
  RW,
  rightsOn,
  sendAll,
  stateOf,
  takeAs,
  VISITOR,
} from './machine.ts';
import { walked } from './support.ts';

/** What a party finds at addresses: the page behind each, '-' where there is none. */
function seenBy(ledger: Ledger, party: number, first: number, count: number): string {
  const view = ledger.viewOf(party);
  const pages = Array.from({ length: count }, (_, offset) => view.physical(first + offset));
  return pages.map((page) => (page < 0 ? '-' : page)).join(' ');
}

describe('an owner that has addresses of its own', () => {
  test('sends the pages behind them, not the pages of that number', () => {
    const ledger = machine();
    sendAll(ledger, { kind: KIND.LEND, owner: GUEST, ranges: '1001+2 1019+2' });
    const lent = [200, 201, 202, 203, 218, 219, 300, 301].map((page) => rightsOn(ledger, page, [GUEST]));
    expect(lent).toEqual(['RWX', '---', '---', 'RWX', 'RWX', '---', '---', 'RWX']);
  });

  test('may be served in physical pages by those who translate for it', () => {
    const ledger = machine();
    sendAll(ledger, { kind: KIND.LEND, owner: GUEST, ranges: '200+1 300+1', physical: true });
    expect([200, 201, 300, 301].map((page) => rightsOn(ledger, page, [GUEST]))).toEqual([
      '---',
      'RWX',
      '---',
      'RWX',
    ]);
  });

  test('gets everything back', () => {
    const ledger = machine();
    const before = stateOf(ledger);
    const transaction = sendAll(ledger, { kind: KIND.LEND, owner: GUEST, ranges: '1001+2 1019+2' });
    ledger.drop(takeAs(ledger, transaction, FIRST));
    end(ledger, transaction);
    expect(stateOf(ledger)).toEqual(before);
  });
});

describe('a borrower that sees physical addresses', () => {
  test('is placed nowhere: the pages are where they are', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.SHARE });
    const borrower = ledger.borrowerOf(transaction, FIRST);
    const before = stateOf(ledger);

    expect(ledger.place(borrower)).toBe(true);

    expect(ledger.borrowers.placed[borrower]).toBe(-1);
    ledger.unplace(borrower);
    expect(stateOf(ledger)).toEqual(before);
  });
});

describe('a borrower that has addresses of its own', () => {
  test.each([
    ['a physical sender’s pages', OWNER, '10+2', '10 11 - -'],
    ['several extents, one behind the other', OWNER, '60+1 10+2 30+1', '60 10 11 30'],
    ['extents with an empty one between them', OWNER, '60+1 99+0 10+2', '60 10 11 -'],
    ['pages that the sender names by its own addresses', VISITOR, '2001+2', '401 402 - -'],
  ])('finds them in its own: %s', (_name, owner, ranges, seen) => {
    const ledger = machine();
    const before = stateOf(ledger);
    const transaction = sendAll(ledger, { kind: KIND.LEND, owner, ranges, to: [GUEST] });

    const borrower = takeAs(ledger, transaction, GUEST);

    expect(ledger.borrowers.placed[borrower]).toBe(5000);
    expect(seenBy(ledger, GUEST, 5000, 4)).toBe(seen);
    expect(seenBy(ledger, GUEST, 1018, 4)).toBe('218 219 300 301');
    ledger.drop(borrower);
    expect(seenBy(ledger, GUEST, 5000, 4)).toBe('- - - -');
    end(ledger, transaction);
    expect(stateOf(ledger)).toEqual(before);
  });

  test('a sender’s windows apart become neighbours', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, {
      kind: KIND.SHARE,
      owner: GUEST,
      ranges: '1018+4 1000+1',
      to: [VISITOR],
    });
    takeAs(ledger, transaction, VISITOR);
    expect(seenBy(ledger, VISITOR, 9000, 6)).toBe('218 219 300 301 200 -');
  });

  test('keeps its place while it holds, however often it takes', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.SHARE, to: [GUEST] });
    const borrower = takeAs(ledger, transaction, GUEST);
    const placed = stateOf(ledger).views;

    takeAs(ledger, transaction, GUEST);
    expect(stateOf(ledger).views).toEqual(placed);
    ledger.drop(borrower);
    expect(stateOf(ledger).views).toEqual(placed);
    ledger.drop(borrower);

    expect([ledger.borrowers.placed[borrower], seenBy(ledger, GUEST, 5000, 2)]).toEqual([-1, '- -']);
  });

  test('may take up the place of what it gave back', () => {
    const ledger = machine();
    const [first, second, third] = ['10+8', '30+8', '60+4'].map((ranges) =>
      sendAll(ledger, { kind: KIND.SHARE, ranges, to: [GUEST] }),
    );
    const borrower = takeAs(ledger, first!, GUEST);
    takeAs(ledger, second!, GUEST);
    ledger.drop(borrower);

    takeAs(ledger, third!, GUEST);

    expect(seenBy(ledger, GUEST, 5000, 17)).toBe('60 61 62 63 - - - - 30 31 32 33 34 35 36 37 -');
  });

  test('sees nothing of what it was only offered', () => {
    const ledger = machine();
    sendAll(ledger, { kind: KIND.SHARE, to: [GUEST] });
    expect(seenBy(ledger, GUEST, 5000, 2)).toBe('- -');
  });

  test('a place that was found but not taken is given up, and one that is in use is not', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.SHARE, to: [GUEST] });
    const borrower = ledger.borrowerOf(transaction, GUEST);
    const before = stateOf(ledger);

    ledger.place(borrower);
    ledger.unplace(borrower);
    expect(stateOf(ledger)).toEqual(before);
    expect(ledger.borrowers.placed[borrower]).toBe(-1);
    ledger.unplace(borrower);
    expect(stateOf(ledger)).toEqual(before);

    takeAs(ledger, transaction, GUEST);
    ledger.unplace(borrower);
    expect(seenBy(ledger, GUEST, 5000, 3)).toBe('10 11 -');
  });
});

describe('room for borrowed memory', () => {
  test.each([
    ['as much as there is', '10+20', true],
    ['one page more', '10+21', false],
    ['in two extents, as much as there is', '10+12 40+8', true],
    ['in two extents, one page more', '10+12 40+9', false],
  ])('%s', (_name, ranges, fits) => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.SHARE, ranges, to: [GUEST] });
    const borrower = ledger.borrowerOf(transaction, GUEST);
    const before = stateOf(ledger);

    expect(ledger.place(borrower)).toBe(fits);

    if (!fits) expect([stateOf(ledger), ledger.borrowers.placed[borrower]]).toEqual([before, -1]);
  });

  test('is found again after something was given back', () => {
    const ledger = machine();
    const [large, small] = ['10+15', '40+6'].map((ranges) =>
      sendAll(ledger, { kind: KIND.SHARE, ranges, to: [GUEST] }),
    );
    const borrower = takeAs(ledger, large!, GUEST);
    expect(ledger.place(ledger.borrowerOf(small!, GUEST))).toBe(false);

    ledger.drop(borrower);

    takeAs(ledger, small!, GUEST);
    expect(seenBy(ledger, GUEST, 5000, 7)).toBe('40 41 42 43 44 45 -');
  });

  test('may begin at address 0', () => {
    const ledger = machine();
    const party = ledger.addParty(View.of([], { at: 0, pages: 2 }));
    const transaction = sendAll(ledger, { kind: KIND.SHARE, to: [party] });

    const borrower = takeAs(ledger, transaction, party);
    takeAs(ledger, transaction, party);

    expect([ledger.borrowers.placed[borrower], seenBy(ledger, party, 0, 3)]).toEqual([0, '10 11 -']);
    ledger.drop(borrower);
    ledger.drop(borrower);
    expect(seenBy(ledger, party, 0, 3)).toBe('- - -');
  });

  test('each borrower has its own', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: '10+2', to: [GUEST, VISITOR, FIRST] });

    for (const [party, rights] of [
      [GUEST, READ],
      [VISITOR, RW],
      [FIRST, ALL],
    ] as const)
      takeAs(ledger, transaction, party, rights);

    expect([seenBy(ledger, GUEST, 5000, 3), seenBy(ledger, VISITOR, 9000, 3)]).toEqual([
      '10 11 -',
      '10 11 -',
    ]);
    expect(rightsOn(ledger, 11, [OWNER, GUEST, VISITOR, FIRST])).toBe('--- R-- RW- RWX');
  });
});

describe('a donation to one who has addresses of its own', () => {
  function donated(ledger: Ledger): number {
    const transaction = sendAll(ledger, { kind: KIND.DONATE, ranges: '60+1 10+2', to: [GUEST] });
    const borrower = ledger.borrowerOf(transaction, GUEST);
    expect(ledger.place(borrower)).toBe(true);
    ledger.transfer(borrower, RW);
    ledger.close(transaction);
    return transaction;
  }

  test('stays where it was placed', () => {
    const ledger = machine();
    donated(ledger);
    expect(seenBy(ledger, GUEST, 5000, 4)).toBe('60 10 11 -');
    expect(rightsOn(ledger, 60, [OWNER, GUEST])).toBe('--- RW-');
  });

  test('can be sent on from there', () => {
    const ledger = machine();
    donated(ledger);

    const transaction = sendAll(ledger, { kind: KIND.SHARE, owner: GUEST, ranges: '5001+2', to: [OWNER] });
    takeAs(ledger, transaction, OWNER, READ);

    expect([10, 11, 60].map((page) => rightsOn(ledger, page, [OWNER, GUEST]))).toEqual([
      'R-- RW-',
      'R-- RW-',
      '--- RW-',
    ]);
  });

  test('leaves its place to nobody else, though its slot goes to another borrower', () => {
    const ledger = machine();
    donated(ledger);
    const transaction = sendAll(ledger, { kind: KIND.SHARE, ranges: '20+2', to: [GUEST] });

    const borrower = takeAs(ledger, transaction, GUEST);

    expect(ledger.borrowers.placed[borrower]).toBe(5003);
    ledger.drop(borrower);
    expect(seenBy(ledger, GUEST, 5000, 6)).toBe('60 10 11 - - -');
  });
});

describe('a donation of one who has addresses of its own', () => {
  test.each([
    ['in its own addresses', '1018+4', false],
    ['in physical pages', '218+2 300+2', true],
  ])('%s: they lead to the pages no more', (_name, ranges, physical) => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.DONATE, owner: GUEST, ranges, physical });

    ledger.transfer(ledger.borrowerOf(transaction, FIRST), RW);

    expect(seenBy(ledger, GUEST, 1016, 8)).toBe('216 217 - - - - 302 303');
  });

  test('is told in those addresses until it is closed, also by a copy that is put back', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.DONATE, owner: GUEST, ranges: '1018+4' });
    const seen = () => {
      const runs = new Runs(ledger.extents);
      ledger.walk(runs, transaction, 0, 1);
      return walked(runs);
    };
    const live = ledger.save();
    ledger.transfer(ledger.borrowerOf(transaction, FIRST), RW);
    const given = ledger.save();
    expect(seen()).toBe('218+2 of 0, 300+2 of 0');

    ledger.restore(live);
    expect(seenBy(ledger, GUEST, 1018, 4)).toBe('218 219 300 301');
    ledger.restore(given);
    expect([seen(), seenBy(ledger, GUEST, 1018, 4)]).toEqual(['218+2 of 0, 300+2 of 0', '- - - -']);
  });

  test('comes back to addresses for borrowed memory, which do not run out', () => {
    const ledger = machine();
    for (let turn = 0, at = 1000; turn < 10; turn++, at = 5000) {
      const there = sendAll(ledger, { kind: KIND.DONATE, owner: GUEST, ranges: `${at}+15` });
      ledger.transfer(ledger.borrowerOf(there, FIRST), RW);
      ledger.close(there);
      const back = sendAll(ledger, { kind: KIND.DONATE, owner: FIRST, to: [GUEST], ranges: '200+15' });
      const borrower = ledger.borrowerOf(back, GUEST);
      expect(ledger.place(borrower)).toBe(true);
      ledger.transfer(borrower, RW);
      ledger.close(back);
    }
    expect(seenBy(ledger, GUEST, 5000, 16)).toBe(
      '200 201 202 203 204 205 206 207 208 209 210 211 212 213 214 -',
    );
  });
});

test('a slot that is used again knows no place', () => {
  const ledger = machine();
  const old = sendAll(ledger, { kind: KIND.SHARE, to: [GUEST] });
  const borrower = takeAs(ledger, old, GUEST);
  ledger.drop(borrower);
  end(ledger, old);
  const again = build(ledger, { kind: KIND.SHARE, to: [GUEST] });
  expect([ledger.borrowerOf(again, GUEST), ledger.borrowers.placed[borrower]]).toEqual([borrower, -1]);
});

test('a place that was never taken cannot be given up, and nothing else is', () => {
  const ledger = machine();
  const low: Window = { at: 0, page: 600, pages: 1 };
  const party = ledger.addParty(View.of([low], { at: 10, pages: 5 }));
  const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: '10+3', to: [party] });

  ledger.unplace(ledger.borrowerOf(transaction, party));

  expect(ledger.viewOf(party).save()).toEqual([low]);
});

test('physical page 0 is in the way like any other', () => {
  const ledger = machine();
  const party = ledger.addParty(View.of([{ at: 50, page: 0, pages: 1 }]));
  const transaction = build(ledger, { kind: KIND.LEND, owner: party, ranges: '50+1' });

  expect(obstacleTo(ledger, transaction)).toEqual([OBSTACLE.NOT_OWNER, 0, 0, 0]);
});

test('the first extent that is not empty says what the pages are like, in whichever block it is', () => {
  const ledger = machine();
  const transaction = build(ledger, { kind: KIND.LEND, ranges: `${'0+0 '.repeat(9)}${READ_ONLY}+2 10+1` });

  expect(obstacleTo(ledger, transaction)).toEqual([OBSTACLE.MIXED, 10, 10, 0]);
});
