/** When memory is cleared, by whose wish, and that nothing else is. */

import { describe, expect, it } from 'vitest';
import {
  HEAP,
  OS_RAM,
  SP1_NON_SECURE,
  SP1_RAM,
  VM1_RAM,
  VM2_HIGH,
  VM2_LOW,
  VM2_RAM,
} from './support/addresses.ts';
import { relinquish, retrieve, retrieved } from './support/retrieves.ts';
import { describeSend, type Range, reclaim, scattered, sendFirst, sendNext, sent } from './support/sends.ts';
import { type World, world } from './support/world.ts';

const PAGE = SP1_RAM + HEAP;
const WRITTEN = new Uint8Array(4096).fill(0xab);

/** Fills pages with 0xab, and those beside them. */
function fill(w: World, ...addresses: readonly number[]): void {
  for (const address of addresses)
    for (const place of [address - 0x1000, address, address + 0x1000]) w.memory.writeBytes(place, WRITTEN);
}

/** 'kept' or 'cleared', for each page. */
function contents(w: World, ...addresses: readonly number[]): string[] {
  return addresses.map((address) => {
    const bytes = w.memory.readBytes(address, 4096)!;
    if (bytes.every((byte) => byte === 0xab)) return 'kept';
    return bytes.every((byte) => byte === 0) ? 'cleared' : 'neither';
  });
}

