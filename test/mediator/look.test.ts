/** A mediator that has the manager describe what it asks back: a word that is not true, and nothing is taken. */

import { describe, expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { type Constituent, receiverOf } from '../../src/core/abi/transaction.ts';
import { PKVM_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { type Answer, HYPERVISOR, VAULT_ID, type World, world } from './world.ts';

const RETRIEVE_REQ_64 = 0xc400_0074;
/** The hypervisor's RX. */
const RX = HYPERVISOR + 0x1000;
/** Two runs of a page: header to 48, access descriptor to 80, composite to 96, constituents to 112 and 128. */
const TWO: readonly Constituent[] = [
  { address: 0x9_0000, pages: 1 },
  { address: 0x5_0000, pages: 1 },
];
/** As many runs as take one fragment and a constituent of another: 4112 bytes. */
const MANY: readonly Constituent[] = Array.from({ length: 251 }, (_, index) => ({
  address: (254 - index) * 0x1000,
  pages: 1,
}));

/** A host that has shared memory with the vault, and how it asks for it. The first fragment ends after so many bytes. */
function shared(constituents: readonly Constituent[], first = 4096) {
  const memory = [
    { at: 0, base: 0x4010_0000, pages: 256 },
    { at: 0x10_0000, base: 0x4030_4000, pages: 252 },
  ];
  const w = world({ mediator: { profile: PKVM_MEDIATOR }, change: { a: { memory } } });
  w.board.boot();
  w.a.call(FFA.VERSION, 0x1_0002);
  w.a.map(FFA.RXTX_MAP_64);
  const common = { sender: 0, attributes: 0x2f, flags: 0, handle: 0n, tag: 0n };
  const receivers = [receiverOf({ endpoint: VAULT_ID, permissions: 2 })];
  const bytes = encodeTransaction({ ...common, receivers, composite: { constituents } }, 0x1_0002);
  w.a.write(0, bytes.subarray(0, first));
  let sent = w.a.call(FFA.MEM_SHARE, bytes.length, Math.min(bytes.length, first));
  if (bytes.length > first) {
    w.a.write(0, bytes.subarray(first));
    sent = w.a.call(FFA.MEM_FRAG_TX, sent.words[1]!, sent.words[2]!, bytes.length - first);
  }
  expect(sent.verdict).toBe('FFA_SUCCESS_32');
  const reclaim = (): Answer => w.a.call(FFA.MEM_RECLAIM, sent.words[2]!, sent.words[3]!);
  return { w, reclaim };
}

type Lie = (w: World, frame: Uint32Array) => void;

/** So many bytes, all in one fragment. */
const length =
  (bytes: number): Lie =>
  (_, frame) => {
    frame[2] = bytes;
    frame[4] = bytes;
  };
const register =
  (number: number, word: (old: number) => number): Lie =>
  (_, frame) => {
    frame[2 * number] = word(frame[2 * number]!);
  };
const written =
  (at: number, ...bytes: readonly number[]): Lie =>
  (w) => {
    w.board.memory.writeBytes(RX + at, Uint8Array.from(bytes));
  };
const unreadable: Lie = (w) => w.board.memory.withdraw(RX / 0x1000, true);

describe('takes nothing back from a manager', () => {
  it.each<[string, Lie]>([
    ['answers with another function', register(0, () => FFA.SUCCESS)],
    ['describes more bytes than it was sent', length(129)],
    ['describes less than a header', length(16)],
    ['describes no memory', length(80)],
    [
      'describes no access to it either',
      (w, frame) => {
        written(24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)(w, frame);
        length(48)(w, frame);
      },
    ],
    ['announces a run that it does not describe', written(84, 3)],
    ['describes another handle', written(8, 0xee)],
    ['describes a handle that differs above 2^32', written(12, 1)],
    ['describes another page', written(97, 0x50)],
    ['describes another page after the first', written(113, 0x40)],
    [
      'describes more pages',
      (w, frame) => {
        written(80, 3)(w, frame);
        written(104, 2)(w, frame);
      },
    ],
    ['gives no bytes', register(2, () => 0)],
    ['takes its RX away', unreadable],
  ])('that %s', (_, lie) => {
    const { w, reclaim } = shared(TWO);
    const repent = w.alter(RETRIEVE_REQ_64, (frame) => lie(w, frame));

    expect(reclaim().verdict).toBe('ABORTED mediator/manager-answer');

    repent();
    w.board.memory.withdraw(RX / 0x1000, false);
    expect(reclaim().verdict).toBe('FFA_SUCCESS_32');
  });

  it.each<[string, Lie]>([
    ['answers with another function', register(0, () => FFA.MEM_RETRIEVE_RESP)],
    ['names another handle', register(1, (low) => low + 1)],
    ['names a handle that differs above 2^32', register(2, () => 1)],
    ['gives no bytes', register(3, () => 0)],
    ['gives more than is left', register(3, () => 17)],
    ['refuses', (_, frame) => frame.set([FFA.ERROR, 0, 0, 0, 0xffff_fffe, 0, 0, 0])],
  ])('that %s in the next fragment', (_, lie) => {
    const { w, reclaim } = shared(MANY);
    const repent = w.alter(FFA.MEM_FRAG_RX, (frame) => lie(w, frame));

    expect(reclaim().verdict).toBe('ABORTED mediator/manager-answer');

    repent();
    expect(reclaim().verdict).toBe('FFA_SUCCESS_32');
  });
});

it('runs that went out in pieces are the same runs', () => {
  // Of the last three pages the first goes out alone: a seam that did not come was announced.
  const { reclaim } = shared([...TWO, { address: 0x2_0000, pages: 3 }], 112);

  expect(reclaim().verdict).toBe('FFA_SUCCESS_32');
});

it('nothing is asked where the question cannot be written', () => {
  const { w, reclaim } = shared(TWO);
  w.events.length = 0;
  w.board.memory.withdraw(HYPERVISOR / 0x1000, true);

  expect(reclaim().verdict).toBe('ABORTED mailbox/tx-inaccessible');

  expect(w.calls('hypervisor')).toEqual([]);
});
