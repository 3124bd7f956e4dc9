/** Calls that fail at their last step: a buffer that went to another world, no place for the memory, no room in a table. */

import { describe, expect, it } from 'vitest';
import { encodeRelinquish } from '../../src/core/abi/relinquish.ts';
import { HEAP, OS_RAM, SP1_RAM } from './support/addresses.ts';
import { constituents } from './support/bytes.ts';
import { FFA } from './support/ids.ts';
import { DelegatedPages } from './support/memories.ts';
import { fetchNext, relinquish, retrieve, retrieved } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, send, sendFirst, sendNext, sent } from './support/sends.ts';
import { accessOf, accessOfPhysical, ownerOfPhysical, stateOf } from './support/state.ts';
import { type WorldOptions, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;
const TX = 0;
const RX = 0x1_0000;

function fragile(options: WorldOptions = {}) {
  let pages: DelegatedPages | undefined;
  const w = world({
    ...options,
    memory: (memory) => {
      pages = new DelegatedPages(memory);
      return pages;
    },
  });
  return { ...w, pages: pages! };
}

describe('F4: TX went to another world', () => {
  it('in a send', () => {
    const { os, sp1, spmc, pages } = fragile();
    const before = stateOf(spmc);
    pages.delegate(OS_RAM + TX);

    expect(send('share', os, [sp1], [PAGE]).verdict).toBe('ABORTED send/tx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('in its second page', () => {
    const { os, sp1, spmc, pages } = fragile({ bufferPages: 2 });
    const before = stateOf(spmc);
    pages.delegate(OS_RAM + TX + 0x1000);

    expect(send('share', os, [sp1], scattered(PAGE, 300)).verdict).toBe('ABORTED send/tx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
    expect(send('share', os, [sp1], [PAGE]).verdict).toBe('FFA_SUCCESS_32');
  });

  it('in a fragment: the send is given up', () => {
    const { os, sp1, spmc, pages } = fragile();
    const before = stateOf(spmc);
    const bytes = describeSend('share', os, [sp1], scattered(PAGE, 3));
    const { handle } = sendFirst('share', os, bytes, 112);
    pages.delegate(OS_RAM + TX);

    expect(sendNext(os, handle, bytes.subarray(112)).verdict).toBe('ABORTED fragment/tx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('in a retrieve and in a relinquish', () => {
    const { os, sp1, spmc, pages } = fragile();
    const handle = sent('share', os, [sp1], [PAGE]);
    pages.delegate(SP1_RAM + TX);
    expect(retrieve(sp1, os, handle).verdict).toBe('ABORTED retrieve/tx-inaccessible');
    pages.giveBack();
    retrieved(sp1, os, handle);
    const before = stateOf(spmc);
    pages.delegate(SP1_RAM + TX);
    sp1.put(encodeRelinquish({ handle, flags: 0, endpoints: [sp1.id] }));

    expect(sp1.call(FFA.MEM_RELINQUISH).verdict).toBe('ABORTED relinquish/tx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
    pages.giveBack();
    expect(relinquish(sp1, handle).verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('QD1: the response cannot be delivered', () => {
  it.each([
    ['share', '!Owner-SA RW-'],
    ['lend', '!Owner-EA RW-'],
    ['donate', 'Owner-EA RW-'],
  ] as const)('of a %s: nothing is mapped, and a retry works', (of, access) => {
    const { os, sp1, spmc, pages } = fragile();
    const handle = sent(of, os, [sp1], [PAGE]);
    const before = stateOf(spmc);
    pages.delegate(SP1_RAM + RX);

    expect(retrieve(sp1, os, handle, { of }).verdict).toBe('ABORTED retrieve/rx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
    expect(accessOf(sp1, PAGE)).toBe('!Owner-NA ---');
    expect(ownerOfPhysical(spmc, PAGE)).toBe('os');
    pages.giveBack();
    expect(retrieve(sp1, os, handle, { of }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
    expect(accessOf(sp1, PAGE)).toBe(access);
  });

  it('to one who already has the memory: it keeps it, and once more was not counted', () => {
    const { os, sp1, pages } = fragile({ limits: { retrievals: 3 } });
    const handle = sent('share', os, [sp1], [PAGE]);
    retrieved(sp1, os, handle);
    pages.delegate(SP1_RAM + RX);

    retrieve(sp1, os, handle);

    pages.giveBack();
    expect(reclaim(os, handle).verdict).toBe('DENIED reclaim/held');
    expect(relinquish(sp1, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
  });

  it('in the second page of RX', () => {
    const { os, sp1, spmc, pages } = fragile({ bufferPages: 2 });
    const handle = sent('share', os, [sp1], scattered(PAGE, 300));
    const before = stateOf(spmc);
    pages.delegate(SP1_RAM + RX + 0x1000);

    expect(retrieve(sp1, os, handle).verdict).toBe('ABORTED retrieve/rx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('to a VM with its own addresses: its place is free again', () => {
    const { vm1, vm2, sp1, spmc, pages } = fragile();
    const handle = sent('share', vm1, [vm2, sp1], [vm1.ram + HEAP]);
    const before = stateOf(spmc);
    pages.delegate(vm2.physical(vm2.ram + RX));

    expect(retrieve(vm2, vm1, handle, { flags: 0x400 }).verdict).toBe('ABORTED retrieve/rx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
  });

  it.each([
    ['first', RX],
    ['second', RX + 0x1000],
  ])('because the %s page of RX goes away while it is written', (_name, at) => {
    const { os, sp1, spmc, pages } = fragile({ bufferPages: 2 });
    const handle = sent('share', os, [sp1], scattered(PAGE, 300));
    const before = stateOf(spmc);
    pages.reachable = (_page, count) => count;
    pages.delegate(SP1_RAM + at);

    expect(retrieve(sp1, os, handle).verdict).toBe('ABORTED retrieve/rx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('a later fragment: the same is asked for again', () => {
    const { os, sp1, spmc, pages } = fragile();
    const bytes = describeSend('share', os, [sp1], scattered(PAGE, 300));
    const { handle } = sendFirst('share', os, bytes, 4096);
    sendNext(os, handle, bytes.subarray(4096));
    retrieve(sp1, os, handle);
    sp1.release();
    const before = stateOf(spmc);
    pages.delegate(SP1_RAM + RX);

    expect(fetchNext(sp1, handle, 4096).verdict).toBe('ABORTED response/rx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
    pages.giveBack();
    fetchNext(sp1, handle, 4096);
    expect(sp1.received(50 * 16)).toEqual(constituents(...scattered(PAGE, 300).slice(250)));
  });

  it('QD2, E21: a list of partitions', () => {
    const { sp1, spmc, pages } = fragile();
    const before = stateOf(spmc);
    pages.delegate(SP1_RAM + RX);

    expect(sp1.call(FFA.PARTITION_INFO_GET).verdict).toBe('ABORTED info/rx-inaccessible');
    expect(stateOf(spmc)).toEqual(before);
    pages.giveBack();
    expect(sp1.call(FFA.PARTITION_INFO_GET).verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('QE2: a borrower whose address space is full', () => {
  it('gets nothing, and later what fits', () => {
    const { vm1, vm2, sp1, spmc } = world();
    const [large, small] = [65, 64].map((pages, index) =>
      sent('share', vm1, [vm2, sp1], [[vm1.ram + HEAP + index * 0x10_0000, pages]]),
    );
    const before = stateOf(spmc);

    expect(retrieve(vm2, vm1, large!, { flags: 0x400 }).verdict).toBe('NO_MEMORY retrieve/no-place');
    expect(stateOf(spmc)).toEqual(before);
    expect(retrieve(vm2, vm1, small!, { flags: 0x400 }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
    vm2.release();
    relinquish(vm2, small!);
    expect(accessOfPhysical(vm2, vm1.ram + HEAP + 0x10_0000)).toBe('!Owner-NA ---');
    expect(retrieve(vm2, vm1, small!, { flags: 0x400 }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });
});
