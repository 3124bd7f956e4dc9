/** Donations from and to an endpoint that has addresses of its own. */

import { expect, it } from 'vitest';
import { HEAP, VM2_BORROWING, VM2_HIGH, VM2_LOW, VM2_RAM } from './support/addresses.ts';
import { constituents } from './support/bytes.ts';
import { fetchRest, retrieve, retrieved } from './support/retrieves.ts';
import { describeSend, scattered, send, sendFirst, sendNext, sent } from './support/sends.ts';
import { accessOf, accessOfPhysical } from './support/state.ts';
import { world } from './support/world.ts';

it('pages that go there and back again and again find a place each time', () => {
  const { vm2, sp1 } = world();
  let at = VM2_RAM + HEAP;
  for (let turn = 0; turn < 20; turn++) {
    retrieved(sp1, vm2, sent('donate', vm2, [sp1], [[at, 16]]), { of: 'donate' });
    expect(send('lend', vm2, [sp1], [at]).verdict).toBe('DENIED send/unmapped @96+16');
    retrieved(vm2, sp1, sent('donate', sp1, [vm2], [[VM2_LOW + HEAP, 16]]), { of: 'donate' });
    at = VM2_BORROWING;
  }
  expect(accessOf(vm2, at)).toBe('Owner-EA RW-');
});

it('QB12: a long response tells to its end of the pages that went over, although their old addresses lead to nothing', () => {
  const { vm2, sp1 } = world();
  const high = VM2_RAM + 512 * 4096;
  const addresses = [...scattered(VM2_RAM + HEAP, 240), ...scattered(high, 240)];
  const bytes = describeSend('donate', vm2, [sp1], addresses);
  const { handle } = sendFirst('donate', vm2, bytes, 4096);
  sendNext(vm2, handle, bytes.subarray(4096));

  const { words } = retrieve(sp1, vm2, handle, { of: 'donate' });
  const first = sp1.received(words[2]!);
  sp1.release();
  expect(send('lend', vm2, [sp1], [addresses[0]!]).verdict).toBe('DENIED send/unmapped @96+16');
  const rest = fetchRest(sp1, handle, words[2]!, words[1]!);

  const physical = addresses.map((at) => (at < high ? at - VM2_RAM + VM2_LOW : at - high + VM2_HIGH));
  expect(Uint8Array.of(...first.subarray(96), ...rest)).toEqual(constituents(...physical));
  expect(accessOfPhysical(sp1, physical.at(-1)!)).toBe('Owner-EA RW-');
});
