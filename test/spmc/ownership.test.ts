import { describe, expect, test } from 'vitest';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import { type Ownership, ownership } from '../../src/core/spmc/ownership.ts';
import {
  end,
  FIRST,
  machine,
  OWNER,
  RW,
  SECOND,
  type Send,
  STRANGER,
  sendAll,
  takeAs,
} from '../memory/machine.ts';

const PAGE = 10;
const PARTIES = [OWNER, FIRST, SECOND, STRANGER];
const EVERYBODY_ELSE = '!Owner-NA';

type Names = readonly [owner: Ownership, first: Ownership, second: Ownership];

describe('names of a page, for owner and borrowers, while it is sent', () => {
  test.each([
    ['shared, nobody took it', { kind: KIND.SHARE }, [], ['Owner-SA', '!Owner-NA', '!Owner-NA']],
    ['shared and taken', { kind: KIND.SHARE }, [FIRST], ['Owner-SA', '!Owner-SA', '!Owner-NA']],
    [
      'shared with two, one took it',
      { kind: KIND.SHARE, to: [FIRST, SECOND] },
      [SECOND],
      ['Owner-SA', '!Owner-NA', '!Owner-SA'],
    ],
    [
      'shared with two, both took it',
      { kind: KIND.SHARE, to: [FIRST, SECOND] },
      [FIRST, SECOND],
      ['Owner-SA', '!Owner-SA', '!Owner-SA'],
    ],
    [
      'shared, the owner keeps reading only',
      { kind: KIND.SHARE, kept: READ },
      [FIRST],
      ['Owner-SA', '!Owner-SA', '!Owner-NA'],
    ],
    ['lent, nobody took it', { kind: KIND.LEND }, [], ['Owner-NA', '!Owner-NA', '!Owner-NA']],
    ['lent and taken', { kind: KIND.LEND }, [FIRST], ['Owner-NA', '!Owner-EA', '!Owner-NA']],
    [
      'lent to two, nobody took it',
      { kind: KIND.LEND, to: [FIRST, SECOND] },
      [],
      ['Owner-NA', '!Owner-NA', '!Owner-NA'],
    ],
    [
      'lent to two, one took it, the other may at any time',
      { kind: KIND.LEND, to: [FIRST, SECOND] },
      [FIRST],
      ['Owner-NA', '!Owner-SA', '!Owner-NA'],
    ],
    [
      'lent to two, both took it',
      { kind: KIND.LEND, to: [FIRST, SECOND] },
      [FIRST, SECOND],
      ['Owner-NA', '!Owner-SA', '!Owner-SA'],
    ],
    ['donated, not yet taken', { kind: KIND.DONATE }, [], ['Owner-NA', '!Owner-NA', '!Owner-NA']],
    ['pinned', { kind: KIND.PIN, to: [] }, [], ['Owner-SA', '!Owner-NA', '!Owner-NA']],
    [
      'pinned, out of the owner’s reach',
      { kind: KIND.PIN, to: [], kept: 0 },
      [],
      ['Owner-NA', '!Owner-NA', '!Owner-NA'],
    ],
  ] as [string, Send, number[], Names][])('%s', (_name, send, takers, names) => {
    const ledger = machine();
    const transaction = sendAll(ledger, send);
    for (const party of takers) takeAs(ledger, transaction, party);

    expect(PARTIES.map((party) => ownership(ledger, party, PAGE))).toEqual([...names, EVERYBODY_ELSE]);

    for (const party of takers) ledger.drop(ledger.borrowerOf(transaction, party));
    end(ledger, transaction);
    expect(PARTIES.map((party) => ownership(ledger, party, PAGE))).toEqual([
      'Owner-EA',
      EVERYBODY_ELSE,
      EVERYBODY_ELSE,
      EVERYBODY_ELSE,
    ]);
  });
});

describe('names of a page that is not sent', () => {
  test.each([
    ['the owner’s', PAGE, ['Owner-EA', '!Owner-NA', '!Owner-NA']],
    ['the second party’s', 140, ['!Owner-NA', '!Owner-NA', 'Owner-EA']],
    ['nobody’s', 155, ['!Owner-NA', '!Owner-NA', '!Owner-NA']],
    ['far outside', 2 ** 50, ['!Owner-NA', '!Owner-NA', '!Owner-NA']],
  ] as [string, number, Names][])('%s', (_name, page, names) => {
    const ledger = machine();
    expect(PARTIES.map((party) => ownership(ledger, party, page))).toEqual([...names, EVERYBODY_ELSE]);
  });

  test('given for good: the old owner is nothing to it any more', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.DONATE });
    ledger.transfer(ledger.borrowerOf(transaction, FIRST), RW);
    ledger.close(transaction);
    expect(PARTIES.map((party) => ownership(ledger, party, PAGE))).toEqual([
      '!Owner-NA',
      'Owner-EA',
      '!Owner-NA',
      '!Owner-NA',
    ]);
  });
});

test('one borrower gives back, the other keeps what it is', () => {
  const ledger = machine();
  const transaction = sendAll(ledger, { kind: KIND.LEND, to: [FIRST, SECOND] });
  const first = takeAs(ledger, transaction, FIRST);
  takeAs(ledger, transaction, SECOND);

  ledger.drop(first);

  expect(PARTIES.map((party) => ownership(ledger, party, PAGE))).toEqual([
    'Owner-NA',
    '!Owner-NA',
    '!Owner-SA',
    '!Owner-NA',
  ]);
});