describe('at the send', () => {
  it.each([
    ['lend', 1, 'cleared'],
    ['donate', 1, 'cleared'],
    ['lend', 0, 'kept'],
    ['donate', 0, 'kept'],
  ] as const)('QC11: %s with flags %i: %s before anybody can read it', (operation, flags, expected) => {
    const w = world();
    fill(w, PAGE);

    sent(operation, w.sp1, [w.sp2], [PAGE], { flags });

    expect(contents(w, PAGE - 0x1000, PAGE, PAGE + 0x1000)).toEqual(['kept', expected, 'kept']);
  });

  it('D4: non-secure memory that a partition lends is cleared where it lies', () => {
    const w = world();
    fill(w, SP1_NON_SECURE + 0x1000);

    sent('lend', w.sp1, [w.sp2], [SP1_NON_SECURE + 0x1000], { flags: 1 });

    expect(contents(w, SP1_NON_SECURE, SP1_NON_SECURE + 0x1000)).toEqual(['kept', 'cleared']);
  });

  it('QC11: addresses of the sender’s own are cleared where they lie', () => {
    const w = world();
    fill(w, VM2_LOW + 0x1f_f000, VM2_HIGH, VM2_RAM);

    sent('lend', w.vm2, [w.sp1], [[VM2_RAM + 0x1f_f000, 2]], { flags: 1 });

    expect(contents(w, VM2_LOW + 0x1f_f000, VM2_HIGH, VM2_RAM)).toEqual(['cleared', 'cleared', 'kept']);
  });

  it('D5: every constituent is cleared, of every fragment', () => {
    const w = world();
    const pages = scattered(PAGE, 5);
    fill(w, ...pages);
    const bytes = describeSend('lend', w.sp1, [w.sp2], pages, { flags: 1 });
    const { handle } = sendFirst('lend', w.sp1, bytes, 128);
    expect(contents(w, ...pages)).toEqual(pages.map(() => 'kept'));

    sendNext(w.sp1, handle, bytes.subarray(128));

    expect(contents(w, ...pages)).toEqual(pages.map(() => 'cleared'));
    expect(contents(w, ...pages.map((page) => page + 0x1000))).toEqual(pages.map(() => 'kept'));
  });

  it('a refused send clears nothing', () => {
    const w = world();
    fill(w, PAGE);

    expect(() => sent('lend', w.sp1, [w.sp2], [PAGE, OS_RAM], { flags: 1 })).toThrow('DENIED');
    expect(contents(w, PAGE)).toEqual(['kept']);
  });

  it('the receiver hears of it, whether or not it asked', () => {
    const w = world();
    const handle = sent('lend', w.sp1, [w.sp2], [PAGE], { flags: 1 });

    expect(retrieved(w.sp2, w.sp1, handle, { of: 'lend' })[4]).toBe(0x11);
    relinquish(w.sp2, handle);
    expect(retrieved(w.sp2, w.sp1, handle, { of: 'lend', flags: 1 })[4]).toBe(0x11);
  });

  it('who has it already does not insist on it again', () => {
    const w = world({ limits: { retrievals: 3 } });
    const handle = sent('lend', w.sp1, [w.sp2], [PAGE], { flags: 1 });
    retrieved(w.sp2, w.sp1, handle, { of: 'lend', flags: 1 });

    expect(retrieve(w.sp2, w.sp1, handle, { of: 'lend', flags: 1 }).verdict).toBe(
      'INVALID_PARAMETERS retrieve/zero-again @4+4',
    );
    expect(retrieve(w.sp2, w.sp1, handle, { of: 'lend' }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });
});

describe('QC3, D6: at the relinquish, whose own flag decides', () => {
  it.each([
    ['neither', 0, 0, 'kept'],
    ['the retrieve only', 4, 0, 'kept'],
    ['the relinquish only', 0, 1, 'cleared'],
    ['both', 4, 1, 'cleared'],
  ])('asked for by %s', (_name, requestFlags, flags, expected) => {
    const w = world();
    const handle = sent('lend', w.sp1, [w.sp2], [PAGE]);
    retrieved(w.sp2, w.sp1, handle, { of: 'lend', flags: requestFlags });
    fill(w, PAGE);

    relinquish(w.sp2, handle, flags);

    expect(contents(w, PAGE - 0x1000, PAGE, PAGE + 0x1000)).toEqual(['kept', expected, 'kept']);
  });

  it('conformance 5.12: flags 0 of the relinquish replace bit 2 of the retrieve, and the owner reads what was there', () => {
    const w = world();
    const handle = sent('lend', w.os, [w.sp1], [OS_RAM + HEAP]);
    retrieved(w.sp1, w.os, handle, { of: 'lend', flags: 4 });
    fill(w, OS_RAM + HEAP);

    relinquish(w.sp1, handle, 0);

    expect(reclaim(w.os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(contents(w, OS_RAM + HEAP)).toEqual(['kept']);
  });

  it('by a borrower of the normal world', () => {
    const w = world();
    const page = VM1_RAM + HEAP;
    const handle = sent('lend', w.vm1, [w.vm2, w.sp1], [page]);
    retrieved(w.vm2, w.vm1, handle, { flags: 0x400 });
    fill(w, page);

    relinquish(w.vm2, handle, 1);

    expect(contents(w, page)).toEqual(['cleared']);
  });
});

/** Both have retrieved; sp2 leaves first, then user; what the page holds after each. */
const TWO: readonly [first: number, last: number, afterFirst: string, afterLast: string][] = [
  [0, 0, 'kept', 'kept'],
  [0, 1, 'kept', 'cleared'],
  [1, 0, 'kept', 'cleared'],
  [1, 1, 'kept', 'cleared'],
];

describe('QC3: one of several borrowers asks for it', () => {
  it.each(TWO)('flags %i, then %i: %s, then %s', (first, last, afterFirst, afterLast) => {
    const w = world();
    const to = [w.sp2, w.user];
    const handle = sent('lend', w.sp1, to, [PAGE]);
    for (const borrower of to) retrieved(borrower, w.sp1, handle, { of: 'lend', to });
    fill(w, PAGE);

    relinquish(w.sp2, handle, first);
    expect(contents(w, PAGE)).toEqual([afterFirst]);
    relinquish(w.user, handle, last);
    expect(contents(w, PAGE)).toEqual([afterLast]);
  });

  it('D6: comes back while another has the memory: it stays what it is under that one', () => {
    const w = world();
    const to = [w.sp2, w.user];
    const handle = sent('lend', w.sp1, to, [PAGE]);
    for (const borrower of to) retrieved(borrower, w.sp1, handle, { of: 'lend', to });
    fill(w, PAGE);
    relinquish(w.sp2, handle, 1);

    retrieved(w.sp2, w.sp1, handle, { of: 'lend', to });
    expect(contents(w, PAGE)).toEqual(['kept']);

    relinquish(w.sp2, handle);
    relinquish(w.user, handle);
    expect(contents(w, PAGE)).toEqual(['cleared']);
  });

  it('a wish that was fulfilled is not fulfilled again', () => {
    const w = world();
    const handle = sent('lend', w.sp1, [w.sp2], [PAGE]);
    retrieved(w.sp2, w.sp1, handle, { of: 'lend' });
    relinquish(w.sp2, handle, 1);
    retrieved(w.sp2, w.sp1, handle, { of: 'lend' });
    fill(w, PAGE);

    relinquish(w.sp2, handle, 0);

    expect(contents(w, PAGE)).toEqual(['kept']);
  });
});

describe('at the reclaim', () => {
  it.each([
    [0, 'kept'],
    [1, 'cleared'],
    [2, 'kept'],
    [3, 'cleared'],
  ])('QA14, QC11: flags %i: %s', (flags, expected) => {
    const w = world();
    const ranges: Range[] = [PAGE, PAGE + 0x4000];
    const handle = sent('lend', w.sp1, [w.sp2], ranges);
    fill(w, PAGE, PAGE + 0x4000);

    reclaim(w.sp1, handle, flags);

    expect(contents(w, PAGE, PAGE + 0x1000, PAGE + 0x4000)).toEqual([expected, 'kept', expected]);
  });
});
