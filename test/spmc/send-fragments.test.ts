/** Sends in several fragments: FFA_MEM_FRAG_TX. */

import { describe, expect, it } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { HEAP, OS_RAM, SP1_RAM, VM1_RAM } from './support/addresses.ts';
import { constituents, withPatches } from './support/bytes.ts';
import { FFA } from './support/ids.ts';
import { fetchNext, retrieved } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, sendBytes, sendFirst, sendNext } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { type World, type WorldOptions, world } from './support/world.ts';

const PAGES = scattered(OS_RAM + HEAP, 6);

/** A share of six pages by the OS of which the first `here` have arrived. */
function begun(here = 2, options: WorldOptions = {}) {
  const w = world(options);
  const fresh = stateOf(w.spmc);
  const bytes = describeSend('share', w.os, [w.sp1], PAGES);
  const { handle } = sendFirst('share', w.os, bytes, 96 + here * 16);
  return { ...w, fresh, handle, rest: constituents(...PAGES.slice(here)) };
}

describe('QB6, QA15: the first fragment', () => {
  it.each([
    ['1.0', VERSION_1_0, 64],
    ['1.1', VERSION_1_1, 80],
    ['1.2', VERSION_1_2, 96],
  ])('in FF-A %s may end right behind the composite header', (_name, version, head) => {
    const { os, sp1 } = world({ versions: { os: version } });
    const bytes = describeSend('share', os, [sp1], PAGES);

    const first = sendFirst('share', os, bytes, head);
    const last = sendNext(os, first.handle, constituents(...PAGES));

    const low = Number(first.handle & 0xffff_ffffn);
    expect(first.words).toEqual([FFA.MEM_FRAG_RX, low, 0, head, 0, 0, 0, 0]);
    expect(last.words).toEqual([FFA.SUCCESS, 0, low, 0, 0, 0, 0, 0]);
  });

  it('may hold all constituents', () => {
    const { os, sp1 } = world();
    const bytes = describeSend('share', os, [sp1], PAGES);

    expect(sendBytes('share', os, bytes).verdict).toBe('FFA_SUCCESS_32');
  });

  it('the answers count the bytes that have arrived, to the last', () => {
    const { os, handle } = begun(1);

    const offsets = PAGES.slice(1, 5).map((page) => sendNext(os, handle, constituents(page)).words[3]);

    expect(offsets).toEqual([128, 144, 160, 176]);
    expect(sendNext(os, handle, constituents(PAGES[5]!)).verdict).toBe('FFA_SUCCESS_32');
  });
});

it('QB8: nothing is shared before the last fragment', () => {
  const { os, handle } = begun(5);
  expect(PAGES.map((page) => accessOf(os, page))).toEqual(PAGES.map(() => 'Owner-EA RWX'));

  sendNext(os, handle, constituents(PAGES[5]!));

  expect(PAGES.map((page) => accessOf(os, page))).toEqual(PAGES.map(() => 'Owner-SA RWX'));
});

it('QB9: sends of one endpoint and of two do not mix', () => {
  const { os, vm1, sp1, sp2 } = world();
  const lists = [[...PAGES], scattered(OS_RAM + HEAP + 0x2_0000, 6), scattered(VM1_RAM + HEAP, 6)];
  const senders = [os, os, vm1];
  const handles = lists.map((pages, index) => {
    const bytes = describeSend('share', senders[index]!, [[sp1, sp2, sp1][index]!], pages);
    return sendFirst('share', senders[index]!, bytes, 112).handle;
  });

  for (const index of [2, 0, 1, 1, 0, 2])
    sendNext(senders[index]!, handles[index]!, constituents(...lists[index]!.splice(1, index === 0 ? 3 : 2)));
  for (const index of [1, 0, 2])
    if (lists[index]!.length > 1)
      sendNext(senders[index]!, handles[index]!, constituents(...lists[index]!.splice(1)));

  expect(new Set(handles).size).toBe(3);
  const shared = [sp1, sp2, sp1].map((borrower, index) =>
    retrieved(borrower, senders[index]!, handles[index]!),
  );
  expect(shared.map((response) => response.length)).toEqual([192, 192, 192]);
  expect(shared[1]!.subarray(96)).toEqual(constituents(...scattered(OS_RAM + HEAP + 0x2_0000, 6)));
  expect(shared[2]!.subarray(96)).toEqual(constituents(...scattered(VM1_RAM + HEAP, 6)));
});

