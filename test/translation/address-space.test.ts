import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../../src/core/memory/history.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { READ, type Rights } from '../../src/core/memory/page-word.ts';
import type { PhysicalRun } from '../../src/core/memory/view.ts';
import { AddressSpace } from '../../src/core/translation/address-space.ts';
import { type Format, stage1, stage2 } from '../../src/core/translation/format.ts';
import { TableStore } from '../../src/core/translation/table-store.ts';
import { mostTables, TranslationTables } from '../../src/core/translation/tables.ts';
import {
  ALL,
  DEVICE,
  end,
  FIRST,
  GUEST,
  LARGE,
  machine,
  OWNER,
  PARTIES,
  READ_ONLY,
  RW,
  SECOND,
  SECURE,
  type Send,
  sendAll,
  takeAs,
  VISITOR,
} from '../memory/machine.ts';
import { GIB } from '../memory/support.ts';
import { Processor } from './processor.ts';

/** Every party of the ledger's test machine with tables of its own; the visitor is an S-EL0 partition, the stranger a VM. */
function enforced() {
  const ledger = machine({ borrowers: 16 });
  const history = new History(ledger, false);
  const store = new TableStore(8 * GIB, 4000);
  const processor = new Processor();
  const spaces = PARTIES.map((party) => {
    const format: Format = party === VISITOR ? stage1(32) : stage2(39);
    const normal = new TranslationTables(store, format);
    const secure = party === VISITOR ? normal : new TranslationTables(store, format);
    return {
      party,
      format,
      normal,
      secure,
      space: new AddressSpace(ledger, party, { format, normal, secure }),
    };
  });
  const tablesOf = (party: number) => spaces.find((each) => each.party === party) ?? expect.unreachable();
  const roots = spaces.flatMap(({ normal, secure }) => [normal.rootPage, secure.rootPage]);
  const settle = () => {
    if (store.breakEntries(processor)) processor.invalidate(roots);
    store.makeEntries(processor);
  };
  settle();
  processor.invalidate(roots);
  for (const { space } of spaces) space.cover();
  settle();

  /** Lets something happen to the ledger, and the tables follow. */
  const act = <Result>(what: () => Result): Result => {
    const changed: PhysicalRun[] = [];
    history.follower = (pages) => {
      changed.push(pages);
    };
    const result = what();
    for (const { space } of spaces) space.follow(changed);
    settle();
    return result;
  };

  /** What a party's tables say of an address: "secure 130 RW-", or "-". */
  const seen = (party: number, at: number): string => {
    const { normal, secure, format } = tablesOf(party);
    const roots = new Set([normal.rootPage, secure.rootPage]);
    const leaves = [...roots].flatMap((root) => {
      const leaf = processor.walk(root, format.startLevel, BigInt(at) << 12n);
      if (leaf === undefined) return [];
      const world = party === VISITOR ? (leaf.lower & 0x20) === 0 : root === secure.rootPage;
      const rights = party === VISITOR ? stage1Rights(leaf) : stage2Rights(leaf);
      return [`${world ? 'secure' : 'normal'} ${leaf.page} ${rights}`];
    });
    return leaves.join(' and ') || '-';
  };
  return { ledger, act, seen, store };
}

interface Bits {
  readonly lower: number;
  readonly upper: number;
}

/** S2AP and XN of a stage 2 leaf, and its memory type. */
function stage2Rights({ lower, upper }: Bits): string {
  const type = (lower & 0x3c) === 0x3c ? '' : ' device';
  return `${lower & 0x40 ? 'R' : '-'}${lower & 0x80 ? 'W' : '-'}${upper & 0x10 ? '-' : 'X'}${type}`;
}

/** AP, UXN and AttrIndx of a stage 1 leaf. */
function stage1Rights({ lower, upper }: Bits): string {
  const type = (lower & 0x1c) === 0 ? '' : ' device';
  return `${lower & 0x40 ? 'R' : '-'}${lower & 0x80 ? '-' : 'W'}${upper & 0x10 ? '-' : 'X'}${type}`;
}

