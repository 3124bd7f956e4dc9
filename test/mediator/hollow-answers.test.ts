/** QG5: a manager that does something else than it says. What it holds no guest gets, whatever it answered. */

import { expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { receiverOf } from '../../src/core/abi/transaction.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { FFA } from '../spmc/support/ids.ts';
import { A_LOW, type Answer, VAULT_ID, type World, world } from './world.ts';

const HEAP = 0x1_0000;
/** How the mediator sends memory on: with 64-bit addresses. */
const MEM_SHARE_64 = 0xc400_0073;

/** Guest a shares a page with the vault. */
function share(w: World): Answer {
  const bytes = encodeTransaction(
    {
      ...{ sender: 1, attributes: 0x2f, flags: 0, handle: 0n, tag: 0n },
      receivers: [receiverOf({ endpoint: VAULT_ID, permissions: 2 })],
      composite: { constituents: [{ address: HEAP, pages: 1 }] },
    },
    0x1_0002,
  );
  w.a.write(0, bytes);
  return w.a.call(FFA.MEM_SHARE, bytes.length, bytes.length);
}

/** From now on this call is answered with success. It is made where `made` says so. Returns how to have true answers again. */
function hollow(w: World, id: number, made: boolean, ...words: readonly number[]): () => void {
  const { hypervisor } = w.board;
  const { issue } = hypervisor!;
  hypervisor!.issue = (context, frame) => {
    if (frame[0] !== id) return issue(context, frame);
    if (made) issue(context, frame);
    frame.fill(0);
    [FFA.SUCCESS, ...words].forEach((word, register) => {
      frame[2 * register] = word;
    });
    return context;
  };
  return () => {
    hypervisor!.issue = issue;
  };
}

function isHeld(w: World, physical: number): boolean {
  return transactionOf(w.board.ledger.map.get(physical / 0x1000)) !== 0;
}

it('QG5: memory that it took and names by a handle that it cannot give stays out of use', () => {
  const w = world().started();
  hollow(w, MEM_SHARE_64, true, 0, 9, 0x8000_0000);

  expect(share(w).verdict).toBe('ABORTED mediator/manager-answer');

  expect(w.board.hypervisor!.mediator.state.endpoints.sent[1]).toBe(1);
  expect(isHeld(w, A_LOW + HEAP)).toBe(true);
  expect(share(w).verdict).toBe('DENIED send/held bytes 96+16');
});

it('QG5: memory that it only says it has given back is not the guest’s, until it is', () => {
  const w = world().started();
  const { words } = share(w);
  const reclaim = () => w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).verdict;
  const repent = hollow(w, FFA.MEM_RECLAIM, false);

  expect(reclaim()).toBe('ABORTED mediator/manager-answer');
  expect(isHeld(w, A_LOW + HEAP)).toBe(true);
  expect(share(w).verdict).toBe('DENIED send/held bytes 96+16');

  repent();
  expect(reclaim()).toBe('FFA_SUCCESS_32');
  expect(isHeld(w, A_LOW + HEAP)).toBe(false);
});

it('QE9, QG8: a guest whose buffers it only says it gave up is not forgotten, until it has', () => {
  const w = world().started();
  const repent = hollow(w, FFA.RXTX_UNMAP, false);

  w.board.abort('a');
  w.board.create('a');

  expect(() => w.a.call(FFA.VERSION, 0x1_0002)).toThrow('a has not been created');
  expect(isHeld(w, A_LOW)).toBe(true);

  repent();
  w.board.tick();
  w.board.create('a');
  expect(isHeld(w, A_LOW)).toBe(false);
  expect(w.a.call(FFA.VERSION, 0x1_0002).words[0]).toBe(0x1_0003);
});