it('QB10: a fragmented share with receivers in both worlds completes', () => {
  const { vm1, os, sp1 } = world();
  const bytes = describeSend('share', vm1, [os, sp1], scattered(VM1_RAM + HEAP, 4));
  const { handle } = sendFirst('share', vm1, bytes, 160);

  expect(sendNext(vm1, handle, bytes.subarray(160)).verdict).toBe('FFA_SUCCESS_32');
});

/** What is wrong with a fragment of one's own send. All of it gives the send up. */
const SPOILED: readonly (readonly [name: string, send: (w: Begun) => string, verdict: string])[] = [
  [
    'QB1: one constituent more than announced',
    (w) => sendNext(w.os, w.handle, constituents(...PAGES.slice(2), OS_RAM + 0x30_0000)).verdict,
    'fragment/exceeds-total x3',
  ],
  ['QB5: no bytes', (w) => sendNext(w.os, w.handle, new Uint8Array()).verdict, 'fragment/length-zero x3'],
  [
    'QB5, A11: 15 bytes',
    (w) => sendNext(w.os, w.handle, new Uint8Array(15)).verdict,
    'fragment/length-unit x3',
  ],
  [
    'QB5, A11: 17 bytes',
    (w) => sendNext(w.os, w.handle, new Uint8Array(17)).verdict,
    'fragment/length-unit x3',
  ],
  [
    'A2: longer than TX',
    (w) => sendNext(w.os, w.handle, new Uint8Array(4112)).verdict,
    'fragment/exceeds-tx x3',
  ],
  [
    'A1: 0xfffffff0 bytes',
    (w) => w.os.call(FFA.MEM_FRAG_TX, Number(w.handle), 0, 0xffff_fff0).verdict,
    'fragment/exceeds-tx x3',
  ],
  [
    'a sender that is a partition',
    (w) => sendNext(w.os, w.handle, w.rest, 0x8001).verdict,
    'fragment/sender-field x4',
  ],
  [
    'A12, QA5: an address that is not aligned',
    (w) => sendNext(w.os, w.handle, withPatches(w.rest, [17, '01'])).verdict,
    'send/constituent-unaligned @144+8',
  ],
  [
    'QA2: a constituent without pages',
    (w) => sendNext(w.os, w.handle, withPatches(w.rest, [24, '00'])).verdict,
    'send/constituent-empty @152+4',
  ],
  [
    'A20: a range beyond all memory',
    (w) => sendNext(w.os, w.handle, withPatches(w.rest, [16, '00f0ffffffffffff'])).verdict,
    'send/constituent-range @144+8',
  ],
  [
    'A22: more pages than announced',
    (w) => sendNext(w.os, w.handle, withPatches(w.rest, [24, '02'])).verdict,
    'send/page-sum @184+4',
  ],
  [
    'A6, QA4: a page of the first fragment',
    (w) => sendNext(w.os, w.handle, constituents(...PAGES.slice(2, 5), PAGES[0]!)).verdict,
    'send/overlap @176+16',
  ],
];

type Begun = ReturnType<typeof begun>;

