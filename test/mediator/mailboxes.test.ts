/** RX/TX buffers of guests: page limits, kinds of pages, who owns RX, and what the manager behind is told. */

import { describe, expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { receiverOf } from '../../src/core/abi/transaction.ts';
import { ownerOf, transactionOf } from '../../src/core/memory/page-word.ts';
import { XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { dump } from '../abi/support.ts';
import { FFA } from '../spmc/support/ids.ts';
import { A_HIGH, A_LOW, A_MIDDLE, HYPERVISOR, type World, world } from './world.ts';

function unmapped(options: Parameters<typeof world>[0] = {}): World {
  const w = world(options);
  w.board.boot();
  w.a.call(FFA.VERSION, 0x1_0002);
  w.events.length = 0;
  return w;
}

/** Whether something holds the page behind an address. */
function isHeld(w: World, physical: number): boolean {
  return transactionOf(w.board.ledger.map.get(physical / 0x1000)) !== 0;
}

describe('FFA_RXTX_MAP', () => {
  it('A24: describes the buffers to the manager by their physical pages, aligned to 8 bytes', () => {
    const w = unmapped();

    expect(w.a.call(FFA.RXTX_MAP, A_MIDDLE - 0x1000, A_MIDDLE, 1).verdict).toBe('FFA_SUCCESS_32');

    const [told] = w.calls('hypervisor');
    expect([...told!.in.subarray(0, 8)]).toEqual([FFA.RXTX_MAP_64, 0, 0, 0, 0, 0, 0, 0]);
    expect(dump(w.board.memory.readBytes(HYPERVISOR, 80)!)).toEqual([
      '01 00 00 00 10 00 00 00 30 00 00 00 00 00 00 00',
      '01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 10 40 00 00 00 00 01 00 00 00 00 00 00 00',
      '01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '00 f0 17 40 00 00 00 00 01 00 00 00 00 00 00 00',
    ]);
  });

  it.each([
    ['as many pages as the limit', 16, 'FFA_SUCCESS_32'],
    ['R10: one page more', 17, 'INVALID_PARAMETERS mailbox/page-count-max register w3'],
    ['no page', 0, 'INVALID_PARAMETERS mailbox/page-count-zero register w3'],
  ])('with %s', (_, pages, verdict) => {
    expect(unmapped().a.call(FFA.RXTX_MAP, 0x2000, 0x2_0000, pages).verdict).toBe(verdict);
  });

  it.each([
    ['an address in the middle of a page', 0x800, 0x1000, 'INVALID_PARAMETERS mailbox/unaligned register w1'],
    ['buffers that overlap', 0x1000, 0x1000, 'INVALID_PARAMETERS mailbox/overlap register w2'],
    [
      'an address that the guest does not have',
      0x8_0000,
      0,
      'INVALID_PARAMETERS mailbox/not-owned register w1',
    ],
    ['a physical address', A_LOW, 0, 'INVALID_PARAMETERS mailbox/not-owned register w1'],
  ])('with %s is refused', (_, tx, rx, verdict) => {
    const w = unmapped();

    expect(w.a.call(FFA.RXTX_MAP, tx, rx, 1).verdict).toBe(verdict);
    expect(w.calls('hypervisor')).toEqual([]);
  });

  it('a second time is refused', () => {
    const { a } = world().started();

    expect(a.map().verdict).toBe('DENIED mailbox/already-mapped');
  });

  it.each<[string, readonly number[], string]>([
    ['refuses', [FFA.ERROR, 0, -4], 'FFA_ERROR'],
    ['answers what fits no call', [FFA.INTERRUPT], 'ABORTED mediator/manager-answer'],
    ['refuses with a status that is none', [FFA.ERROR, 0, 0], 'ABORTED mediator/manager-answer'],
  ])('is undone when the manager %s, and works the next time', (_, answer, verdict) => {
    const w = unmapped();
    w.lie(answer);

    const refused = w.a.map();

    expect(refused.verdict).toBe(verdict);
    if (verdict === 'FFA_ERROR') expect(refused.words.slice(0, 3)).toEqual([FFA.ERROR, 0, 0xffff_fffc]);
    expect(isHeld(w, A_LOW)).toBe(false);
    expect(w.a.map().verdict).toBe('FFA_SUCCESS_32');
    expect(isHeld(w, A_LOW)).toBe(true);
  });

  it('Xen takes one page, of which 1.2 guests are told in FFA_FEATURES', () => {
    const { a } = unmapped({ mediator: { profile: XEN_MEDIATOR } });

    expect(a.call(FFA.FEATURES, FFA.RXTX_MAP).words.slice(0, 3)).toEqual([FFA.SUCCESS, 0, 0x1_0000]);
    expect(a.call(FFA.RXTX_MAP, 0, 0x2000, 2).verdict).toBe(
      'INVALID_PARAMETERS mailbox/page-count-max register w3',
    );
    expect(a.map().verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('FFA_RXTX_UNMAP', () => {
  it('tells the manager first, and the pages are free again', () => {
    const w = world().started();

    expect(w.a.call(FFA.RXTX_UNMAP).verdict).toBe('FFA_SUCCESS_32');

    expect(w.calls('hypervisor').map(({ in: frame }) => [frame[0], frame[2]])).toEqual([
      [FFA.RXTX_UNMAP, 0x1_0000],
    ]);
    expect(isHeld(w, A_LOW)).toBe(false);
    expect(ownerOf(w.board.ledger.map.get(A_LOW / 0x1000))).not.toBe(0);
    expect(w.a.call(FFA.RXTX_UNMAP).verdict).toBe('INVALID_PARAMETERS mailbox/not-mapped');
  });

  it('that is done leaves nothing to ask the manager for, neither RX nor the buffers of a guest that dies', () => {
    const w = world().started();
    w.a.call(FFA.RXTX_UNMAP);
    w.events.length = 0;

    expect(w.a.call(FFA.RX_RELEASE).verdict).toBe('DENIED mailbox/rx-not-owned');
    w.board.abort('a');

    const asked = w.calls('hypervisor').map(({ in: frame }) => frame[0]);
    expect(asked).not.toContain(FFA.RX_RELEASE);
    expect(asked).not.toContain(FFA.RXTX_UNMAP);
  });

  it('E20: with RX in the guest’s hands is refused', () => {
    const { a } = world().started();
    a.call(FFA.PARTITION_INFO_GET);

    expect(a.call(FFA.RXTX_UNMAP).verdict).toBe('DENIED mediator/unmap-owned');
    a.call(FFA.RX_RELEASE);
    expect(a.call(FFA.RXTX_UNMAP).verdict).toBe('FFA_SUCCESS_32');
  });

  it('that the manager refuses leaves the buffers mapped', () => {
    const w = world().started();
    w.lie([FFA.ERROR, 0, -4]);

    expect(w.a.call(FFA.RXTX_UNMAP).words[2]).toBe(0xffff_fffc);

    expect(isHeld(w, A_LOW)).toBe(true);
    expect(w.a.call(FFA.PARTITION_INFO_GET).verdict).toBe('FFA_SUCCESS_32');
  });

  it('names no other guest', () => {
    const w = world().started();

    expect(w.a.call(FFA.RXTX_UNMAP, 0x2_0000).verdict).toBe(
      'INVALID_PARAMETERS mailbox/endpoint-field register w1',
    );
    expect(w.a.call(FFA.RX_RELEASE, 2).verdict).toBe('INVALID_PARAMETERS mailbox/endpoint-field register w1');
    expect(w.calls('hypervisor')).toEqual([]);
    expect(w.b.call(FFA.PARTITION_INFO_GET).verdict).toBe('FFA_SUCCESS_32');
  });
});

it('RX that is not the guest’s cannot be released', () => {
  const { a } = world().started();

  expect(a.call(FFA.RX_RELEASE).verdict).toBe('DENIED mailbox/rx-not-owned');
  a.call(FFA.PARTITION_INFO_GET);
  expect(a.call(FFA.RX_RELEASE).verdict).toBe('FFA_SUCCESS_32');
  expect(a.call(FFA.RX_RELEASE).verdict).toBe('DENIED mailbox/rx-not-owned');
});

describe('RX of a guest while another guest’s memory is described in it', () => {
  /** A page that b shares with a, and what a is to ask for. */
  function shared() {
    const w = world().started();
    const handle = w.board.perform('b', function* (ffa) {
      yield* ffa.start(undefined, 0x1_0002);
      ffa.driver.buffers = { tx: 0, rx: 0x1000, pages: 1 };
      return yield* ffa.share({
        receivers: [{ endpoint: 1, permissions: 2 }],
        constituents: [{ address: 0x1_0000, pages: 1 }],
      });
    });
    const request = { handle, sender: 2, receivers: [{ endpoint: 1, permissions: 2 }], flags: 0x8 };
    const bytes = encodeTransaction(
      { ...request, attributes: 0, tag: 0n, receivers: [receiverOf(request.receivers[0]!)] },
      0x1_0002,
    );
    w.events.length = 0;
    return { w, bytes };
  }

  const asked = (w: World) => w.calls('hypervisor').map(({ in: frame }) => [frame[0], frame[2]]);

  it('E21: is taken from the manager, and stays the guest’s until it releases it', () => {
    const { w, bytes } = shared();
    w.a.write(0, bytes);

    expect(w.a.call(FFA.MEM_RETRIEVE_REQ, bytes.length, bytes.length).verdict).toBe('FFA_MEM_RETRIEVE_RESP');

    expect(asked(w)).toEqual([[FFA.RX_ACQUIRE, 1]]);
    w.a.call(FFA.RX_RELEASE);
    expect(asked(w).slice(1)).toEqual([[FFA.RX_RELEASE, 1]]);
  });

  it('goes back to the manager when the retrieve is refused', () => {
    const { w, bytes } = shared();
    w.a.write(0, bytes.fill(0, 8, 16));

    expect(w.a.call(FFA.MEM_RETRIEVE_REQ, bytes.length, bytes.length).verdict).toMatch(
      /^INVALID_PARAMETERS retrieve\/unknown-handle/,
    );

    expect(asked(w)).toEqual([
      [FFA.RX_ACQUIRE, 1],
      [FFA.RX_RELEASE, 1],
    ]);
  });
});

it('a guest that dies gives its buffers back, and nothing of it is left to its id', () => {
  const w = world().started(0x1_0001);
  w.a.call(FFA.PARTITION_INFO_GET);

  w.board.abort('a');

  expect(isHeld(w, A_LOW)).toBe(false);
  expect(isHeld(w, A_HIGH)).toBe(false);
  expect(w.b.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).words[2]).toBe(2);
  expect(() => w.a.call(FFA.ID_GET)).toThrow('a has not been created');
});

it('a copy of a board is put back with its guests', () => {
  const w = world().started();
  const saved = w.board.save();
  w.a.call(FFA.RXTX_UNMAP);
  w.board.abort('b');

  w.board.restore(saved);

  expect(w.a.map().verdict).toBe('DENIED mailbox/already-mapped');
  expect(w.b.call(FFA.PARTITION_INFO_GET).verdict).toBe('FFA_SUCCESS_32');
  expect(w.board.save()).toEqual(w.board.fork().save());
});
