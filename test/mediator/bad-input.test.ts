/** What guests and a lying manager can say that is in the regression cases and requirements, and in no other file of this directory. */

import { describe, expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { createFrame, setX } from '../../src/core/abi/frame.ts';
import { receiverOf } from '../../src/core/abi/transaction.ts';
import { FFA } from '../spmc/support/ids.ts';
import { type Actor, type Answer, VAULT_ID, world } from './world.ts';

const HEAP = 0x1_0000;

/** A share of one page of FF-A 1.2: header to 48, access descriptor to 80, composite to 96, constituent to 112. */
function page(sender: number, to = VAULT_ID, address = HEAP): Uint8Array {
  return encodeTransaction(
    {
      ...{ sender, attributes: 0x2f, flags: 0, handle: 0n, tag: 0n },
      receivers: [receiverOf({ endpoint: to, permissions: 2 })],
      composite: { constituents: [{ address, pages: 1 }] },
    },
    0x1_0002,
  );
}

function send(from: Actor, bytes: Uint8Array, total = bytes.length, length = bytes.length): Answer {
  from.write(0, bytes);
  return from.call(FFA.MEM_SHARE, total, length);
}

/** The words at these offsets overwritten. */
function patched(bytes: Uint8Array, words: Readonly<Record<number, number>>): Uint8Array {
  const view = new DataView(bytes.slice().buffer);
  for (const [offset, value] of Object.entries(words)) view.setUint32(Number(offset), value, true);
  return new Uint8Array(view.buffer);
}

const IP = 'INVALID_PARAMETERS';

describe('refused by the mediator, and nothing is forwarded', () => {
  it.each<[string, Readonly<Record<number, number>>]>([
    ['A17: access descriptors that begin 16 bytes before the end', { 32: 96 }],
    ['A17: access descriptors behind the end', { 32: 112 }],
    ['A17: access descriptors near 2^32', { 32: 0xffff_fff0 }],
    ['QG4: a composite in the header', { 52: 16 }],
    ['QG4: a composite in an access descriptor', { 52: 64 }],
    ['A22: a sum of pages that is not theirs', { 80: 2 }],
    ['A20: an address that wraps at 2^64', { 96: 0xffff_f000, 100: 0xffff_ffff, 80: 2, 104: 2 }],
  ])('%s', (_, words) => {
    const w = world().started();

    expect(send(w.a, patched(page(1), words)).words.slice(0, 3)).toEqual([FFA.ERROR, 0, 0xffff_fffe]);

    expect(w.calls('hypervisor')).toEqual([]);
    expect(send(w.a, page(1)).verdict).toBe('FFA_SUCCESS_32');
  });

  it('A21: an address above all physical memory', () => {
    const w = world().started();

    const refused = send(w.a, patched(page(1), { 96: 0, 100: 0x000f_0000 }));

    expect(refused.verdict).toMatch(/^(DENIED send\/unmapped|INVALID_PARAMETERS)/);
    expect(w.calls('hypervisor')).toEqual([]);
  });

  it.each<[string, number, number, string]>([
    [
      'a fragment longer than the buffer of the guest',
      8192,
      8192,
      `${IP} send/fragment-exceeds-tx register w2`,
    ],
    ['a fragment longer than the whole', 112, 128, `${IP} send/fragment-exceeds-total register w2`],
  ])('QG1: %s', (_, total, length, verdict) => {
    const w = world().started();

    expect(send(w.a, page(1), total, length).verdict).toBe(verdict);

    expect(w.calls('hypervisor')).toEqual([]);
  });
});

it('QG1: what the manager refuses is told by its status, and by no handle', () => {
  const w = world().started();
  w.lie([FFA.ERROR, 0, -3, 0]);

  const refused = send(w.a, page(1));

  expect(refused.words.slice(0, 4)).toEqual([FFA.ERROR, 0, 0xffff_fffd, 0]);
});

it('B14: a guest of FF-A 1.2 maps buffers at a manager of 1.3', () => {
  const w = world();
  w.board.boot();
  expect(w.board.hypervisor!.mediator.state.behind.version).toBe(0x1_0003);
  w.a.call(FFA.VERSION, 0x1_0002);

  expect(w.a.map().verdict).toBe('FFA_SUCCESS_32');
});

it('E10, QG10: one guest cannot take back what another has sent, nor itself what it has back', () => {
  const w = world().started();
  const { words } = send(w.a, page(1));
  const [, , low = 0, high = 0] = words;

  expect(w.b.call(FFA.MEM_RECLAIM, low, high).verdict).toBe(`${IP} reclaim/unknown-handle register w1`);
  expect(w.a.call(FFA.MEM_RECLAIM, low, high).verdict).toBe('FFA_SUCCESS_32');
  expect(w.a.call(FFA.MEM_RECLAIM, low, high).verdict).toBe(`${IP} reclaim/unknown-handle register w1`);
});

it('QG14: what the manager has dropped is dropped here as soon as it says so', () => {
  const w = world().started();
  const { words } = send(w.a, page(1));
  const [, , low = 0, high = 0] = words;
  const behind = createFrame();
  [FFA.MEM_RECLAIM, low, high].forEach((value, register) => {
    setX(behind, register, BigInt(value));
  });
  // The hypervisor's first processor: the manager has given the memory back, and the mediator has not heard of it.
  w.board.hypervisor!.issue(1, behind);
  expect(behind[0]).toBe(FFA.SUCCESS);

  expect(w.a.call(FFA.MEM_RECLAIM, low, high).words.slice(0, 3)).toEqual([FFA.ERROR, 0, 0xffff_fffe]);

  expect(w.board.hypervisor!.mediator.state.endpoints.sent[1]).toBe(0);
  expect(send(w.a, page(1)).verdict).toBe('FFA_SUCCESS_32');
});

it('QG14: a manager that only says so changes nothing', () => {
  const w = world().started();
  const { words } = send(w.a, page(1));
  const [, , low = 0, high = 0] = words;
  w.lie([FFA.ERROR, 0, -2]);

  expect(w.a.call(FFA.MEM_RECLAIM, low, high).words[2]).toBe(0xffff_fffe);
  expect(send(w.a, page(1)).verdict).toMatch(/^DENIED send\/held/);

  expect(w.a.call(FFA.MEM_RECLAIM, low, high).verdict).toBe('FFA_SUCCESS_32');
});

it('QG15: guests that share with each other never get a handle twice', () => {
  const w = world().started();
  const handles = Array.from({ length: 20 }, (_, round) => {
    const [from, to] = round % 2 === 0 ? [w.a, w.b] : [w.b, w.a];
    const { words } = send(from, page(from.id, to.id));
    from.call(FFA.MEM_RECLAIM, words[2]!, words[3]!);
    return `${words[3]}/${words[2]}`;
  });

  expect(new Set(handles).size).toBe(20);
});
