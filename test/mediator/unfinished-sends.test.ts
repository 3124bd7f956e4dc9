/** Sends that guests began and give up: nothing of them stays, neither here nor at the manager behind. */

import { expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { receiverOf } from '../../src/core/abi/transaction.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { GUNYAH_MEDIATOR, MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { HEAP, reclaim, share } from './sends.ts';
import { A_LOW, VAULT_ID, type World, world } from './world.ts';

/** Guest a shares the first of two pages with the vault, and does not name the other yet. Without `totalPages` it announces both. */
function sendFirst(w: World, totalPages?: number) {
  const bytes = encodeTransaction(
    {
      ...{ sender: 1, attributes: 0x2f, flags: 0, handle: 0n, tag: 0n },
      receivers: [receiverOf({ endpoint: VAULT_ID, permissions: 2 })],
      composite: {
        constituents: [
          { address: HEAP, pages: 1 },
          { address: HEAP + 0x2000, pages: 1 },
        ],
        ...(totalPages === undefined ? {} : { totalPages }),
      },
    },
    0x1_0002,
  );
  w.a.write(0, bytes);
  return w.a.call(FFA.MEM_SHARE, bytes.length, bytes.length - 16);
}

/** The handle's words of a share that has begun. */
function begin(w: World): readonly [low: number, high: number] {
  const { words } = sendFirst(w);
  expect(words[0]).toBe(FFA.MEM_FRAG_RX);
  return [words[1]!, words[2]!];
}

/** What is left of sends here and at the manager behind, and whether the page is still held. */
function left(w: World) {
  const here = w.board.hypervisor!.mediator.state.endpoints;
  const behind = w.board.spmc.state.endpoints;
  return {
    here: [here.sent[0], here.unfinished[1]],
    behind: [behind.sent[0], behind.unfinished[2]],
    held: transactionOf(w.board.ledger.map.get((A_LOW + HEAP) / 0x1000)) !== 0,
  };
}

const BEGUN = { here: [1, 1], behind: [1, 1], held: true };
const NOTHING = { here: [0, 0], behind: [0, 0], held: false };

it('one that announces fewer pages than it has constituents is refused with its first fragment', () => {
  const w = world().started();

  expect(sendFirst(w, 1).verdict).toBe('INVALID_PARAMETERS send/page-sum bytes 80+4');

  expect(left(w)).toEqual(NOTHING);
});

it('E1, QB2: one that its guest reclaims is refused as unfinished, and given up', () => {
  const w = world().started();
  const handle = begin(w);
  expect(left(w)).toEqual(BEGUN);

  expect(w.a.call(FFA.MEM_RECLAIM, ...handle).verdict).toBe('INVALID_PARAMETERS reclaim/unfinished');

  expect(left(w)).toEqual(NOTHING);
});

it('E1: one that its guest reclaims is refused as unfinished, whatever the manager says of it', () => {
  const w = world().started();
  const handle = begin(w);
  w.alter(FFA.MEM_RECLAIM, (frame) => frame.set([FFA.SUCCESS, 0, 0, 0, 0]));

  expect(w.a.call(FFA.MEM_RECLAIM, ...handle).verdict).toBe('INVALID_PARAMETERS reclaim/unfinished');
});

it('QB2: one stays where its guest asks for the end of another’s buffers', () => {
  const w = world().started();
  begin(w);

  expect(w.a.call(FFA.RXTX_UNMAP, 0x2_0000).verdict).toBe(
    'INVALID_PARAMETERS mailbox/endpoint-field register w1',
  );

  expect(left(w)).toEqual(BEGUN);
});

it('QB2: one that is complete stays when its guest gives its buffers up', () => {
  const w = world().started();
  const sent = share(w.a, [{ address: HEAP, pages: 1 }]);

  w.a.call(FFA.RXTX_UNMAP);

  expect(left(w).held).toBe(true);
  expect(reclaim(w.a, sent).verdict).toBe('FFA_SUCCESS_32');
});

it.each([
  ['that knows of the buffers', MEDIATOR],
  ['that knows nothing of the buffers', GUNYAH_MEDIATOR],
])('QB2, QE6: with the buffers of its guest, and with the guest: at a manager %s', (_, profile) => {
  const w = world({ mediator: { profile } }).started();
  begin(w);
  expect(left(w)).toEqual(BEGUN);

  w.a.call(FFA.RXTX_UNMAP);
  expect(left(w)).toEqual(NOTHING);

  w.a.map();
  begin(w);
  w.board.abort('a');
  expect(left(w)).toEqual(NOTHING);
});