describe('QB2, QB4, E18: a fragment that breaks a rule gives its send up', () => {
  it.each(SPOILED)('%s', (_name, send, verdict) => {
    const w = begun(2, { bufferPages: 1 });

    expect(send(w)).toBe(`INVALID_PARAMETERS ${verdict}`);
    expect(stateOf(w.spmc)).toEqual(w.fresh);
    expect(sendNext(w.os, w.handle, w.rest).verdict).toBe('INVALID_PARAMETERS fragment/unknown-handle x1');
    expect(reclaim(w.os, w.handle).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
  });

  it('DENIED, too: a page that somebody else has', () => {
    const w = begun();

    const answer = sendNext(w.os, w.handle, constituents(...PAGES.slice(2, 5), VM1_RAM + HEAP));

    expect(answer.verdict).toBe('DENIED send/not-owner @176+16');
    expect(stateOf(w.spmc)).toEqual(w.fresh);
  });

  it('a page that went elsewhere since the first fragment', () => {
    const w = begun();
    w.os.put(describeSend('lend', w.os, [w.sp2], [PAGES[0]!]));
    w.os.call(FFA.MEM_LEND, 112, 112);

    expect(sendNext(w.os, w.handle, w.rest).verdict).toBe('DENIED send/held @96+16');
  });
});

describe('a fragment that is none of the caller’s leaves the send alone', () => {
  it.each([
    [
      'QB4: an unknown handle',
      (w: World) => sendNext(w.os, 0x123n, constituents(PAGES[2]!)),
      'fragment/unknown-handle x1',
    ],
    [
      'QB4: a handle of the hypervisor’s',
      (w: World, h: bigint) => sendNext(w.os, h | (1n << 63n), constituents(PAGES[2]!)),
      'fragment/unknown-handle x1',
    ],
    [
      'QB4: another generation',
      (w: World, h: bigint) => sendNext(w.os, h + (1n << 32n), constituents(PAGES[2]!)),
      'fragment/unknown-handle x1',
    ],
    [
      'QB4: somebody else’s send',
      (w: World, h: bigint) => sendNext(w.vm1, h, constituents(VM1_RAM + HEAP)),
      'fragment/not-sender',
    ],
    [
      'QB4: the receiver’s',
      (w: World, h: bigint) => sendNext(w.sp1, h, constituents(SP1_RAM + HEAP)),
      'fragment/not-sender',
    ],
  ] as const)('%s', (_name, send, verdict) => {
    const w = begun();
    const before = stateOf(w.spmc);

    expect(send(w, w.handle).verdict).toBe(`INVALID_PARAMETERS ${verdict}`);
    expect(stateOf(w.spmc)).toEqual(before);
    expect(sendNext(w.os, w.handle, w.rest).verdict).toBe('FFA_SUCCESS_32');
  });

  it('a send that is complete takes no more', () => {
    const w = begun();
    sendNext(w.os, w.handle, w.rest);
    const before = stateOf(w.spmc);

    expect(sendNext(w.os, w.handle, w.rest).verdict).toBe('INVALID_PARAMETERS fragment/complete x1');
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('a fragment to fetch is none to send', () => {
    const w = begun();

    expect(fetchNext(w.sp1, w.handle, 96).verdict).toBe('INVALID_PARAMETERS response/nothing-to-fetch x1');
    expect(sendNext(w.os, w.handle, w.rest).verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('a sender below the hypervisor', () => {
  it('is named in the answers, and may be named in the fragments', () => {
    const { os, vm1, sp1 } = world();
    const pages = scattered(VM1_RAM + HEAP, 3);
    const bytes = describeSend('share', os, [sp1], pages, { sender: vm1.id });

    const first = sendFirst('share', os, bytes, 112);
    const second = sendNext(os, first.handle, constituents(pages[1]!), vm1.id);
    const last = sendNext(os, first.handle, constituents(pages[2]!));

    expect([first, second].map(({ words }) => words.slice(3, 5))).toEqual([
      [112, 0x1_0000],
      [128, 0x1_0000],
    ]);
    expect(last.verdict).toBe('FFA_SUCCESS_32');
  });

  it('has to have buffers when it goes on itself', () => {
    const { os, vm1, sp1, spmc } = world({ bufferPages: { vm1: 0 } });
    const before = stateOf(spmc);
    const pages = scattered(VM1_RAM + HEAP, 3);
    const { handle } = sendFirst(
      'share',
      os,
      describeSend('share', os, [sp1], pages, { sender: vm1.id }),
      112,
    );

    expect(sendNext(vm1, handle, constituents(...pages.slice(1))).verdict).toBe(
      'INVALID_PARAMETERS fragment/no-tx',
    );
    expect(stateOf(spmc)).toEqual(before);
  });

  it('is named by the hypervisor alone', () => {
    const { vm1, sp1 } = world();
    const pages = scattered(VM1_RAM + HEAP, 3);
    const { handle } = sendFirst('share', vm1, describeSend('share', vm1, [sp1], pages), 112);

    expect(sendNext(vm1, handle, constituents(pages[1]!), vm1.id).verdict).toBe(
      'INVALID_PARAMETERS fragment/sender-field x4',
    );
  });

  it('is not mistaken for another', () => {
    const { os, vm1, vm2, sp1 } = world();
    const pages = scattered(VM1_RAM + HEAP, 3);
    const bytes = describeSend('share', os, [sp1], pages, { sender: vm1.id });
    const { handle } = sendFirst('share', os, bytes, 112);

    expect(sendNext(os, handle, constituents(pages[1]!), vm2.id).verdict).toBe(
      'INVALID_PARAMETERS fragment/sender-field x4',
    );
  });
});
