/** An endpoint dies: what it borrowed goes back, what it sent is reclaimed, at once or when the last borrower leaves. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import type { Actor } from './support/actor.ts';
import { HEAP, OS_RAM, SP1_RAM, VM1_RAM, VM2_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { fetchNext, relinquish, retrieve, retrieved } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, send, sendFirst, sendNext, sent } from './support/sends.ts';
import { accessOf, accessOfPhysical, pagesByKind, recordsInUse, stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

function die(w: World, actor: Actor): void {
  w.spmc.abort(actor.context, createFrame());
}

/** Of sends, nothing is left. */
const NOTHING = { sent: 0, constituents: 0, borrowers: 0 };

describe('E8, E27, QE5: a borrower dies', () => {
  it('holding: its access ends, and the owner gets its memory back', () => {
    const w = world();
    const handle = sent('lend', w.os, [w.sp1], [PAGE]);
    retrieved(w.sp1, w.os, handle, { of: 'lend' });

    die(w, w.sp1);

    expect(accessOf(w.sp1, PAGE)).toBe('!Owner-NA ---');
    expect(reclaim(w.os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(accessOf(w.os, PAGE)).toBe('Owner-EA RWX');
    expect(sent('lend', w.os, [w.sp2], [PAGE])).not.toBe(handle);
  });

  it('having retrieved three times: all three end', () => {
    const w = world({ limits: { retrievals: 3 } });
    const handle = sent('share', w.os, [w.sp1, w.user], [PAGE]);
    for (let count = 0; count < 3; count++) retrieved(w.sp1, w.os, handle, { flags: 0x400 });

    die(w, w.sp1);

    expect(reclaim(w.os, handle).verdict).toBe('FFA_SUCCESS_32');
  });

  it('while another has the memory, too: that one keeps it', () => {
    const w = world();
    const to = [w.sp1, w.user];
    const handle = sent('share', w.os, to, [PAGE]);
    for (const borrower of to) retrieved(borrower, w.os, handle, { to });

    die(w, w.sp1);

    expect(accessOf(w.user, PAGE)).toBe('!Owner-SA RW-');
    expect(reclaim(w.os, handle).verdict).toBe('DENIED reclaim/held');
    relinquish(w.user, handle);
    expect(reclaim(w.os, handle).verdict).toBe('FFA_SUCCESS_32');
  });

  it('and is nobody’s receiver any more', () => {
    const w = world();
    die(w, w.sp1);

    expect(send('share', w.os, [w.sp1], [PAGE]).verdict).toBe(
      'INVALID_PARAMETERS send/receiver-unknown @48+2',
    );
  });

  it('and the hypervisor does not retrieve for it any more', () => {
    const w = world();
    const handle = sent('share', w.vm2, [w.vm1, w.sp1], [VM2_RAM + HEAP]);
    die(w, w.vm1);
    const before = stateOf(w.spmc);

    const answer = retrieve(w.os, w.vm2, handle, { to: [w.vm1], flags: 0x400 });

    expect(answer.verdict).toBe('INVALID_PARAMETERS retrieve/not-receiver');
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('its memory is not cleared, but for one who asked for that before', () => {
    const w = world();
    const to = [w.sp2, w.user];
    const [kept, cleared] = [PAGE, PAGE + 0x1000].map((page) => {
      const handle = sent('lend', w.os, to, [page]);
      for (const borrower of to) retrieved(borrower, w.os, handle, { of: 'lend', to });
      w.memory.writeBytes(page, Uint8Array.of(0xab));
      return handle;
    });
    relinquish(w.sp2, kept!, 0);
    relinquish(w.sp2, cleared!, 1);

    die(w, w.user);

    expect([PAGE, PAGE + 0x1000].map((page) => w.memory.readBytes(page, 1)![0])).toEqual([0xab, 0]);
  });

  it('with a response half fetched that came by way of the hypervisor', () => {
    const w = world();
    w.ledger.assign(0x7100_0000 / 4096, 1024, {
      owner: w.sp1.party,
      rights: 3,
      device: false,
      secure: false,
    });
    const many = describeSend('donate', w.sp1, [w.vm1], scattered(0x7100_0000, 300));
    const { handle } = sendFirst('donate', w.sp1, many, 4096);
    sendNext(w.sp1, handle, many.subarray(4096));
    w.vm1.call(FFA.RXTX_UNMAP);
    retrieve(w.os, w.sp1, handle, { of: 'donate', to: [w.vm1] });
    w.os.release();

    die(w, w.vm1);

    expect(recordsInUse(w.spmc)).toMatchObject(NOTHING);
    expect(fetchNext(w.os, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/unknown-handle x1');
  });
});

describe('E8, E9: an owner dies', () => {
  it('with nobody holding: its pages are free of transactions at once', () => {
    const w = world();
    const before = pagesByKind(w.spmc);
    const handle = sent('lend', w.sp1, [w.sp2], [SP1_RAM + HEAP]);

    die(w, w.sp1);

    expect(recordsInUse(w.spmc)).toMatchObject(NOTHING);
    expect(pagesByKind(w.spmc)).toEqual(before);
    expect(accessOf(w.sp1, SP1_RAM + HEAP)).toBe('Owner-EA RWX');
    expect(retrieve(w.sp2, w.sp1, handle, { of: 'lend' }).verdict).toBe(
      'INVALID_PARAMETERS retrieve/unknown-handle @8+8',
    );
  });

  it('what it had sent and had back is not counted once more', () => {
    const w = world();
    reclaim(w.sp1, sent('lend', w.sp1, [w.sp2], [SP1_RAM + HEAP]));

    die(w, w.sp1);

    expect(recordsInUse(w.spmc)).toMatchObject(NOTHING);
  });

  it('what it gave away is fetched to its end', () => {
    const w = world();
    const pages = scattered(SP1_RAM + HEAP, 300);
    const bytes = describeSend('donate', w.sp1, [w.sp2], pages);
    const { handle } = sendFirst('donate', w.sp1, bytes, 4096);
    sendNext(w.sp1, handle, bytes.subarray(4096));
    retrieve(w.sp2, w.sp1, handle, { of: 'donate' });
    w.sp2.release();

    die(w, w.sp1);

    expect(fetchNext(w.sp2, handle, 4096).words[3]).toBe(50 * 16);
    expect(recordsInUse(w.spmc)).toMatchObject({ ...NOTHING, receivers: 0 });
  });

  it('while lent: nobody else may retrieve, and the last to leave ends it', () => {
    const w = world();
    const to = [w.sp2, w.user];
    const handle = sent('lend', w.sp1, to, [SP1_RAM + HEAP]);
    retrieved(w.sp2, w.sp1, handle, { of: 'lend', to });

    die(w, w.sp1);

    expect(accessOf(w.sp1, SP1_RAM + HEAP)).toBe('Owner-NA ---');
    expect(accessOf(w.sp2, SP1_RAM + HEAP)).toBe('!Owner-SA RW-');
    expect(retrieve(w.user, w.sp1, handle, { of: 'lend', to }).verdict).toBe('DENIED retrieve/owner-gone');
    expect(relinquish(w.sp2, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(recordsInUse(w.spmc)).toMatchObject(NOTHING);
    expect(accessOf(w.sp1, SP1_RAM + HEAP)).toBe('Owner-EA RWX');
  });

  it('while two have it: when one leaves, the other keeps it', () => {
    const w = world();
    const to = [w.sp2, w.user];
    const handle = sent('lend', w.sp1, to, [SP1_RAM + HEAP]);
    for (const borrower of to) retrieved(borrower, w.sp1, handle, { of: 'lend', to });
    die(w, w.sp1);

    expect(relinquish(w.sp2, handle).verdict).toBe('FFA_SUCCESS_32');

    expect(accessOf(w.user, SP1_RAM + HEAP)).toBe('!Owner-SA RW-');
  });

  it('and then the last borrower dies, too', () => {
    const w = world();
    const handle = sent('lend', w.sp1, [w.sp2], [SP1_RAM + HEAP]);
    retrieved(w.sp2, w.sp1, handle, { of: 'lend' });

    die(w, w.sp1);
    expect(recordsInUse(w.spmc)).toMatchObject({ sent: 1, constituents: 1, borrowers: 1 });
    die(w, w.sp2);

    expect(recordsInUse(w.spmc)).toMatchObject(NOTHING);
  });

  it('QE7: the mark does not outlive its transaction: the slot is used again without it', () => {
    const w = world();
    const handle = sent('lend', w.sp1, [w.sp2], [SP1_RAM + HEAP]);
    retrieved(w.sp2, w.sp1, handle, { of: 'lend' });
    die(w, w.sp1);
    relinquish(w.sp2, handle, 1);

    const next = sent('lend', w.os, [w.sp2], [PAGE]);
    w.memory.writeBytes(PAGE, Uint8Array.of(0xab));

    expect(next & 0xffff_ffffn).toBe(handle & 0xffff_ffffn);
    retrieved(w.sp2, w.os, next, { of: 'lend' });
    relinquish(w.sp2, next);
    expect(w.memory.readBytes(PAGE, 1)).toEqual(Uint8Array.of(0xab));
    expect(reclaim(w.os, next).verdict).toBe('FFA_SUCCESS_32');
  });

  it('QE8: a second time there is nothing left to do', () => {
    const w = world();
    const handle = sent('lend', w.sp1, [w.sp2], [SP1_RAM + HEAP]);
    retrieved(w.sp2, w.sp1, handle, { of: 'lend' });
    die(w, w.sp1);
    const after = stateOf(w.spmc);

    die(w, w.sp1);

    expect(stateOf(w.spmc)).toEqual(after);
  });

  it('a VM whose memory the hypervisor sent: it is found by its own id', () => {
    const w = world();
    const handle = sent('lend', w.os, [w.sp1], [VM1_RAM + HEAP], { sender: w.vm1.id });
    retrieved(w.sp1, w.vm1, handle, { of: 'lend' });

    die(w, w.vm1);

    expect(accessOfPhysical(w.sp1, VM1_RAM + HEAP)).toBe('!Owner-EA RW-');
    relinquish(w.sp1, handle);
    expect(recordsInUse(w.spmc)).toMatchObject(NOTHING);
  });
});

it('buffers are unmapped, and their pages are as they were before', () => {
  const w = world();
  const mapped = [accessOf(w.sp1, SP1_RAM), accessOf(w.sp1, SP1_RAM + 0x1_0000)];

  die(w, w.sp1);

  expect(mapped).toEqual(['Owner-SA RW-', 'Owner-SA R--']);
  expect([SP1_RAM, SP1_RAM + 0x1_0000].map((page) => accessOf(w.sp1, page))).toEqual([
    'Owner-EA RWX',
    'Owner-EA RWX',
  ]);
});

it('what a donation gave away stays given, whoever dies', () => {
  const w = world();
  const handle = sent('donate', w.sp1, [w.sp2], [SP1_RAM + HEAP]);
  retrieved(w.sp2, w.sp1, handle, { of: 'donate' });

  die(w, w.sp1);

  expect(accessOf(w.sp2, SP1_RAM + HEAP)).toBe('Owner-EA RW-');
});
