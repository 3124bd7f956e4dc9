/** Every limit of rules/limits.ts, at the number and one above it. What is refused changes nothing, and room given back can be used again. */

import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type Limits } from '../../src/core/rules/limits.ts';
import { HEAP, OS_RAM, SP1_RAM, VM1_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { retrieve, retrieved } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, send, sendFirst, sendNext, sent } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

const DONE = 'FFA_SUCCESS_32';
const page = (index: number) => OS_RAM + HEAP + index * 0x2000;
const vmPage = (index: number) => VM1_RAM + HEAP + index * 0x2000;

/**
 * What one call comes to when the limit is N: `used` fills it up, `more` is one too many, `still` works although it is full. When the first
 * of `used` is reclaimed, which comes to `reclaimed`, `more` comes to `again`. They succeed where nothing is said.
 */
interface Case {
  readonly limit: keyof Limits;
  readonly limits: Partial<Limits>;
  readonly used: (w: World) => readonly bigint[];
  readonly more: (w: World) => string;
  readonly verdict: string;
  readonly still?: (w: World) => string;
  readonly reclaimed?: string;
  readonly again?: string;
}

const first = (w: World, at: number) =>
  sendFirst('share', w.os, describeSend('share', w.os, [w.sp1], [page(at), page(at + 1)]), 112);

const CASES: readonly Case[] = [
  {
    limit: 'transactions',
    limits: { transactions: 3 },
    used: (w) => [
      sent('share', w.os, [w.sp1], [page(0)]),
      sent('share', w.os, [w.sp1], [page(1)]),
      sent('lend', w.vm1, [w.sp1], [vmPage(0)]),
    ],
    more: (w) => send('share', w.os, [w.sp1], [page(3)]).verdict,
    verdict: 'NO_MEMORY send/transactions-full',
  },
  {
    limit: 'transactionsPerEndpoint',
    limits: { transactionsPerEndpoint: 2 },
    used: (w) => [sent('share', w.os, [w.sp1], [page(0)]), first(w, 1).handle],
    more: (w) => send('share', w.os, [w.sp1], [page(3)]).verdict,
    verdict: 'NO_MEMORY send/transaction-quota',
    still: (w) => send('share', w.vm1, [w.sp1], [vmPage(0)]).verdict,
  },
  {
    limit: 'unfinishedSends',
    limits: { unfinishedSends: 2 },
    used: (w) => [first(w, 0).handle, first(w, 2).handle],
    more: (w) => first(w, 4).verdict,
    verdict: 'NO_MEMORY send/unfinished-quota',
    reclaimed: 'INVALID_PARAMETERS reclaim/unfinished',
    again: 'FFA_MEM_FRAG_RX',
    still: (w) => send('share', w.os, [w.sp1], [page(6), page(7)]).verdict,
  },
  {
    limit: 'constituents',
    limits: { constituents: 6 },
    used: (w) => [
      sent('share', w.os, [w.sp1], [page(0), page(1), page(2)]),
      sent('share', w.vm1, [w.sp1], [vmPage(0), vmPage(1), vmPage(2)]),
    ],
    more: (w) => send('share', w.os, [w.sp1], [page(3)]).verdict,
    verdict: 'NO_MEMORY send/constituents-full',
  },
  {
    limit: 'constituentsPerEndpoint',
    limits: { constituentsPerEndpoint: 4 },
    used: (w) => [
      sent('share', w.os, [w.sp1], [page(0)]),
      sent('share', w.os, [w.sp1], [page(1), page(2), page(3)]),
    ],
    more: (w) => send('share', w.os, [w.sp1], [page(4)]).verdict,
    verdict: 'NO_MEMORY send/constituent-quota',
    still: (w) => send('share', w.vm1, [w.sp1], [0, 1, 2, 3].map(vmPage)).verdict,
  },
  {
    limit: 'borrowers',
    limits: { borrowers: 3 },
    used: (w) => [sent('share', w.os, [w.sp1], [page(0)]), sent('share', w.os, [w.sp1, w.sp2], [page(1)])],
    more: (w) => send('share', w.os, [w.sp1], [page(2)]).verdict,
    verdict: 'NO_MEMORY send/borrowers-full',
  },
];

