/** Memory that guests send to each other: the mediator is their manager. */

import { expect, it } from 'vitest';
import type { Constituent } from '../../src/core/abi/transaction.ts';
import { FfaError } from '../../src/core/client/errors.ts';
import { BORROWING, HYPERVISOR, VAULT, type World, world } from './world.ts';

const HEAP = 0x1_0000;
const BUFFERS = { tx: 0, rx: 0x1000, pages: 1 };

function donate(w: World, constituents: readonly Constituent[]): bigint {
  return w.board.perform('b', (ffa) =>
    ffa.donate({ receivers: [{ endpoint: 1, permissions: 0 }], constituents }),
  );
}

/** What becomes of guest a's retrieve: where it sees the memory, or why it does not. */
function retrieve(w: World, handle: bigint): string {
  try {
    const receivers = [{ endpoint: 1, permissions: 6 }];
    const { composite } = w.board.perform('a', (ffa) => ffa.retrieve({ handle, sender: 2, receivers }));
    return `at ${composite!.constituents[0]!.address.toString(16)}`;
  } catch (error) {
    if (error instanceof FfaError) return error.message;
    throw error;
  }
}

it('QB3: a donation that its receiver cannot be charged for takes up none of its addresses', () => {
  const w = world({
    memory: [
      { name: 'dram', base: HYPERVISOR, pages: 4096 },
      { name: 'secure', base: VAULT, pages: 512, secure: true },
    ],
    change: {
      a: { borrowing: { at: BORROWING, pages: 300 } },
      b: { memory: [{ at: 0, base: 0x4040_0000, pages: 1024 }] },
    },
    mediator: { limits: { transactionsPerEndpoint: 1 } },
  }).started();
  for (const name of ['a', 'b'])
    w.board.perform(name, function* (ffa) {
      yield* ffa.start(undefined, 0x1_0002);
      ffa.driver.buffers = BUFFERS;
    });
  // As many transactions as it may have: a donation of more than one fragment would be one more.
  w.board.perform('a', (ffa) =>
    ffa.share({
      receivers: [{ endpoint: 2, permissions: 2 }],
      constituents: [{ address: HEAP, pages: 1 }],
    }),
  );
  const many = Array.from({ length: 260 }, (_, page) => ({ address: HEAP + page * 0x1000, pages: 1 }));
  const gift = donate(w, many);

  expect(retrieve(w, gift)).toBe('FFA_MEM_RETRIEVE_REQ_32: NO_MEMORY');

  w.board.perform('b', (ffa) => ffa.reclaim(gift));
  // The same pages, in a response of one fragment.
  const whole = donate(w, [{ address: HEAP, pages: 260 }]);
  expect(retrieve(w, whole)).toBe(`at ${BORROWING.toString(16)}`);
});