describe('at the start', () => {
  test.each([
    ['plain memory', OWNER, 0, 'normal 0 RWX'],
    ['read-only memory', OWNER, READ_ONLY, `normal ${READ_ONLY} R--`],
    ['a device', OWNER, DEVICE, `normal ${DEVICE} RW- device`],
    ['secure memory', OWNER, SECURE, `secure ${SECURE} RWX`],
    ["somebody else's memory", FIRST, 0, '-'],
    ['an address that is not physical', GUEST, 1003, 'normal 203 RWX'],
    ['a physical address of one who has others', GUEST, 203, '-'],
    ["an S-EL0 partition's memory", VISITOR, 2001, 'normal 401 RWX'],
  ])('%s', (_name, party, at, expected) => {
    expect(enforced().seen(party, at)).toBe(expected);
  });
});

describe('a transaction', () => {
  test('a loan takes the pages from the lender, gives them to who retrieves, and back', () => {
    const { ledger, act, seen } = enforced();

    const transaction = act(() => sendAll(ledger, { kind: KIND.LEND, ranges: '10+2' }));
    expect([seen(OWNER, 9), seen(OWNER, 10), seen(FIRST, 10)]).toEqual(['normal 9 RWX', '-', '-']);

    const borrower = act(() => takeAs(ledger, transaction, FIRST, READ));
    expect([seen(OWNER, 10), seen(FIRST, 10), seen(SECOND, 10)]).toEqual(['-', 'normal 10 R--', '-']);

    act(() => ledger.drop(borrower));
    act(() => end(ledger, transaction));
    expect([seen(OWNER, 10), seen(FIRST, 10)]).toEqual(['normal 10 RWX', '-']);
  });

  test('borrowed memory appears where the borrower has placed it, and is gone from there afterwards', () => {
    const { ledger, act, seen } = enforced();
    const transaction = act(() => sendAll(ledger, { kind: KIND.SHARE, ranges: '10+2 60+1', to: [GUEST] }));

    const borrower = act(() => takeAs(ledger, transaction, GUEST, RW));
    expect([5000, 5001, 5002, 5003].map((at) => seen(GUEST, at))).toEqual([
      'normal 10 RW-',
      'normal 11 RW-',
      'normal 60 RW-',
      '-',
    ]);

    act(() => ledger.drop(borrower));
    expect(seen(GUEST, 5000)).toBe('-');
  });

  test('a donation takes the pages out of the giver and makes them the receiver own', () => {
    const { ledger, act, seen } = enforced();
    const transaction = act(() =>
      sendAll(ledger, { kind: KIND.DONATE, owner: GUEST, ranges: '1003+1', to: [VISITOR] }),
    );
    act(() => {
      const borrower = ledger.borrowerOf(transaction, VISITOR);
      ledger.place(borrower);
      ledger.transfer(borrower, ALL);
      ledger.close(transaction);
    });

    expect([seen(GUEST, 1002), seen(GUEST, 1003), seen(GUEST, 1004)]).toEqual([
      'normal 202 RWX',
      '-',
      'normal 204 RWX',
    ]);
    expect(seen(VISITOR, 9000)).toBe('normal 203 RWX');
  });
});

/** Deals among the parties: who sends which pages how to whom, and what becomes of it, one step each time it is chosen. */
type Deal = Send & { readonly to: readonly number[] };
const DEALS: readonly Deal[] = [
  { kind: KIND.LEND, owner: OWNER, ranges: '10+2 60+1', to: [FIRST] },
  { kind: KIND.SHARE, owner: OWNER, ranges: '12+5', to: [FIRST, GUEST] },
  { kind: KIND.LEND, owner: OWNER, ranges: '130+2', to: [SECOND, VISITOR] },
  { kind: KIND.SHARE, owner: OWNER, ranges: `${LARGE}+512`, to: [SECOND] },
  { kind: KIND.LEND, owner: GUEST, ranges: '1003+3 1020+1', to: [VISITOR, SECOND] },
  { kind: KIND.SHARE, owner: VISITOR, ranges: '2000+10', to: [GUEST] },
  { kind: KIND.PIN, owner: OWNER, ranges: '40+1', to: [] },
];
const PLACES: Record<number, readonly number[]> = {
  [GUEST]: [999, 1000, 1002, 1003, 1005, 1006, 1020, 1021, ...range(4999, 12)],
  [VISITOR]: [1999, 2000, 2009, 2010, ...range(8999, 14)],
};
const PHYSICAL = [0, 9, 10, 11, 12, 16, 17, 40, 59, 60, 61, 110, 120, 130, 131, 132, 140, 200, 203, 300, 400]
  .concat([LARGE - 1, LARGE, LARGE + 511, LARGE + 512])
  .concat([LARGE + GIB - 1]);

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