describe('QE2, QB3: tables', () => {
  it.each(CASES)('$limit', ({ limits, used, more, verdict, still, reclaimed = DONE, again = DONE }) => {
    const w = world({ limits });
    const handles = used(w);
    const before = stateOf(w.spmc);

    expect(more(w)).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
    if (still !== undefined) expect(still(w)).toBe(DONE);
    expect(reclaim(w.os, handles[0]!).verdict).toBe(reclaimed);
    expect(more(w)).toBe(again);
  });

  it.each([
    ['transactions', { transactions: 1 }, 'NO_MEMORY send/transactions-full'],
    ['borrowers', { borrowers: 2 }, 'NO_MEMORY send/borrowers-full'],
  ])('%s, where the ledger has room for more', (_name, limits, verdict) => {
    const { os, sp1, sp2, spmc } = world({ limits, spareRecords: 8 });
    sent('share', os, [sp1], [page(0)]);
    const before = stateOf(spmc);

    expect(send('share', os, [sp1, sp2], [page(1)]).verdict).toBe(verdict);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('QB3: a send by way of the hypervisor counts against the VM whose memory it is', () => {
    const { os, vm1, sp1 } = world({ limits: { transactionsPerEndpoint: 1 } });
    sent('share', os, [sp1], [vmPage(0)], { sender: vm1.id });

    expect(send('share', vm1, [sp1], [vmPage(1)]).verdict).toBe('NO_MEMORY send/transaction-quota');
    expect(send('share', os, [sp1], [page(0)]).verdict).toBe('FFA_SUCCESS_32');
  });

  it('QB3: a donation on its way to its receiver counts against the receiver', () => {
    const w = world({ limits: { transactionsPerEndpoint: 1 } });
    const bytes = describeSend('donate', w.os, [w.sp1], scattered(page(0), 300));
    const { handle } = sendFirst('donate', w.os, bytes, 4096);
    w.os.put(bytes.subarray(4096));
    w.os.call(FFA.MEM_FRAG_TX, Number(handle), 0, bytes.length - 4096);
    retrieve(w.sp1, w.os, handle, { of: 'donate' });
    w.sp1.release();

    expect(send('share', w.os, [w.sp2], [page(400)]).verdict).toBe('FFA_SUCCESS_32');
    expect(send('share', w.sp1, [w.sp2], [w.sp1.ram + HEAP]).verdict).toBe(
      'NO_MEMORY send/transaction-quota',
    );
  });
});

it('pagesPerSend', () => {
  const w = world({ limits: { pagesPerSend: 3 } });
  const before = stateOf(w.spmc);
  expect(send('share', w.os, [w.sp1], [page(0), page(1), page(2), page(3)]).verdict).toBe(
    'NO_MEMORY send/page-count-max @80+4',
  );
  expect(stateOf(w.spmc)).toEqual(before);
  expect(send('share', w.os, [w.sp1], [page(0), page(1), page(2)]).verdict).toBe('FFA_SUCCESS_32');
});

it('receivers', () => {
  const w = world({ limits: { receivers: 2 } });

  expect(send('share', w.os, [w.sp1, w.sp2], [page(0)]).verdict).toBe('FFA_SUCCESS_32');
  expect(send('share', w.os, [w.sp1, w.sp2, w.user], [page(1)]).verdict).toBe(
    'INVALID_PARAMETERS descriptor/receiver-count-max @28+4',
  );
});

describe('retrievals', () => {
  it.each([
    [1, 0],
    [3, 1],
    [7, 2],
    [255, 7],
  ])('%i, of which FFA_FEATURES tells %i', (retrievals, k) => {
    const { os, sp1 } = world({ limits: { retrievals } });
    const handle = sent('share', os, [sp1], [page(0)]);
    for (let count = 0; count < retrievals; count++) retrieved(sp1, os, handle);

    expect(retrieve(sp1, os, handle).verdict).toBe('DENIED retrieve/limit');
    expect(sp1.call(FFA.FEATURES, FFA.MEM_RETRIEVE_REQ, 2).words[3]).toBe(k);
  });
});

it('mailboxPages', () => {
  const options = { bufferPages: 0, limits: { mailboxPages: 2 } };

  expect(world(options).os.mapBuffers(2).verdict).toBe('FFA_SUCCESS_32');
  expect(world(options).os.mapBuffers(3).verdict).toBe('INVALID_PARAMETERS mailbox/page-count-max x3');
});

describe('pageTables', () => {
  // Half of the OS's RAM, which no buffer lies in, is one entry of a table: a page of it costs one table more.
  const untouched = OS_RAM + 0x20_0000;
  const inUse = () => world().ledger.map.tables;

  it('one more than in use is enough for a page in an untouched region', () => {
    const { os, sp1 } = world({ limits: { pageTables: inUse() + 1 } });

    expect(send('share', os, [sp1], [untouched]).verdict).toBe('FFA_SUCCESS_32');
  });

  it('with none left it is refused, and all of that region is not', () => {
    const { os, sp1, spmc } = world({ limits: { pageTables: inUse() } });
    const before = stateOf(spmc);

    expect(send('share', os, [sp1], [page(0), untouched]).verdict).toBe(
      'NO_MEMORY send/no-page-table @112+16',
    );
    expect(stateOf(spmc)).toEqual(before);
    expect(send('share', os, [sp1], [[untouched, 512]]).verdict).toBe('FFA_SUCCESS_32');
  });

  it('R10: nor are buffers mapped then', () => {
    const { os, spmc } = world({ limits: { pageTables: inUse() }, bufferPages: 1 });
    os.call(FFA.RXTX_UNMAP);
    const before = stateOf(spmc);

    expect(os.call(FFA.RXTX_MAP, untouched, page(0), 1).verdict).toBe('NO_MEMORY mailbox/no-room');
    expect(os.call(FFA.RXTX_MAP, page(0), untouched, 1).verdict).toBe('NO_MEMORY mailbox/no-room');
    expect(stateOf(spmc)).toEqual(before);
    expect(os.mapBuffers().verdict).toBe('FFA_SUCCESS_32');
  });
});

it.each([
  ['endpoints', 6, 'at most 5 endpoints'],
  ['contexts', 9, 'at most 8 execution contexts'],
] as const)('%s', (limit, needed, message) => {
  expect(() => world({ limits: { [limit]: needed } })).not.toThrow();
  expect(() => world({ limits: { [limit]: needed - 1 } })).toThrow(message);
});

/** Those of a mediator: test/mediator/discovery and teardown. */
const MEDIATED = ['discovered', 'eventRepeats', 'teardownTries', 'teardownPause'];

it('there is no limit that is not tested here', () => {
  const tested = [
    ...CASES.map(({ limit }) => limit),
    'pagesPerSend',
    'receivers',
    'retrievals',
    'mailboxPages',
    'pageTables',
    'endpoints',
    'contexts',
    ...MEDIATED,
  ];

  expect(tested.sort()).toEqual(Object.keys(DEFAULT_LIMITS).sort());
});

describe('QB3: a donation that is fetched in several fragments counts against its receiver', () => {
  const LONG = scattered(OS_RAM + HEAP, 300);

  function donated(limits: Partial<Limits>): { w: World; own: bigint; gift: bigint } {
    const w = world({ limits });
    const own = sent('share', w.sp1, [w.sp2], [SP1_RAM + HEAP]);
    const bytes = describeSend('donate', w.os, [w.sp1], LONG);
    const { handle: gift } = sendFirst('donate', w.os, bytes, 4096);
    sendNext(w.os, gift, bytes.subarray(4096));
    return { w, own, gift };
  }

  it.each([
    ['transactions', { transactionsPerEndpoint: 1 }],
    ['constituents', { constituentsPerEndpoint: 300 }],
  ])('who has no room for its %s does not get it, and nothing has changed', (_name, limits) => {
    const { w, own, gift } = donated(limits);
    const before = stateOf(w.spmc);

    expect(retrieve(w.sp1, w.os, gift, { of: 'donate' }).verdict).toBe('NO_MEMORY retrieve/donation-quota');
    expect(stateOf(w.spmc)).toEqual(before);

    reclaim(w.sp1, own);
    expect(retrieve(w.sp1, w.os, gift, { of: 'donate' }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });

  it('who has just enough room gets it, and has none left', () => {
    const { w, gift } = donated({ transactionsPerEndpoint: 2, constituentsPerEndpoint: 301 });

    retrieved(w.sp1, w.os, gift, { of: 'donate' });

    expect(send('share', w.sp1, [w.sp2], [SP1_RAM + HEAP + 0x2000]).verdict).toBe(
      'NO_MEMORY send/transaction-quota',
    );
  });

  it('what is lent costs its receiver nothing, however long it is', () => {
    const w = world({ limits: { transactionsPerEndpoint: 1 } });
    sent('share', w.sp1, [w.sp2], [SP1_RAM + HEAP]);
    const bytes = describeSend('lend', w.os, [w.sp1], LONG);
    const { handle } = sendFirst('lend', w.os, bytes, 4096);
    sendNext(w.os, handle, bytes.subarray(4096));

    expect(retrieve(w.sp1, w.os, handle, { of: 'lend' }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });

  it('one that fits into RX, to the byte, costs its receiver nothing', () => {
    const w = world({ limits: { transactionsPerEndpoint: 1 } });
    sent('share', w.sp1, [w.sp2], [SP1_RAM + HEAP]);
    const gift = sent('donate', w.os, [w.sp1], LONG.slice(0, 250));

    expect(retrieve(w.sp1, w.os, gift, { of: 'donate' }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });
});
