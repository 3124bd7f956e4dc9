/** Handles: a slot and a generation, never the same twice, and nothing of a predecessor in them. */

import { describe, expect, it } from 'vitest';
import { encodeHypervisorRetrieve } from '../../src/core/abi/encode-transaction.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { constituents } from './support/bytes.ts';
import { fetchNext, relinquish, requestBytes, retrieve, retrieved } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, sendFirst, sendNext, sent } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

it('no two transactions ever have the same handle', () => {
  const { os, sp1 } = world();
  const handles = Array.from({ length: 200 }, () => {
    const handle = sent('share', os, [sp1], [PAGE]);
    reclaim(os, handle);
    return handle;
  });

  expect(new Set(handles).size).toBe(200);
  expect(handles.every((handle) => handle >> 63n === 0n)).toBe(true);
  expect(new Set(handles.map((handle) => handle & 0xffff_ffffn)).size).toBe(1);
});

it('the handle that a slot will have next names nothing yet', () => {
  const { os, sp1 } = world();
  const handle = sent('share', os, [sp1], [PAGE]);
  reclaim(os, handle);

  expect(reclaim(os, handle + (1n << 32n)).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
});

it('R5: low and high words keep their places in every call', () => {
  const { os, sp1, spmc } = world();
  const first = sent('lend', os, [sp1], [PAGE]);
  reclaim(os, first);
  spmc.state.transactions.generation[Number(first & 0xffff_ffffn)] = 0x1234_5678;

  const bytes = describeSend('lend', os, [sp1], scattered(PAGE, 480));
  const { words, handle } = sendFirst('lend', os, bytes, 4096);
  const done = sendNext(os, handle, bytes.subarray(4096));

  const slot = Number(first & 0xffff_ffffn);
  expect(words.slice(1, 3)).toEqual([slot, 0x1234_5678]);
  expect(done.words.slice(2, 4)).toEqual([slot, 0x1234_5678]);
  const response = retrieved(sp1, os, handle, { of: 'lend' });
  expect(response.subarray(8, 16)).toEqual(Uint8Array.of(slot, 0, 0, 0, 0x78, 0x56, 0x34, 0x12));
  expect(fetchNext(sp1, handle, 4096).words.slice(1, 3)).toEqual([slot, 0x1234_5678]);
  expect(relinquish(sp1, handle).verdict).toBe('FFA_SUCCESS_32');
  expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
});

it('a slot whose generations are used up is retired, and others go on', () => {
  const { os, sp1, spmc } = world();
  const first = sent('share', os, [sp1], [PAGE]);
  const slot = Number(first & 0xffff_ffffn);
  reclaim(os, first);
  spmc.state.transactions.generation[slot] = 0x7fff_fffe;

  const last = sent('share', os, [sp1], [PAGE]);
  reclaim(os, last);
  const next = sent('share', os, [sp1], [PAGE]);

  expect(last).toBe((0x7fff_fffen << 32n) | BigInt(slot));
  expect(Number(next & 0xffff_ffffn)).not.toBe(slot);
  expect(reclaim(os, last).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle x1');
});

describe('QD7: a slot used again carries nothing of its predecessor', () => {
  it('neither flags nor tag nor receivers nor words nor counts', () => {
    const w = world();
    const plain = stateAfter(w, () => sent('share', w.os, [w.sp2], [PAGE]));
    const to = [w.sp1, w.user];
    const earlier = sent('lend', w.os, to, scattered(PAGE, 20), {
      flags: 1,
      tag: 99n,
      accessFlags: 1,
      permissions: [1, 2],
      impdef: [
        [1n, 2n],
        [3n, 4n],
      ],
    });
    retrieved(w.user, w.os, earlier, { permissions: 0, tag: 99n, flags: 0x400, accessSize: 16 });
    relinquish(w.user, earlier, 1);
    requestBytes(w.os, encodeHypervisorRetrieve(earlier, w.os.version));
    w.os.release();
    reclaim(w.os, earlier);

    expect(stateAfter(w, () => sent('share', w.os, [w.sp2], [PAGE]))).toEqual(plain);
  });

  it('nor how far a response had come', () => {
    const w = world();
    const many = describeSend('share', w.os, [w.sp1], scattered(PAGE, 480));
    for (let turn = 0; turn < 2; turn++) {
      const { handle } = sendFirst('share', w.os, many, 4096);
      sendNext(w.os, handle, many.subarray(4096));
      expect(fetchNext(w.sp1, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/nothing-to-fetch x1');
      retrieve(w.sp1, w.os, handle);
      w.sp1.release();
      expect(fetchNext(w.sp1, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
      w.sp1.release();
      relinquish(w.sp1, handle);
      reclaim(w.os, handle);
    }
  });

  it('nor that the hypervisor was fetching a response', () => {
    const w = world();
    const many = describeSend('share', w.os, [w.sp1], scattered(PAGE, 480));
    for (let turn = 0; turn < 2; turn++) {
      const { handle } = sendFirst('share', w.os, many, 4096);
      sendNext(w.os, handle, many.subarray(4096));
      expect(fetchNext(w.os, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/nothing-to-fetch x1');
      requestBytes(w.os, encodeHypervisorRetrieve(handle, w.os.version));
      w.os.release();
      expect(fetchNext(w.os, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
      w.os.release();
      reclaim(w.os, handle);
    }
  });

  it('nor does it touch what the receiver in the row beside it was sent and has fetched', () => {
    const w = world();
    const pages = scattered(PAGE + 0x2000, 480);
    const impdef = [[1n, 2n]] as const;
    const beside = sent('share', w.os, [w.sp2], [PAGE]);
    const many = describeSend('share', w.os, [w.sp1], pages, { impdef });
    const { handle } = sendFirst('share', w.os, many, 4096);
    sendNext(w.os, handle, many.subarray(4096));
    retrieve(w.sp1, w.os, handle, { impdef });
    w.sp1.release();
    fetchNext(w.sp1, handle, 4096);
    w.sp1.release();

    reclaim(w.os, beside);
    sent('share', w.os, [w.sp2], [PAGE]);

    expect(fetchNext(w.sp1, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
    expect(w.sp1.received(230 * 16)).toEqual(constituents(...pages.slice(250)));
    w.sp1.release();
    relinquish(w.sp1, handle);
    expect(retrieve(w.sp1, w.os, handle, { impdef }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });

  it('nor that it was unfinished', () => {
    const w = world();
    const bytes = describeSend('share', w.os, [w.sp1], scattered(PAGE, 3));
    const abandoned = sendFirst('share', w.os, bytes, 112).handle;
    reclaim(w.os, abandoned);

    const handle = sent('share', w.os, [w.sp1], [PAGE]);

    expect(sendNext(w.os, handle, constituents(PAGE)).verdict).toBe(
      'INVALID_PARAMETERS fragment/complete x1',
    );
    expect(retrieve(w.sp1, w.os, handle).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });
});

/** The state with one transaction in it, which is gone afterwards. Its generation and the time of its calls are left out. */
function stateAfter(w: ReturnType<typeof world>, send: () => bigint): unknown {
  const handle = send();
  const { transactions, ...others } = stateOf(w.spmc) as { transactions: Record<string, unknown>[] };
  reclaim(w.os, handle);
  return {
    ...others,
    transactions: transactions.map((transaction) => ({ ...transaction, generation: 0, since: 0 })),
  };
}
