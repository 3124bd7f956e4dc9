import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ, type Rights } from '../../src/core/memory/page-word.ts';
import { permit } from '../../src/core/memory/permit.ts';
import { ALL, FOREIGN, GUEST, machine, OWNER, PLAIN_PAGES, RW, rightsOn, sendAll } from './machine.ts';
import { GIB } from './support.ts';

function rightsAt(ledger: Ledger, party: number, pages: readonly number[]): string {
  return pages.map((page) => rightsOn(ledger, page, [party])).join(' ');
}

describe('rights of a party to its own pages', () => {
  test.each([
    ['page 0', OWNER, 0, 1, RW, [0, 1], 'RW- RWX'],
    ['one page', OWNER, 10, 1, READ, [9, 10, 11], 'RWX R-- RWX'],
    ['none to several', OWNER, 10, 3, 0, [9, 10, 11, 12, 13], 'RWX --- --- --- RWX'],
    [
      'addresses of its own, in two windows',
      GUEST,
      1018,
      4,
      READ,
      [217, 218, 219, 300, 301, 302],
      'RWX R-- R-- R-- R-- RWX',
    ],
  ] as const)('are changed: %s', (_name, party, at, pages, rights, asked, expected) => {
    const ledger = machine();

    expect(permit(ledger, party, at, pages, rights)).toBe('done');

    expect(rightsAt(ledger, party, asked)).toBe(expected);
  });

  test('are changed at addresses that lie elsewhere one after the other', () => {
    const ledger = machine();

    expect(permit(ledger, GUEST, 1002, 20, READ)).toBe('done');

    expect(rightsAt(ledger, GUEST, [201, 202, 219, 300, 301, 302])).toBe('RWX R-- R-- R-- R-- RWX');
  });

  test('are changed where they were not all alike', () => {
    const ledger = machine();
    permit(ledger, OWNER, 10, 2, READ);

    expect(permit(ledger, OWNER, 9, 4, RW)).toBe('done');

    expect(rightsAt(ledger, OWNER, [8, 9, 10, 11, 12, 13])).toBe('RWX RW- RW- RW- RW- RWX');
  });

  test.each([
    ['somebody else’s page behind them', OWNER, PLAIN_PAGES - 1, 2],
    ['an address with nothing behind it', GUEST, 1024, 2],
    ['an address before all', GUEST, 999, 2],
    ['pages beyond the last', OWNER, 2 * GIB - 1, 2],
    ['somebody else’s', OWNER, FOREIGN, 1],
  ])('stay as they are, all of them: %s', (_name, party, at, pages) => {
    const ledger = machine();
    const before = [...ledger.map.runs()];

    expect(permit(ledger, party, at, pages, READ)).toBe('not-owned');

    expect([[...ledger.map.runs()], ledger.changes]).toEqual([before, 0]);
  });

  test('stay as they are while a transaction holds one of the pages', () => {
    const ledger = machine();
    sendAll(ledger, { kind: KIND.SHARE, ranges: '10+2' });

    expect(permit(ledger, OWNER, 10, 2, READ)).toBe('not-owned');
    expect(permit(ledger, OWNER, 9, 2, READ)).toBe('not-owned');

    expect(rightsAt(ledger, OWNER, [9, 10])).toBe('RWX RWX');
  });

  test('stay as they are where memory and a device lie side by side', () => {
    const ledger = machine();
    ledger.assign(PLAIN_PAGES, 1, { owner: OWNER, rights: ALL, device: true, secure: false });

    expect(permit(ledger, OWNER, PLAIN_PAGES - 1, 2, READ)).toBe('not-owned');
    expect(permit(ledger, OWNER, PLAIN_PAGES, 1, READ)).toBe('done');
  });

  test('come back for the first pages when there is no room for the last', () => {
    // One table more than the machine has: for the two pages at the end of the first gigabyte, and none for a page of the second.
    const ledger = machine({ pageTables: machine().map.tables + 1 });
    ledger.assign(GIB - 2, 2, { owner: OWNER, rights: RW, device: false, secure: false });
    const before = [...ledger.map.runs()];

    expect(permit(ledger, OWNER, GIB - 2, 3, READ)).toBe('no-room');

    expect([[...ledger.map.runs()], ledger.changes]).toEqual([before, 0]);
  });
});

test('a change of rights is counted', () => {
  const ledger = machine();
  const rights: readonly Rights[] = [READ, RW];
  for (const each of rights) permit(ledger, OWNER, 10, 1, each);
  expect(ledger.changes).toBe(2);
});
