/** Memory that is to be cleared, and belongs to another world for the moment. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { HEAP, OS_RAM, RX_OFFSET, SP1_RAM, VM1_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { relinquish, retrieve, retrieved } from './support/retrieves.ts';
import { reclaim, send, sent } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;
/** A second constituent, and the page that is away. */
const AWAY = PAGE + 0x4000;
const RANGES = [PAGE, AWAY];

function withdraw(w: World, address: number, away = true): void {
  w.memory.withdraw(address / 4096, away);
}

function fill(w: World): void {
  for (const address of RANGES) w.memory.writeBytes(address, Uint8Array.of(0xab));
}

/** The first byte of each constituent. */
function contents(w: World): number[] {
  return RANGES.map((address) => w.memory.readBytes(address, 1)![0]!);
}

/** Lent to sp1 and sp2, who both have it. */
function lentToTwo(): { w: World; handle: bigint } {
  const w = world();
  const to = [w.sp1, w.sp2];
  const handle = sent('lend', w.os, to, RANGES);
  for (const borrower of to) retrieved(borrower, w.os, handle, { of: 'lend', to });
  fill(w);
  return { w, handle };
}

describe('QC11: a send that asks for it to be cleared', () => {
  it.each(['lend', 'donate'] as const)('%s: is refused, and nothing has changed', (operation) => {
    const w = world();
    fill(w);
    withdraw(w, AWAY);
    const before = stateOf(w.spmc);

    expect(send(operation, w.os, [w.sp1], RANGES, { flags: 1 }).verdict).toBe(
      'ABORTED send/memory-inaccessible',
    );
    expect(w.spmc.verdict.page).toBe(AWAY / 4096);
    expect(stateOf(w.spmc)).toEqual(before);
    expect(contents(w)).toEqual([0xab, 0xab]);
  });

  it('works once the page is back, and without the flag at once', () => {
    const w = world();
    withdraw(w, AWAY);
    expect(reclaim(w.os, sent('lend', w.os, [w.sp1], RANGES)).verdict).toBe('FFA_SUCCESS_32');

    withdraw(w, AWAY, false);

    fill(w);
    sent('lend', w.os, [w.sp1], RANGES, { flags: 1 });
    expect(contents(w)).toEqual([0, 0]);
  });
});

