import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { OBSTACLE, type Obstacle, obstacleIn } from '../../src/core/memory/obstacle.ts';
import { READ } from '../../src/core/memory/page-word.ts';
import {
  ALL,
  addAll,
  build,
  end,
  FIRST,
  GUEST,
  machine,
  OWNER,
  obstacleTo,
  RW,
  SECOND,
  sendAll,
  stateOf,
  takeAs,
} from './machine.ts';

/** What is wrong with a page, how it came to be so, and which transaction then holds it. */
interface Wrong {
  readonly name: string;
  readonly obstacle: Obstacle;
  readonly make: (ledger: Ledger, page: number, owner: number) => number;
}

function assign(ledger: Ledger, page: number, owner: number, rights = ALL, device = false): 0 {
  ledger.assign(page, 1, { owner, rights, device, secure: false });
  return 0;
}

const WRONGS: readonly Wrong[] = [
  {
    name: 'nobody’s',
    obstacle: OBSTACLE.UNMAPPED,
    make: (ledger, page) => assign(ledger, page, 0),
  },
  {
    name: 'another party’s',
    obstacle: OBSTACLE.NOT_OWNER,
    make: (ledger, page) => assign(ledger, page, SECOND),
  },
  {
    name: 'another party’s, who lent it to the one who claims',
    obstacle: OBSTACLE.NOT_OWNER,
    make: (ledger, page, owner) => {
      assign(ledger, page, SECOND);
      const lent = sendAll(ledger, { kind: KIND.LEND, owner: SECOND, to: [owner], ranges: `${page}+1` });
      ledger.take(ledger.borrowerOf(lent, owner), RW);
      return lent;
    },
  },
  {
    name: 'lent already',
    obstacle: OBSTACLE.HELD,
    make: (ledger, page, owner) =>
      sendAll(ledger, { kind: KIND.LEND, owner, ranges: `${page}+1`, physical: true }),
  },
  {
    name: 'shared already, and taken',
    obstacle: OBSTACLE.HELD,
    make: (ledger, page, owner) => {
      const shared = sendAll(ledger, { kind: KIND.SHARE, owner, ranges: `${page}+1`, physical: true });
      takeAs(ledger, shared, FIRST);
      return shared;
    },
  },
  {
    name: 'pinned',
    obstacle: OBSTACLE.HELD,
    make: (ledger, page, owner) =>
      sendAll(ledger, { kind: KIND.PIN, owner, to: [], ranges: `${page}+1`, physical: true }),
  },
  {
    name: 'of another kind and held by another',
    obstacle: OBSTACLE.HELD,
    make: (ledger, page, owner) => {
      assign(ledger, page, owner, READ);
      return sendAll(ledger, { kind: KIND.LEND, owner, ranges: `${page}+1`, physical: true });
    },
  },
];

const MIXTURES: readonly Wrong[] = [
  {
    name: 'of fewer rights than the first',
    obstacle: OBSTACLE.MIXED,
    make: (ledger, page, owner) => assign(ledger, page, owner, READ),
  },
  {
    name: 'device memory, the first is not',
    obstacle: OBSTACLE.MIXED,
    make: (ledger, page, owner) => assign(ledger, page, owner, ALL, true),
  },
  {
    name: 'secure memory, the first is not',
    obstacle: OBSTACLE.MIXED,
    make: (ledger, page, owner) => {
      ledger.assign(page, 1, { owner, rights: ALL, device: false, secure: true });
      return 0;
    },
  },
];

/** Three extents, as the sender names them, and the places that the odd page takes in turn. */
interface Layout {
  readonly name: string;
  readonly owner: number;
  readonly ranges: string;
  readonly places: readonly [name: string, page: number, extent: number][];
}

const LAYOUTS: readonly Layout[] = [
  {
    name: 'physical',
    owner: OWNER,
    ranges: '30+3 20+3 40+3',
    places: [
      ['the first page of the first extent', 30, 0],
      ['the second page of the first extent', 31, 0],
      ['the last page of the first extent', 32, 0],
      ['the first page of the middle extent', 20, 1],
      ['the last page of the middle extent', 22, 1],
      ['the first page of the last extent', 40, 2],
      ['the last page of the last extent', 42, 2],
    ],
  },
  {
    name: 'in a view',
    owner: GUEST,
    // 1020 is the start of another window, on pages 300 and up.
    ranges: '1005+3 1000+3 1018+4',
    places: [
      ['the first page of the first extent', 205, 0],
      ['the second page of the first extent', 206, 0],
      ['the last page of the first extent', 207, 0],
      ['the first page of the middle extent', 200, 1],
      ['the last page of the middle extent', 202, 1],
      ['the last page before another window', 219, 2],
      ['the first page of that window', 300, 2],
      ['the last page of the last extent', 301, 2],
    ],
  },
];

