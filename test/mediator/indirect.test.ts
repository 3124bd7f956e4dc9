/** Indirect messages of guests: who takes them where, and whose RX they lie in meanwhile. */

import { describe, expect, it } from 'vitest';
import { encodeMessageHeader } from '../../src/core/abi/message-header.ts';
import { PAGE_SIZE } from '../../src/core/memory/pages.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { FFA } from '../spmc/support/ids.ts';
import { A_LOW, type Actor, type Answer, VAULT, VAULT_ID, type World, world } from './world.ts';

/** A manager that would not leave RX alone, and so is told of no buffers. */
const TELLING_NOBODY = {
  profile: { ...SPEC, lacks: [{ functions: ['FFA_RX_ACQUIRE'], source: 'this test' }] },
};

interface Letter {
  readonly sender?: number;
  readonly size?: number;
}

/** Sends four bytes, or what is said to be a letter, from a guest's TX. */
function send(from: Actor, receiver: number, { sender = from.id, size = 4 }: Letter = {}, w1 = 0): Answer {
  const header = encodeMessageHeader({ sender, receiver, offset: 40, size, flags: 0 }, 0x1_0002);
  from.write(0, Uint8Array.of(...header, 1, 2, 3, 4));
  return from.call(FFA.MSG_SEND2, w1);
}

/** What the hypervisor has asked the manager for: function and first argument. */
function asked(w: World): readonly (readonly number[])[] {
  return w.calls('hypervisor').map(({ in: frame }) => [frame[0]!, frame[2]!]);
}

/** A world in which the vault's message lies in b's RX. */
function visited(): World {
  const w = world().started();
  w.board.perform('vault', function* (ffa) {
    yield* ffa.start({ tx: VAULT, rx: VAULT + 0x1000, pages: 1 });
    yield* ffa.send(2, Uint8Array.of(9, 8, 7, 6));
  });
  w.events.length = 0;
  return w;
}

describe('a message that is refused, and that the manager does not hear of', () => {
  it.each<[string, number, Letter, number, string]>([
    ['in the name of a VM', VAULT_ID, {}, 0x1_0000, 'INVALID_PARAMETERS indirect/sender-field register w1'],
    ['from another guest', VAULT_ID, { sender: 2 }, 0, 'INVALID_PARAMETERS indirect/sender bytes 14+2'],
    ['to nobody', 9, {}, 0, 'INVALID_PARAMETERS indirect/unknown-receiver bytes 12+2'],
  ])('%s', (_, receiver, letter, w1, verdict) => {
    const w = world().started();

    expect(send(w.a, receiver, letter, w1).verdict).toBe(verdict);

    expect(asked(w)).toEqual([]);
  });

  it.each([
    ['without FF-A', 'off'],
    ['that has not agreed on a version', 'ffa'],
  ] as const)('to a guest %s, as to nobody', (_, tee) => {
    const w = world({ change: { bare: { tee } } }).started();

    expect(send(w.a, 3).verdict).toBe('INVALID_PARAMETERS indirect/unknown-receiver bytes 12+2');

    expect(asked(w)).toEqual([]);
  });

  it('from a guest that has no buffers any more, whatever was read of them before', () => {
    const w = world().started();
    send(w.a, VAULT_ID);
    w.a.call(FFA.RXTX_UNMAP);
    w.events.length = 0;

    expect(w.a.call(FFA.MSG_SEND2).verdict).toBe('DENIED indirect/no-tx');

    expect(asked(w)).toEqual([]);
  });

  it('from a TX that is out of reach, whatever was read of it before', () => {
    const w = world().started();
    send(w.a, VAULT_ID);
    w.events.length = 0;
    w.board.memory.withdraw(A_LOW / 0x1000, true);

    expect(w.a.call(FFA.MSG_SEND2).verdict).toBe('ABORTED indirect/tx-inaccessible');

    expect(asked(w)).toEqual([]);
  });

  it('to a secure partition, where the manager knows nothing of the buffers', () => {
    const w = world(TELLING_NOBODY).started();

    expect(send(w.a, VAULT_ID).verdict).toBe('NOT_SUPPORTED mediator/not-behind');

    expect(asked(w)).toEqual([]);
  });
});

