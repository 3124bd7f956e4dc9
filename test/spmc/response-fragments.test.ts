/** Responses longer than RX: fetched fragment by fragment, in the layout of whoever fetches. */

import { describe, expect, it } from 'vitest';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import { encodeHypervisorRetrieve } from '../../src/core/abi/encode-transaction.ts';
import { VERSION_1_0 } from '../../src/core/abi/versions.ts';
import { View } from '../../src/core/memory/view.ts';
import { VERSIONS } from '../abi/support.ts';
import type { Actor } from './support/actor.ts';
import { HEAP, OS_RAM, VM1_RAM, VM2_HIGH, VM2_LOW, VM2_RAM } from './support/addresses.ts';
import { constituents } from './support/bytes.ts';
import { FFA } from './support/ids.ts';
import { fetchNext, fetchRest, relinquish, requestBytes, retrieve } from './support/retrieves.ts';
import { describeSend, type Range, reclaim, scattered, sendFirst, sendNext, sent } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { type World, type WorldOptions, world } from './support/world.ts';

const FIRST_PAGE = OS_RAM + HEAP;
const COUNT = 480;
const ADDRESSES = scattered(FIRST_PAGE, COUNT);

/** 480 pages, none beside another, sent by the OS to sp1 in fragments of at most a page. */
function sendMany(w: World, operation: 'share' | 'lend' | 'donate' = 'share'): bigint {
  const bytes = describeSend(operation, w.os, [w.sp1], ADDRESSES);
  const { handle } = sendFirst(operation, w.os, bytes, 4096);
  for (let at = 4096; at < bytes.length; at += 4096) sendNext(w.os, handle, bytes.subarray(at, at + 4096));
  return handle;
}

function shareMany(options: WorldOptions = {}) {
  const w = world(options);
  return { ...w, handle: sendMany(w) };
}

/** Bytes of a response to one receiver before its constituents, by version. */
const HEAD = new Map(VERSIONS.map(([, version], index) => [version, [64, 80, 96][index]!]));

describe('QB12, E26: each sender’s version to each borrower’s', () => {
  const pairs = VERSIONS.flatMap(([from, sender]) =>
    VERSIONS.map(([to, borrower]) => [from, to, sender, borrower] as const),
  );

  it.each(pairs)('FF-A %s to %s', (_from, _to, sender, borrower) => {
    const { os, sp1, handle } = shareMany({ versions: { os: sender, sp1: borrower } });
    const head = HEAD.get(borrower)!;

    const { words } = retrieve(sp1, os, handle);
    const first = sp1.received(words[2]!);
    sp1.release();
    const rest = fetchRest(sp1, handle, words[2]!, words[1]!);

    expect(words.slice(0, 3)).toEqual([FFA.MEM_RETRIEVE_RESP, head + COUNT * 16, 4096]);
    const decoded = decodeTransaction(Uint8Array.of(...first, ...rest), borrower);
    expect(decoded).toMatchObject({ ok: true, complete: true, value: { composite: { totalPages: COUNT } } });
    if (decoded.ok)
      expect(decoded.value.composite?.constituents.map(({ address }) => address)).toEqual(ADDRESSES);
  });
});

it('E29: a response is packed anew for an RX of four pages, however the sender cut it', () => {
  const w = world({ bufferPages: 4 });
  const bytes = describeSend('share', w.os, [w.sp1], ADDRESSES);
  const { handle } = sendFirst('share', w.os, bytes, 112);
  for (let at = 112; at < bytes.length; at += 160) sendNext(w.os, handle, bytes.subarray(at, at + 160));

  const { words } = retrieve(w.sp1, w.os, handle);

  expect(words.slice(1, 3)).toEqual([96 + COUNT * 16, 96 + COUNT * 16]);
  expect(w.sp1.received(words[2]!).subarray(96)).toEqual(constituents(...ADDRESSES));
});

it('QB12: where there is room for one transaction and one receiver, their response arrives to its end', () => {
  const { os, sp1, handle } = shareMany({ limits: { transactions: 1, borrowers: 1 } });
  const rest = constituents(...ADDRESSES.slice(250));

  retrieve(sp1, os, handle);
  sp1.release();
  expect(fetchRest(sp1, handle, 4096, 96 + COUNT * 16)).toEqual(rest);
  requestBytes(os, encodeHypervisorRetrieve(handle, os.version));
  os.release();
  expect(fetchRest(os, handle, 4096, 96 + COUNT * 16)).toEqual(rest);
});

