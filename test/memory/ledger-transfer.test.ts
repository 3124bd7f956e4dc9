import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import {
  ALL,
  build,
  FIRST,
  GUEST,
  machine,
  OWNER,
  RW,
  rightsOn,
  sendAll,
  stateOf,
  takeAs,
} from './machine.ts';

const RANGES = '10+2 60+1';

describe('transfer', () => {
  test('makes the pages the borrower’s own: it may send them on, the giver may not', () => {
    const ledger = machine();
    const donated = sendAll(ledger, { kind: KIND.DONATE, ranges: RANGES });
    ledger.transfer(ledger.borrowerOf(donated, FIRST), ALL);
    ledger.close(donated);

    expect(ledger.claim(build(ledger, { kind: KIND.LEND, ranges: '10+1' }))).toBe(false);
    const lent = sendAll(ledger, { kind: KIND.LEND, owner: FIRST, to: [OWNER], ranges: RANGES });
    takeAs(ledger, lent, OWNER, READ);

    expect(rightsOn(ledger, 10, [OWNER, FIRST])).toBe('R-- ---');
  });

  test('there and back leaves everything as it was', () => {
    const ledger = machine();
    const before = stateOf(ledger);
    for (let turn = 0; turn < 100; turn++)
      for (const [owner, to] of [
        [OWNER, FIRST],
        [FIRST, OWNER],
      ] as const) {
        const transaction = sendAll(ledger, { kind: KIND.DONATE, owner, to: [to], ranges: RANGES });
        ledger.transfer(ledger.borrowerOf(transaction, to), ALL);
        ledger.close(transaction);
      }
    expect(stateOf(ledger)).toEqual(before);
  });

  test('takes the pages out of the giver’s addresses, in whichever order they were given', () => {
    const ledger = machine();
    const transaction = sendAll(ledger, {
      kind: KIND.DONATE,
      owner: GUEST,
      ranges: '1021+2 1010+3 1002+2',
    });

    ledger.transfer(ledger.borrowerOf(transaction, FIRST), ALL);

    expect(ledger.viewOf(GUEST).save()).toEqual([
      { at: 1000, page: 200, pages: 2 },
      { at: 1004, page: 204, pages: 6 },
      { at: 1013, page: 213, pages: 7 },
      { at: 1020, page: 300, pages: 1 },
      { at: 1023, page: 303, pages: 2 },
    ]);
  });

  test.each([
    ['device memory', 120],
    ['secure memory', 130],
  ])('%s stays that', (_name, page) => {
    const ledger = machine();
    const kind = ledger.map.get(page) & 0x3_0000;
    const transaction = sendAll(ledger, { kind: KIND.DONATE, ranges: `${page}+2` });

    ledger.transfer(ledger.borrowerOf(transaction, FIRST), RW);

    expect(ledger.map.get(page)).toBe((FIRST << 21) | (RW << 18) | kind);
    expect(kind).not.toBe(0);
  });
});

describe('pages that are not held any more although they were claimed', () => {
  test.each([
    ['transfer', (ledger: Ledger, id: number) => ledger.transfer(ledger.borrowerOf(id, FIRST), ALL)],
    ['release', (ledger: Ledger, id: number) => ledger.release(id)],
  ])('make %s throw, and change nothing', (_name, giveUp) => {
    const ledger = machine();
    const transaction = sendAll(ledger, { kind: KIND.DONATE, ranges: RANGES });
    ledger.assign(11, 1, { owner: OWNER, rights: ALL, device: false, secure: false });
    const before = stateOf(ledger);

    expect(() => giveUp(ledger, transaction)).toThrow('does not hold page 0xb');
    expect(stateOf(ledger)).toEqual(before);
  });
});