test('any sequence of deals: tables say of every address what view and ledger say', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...DEALS), fc.constantFrom<Rights>(READ, RW, ALL)), {
        maxLength: 40,
      }),
      (steps) => {
        const { ledger, act, seen, store } = enforced();
        const before = store.used;
        const live = new Map<Deal, { transaction: number; taken: number[]; next: number }>();
        const step = (deal: Deal, rights: Rights) =>
          act(() => {
            const { to } = deal;
            const now = live.get(deal);
            if (now === undefined) {
              live.set(deal, { transaction: sendAll(ledger, deal), taken: [], next: 0 });
            } else if (now.next < to.length) {
              now.taken.push(takeAs(ledger, now.transaction, to[now.next++] ?? 0, rights));
            } else if (now.taken.length > 0) ledger.drop(now.taken.pop() ?? 0);
            else {
              end(ledger, now.transaction);
              live.delete(deal);
            }
          });
        for (const [deal, rights] of steps) step(deal, rights);
        for (const party of PARTIES)
          for (const at of PLACES[party] ?? PHYSICAL) expect(seen(party, at)).toBe(said(ledger, party, at));
        while (live.size > 0) for (const deal of [...live.keys()]) step(deal, READ);
        expect(store.used).toBe(before);
      },
    ),
    { numRuns: 40 },
  );
});

/** What view and ledger say of an address, in the words of `seen`. */
function said(ledger: ReturnType<typeof machine>, party: number, at: number): string {
  const page = ledger.viewOf(party).physical(at);
  const rights = page < 0 ? 0 : ledger.rights(party, page);
  if (rights === 0) return '-';
  const word = ledger.map.get(page);
  const text = `${rights & 1 ? 'R' : '-'}${rights & 2 ? 'W' : '-'}${rights & 4 ? 'X' : '-'}`;
  return `${word & 0x1_0000 ? 'secure' : 'normal'} ${page} ${text}${word & 0x2_0000 ? ' device' : ''}`;
}

test('the tables an address space can need are counted', () => {
  expect(mostTables(stage2(39), 512)).toBe(1 + 2 + 2);
  expect(mostTables(stage2(32), 2 ** 20)).toBe(1 + 4 + 2048);
});

test('no table is lost in a hundred thousand loans', () => {
  const ledger = machine();
  const store = new TableStore(8 * GIB, 64);
  const memory = { writeEntry: () => undefined, writeTable: () => undefined };
  const spaces = [OWNER, FIRST].map((party) => {
    const normal = new TranslationTables(store, stage2(39));
    const secure = new TranslationTables(store, stage2(39));
    return new AddressSpace(ledger, party, { format: stage2(39), normal, secure });
  });
  const settle = () => {
    store.breakEntries(memory);
    store.makeEntries(memory);
  };
  for (const space of spaces) space.cover();
  settle();
  const before = store.used;
  const history = new History(ledger, false);
  history.follower = (pages) => {
    for (const space of spaces) space.follow([pages]);
  };

  let most = 0;
  for (let cycle = 0; cycle < 100_000; cycle++) {
    // Those of large blocks take tables, and time.
    const large = cycle % 20 === 0 ? ` ${LARGE + 512 * (cycle % 3) + (cycle % 500)}+3` : '';
    const ranges = `${cycle % 90}+2${large}`;
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges });
    const borrower = takeAs(ledger, transaction, FIRST, READ);
    settle();
    most = Math.max(most, store.used);
    ledger.drop(borrower);
    end(ledger, transaction);
    settle();
  }

  expect(most).toBeGreaterThan(before);
  expect(store.used).toBe(before);
});