it('QB7, QB12: a response in three fragments, the last of them three times', () => {
  const w = world();
  // The rows of this one are not the first of their tables.
  sent('share', w.os, [w.sp2], [OS_RAM + 0x3f_f000]);
  const pages = Array.from({ length: 760 }, (_, index) => FIRST_PAGE + index * 0x1000);
  const bytes = describeSend('share', w.os, [w.sp1], pages);
  const { handle } = sendFirst('share', w.os, bytes, 4096);
  for (let at = 4096; at < bytes.length; at += 4096) sendNext(w.os, handle, bytes.subarray(at, at + 4096));
  retrieve(w.sp1, w.os, handle);
  w.sp1.release();

  const [second, third, ...again] = [4096, 8192, 8192, 8192].map((offset) => {
    const { words } = fetchNext(w.sp1, handle, offset);
    const fragment = w.sp1.received(words[3]!);
    w.sp1.release();
    return fragment;
  });

  expect(second).toEqual(constituents(...pages.slice(250, 506)));
  expect(third).toEqual(constituents(...pages.slice(506)));
  expect(again).toEqual([third, third]);
});

describe('QB12: a long response, each fragment but the first fetched twice', () => {
  const page = (address: number) => address / 4096;

  /** VM2's addresses, where what it borrows appears from 0 on. */
  const fromZero = (): View =>
    View.of(
      [
        { at: page(VM2_RAM), page: page(VM2_LOW), pages: 512 },
        { at: page(VM2_RAM) + 512, page: page(VM2_HIGH), pages: 512 },
      ],
      { at: 0, pages: 1024 },
    );

  /** Shared with two, so that each may leave the other out of its request. */
  function share(from: Actor, to: readonly [Actor, Actor], ranges: readonly Range[]): bigint {
    const bytes = describeSend('share', from, to, ranges);
    const { handle } = sendFirst('share', from, bytes, 4096);
    return sendNext(from, handle, bytes.subarray(4096)).handle;
  }

  function fetchTwice(caller: Actor, from: Actor, handle: bigint): Uint8Array {
    const { words } = retrieve(caller, from, handle, { flags: 0x400 });
    const bytes = Array.from(caller.received(words[2]!));
    caller.release();
    for (let at = words[2]!; at < words[1]!; at = bytes.length) {
      fetchNext(caller, handle, at);
      caller.release();
      const { words: again } = fetchNext(caller, handle, at);
      bytes.push(...caller.received(again[3]!));
      caller.release();
    }
    return Uint8Array.from(bytes.slice(96));
  }

  it('tells one with addresses of its own where the memory lies for it', () => {
    const { vm1, vm2, sp1 } = world({ views: { vm2: fromZero() } });
    const handle = share(vm1, [sp1, vm2], scattered(vm1.ram + HEAP, COUNT));

    const places = Array.from({ length: COUNT }, (_, index) => index * 0x1000);
    expect(fetchTwice(vm2, vm1, handle)).toEqual(constituents(...places));
  });

  it('tells of a range in two pieces, although a fragment ends between them', () => {
    const { vm2, sp1, sp2 } = world();
    const border = VM2_RAM + 0x1f_f000;
    const before = scattered(VM2_RAM + HEAP, 239);
    const behind = scattered(VM2_RAM + 0x21_0000, 30);
    const ranges: Range[] = [...before, ...behind.slice(0, 10), [border, 2], ...behind.slice(10)];
    const handle = share(vm2, [sp2, sp1], ranges);

    const low = before.map((address) => address - VM2_RAM + VM2_LOW);
    const high = behind.map((address) => address - VM2_RAM - 0x20_0000 + VM2_HIGH);
    const pieces = [VM2_LOW + 0x1f_f000, VM2_HIGH];
    expect(fetchTwice(sp1, vm2, handle)).toEqual(
      constituents(...low, ...high.slice(0, 10), ...pieces, ...high.slice(10)),
    );
  });

  it('has a range in two pieces as one, for one with addresses of its own', () => {
    const pieces = View.of([
      { at: page(VM1_RAM), page: page(VM1_RAM), pages: 512 },
      { at: page(VM1_RAM) + 512, page: page(VM1_RAM) + 600, pages: 424 },
    ]);
    const { vm1, vm2, sp1 } = world({ views: { vm1: pieces, vm2: fromZero() } });
    const ranges: Range[] = [
      ...scattered(VM1_RAM + HEAP, 230),
      [VM1_RAM + 0x1f_f000, 2],
      ...scattered(VM1_RAM + 0x21_0000, 69),
    ];
    const handle = share(vm1, [sp1, vm2], ranges);

    const expected = constituents(
      ...Array.from({ length: 300 }, (_, index) => (index < 231 ? index : index + 1) * 0x1000),
    );
    expected[230 * 16 + 8] = 2;
    expect(fetchTwice(vm2, vm1, handle)).toEqual(expected);
  });
});

