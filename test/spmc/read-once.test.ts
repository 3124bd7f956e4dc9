/** What lies in TX is read once, before the first check: whoever rewrites it afterwards changes nothing. */

import { expect, it } from 'vitest';
import { dump } from '../abi/support.ts';
import { HEAP, OS_RAM, SP1_RAM } from './support/addresses.ts';
import { constituents } from './support/bytes.ts';
import { RewrittenAfterRead } from './support/memories.ts';
import { relinquish, retrieve } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, send, sendFirst, sendNext } from './support/sends.ts';
import { accessOf } from './support/state.ts';
import { type WorldOptions, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;
const OS_TX = OS_RAM.toString(16);
const SP1_TX = SP1_RAM.toString(16);

function rewritten(options: WorldOptions = {}) {
  const made: RewrittenAfterRead[] = [];
  const w = world({
    ...options,
    memory: (memory) => {
      made.push(new RewrittenAfterRead(memory));
      return made[0]!;
    },
  });
  const { reads } = made[0]!;
  reads.length = 0;
  return { ...w, reads };
}

it('a share, its retrieve, its relinquish', () => {
  const { os, sp1, reads } = rewritten();

  const { handle } = send('share', os, [sp1], [PAGE, PAGE + 0x2000], { tag: 7n });
  expect(reads.splice(0)).toEqual([OS_TX]);
  const { words } = retrieve(sp1, os, handle, { tag: 7n });
  expect(reads.splice(0)).toEqual([SP1_TX]);
  expect(dump(sp1.received(words[2]!).subarray(80))).toEqual([
    '02 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00',
    '00 00 02 40 00 00 00 00 01 00 00 00 00 00 00 00',
    '00 20 02 40 00 00 00 00 01 00 00 00 00 00 00 00',
  ]);
  sp1.release();
  expect(relinquish(sp1, handle).verdict).toBe('FFA_SUCCESS_32');
  expect(reads.splice(0)).toEqual([SP1_TX]);
  expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
  expect(reads).toEqual([]);
});

it('a descriptor of three pages: each of them once', () => {
  const { os, sp1, reads } = rewritten({ bufferPages: 3 });
  const pages = scattered(PAGE, 480);

  expect(send('lend', os, [sp1], pages).verdict).toBe('FFA_SUCCESS_32');

  expect(reads).toEqual([OS_RAM, OS_RAM + 0x1000].map((page) => page.toString(16)));
  expect(pages.every((page) => accessOf(os, page) === 'Owner-NA ---')).toBe(true);
});

it('fragments: none is looked at again when the last has come', () => {
  const { os, sp1, reads } = rewritten();
  const pages = scattered(PAGE, 9);
  const { handle } = sendFirst('lend', os, describeSend('lend', os, [sp1], pages), 144);

  sendNext(os, handle, constituents(...pages.slice(3, 6)));
  const last = sendNext(os, handle, constituents(...pages.slice(6)));

  expect(last.verdict).toBe('FFA_SUCCESS_32');
  expect(reads).toEqual([OS_TX, OS_TX, OS_TX]);
  expect(pages.every((page) => accessOf(os, page) === 'Owner-NA ---')).toBe(true);
});

it('F3, A2: lengths that are refused in the registers are refused before any read', () => {
  const { os, reads } = rewritten();

  for (const [total, length] of [
    [64, 80],
    [8192, 4112],
    [0xffff_ffff, 0xffff_fff0],
  ] as const)
    expect(os.call(0x8400_0073, total, length).verdict).toMatch(
      /^INVALID_PARAMETERS send\/fragment-exceeds-/,
    );
  expect(reads).toEqual([]);
});
