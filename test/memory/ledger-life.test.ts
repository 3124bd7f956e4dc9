import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ, WRITE } from '../../src/core/memory/page-word.ts';
import {
  build,
  end,
  FIRST,
  machine,
  OWNER,
  READ_ONLY,
  RW,
  rightsOn,
  type Send,
  STRANGER,
  sendAll,
  stateOf,
} from './machine.ts';

/** Two extents, and a page beside each. */
const RANGES = '10+2 60+1';
const INSIDE = [10, 11, 60];
const BESIDE = [9, 12, 59, 61];

type Step = 'claim' | 'commit' | 'take' | 'take again' | 'drop' | 'transfer' | 'release' | 'close';

function perform(ledger: Ledger, step: Step, transaction: number): void {
  const borrower = ledger.borrowerOf(transaction, FIRST);
  if (step === 'claim') expect(ledger.claim(transaction)).toBe(true);
  else if (step === 'commit') ledger.commit(transaction);
  else if (step === 'take' || step === 'take again') ledger.take(borrower, RW);
  else if (step === 'drop') ledger.drop(borrower);
  else if (step === 'transfer') ledger.transfer(borrower, RW);
  else if (step === 'release') ledger.release(transaction);
  else ledger.close(transaction);
}

describe('a life from open to close, with the rights of owner, borrower and stranger after each step', () => {
  const lives: [string, Send, readonly [Step, string][]][] = [
    [
      'share',
      { kind: KIND.SHARE },
      [
        ['claim', 'RWX --- ---'],
        ['commit', 'RWX --- ---'],
        ['take', 'RWX RW- ---'],
        ['take again', 'RWX RW- ---'],
        ['drop', 'RWX RW- ---'],
        ['drop', 'RWX --- ---'],
        ['take', 'RWX RW- ---'],
        ['drop', 'RWX --- ---'],
        ['release', 'RWX --- ---'],
        ['close', 'RWX --- ---'],
      ],
    ],
    [
      'share, of which the owner keeps reading only',
      { kind: KIND.SHARE, kept: READ },
      [
        ['claim', 'R-- --- ---'],
        ['commit', 'R-- --- ---'],
        ['take', 'R-- RW- ---'],
        ['drop', 'R-- --- ---'],
        ['release', 'RWX --- ---'],
        ['close', 'RWX --- ---'],
      ],
    ],
    [
      'lend',
      { kind: KIND.LEND },
      [
        ['claim', '--- --- ---'],
        ['commit', '--- --- ---'],
        ['take', '--- RW- ---'],
        ['take again', '--- RW- ---'],
        ['drop', '--- RW- ---'],
        ['drop', '--- --- ---'],
        ['release', 'RWX --- ---'],
        ['close', 'RWX --- ---'],
      ],
    ],
    [
      'lend that nobody takes',
      { kind: KIND.LEND },
      [
        ['claim', '--- --- ---'],
        ['commit', '--- --- ---'],
        ['release', 'RWX --- ---'],
        ['close', 'RWX --- ---'],
      ],
    ],
    [
      'donate',
      { kind: KIND.DONATE },
      [
        ['claim', '--- --- ---'],
        ['commit', '--- --- ---'],
        ['transfer', '--- RW- ---'],
        ['close', '--- RW- ---'],
      ],
    ],
    [
      'donate that is taken back',
      { kind: KIND.DONATE },
      [
        ['claim', '--- --- ---'],
        ['commit', '--- --- ---'],
        ['release', 'RWX --- ---'],
        ['close', 'RWX --- ---'],
      ],
    ],
    [
      'pin',
      { kind: KIND.PIN, to: [] },
      [
        ['claim', 'RWX --- ---'],
        ['commit', 'RWX --- ---'],
        ['release', 'RWX --- ---'],
        ['close', 'RWX --- ---'],
      ],
    ],
    [
      'pin, of which the owner keeps writing only',
      { kind: KIND.PIN, to: [], kept: WRITE },
      [
        ['claim', '-W- --- ---'],
        ['commit', '-W- --- ---'],
        ['release', 'RWX --- ---'],
        ['close', 'RWX --- ---'],
      ],
    ],
  ];

  test.each(lives)('%s', (_name, send, steps) => {
    const ledger = machine();
    const parties = [OWNER, FIRST, STRANGER];
    const transaction = build(ledger, { ranges: RANGES, ...send });
    for (const page of INSIDE) expect(rightsOn(ledger, page, parties)).toBe('RWX --- ---');

    for (const [step, rights] of steps) {
      perform(ledger, step, transaction);
      for (const page of INSIDE)
        expect([step, page, rightsOn(ledger, page, parties)]).toEqual([step, page, rights]);
      for (const page of BESIDE) expect(rightsOn(ledger, page, parties)).toBe('RWX --- ---');
    }
    expect(stateOf(ledger).live).toEqual([0, 0, 0]);
  });

  test('after a share, a lend or a pin everything is as it was before', () => {
    const ledger = machine();
    const before = stateOf(ledger);
    for (const kind of [KIND.SHARE, KIND.LEND, KIND.DONATE, KIND.PIN]) {
      end(ledger, sendAll(ledger, { kind, ranges: RANGES }));
      expect(stateOf(ledger)).toEqual(before);
    }
  });
});

describe('a claim in pieces, as fragments arrive', () => {
  test('claims what was added since, and everything goes back together', () => {
    const ledger = machine();
    const before = stateOf(ledger);
    const transaction = build(ledger, { kind: KIND.LEND, ranges: '10+2' });
    expect(ledger.claim(transaction)).toBe(true);

    for (let index = 0; index < 20; index++) ledger.addExtent(transaction, 20 + 2 * index, 1);
    expect(rightsOn(ledger, 20, [OWNER])).toBe('RWX');
    expect(ledger.claim(transaction)).toBe(true);

    expect([10, 11, 20, 40, 58].map((page) => rightsOn(ledger, page, [OWNER]))).toEqual(Array(5).fill('---'));
    expect(ledger.transactions.pages[transaction]).toBe(22);
    end(ledger, transaction);
    expect(stateOf(ledger)).toEqual(before);
  });

  test('of nothing new changes nothing', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.LEND });
    const before = stateOf(ledger);
    expect(ledger.claim(transaction)).toBe(true);
    expect(stateOf(ledger)).toEqual(before);
  });
});

describe('a transaction without pages', () => {
  test.each([
    ['no extent', ''],
    ['one empty extent', '10+0'],
    ['empty extents where nothing is', `155+0 ${2 ** 50}+0`],
  ])('%s: is claimed, holds nothing and goes', (_name, ranges) => {
    const ledger = machine();
    const before = stateOf(ledger);

    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges });

    expect(stateOf(ledger).pages).toEqual(before.pages);
    expect(ledger.classOf(transaction)).toBe(0);
    end(ledger, transaction);
    expect(stateOf(ledger)).toEqual(before);
  });

  test('an empty extent before others lends them neither class nor obstacle', () => {
    const ledger = machine();
    const ranges = `${READ_ONLY}+0 ${'155+0 '.repeat(9)}10+1`;
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges });
    expect(ledger.classOf(transaction)).toBe(ledger.map.get(12));
    expect(rightsOn(ledger, 10, [OWNER])).toBe('---');
  });
});