it('what the manager refuses to take is refused as it did', () => {
  const w = world().started();
  w.lie([FFA.ERROR, 0, -4]);

  expect(send(w.a, VAULT_ID).words.slice(0, 3)).toEqual([FFA.ERROR, 0, 0xffff_fffc]);
});

it('QG2: goes to the receiver that was read first, whatever another processor makes of TX meanwhile', () => {
  const w = world({ change: { bare: { tee: 'ffa' } } }).started();
  w.bare.call(FFA.VERSION, 0x1_0002);
  w.bare.map();
  const { memory } = w.board;
  const toBare = encodeMessageHeader({ sender: 1, receiver: 3, offset: 40, size: 4, flags: 0 }, 0x1_0002);
  const read = memory.read.bind(memory);
  memory.read = (page, into, words) => {
    const done = read(page, into, words);
    if (page * PAGE_SIZE === A_LOW) memory.writeBytes(A_LOW, Uint8Array.of(...toBare, 5, 6, 7, 8));
    return done;
  };
  w.events.length = 0;

  expect(send(w.a, 2).verdict).toBe('FFA_SUCCESS_32');

  expect(asked(w)).toEqual([[FFA.RX_ACQUIRE, 2]]);
  expect([...w.b.read(0x1028, 4)]).toEqual([1, 2, 3, 4]);
  expect([...w.bare.read(0x1028, 4)]).toEqual([0, 0, 0, 0]);
});

describe('RX of a guest', () => {
  it('is filled without a question where the manager knows nothing of it', () => {
    const w = world(TELLING_NOBODY).started();

    expect(send(w.a, 2).verdict).toBe('FFA_SUCCESS_32');

    expect(asked(w)).toEqual([]);
    expect([...w.b.read(0x1028, 4)]).toEqual([1, 2, 3, 4]);
  });

  it('is taken from the manager for a message of another guest', () => {
    const w = world().started();

    expect(send(w.a, 2).verdict).toBe('FFA_SUCCESS_32');

    expect(asked(w)).toEqual([[FFA.RX_ACQUIRE, 2]]);
    expect([...w.b.read(0x1028, 4)]).toEqual([1, 2, 3, 4]);
  });

  it('goes back to the manager where that message is refused', () => {
    const w = world().started();

    expect(send(w.a, 2, { size: 5000 }).verdict).toBe('INVALID_PARAMETERS indirect/size bytes 16+4');

    expect(asked(w)).toEqual([
      [FFA.RX_ACQUIRE, 2],
      [FFA.RX_RELEASE, 2],
    ]);
  });

  it('is BUSY while a message of another guest lies there, and the manager is not asked', () => {
    const w = world().started();
    send(w.a, 2);
    w.events.length = 0;

    expect(send(w.a, 2).verdict).toBe('BUSY indirect/receiver-busy');

    expect(asked(w)).toEqual([]);
  });

  it('is BUSY while a message of a secure partition lies there, which stays', () => {
    const w = visited();

    expect(send(w.a, 2).verdict).toBe('BUSY indirect/receiver-busy');
    expect(w.b.call(FFA.PARTITION_INFO_GET).verdict).toBe('BUSY mediator/rx-busy');

    expect([...w.b.read(0x1028, 4)]).toEqual([9, 8, 7, 6]);
  });

  it('with a message of a secure partition is released at the manager', () => {
    const w = visited();
    w.b.call(FFA.NOTIFICATION_GET, 2, 0x4);
    w.events.length = 0;

    expect(w.b.call(FFA.RX_RELEASE).verdict).toBe('FFA_SUCCESS_32');

    expect(asked(w)).toEqual([[FFA.RX_RELEASE, 2]]);
    expect(send(w.a, 2).verdict).toBe('FFA_SUCCESS_32');
  });
});