describe('QC3: a borrower that wants it cleared', () => {
  it('does not leave as the last one: it keeps the memory, and nothing has changed', () => {
    const w = world();
    const handle = sent('lend', w.os, [w.sp1], RANGES);
    retrieved(w.sp1, w.os, handle, { of: 'lend' });
    fill(w);
    withdraw(w, AWAY);
    const before = stateOf(w.spmc);

    expect(relinquish(w.sp1, handle, 1).verdict).toBe('ABORTED relinquish/memory-inaccessible');
    expect(stateOf(w.spmc)).toEqual(before);
    expect(accessOf(w.sp1, PAGE)).toBe('!Owner-EA RW-');
    expect(contents(w)).toEqual([0xab, 0xab]);

    withdraw(w, AWAY, false);
    expect(relinquish(w.sp1, handle, 1).verdict).toBe('FFA_SUCCESS_32');
    expect(contents(w)).toEqual([0, 0]);
  });

  it.each([
    ['leaves', (w: World, handle: bigint) => relinquish(w.sp2, handle).verdict],
    ['dies', (w: World) => w.spmc.abort(w.sp2.context, new Uint32Array(36))],
  ])('left earlier, and the last one %s: nobody gets the memory before it is cleared', (_name, end) => {
    const { w, handle } = lentToTwo();
    relinquish(w.sp1, handle, 1);
    withdraw(w, AWAY);
    end(w, handle);
    expect(contents(w)).toEqual([0xab, 0xab]);
    const before = stateOf(w.spmc);

    expect(retrieve(w.sp1, w.os, handle, { of: 'lend', to: [w.sp1, w.sp2] }).verdict).toBe(
      'ABORTED retrieve/memory-inaccessible',
    );
    expect(reclaim(w.os, handle).verdict).toBe('ABORTED reclaim/memory-inaccessible');
    expect(stateOf(w.spmc)).toEqual(before);

    withdraw(w, AWAY, false);
    expect(reclaim(w.os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(contents(w)).toEqual([0, 0]);
  });

  it('leaves while others have it: nothing is to be cleared yet', () => {
    const { w, handle } = lentToTwo();
    withdraw(w, AWAY);

    expect(relinquish(w.sp1, handle, 1).verdict).toBe('FFA_SUCCESS_32');
  });

  it('gives back one of two times that it retrieved it: nothing is to be cleared yet', () => {
    const w = world({ limits: { retrievals: 3 } });
    const handle = sent('lend', w.os, [w.sp1], RANGES);
    for (let count = 0; count < 2; count++) retrieved(w.sp1, w.os, handle, { of: 'lend' });
    withdraw(w, AWAY);

    expect(relinquish(w.sp1, handle, 1).verdict).toBe('FFA_SUCCESS_32');
    expect(relinquish(w.sp1, handle, 1).verdict).toBe('ABORTED relinquish/memory-inaccessible');
  });

  it('left earlier and comes back: nothing is cleared under the other', () => {
    const { w, handle } = lentToTwo();
    relinquish(w.sp1, handle, 1);

    retrieved(w.sp1, w.os, handle, { of: 'lend', to: [w.sp1, w.sp2] });

    expect(contents(w)).toEqual([0xab, 0xab]);
  });

  it('QC11: left earlier: who retrieves afterwards finds it cleared, once', () => {
    const { w, handle } = lentToTwo();
    const to = [w.sp1, w.sp2];
    relinquish(w.sp1, handle, 1);
    withdraw(w, AWAY);
    relinquish(w.sp2, handle);
    withdraw(w, AWAY, false);

    retrieved(w.sp2, w.os, handle, { of: 'lend', to });
    expect(contents(w)).toEqual([0, 0]);

    fill(w);
    relinquish(w.sp2, handle);
    expect(reclaim(w.os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(contents(w)).toEqual([0xab, 0xab]);
  });
});

it('QD7: a slot used again does not keep that its last memory was to be cleared', () => {
  const w = world();
  const to = [w.sp1, w.sp2];
  const page = VM1_RAM + HEAP;
  const handle = sent('lend', w.vm1, to, [page]);
  for (const borrower of to) retrieved(borrower, w.vm1, handle, { of: 'lend', to });
  relinquish(w.sp1, handle, 1);
  withdraw(w, page);
  for (const dead of [w.vm1, w.sp2]) w.spmc.abort(dead.context, createFrame());

  const slot = (of: bigint) => Number(of & 0xffff_ffffn);
  let address = PAGE;
  let next = sent('share', w.os, [w.sp1], [address]);
  while (slot(next) !== slot(handle) && address < PAGE + 0x8000) {
    address += 0x1000;
    next = sent('share', w.os, [w.sp1], [address]);
  }
  w.memory.writeBytes(address, Uint8Array.of(0xab));
  retrieved(w.sp1, w.os, next);

  expect(slot(next)).toBe(slot(handle));
  expect(w.memory.readBytes(address, 1)).toEqual(Uint8Array.of(0xab));
});

describe('QC11: memory at address 0 that is away', () => {
  function ownedByOs(): World {
    const w = world();
    w.ledger.assign(0, 1, { owner: w.os.party, rights: 7, device: false, secure: false });
    return w;
  }

  it('is not sent cleared, and the refusal names it', () => {
    const w = ownedByOs();
    withdraw(w, 0);

    expect(send('lend', w.os, [w.sp1], [0], { flags: 1 }).verdict).toBe('ABORTED send/memory-inaccessible');
    expect(w.spmc.verdict.page).toBe(0);
  });

  it('waits to be cleared when its last borrower has left', () => {
    const w = ownedByOs();
    const to = [w.sp1, w.sp2];
    const handle = sent('lend', w.os, to, [0]);
    for (const borrower of to) retrieved(borrower, w.os, handle, { of: 'lend', to });
    relinquish(w.sp1, handle, 1);
    withdraw(w, 0);

    expect(relinquish(w.sp2, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(reclaim(w.os, handle).verdict).toBe('ABORTED reclaim/memory-inaccessible');
  });
});

it('QC11: a reclaim that wants it cleared is refused, and nothing has changed', () => {
  const w = world();
  const handle = sent('lend', w.os, [w.sp1], RANGES);
  fill(w);
  withdraw(w, AWAY);
  const before = stateOf(w.spmc);

  expect(reclaim(w.os, handle, 1).verdict).toBe('ABORTED reclaim/memory-inaccessible');
  expect(stateOf(w.spmc)).toEqual(before);
  expect(contents(w)).toEqual([0xab, 0xab]);
  expect(reclaim(w.os, handle, 0).verdict).toBe('FFA_SUCCESS_32');
});

it('F4: an RX whose second page is away is not handed over, nor is the first written, into which the answer fits', () => {
  const w = world({ bufferPages: 2 });
  w.memory.writeBytes(SP1_RAM + RX_OFFSET, Uint8Array.of(0xab));
  withdraw(w, SP1_RAM + RX_OFFSET + 0x1000);

  expect(w.sp1.call(FFA.PARTITION_INFO_GET).verdict).toBe('ABORTED info/rx-inaccessible');
  expect(w.sp1.received(1)).toEqual(Uint8Array.of(0xab));
  expect(w.sp1.release().verdict).toBe('DENIED mailbox/rx-not-owned');
});