describe.each(LAYOUTS)('a page in the way, $name', ({ owner, ranges, places }) => {
  const isFirst = (page: number) => page === places[0]![1];
  const cases = places.flatMap(([place, page, extent]) =>
    // The first page is the one that the others are compared with.
    [...WRONGS, ...(isFirst(page) ? [] : MIXTURES)].map((wrong) => ({ ...wrong, place, page, extent })),
  );

  test.each(cases)('$place is $name', ({ obstacle, make, page, extent }) => {
    const ledger = machine();
    const holder = make(ledger, page, owner);
    const outset = stateOf(ledger);
    const transaction = build(ledger, { kind: KIND.LEND, owner, ranges });

    expect(obstacleTo(ledger, transaction)).toEqual([obstacle, extent, page, holder]);

    expect([ledger.classOf(transaction), ledger.transactions.claimed[transaction]]).toEqual([0, 0]);
    end(ledger, transaction);
    expect(stateOf(ledger)).toEqual(outset);
  });

  test.each(places)('with %s mended the same transaction is claimed', (_place, page) => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.LEND, owner, ranges });
    const word = ledger.map.get(page);
    ledger.map.fill(page, 1, 0);
    expect(ledger.claim(transaction)).toBe(false);

    ledger.map.fill(page, 1, word);

    expect(ledger.claim(transaction)).toBe(true);
    expect(ledger.rights(owner, page)).toBe(0);
  });
});

describe('a later piece of a transaction that meets an obstacle', () => {
  const NINE = '11+1 13+1 15+1 17+1 19+1 21+1 23+1 25+1 27+1';

  test.each([
    ['another party’s page', OWNER, NINE, '50+1 140+1 60+1', 140, OBSTACLE.NOT_OWNER],
    ['a page of its own first piece', OWNER, NINE, '50+1 13+1 60+1', 13, OBSTACLE.OVERLAP],
    ['a page of another class', OWNER, NINE, '50+1 110+1 60+1', 110, OBSTACLE.MIXED],
    ['a page of nobody', OWNER, NINE, '50+1 155+1 60+1', 155, OBSTACLE.UNMAPPED],
    ['and pages of its first piece behind it', OWNER, NINE, '50+1 155+1 11+1 13+1', 155, OBSTACLE.UNMAPPED],
    ['in a view: a hole', GUEST, '1000+3', '1010+1 1025+1 1012+1', 1025, OBSTACLE.UNMAPPED],
    ['in a view: a page of its first piece', GUEST, '1000+3', '1010+1 1002+1 1012+1', 202, OBSTACLE.OVERLAP],
    [
      'in a view: and pages of its first piece behind it',
      GUEST,
      '1000+3',
      '1010+1 1025+1 1001+1',
      1025,
      OBSTACLE.UNMAPPED,
    ],
  ])('leaves the earlier piece claimed: %s', (_name, owner, first, second, page, obstacle) => {
    const ledger = machine();
    const outset = stateOf(ledger);
    const transaction = build(ledger, { kind: KIND.LEND, owner, ranges: first });
    const extent = ledger.transactions.extents[transaction]! + 1;
    expect(ledger.claim(transaction)).toBe(true);

    addAll(ledger, transaction, second);

    const holder = obstacle === OBSTACLE.OVERLAP ? transaction : 0;
    expect(obstacleTo(ledger, transaction)).toEqual([obstacle, extent, page, holder]);
    end(ledger, transaction);
    expect(stateOf(ledger)).toEqual(outset);
  });

  test('does not change what class the transaction is of', () => {
    const ledger = machine();
    const transaction = build(ledger, { kind: KIND.LEND, ranges: NINE });
    ledger.claim(transaction);
    addAll(ledger, transaction, '110+1');
    ledger.claim(transaction);
    expect(ledger.classOf(transaction)).toBe(ledger.map.get(50));
  });
});

describe('what a word means for a claim', () => {
  const own = (OWNER << 21) | (ALL << 18);
  test.each([
    ['nothing in the view', -1, OBSTACLE.UNMAPPED],
    ['nobody’s', 0, OBSTACLE.UNMAPPED],
    ['as wanted: then the map has no room', own, OBSTACLE.NO_ROOM],
    ['of the same transaction', own | 7, OBSTACLE.OVERLAP],
    ['of another transaction', own | 8, OBSTACLE.HELD],
    ['of another transaction, another class', own | 0x1_0000 | 8, OBSTACLE.HELD],
    ['of another class', own | 0x2_0000, OBSTACLE.MIXED],
    ['of another owner', own + (1 << 21), OBSTACLE.NOT_OWNER],
    ['of another owner, held', (own + (1 << 21)) | 8, OBSTACLE.NOT_OWNER],
  ])('%s', (_name, word, obstacle) => {
    expect(obstacleIn(word, 7, own)).toBe(obstacle);
  });
});
