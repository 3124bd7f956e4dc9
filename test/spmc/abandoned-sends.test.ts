/** Sends that are never finished: each way to give one up frees all that it held. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { HEAP, OS_RAM, VM1_RAM } from './support/addresses.ts';
import { constituents } from './support/bytes.ts';
import { FFA } from './support/ids.ts';
import { describeSend, reclaim, scattered, sendFirst, sendNext, sent } from './support/sends.ts';
import { accessOf, recordsInUse, stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

const PAGES = scattered(VM1_RAM + HEAP, 20);

function begin(w: World): bigint {
  return sendFirst('lend', w.vm1, describeSend('lend', w.vm1, [w.sp1], PAGES), 240).handle;
}

it('QB2, E1: its owner’s reclaim is refused and gives it up', () => {
  const w = world();
  const before = stateOf(w.spmc);
  const handle = begin(w);

  expect(reclaim(w.vm1, handle).verdict).toBe('INVALID_PARAMETERS reclaim/unfinished');
  expect(stateOf(w.spmc)).toEqual(before);
  expect(reclaim(w.vm1, handle).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
});

it('E1: somebody else’s reclaim is refused and gives nothing up', () => {
  const w = world();
  const handle = begin(w);
  const before = stateOf(w.spmc);

  for (const other of [w.vm2, w.sp1])
    expect(reclaim(other, handle).verdict).toBe('INVALID_PARAMETERS reclaim/not-owner');
  expect(stateOf(w.spmc)).toEqual(before);
});

it('QB2: a sender that unmaps its buffers gives up all its unfinished sends and no finished one', () => {
  const w = world();
  const finished = sent('lend', w.vm1, [w.sp1], [VM1_RAM + HEAP + 0x10_0000]);
  const kept = recordsInUse(w.spmc);
  const handles = [begin(w), begin(w), begin(w)];

  w.vm1.call(FFA.RXTX_UNMAP);
  w.vm1.mapBuffers();

  expect(recordsInUse(w.spmc)).toEqual(kept);
  for (const handle of handles)
    expect(sendNext(w.vm1, handle, constituents(PAGES[9]!)).verdict).toBe(
      'INVALID_PARAMETERS fragment/unknown-handle x1',
    );
  expect(reclaim(w.vm1, finished).verdict).toBe('FFA_SUCCESS_32');
});

it('QE6, QB2: a sender that dies takes its unfinished sends along, and no page changes', () => {
  const w = world();
  begin(w);
  const unaffected = sendFirst(
    'share',
    w.os,
    describeSend('share', w.os, [w.sp1], scattered(OS_RAM + HEAP, 4)),
    112,
  );
  begin(w);

  w.spmc.abort(w.vm1.context, createFrame());

  expect(w.spmc.state.endpoints.unfinished[w.vm1.slot]).toBe(0);
  expect(w.spmc.state.endpoints.sent[0]).toBe(1);
  expect(PAGES.map((page) => accessOf(w.vm1, page))).toEqual(PAGES.map(() => 'Owner-EA RWX'));
  expect(sendNext(w.os, unaffected.handle, constituents(OS_RAM + HEAP + 0x2000)).verdict).toBe(
    'FFA_MEM_FRAG_RX',
  );
});

it('QE11: a sender that starts anew finds the unfinished send apart from the finished one', () => {
  const w = world();
  const abandoned = begin(w);
  const again = sendFirst('lend', w.vm1, describeSend('lend', w.vm1, [w.sp1], PAGES), 240).handle;

  const last = sendNext(w.vm1, again, constituents(...PAGES.slice(9)));

  expect(last.verdict).toBe('FFA_SUCCESS_32');
  // What it began with now names pages that are lent.
  expect(sendNext(w.vm1, abandoned, constituents(...PAGES.slice(9))).verdict).toBe('DENIED send/held @96+16');
  expect(reclaim(w.vm1, again).verdict).toBe('FFA_SUCCESS_32');
});

describe('E12: sends that fail', () => {
  it.each([
    ['in the header', [28, 0]],
    ['at the composite', [84, 0]],
    ['at a receiver', [48, 0x77]],
    ['at a constituent', [96, 1]],
    ['in the ledger', [100, 1]],
  ] as const)('%s: ten thousand of them use nothing up', (_name, [at, value]) => {
    const w = world();
    const before = recordsInUse(w.spmc);
    const bytes = describeSend('share', w.os, [w.sp1], [OS_RAM + HEAP]);
    bytes[at] = value;
    w.os.put(bytes);

    let refused = 0;
    for (let turn = 0; turn < 10_000; turn++)
      if (w.os.call(FFA.MEM_SHARE, bytes.length, bytes.length).words[0] === FFA.ERROR) refused++;

    expect(refused).toBe(10_000);
    expect(recordsInUse(w.spmc)).toEqual(before);
  });

  it('after the first fragment: ten thousand of them use nothing up', () => {
    const w = world();
    const before = recordsInUse(w.spmc);
    const bytes = describeSend('share', w.os, [w.sp1], scattered(OS_RAM + HEAP, 2));

    for (let turn = 0; turn < 10_000; turn++)
      sendNext(w.os, sendFirst('share', w.os, bytes, 112).handle, constituents(VM1_RAM));

    expect(recordsInUse(w.spmc)).toEqual(before);
  });
});