it('QB11: whether more is to come is decided by what fits, to the byte', () => {
  // 250 constituents and a head of 96 bytes fill a page; the next one does not fit.
  for (const [count, first] of [
    [250, 4096],
    [251, 4096],
    [249, 4080],
  ] as const) {
    const w = world();
    const bytes = describeSend('share', w.os, [w.sp1], ADDRESSES.slice(0, count));
    let { handle } = sendFirst('share', w.os, bytes, Math.min(bytes.length, 4096));
    if (bytes.length > 4096) handle = sendNext(w.os, handle, bytes.subarray(4096)).handle;

    const { words } = retrieve(w.sp1, w.os, handle);

    expect(words.slice(1, 3)).toEqual([96 + count * 16, first]);
    w.sp1.release();
    expect(fetchNext(w.sp1, handle, first).verdict).toBe(
      count > 250 ? 'FFA_MEM_FRAG_TX' : 'INVALID_PARAMETERS response/nothing-to-fetch x1',
    );
  }
});

describe('offsets', () => {
  it('QB7: the last fragment may be asked for again, as often as wanted, and earlier ones not', () => {
    const { os, sp1, handle } = shareMany();
    retrieve(sp1, os, handle);
    sp1.release();

    const once = fetchNext(sp1, handle, 4096);
    const content = sp1.received(4096);
    sp1.release();
    const again = fetchNext(sp1, handle, 4096);

    expect(once.words).toEqual([FFA.MEM_FRAG_TX, Number(handle & 0xffff_ffffn), 0, 230 * 16, 0, 0, 0, 0]);
    expect(again.words).toEqual(once.words);
    expect(sp1.received(4096)).toEqual(content);
    expect(content.subarray(230 * 16)).toEqual(new Uint8Array(4096 - 230 * 16));
    sp1.release();
    expect(fetchNext(sp1, handle, 96).verdict).toBe('INVALID_PARAMETERS response/offset x3');
    expect(fetchNext(sp1, handle, 96 + COUNT * 16).verdict).toBe('INVALID_PARAMETERS response/offset x3');
  });

  it.each([
    ['0', 0],
    ['one byte too far', 4097],
    ['one constituent too far', 4112],
    ['one constituent short', 4080],
    ['A8: beyond the response', 0x7000],
    ['A8: near 2^32', 0xffff_fff0],
    ['in the layout of FF-A 1.0', 4096 - 32],
  ])('%s is refused, and the right one still works', (_name, offset) => {
    const { os, sp1, spmc, handle } = shareMany();
    retrieve(sp1, os, handle);
    sp1.release();
    const before = stateOf(spmc);

    expect(fetchNext(sp1, handle, offset).verdict).toBe('INVALID_PARAMETERS response/offset x3');
    expect(stateOf(spmc)).toEqual(before);
    expect(fetchNext(sp1, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
  });

  it('A8: an FF-A 1.0 borrower counts in its own layout, below its own head too', () => {
    const { os, sp1, handle } = shareMany({ versions: { sp1: VERSION_1_0 } });
    retrieve(sp1, os, handle);
    sp1.release();

    for (const offset of [0, 16, 64, 4096 + 32])
      expect(fetchNext(sp1, handle, offset).verdict).toBe('INVALID_PARAMETERS response/offset x3');
    expect(fetchNext(sp1, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
  });
});

describe('QB4: a fetch that is refused leaves everything as it was', () => {
  it.each([
    ['RX not given back', (w: World, h: bigint) => fetchNext(w.sp1, h, 4096), 'BUSY response/rx-busy', false],
    [
      'QD3: an unknown handle',
      (w: World) => fetchNext(w.sp1, 0x123n, 4096),
      'INVALID_PARAMETERS response/unknown-handle x1',
      true,
    ],
    [
      'QD3: the hypervisor’s handles',
      (w: World, h: bigint) => fetchNext(w.sp1, h | (1n << 63n), 4096),
      'INVALID_PARAMETERS response/unknown-handle x1',
      true,
    ],
    [
      'a stranger',
      (w: World, h: bigint) => fetchNext(w.sp2, h, 4096),
      'INVALID_PARAMETERS response/nothing-to-fetch x1',
      true,
    ],
    [
      'the sender',
      (w: World, h: bigint) => fetchNext(w.os, h, 4096),
      'INVALID_PARAMETERS response/nothing-to-fetch x1',
      true,
    ],
    [
      'a sender named by a partition',
      (w: World, h: bigint) => fetchNext(w.sp1, h, 4096, 5),
      'INVALID_PARAMETERS response/sender-field x4',
      true,
    ],
  ] as const)('%s', (_name, fetch, verdict, released) => {
    const w = shareMany();
    retrieve(w.sp1, w.os, w.handle);
    if (released) w.sp1.release();
    const before = stateOf(w.spmc);

    expect(fetch(w, w.handle).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('the sender is not named by a partition, not even where it is the right one', () => {
    const { vm1, sp1 } = world();
    const bytes = describeSend('share', vm1, [sp1], scattered(VM1_RAM + HEAP, 300));
    const { handle } = sendFirst('share', vm1, bytes, 4096);
    sendNext(vm1, handle, bytes.subarray(4096));
    retrieve(sp1, vm1, handle);
    sp1.release();

    expect(fetchNext(sp1, handle, 4096, vm1.id).verdict).toBe('INVALID_PARAMETERS response/sender-field x4');
  });

  it('nothing can be fetched before the retrieve', () => {
    const { sp1, handle } = shareMany();

    expect(fetchNext(sp1, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/nothing-to-fetch x1');
  });
});

it('F1: the rest of RX is zero, whatever was delivered before', () => {
  const { os, sp1, handle } = shareMany();
  retrieve(sp1, os, handle);
  sp1.release();

  const { words } = retrieve(sp1, os, sent('share', os, [sp1], [FIRST_PAGE + 0x1000]));

  expect(words[2]).toBe(112);
  expect(sp1.received(4096).subarray(112)).toEqual(new Uint8Array(4096 - 112));
});

it('QB13: a borrower that has fetched only part can leave, and the owner gets its memory back', () => {
  const { os, sp1, handle } = shareMany();
  retrieve(sp1, os, handle);
  sp1.release();

  expect(relinquish(sp1, handle).verdict).toBe('FFA_SUCCESS_32');
  expect(fetchNext(sp1, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/nothing-to-fetch x1');
  expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
});

describe('a donation that takes more than one fragment', () => {
  it('is the receiver’s from the first on, and its handle lives until the last', () => {
    const w = world();
    const handle = sendMany(w, 'donate');
    const { words } = retrieve(w.sp1, w.os, handle, { of: 'donate' });
    w.sp1.release();

    expect(accessOf(w.sp1, ADDRESSES.at(-1)!)).toBe('Owner-EA RW-');
    expect(reclaim(w.os, handle).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
    expect(retrieve(w.sp1, w.os, handle, { of: 'donate' }).verdict).toBe(
      'INVALID_PARAMETERS retrieve/unknown-handle @8+8',
    );
    expect(relinquish(w.sp1, handle).verdict).toBe('INVALID_PARAMETERS relinquish/unknown-handle @0+8');
    expect(fetchRest(w.sp1, handle, 4096, words[1]!)).toEqual(constituents(...ADDRESSES.slice(250)));
    expect(fetchNext(w.sp1, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/unknown-handle x1');
  });

  it('takes three where the order of its pages keeps each alone: the handle lives until the last', () => {
    const { os, sp1 } = world();
    const addresses = Array.from({ length: 600 }, (_, index) => FIRST_PAGE + (599 - index) * 0x1000);
    const bytes = describeSend('donate', os, [sp1], addresses);
    const { handle } = sendFirst('donate', os, bytes, 4096);
    for (let at = 4096; at < bytes.length; at += 4096) sendNext(os, handle, bytes.subarray(at, at + 4096));
    const { words } = retrieve(sp1, os, handle, { of: 'donate' });
    sp1.release();

    expect(words[1]).toBe(96 + 600 * 16);
    expect(fetchRest(sp1, handle, 4096, words[1]!)).toEqual(constituents(...addresses.slice(250)));
    expect(fetchNext(sp1, handle, 8192).verdict).toBe('INVALID_PARAMETERS response/unknown-handle x1');
  });

  it('is forgotten when the receiver unmaps the buffers it would fetch it with', () => {
    const w = world();
    const handle = sendMany(w, 'donate');
    retrieve(w.sp1, w.os, handle, { of: 'donate' });

    w.sp1.call(FFA.RXTX_UNMAP);
    w.sp1.mapBuffers();

    expect(fetchNext(w.sp1, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/unknown-handle x1');
    expect(w.spmc.state.endpoints.sent[0]).toBe(0);
    expect(accessOf(w.sp1, ADDRESSES.at(-1)!)).toBe('Owner-EA RW-');
  });
});
