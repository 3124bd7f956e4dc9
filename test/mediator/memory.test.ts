/** Memory that guests send to secure partitions: translated page by page, held here, passed on in fragments of our own. */

import { describe, expect, it } from 'vitest';
import { DATA_RO } from '../../src/core/abi/bits.ts';
import type { Constituent } from '../../src/core/abi/transaction.ts';
import { XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { dump } from '../abi/support.ts';
import { constituents } from '../spmc/support/bytes.ts';
import { FFA } from '../spmc/support/ids.ts';
import {
  descriptor,
  HEAP,
  isHeld,
  passed,
  rangesPassed,
  reclaim,
  type Sent,
  sendWhole,
  share,
} from './sends.ts';
import {
  A_HIGH,
  A_LOW,
  A_MIDDLE,
  type Actor,
  B_MEMORY,
  NOTARY_ID,
  VAULT_ID,
  type World,
  world,
} from './world.ts';

function accessOf(guest: Actor, address: number): string {
  try {
    guest.read(address, 1);
    return 'reads';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a send goes on to the manager', () => {
  it('QG11: in the layout of its version, by physical pages, with flags and tag', () => {
    const w = world().started(0x1_0001);
    const bytes = descriptor(w.a, [{ address: HEAP, pages: 2 }], {
      version: 0x1_0001,
      tag: 0x1122334455667788n,
      flags: 1,
      attributes: 0,
    });

    const { words } = sendWhole(w.a, FFA.MEM_LEND, bytes);

    expect(words[0]).toBe(FFA.SUCCESS);
    const [call] = w.calls('hypervisor');
    expect([...call!.in.subarray(0, 6)]).toEqual([0xc400_0072, 0, 112, 0, 112, 0]);
    expect(dump(passed(w)[0]!)).toEqual([
      '01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '88 77 66 55 44 33 22 11 20 00 00 00 01 00 00 00',
      '30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 15 40 00 00 00 00 02 00 00 00 00 00 00 00',
    ]);
  });

  it('Xen leaves flags and tag behind', () => {
    const w = world({ mediator: { profile: XEN_MEDIATOR } }).started();

    share(w.a, [{ address: HEAP, pages: 1 }], { tag: 7n, flags: 8 });

    expect([...passed(w)[0]!.subarray(4, 24)]).toEqual(new Array(20).fill(0));
  });

  it('as several constituents where the pages do not lie side by side', () => {
    const w = world().started();

    share(w.a, [
      { address: A_MIDDLE - 0x2000, pages: 4 },
      { address: 0x5000, pages: 1 },
    ]);

    expect(rangesPassed(w)).toEqual([
      `${(A_LOW + A_MIDDLE - 0x2000).toString(16)}+2`,
      `${A_HIGH.toString(16)}+2`,
      `${(A_LOW + 0x5000).toString(16)}+1`,
    ]);
  });

  it.each([
    ['share', FFA.MEM_SHARE, 0x2f, 2, 'reads'],
    ['lend', FFA.MEM_LEND, 0, 6, 'translation fault: read at 0x10000'],
  ])('a %s is retrieved, relinquished and reclaimed', (_, id, attributes, asks, access) => {
    const w = world().started();
    const sent = sendWhole(w.a, id, descriptor(w.a, [{ address: HEAP, pages: 1 }], { attributes }));
    const handle = BigInt(sent.words[2]!) | (BigInt(sent.words[3]!) << 32n);
    expect(accessOf(w.a, HEAP)).toBe(access);
    w.board.perform('vault', function* (ffa) {
      yield* ffa.start({ tx: 0x0e00_0000, rx: 0x0e00_1000, pages: 1 });
      const receivers = [{ endpoint: VAULT_ID, permissions: asks }];
      yield* ffa.retrieve({ handle, sender: 1, receivers });
      yield* ffa.write(A_LOW + HEAP, Uint8Array.of(0x54));
    });

    expect(reclaim(w.a, sent).verdict).toBe('DENIED reclaim/held');
    w.board.perform('vault', (ffa) => ffa.relinquish(handle));
    expect(reclaim(w.a, sent).verdict).toBe('FFA_SUCCESS_32');

    expect(w.a.read(HEAP, 1)).toEqual(Uint8Array.of(0x54));
    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    expect(reclaim(w.a, sent).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle register w1');
  });

  it('a donation that went over is the partition’s, and its handle is no more', () => {
    const w = world().started();
    const bytes = descriptor(w.a, [{ address: HEAP, pages: 1 }], { permissions: 0, attributes: 0 });
    const sent = sendWhole(w.a, FFA.MEM_DONATE, bytes);
    const handle = BigInt(sent.words[2]!) | (BigInt(sent.words[3]!) << 32n);
    w.board.perform('vault', function* (ffa) {
      yield* ffa.start({ tx: 0x0e00_0000, rx: 0x0e00_1000, pages: 1 });
      yield* ffa.retrieve({
        handle,
        sender: 1,
        receivers: [{ endpoint: VAULT_ID, permissions: 6 }],
        flags: 0x18,
      });
    });

    expect(accessOf(w.a, HEAP)).toBe('translation fault: read at 0x10000');
    expect(reclaim(w.a, sent).verdict).toBe('INVALID_PARAMETERS reclaim/unknown-handle');
    expect(w.board.hypervisor!.mediator.state.endpoints.sent[1]).toBe(0);
    expect(share(w.a, [{ address: HEAP, pages: 1 }]).verdict).toMatch(/^DENIED send\/unmapped bytes/);
  });
});

describe('fragments', () => {
  /** Pages apart from each other, in the second half of a guest's memory. */
  const pages = (count: number, from = A_MIDDLE): Constituent[] =>
    Array.from({ length: count }, (_, index) => ({ address: from + index * 0x2000, pages: 1 }));

  function begin(w: World, memory: readonly Constituent[], first: number) {
    const bytes = descriptor(w.a, memory, {});
    w.a.write(0, bytes.subarray(0, first));
    return { bytes, answer: w.a.call(FFA.MEM_SHARE, bytes.length, first) };
  }

  it('R6: come in as the guest cuts them, and go out with one handle', () => {
    const w = world().started();
    const { bytes, answer } = begin(w, pages(3), 112);
    const [, low, high] = answer.words;
    expect(answer.words.slice(0, 5)).toEqual([FFA.MEM_FRAG_RX, low, high, 112, 0]);

    w.a.write(0, bytes.subarray(112, 128));
    const second = w.a.call(FFA.MEM_FRAG_TX, low!, high!, 16);
    w.a.write(0, bytes.subarray(128));
    const last = w.a.call(FFA.MEM_FRAG_TX, low!, high!, 16);

    expect(second.words.slice(0, 5)).toEqual([FFA.MEM_FRAG_RX, low, high, 128, 0]);
    expect(last.words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, low, high]);
    expect(rangesPassed(w)).toEqual(
      pages(3).map(({ address }) => `${(address - A_MIDDLE + A_HIGH).toString(16)}+1`),
    );
    expect(reclaim(w.a, last).verdict).toBe('FFA_SUCCESS_32');
  });

  it('go out in more pieces than they come in, where memory has a seam', () => {
    const w = world().started();
    // Two pages before the seam and two behind; then three pages that lie side by side.
    const memory = [
      { address: 0x8000, pages: 1 },
      { address: A_MIDDLE - 0x2000, pages: 4 },
      { address: 0x5000, pages: 3 },
    ];
    const { bytes, answer } = begin(w, memory, 112);
    const [, low, high] = answer.words;
    w.a.write(0, bytes.subarray(112));
    const last = w.a.call(FFA.MEM_FRAG_TX, low!, high!, 32);

    expect(last.verdict).toBe('FFA_SUCCESS_32');
    expect(rangesPassed(w)).toEqual(['40148000+1', '4017e000+2', '40100000+2', '40145000+3']);
  });

  it('count the last pages out one by one, where no seam came', () => {
    const w = world().started();
    const { bytes, answer } = begin(
      w,
      [
        { address: 0x8000, pages: 1 },
        { address: 0x9000, pages: 3 },
      ],
      112,
    );
    const [, low, high] = answer.words;
    w.a.write(0, bytes.subarray(112));

    expect(w.a.call(FFA.MEM_FRAG_TX, low!, high!, 16).verdict).toBe('FFA_SUCCESS_32');
    expect(rangesPassed(w)).toEqual(['40148000+1', '40149000+1', '4014a000+2']);
  });

  it.each<[string, number, number, (low: number, high: number) => readonly number[], string]>([
    [
      'another handle',
      16,
      0,
      (low, high) => [low + 1, high, 16],
      'INVALID_PARAMETERS fragment/unknown-handle register w1',
    ],
    [
      'QB5: length 0',
      16,
      1,
      (low, high) => [low, high, 0],
      'INVALID_PARAMETERS fragment/length-zero register w3',
    ],
    [
      'a length beyond TX',
      16,
      1,
      (low, high) => [low, high, 8192],
      'INVALID_PARAMETERS fragment/exceeds-tx register w3',
    ],
    [
      'more than announced',
      48,
      1,
      (low, high) => [low, high, 48],
      'INVALID_PARAMETERS fragment/exceeds-total register w3',
    ],
  ])('%s is refused', (_, length, ends, args, verdict) => {
    const w = world().started();
    const { bytes, answer } = begin(w, pages(3), 112);
    const [, low, high] = answer.words;
    w.a.write(0, bytes.subarray(112, 112 + length));

    expect(w.a.call(FFA.MEM_FRAG_TX, ...args(low!, high!)).verdict).toBe(verdict);

    expect(isHeld(w, A_HIGH)).toBe(ends === 0);
  });

  it('QG6, QE3: of a send whose later fragment is refused, no page stays held', () => {
    const w = world().started();
    const { answer } = begin(
      w,
      [
        { address: A_MIDDLE, pages: 1 },
        { address: 0x5000, pages: 1 },
      ],
      112,
    );
    const [, low, high] = answer.words;
    expect(isHeld(w, A_HIGH)).toBe(true);
    w.a.write(0, constituents(0x8_0000));

    expect(w.a.call(FFA.MEM_FRAG_TX, low!, high!, 16).verdict).toBe('DENIED send/unmapped bytes 112+16');

    expect(isHeld(w, A_HIGH)).toBe(false);
    expect(w.board.spmc.state.endpoints.unfinished[2]).toBe(0);
    expect(w.a.call(FFA.MEM_FRAG_TX, low!, high!, 16).verdict).toBe(
      'INVALID_PARAMETERS fragment/unknown-handle register w1',
    );
  });

  it('of another guest are none of mine', () => {
    const w = world().started();
    const { answer } = begin(w, pages(3), 112);
    const [, low, high] = answer.words;
    w.b.write(0, constituents(0x5000));

    expect(w.b.call(FFA.MEM_FRAG_TX, low!, high!, 16).verdict).toBe(
      'INVALID_PARAMETERS fragment/unknown-handle register w1',
    );
    expect(w.b.call(FFA.MEM_RECLAIM, low!, high!).verdict).toBe(
      'INVALID_PARAMETERS reclaim/unknown-handle register w1',
    );
    expect(isHeld(w, A_HIGH)).toBe(true);
  });

  it('that are not all there are given up with the buffers', () => {
    const w = world().started();
    begin(w, pages(3), 112);

    w.a.call(FFA.RXTX_UNMAP);

    expect(isHeld(w, A_HIGH)).toBe(false);
    expect(w.board.spmc.state.endpoints.unfinished[2]).toBe(0);
  });
});

describe('what is refused before the manager hears of it', () => {
  it.each<[string, readonly Constituent[], Sent, string]>([
    [
      'an address that the guest does not have',
      [{ address: 0x8_0000, pages: 1 }],
      {},
      'DENIED send/unmapped bytes 96+16',
    ],
    ['a physical address', [{ address: A_LOW, pages: 1 }], {}, 'DENIED send/unmapped bytes 96+16'],
    [
      'QG3: a page twice',
      [
        { address: HEAP, pages: 2 },
        { address: HEAP + 0x1000, pages: 1 },
      ],
      {},
      'INVALID_PARAMETERS send/overlap bytes 112+16',
    ],
    ['QG3: its own mailbox', [{ address: 0x1000, pages: 1 }], {}, 'DENIED send/held bytes 96+16'],
    [
      'an unknown receiver',
      [{ address: HEAP, pages: 1 }],
      { to: [0x8009] },
      'INVALID_PARAMETERS send/receiver-unknown bytes 48+2',
    ],
    [
      'receivers of both worlds',
      [{ address: HEAP, pages: 1 }],
      { to: [VAULT_ID, 2] },
      'NOT_SUPPORTED mediator/mixed-worlds',
    ],
    [
      'a page sum',
      [{ address: HEAP, pages: 0 }],
      {},
      'INVALID_PARAMETERS send/constituent-empty bytes 104+4',
    ],
  ])('%s', (_, memory, sent, verdict) => {
    const w = world().started();

    expect(share(w.a, memory, sent).verdict).toBe(verdict);

    expect(w.calls('hypervisor')).toEqual([]);
    expect(w.board.hypervisor!.mediator.state.endpoints.sent[1]).toBe(0);
    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
  });

  it('another guest as sender', () => {
    const w = world().started();
    const bytes = descriptor(w.b, [{ address: HEAP, pages: 1 }]);

    expect(sendWhole(w.a, FFA.MEM_SHARE, bytes).verdict).toMatch(/send\/sender bytes 0\+2$/);
  });

  it('QG3: a page in two shares', () => {
    const w = world().started();
    share(w.a, [{ address: HEAP, pages: 2 }], { to: [NOTARY_ID] });

    expect(share(w.a, [{ address: HEAP + 0x1000, pages: 1 }]).verdict).toBe('DENIED send/held bytes 96+16');
  });

  it.each([
    ['as many shares as the limit', 2, 'FFA_SUCCESS_32'],
    ['one more', 3, 'NO_MEMORY send/transaction-quota'],
  ])('R10: %s', (_, count, verdict) => {
    const w = world({ mediator: { limits: { transactionsPerEndpoint: 2 } } }).started();
    const verdicts = Array.from(
      { length: count },
      (_each, index) => share(w.a, [{ address: HEAP + index * 0x1000, pages: 1 }]).verdict,
    );

    expect(verdicts.at(-1)).toBe(verdict);
    expect(share(w.b, [{ address: HEAP, pages: 1 }]).verdict).toBe('FFA_SUCCESS_32');
  });

  it('of a read-only page to write to', () => {
    const w = world({
      change: {
        b: {
          memory: [
            { at: 0, base: B_MEMORY, pages: 63 },
            { at: 0x3_f000, base: B_MEMORY + 0x3_f000, pages: 1, rights: 1 },
          ],
        },
      },
    }).started();

    expect(share(w.b, [{ address: 0x3_f000, pages: 1 }]).verdict).toBe(
      'DENIED send/permission-exceeds-owner',
    );
    expect(share(w.b, [{ address: 0x3_f000, pages: 1 }], { permissions: DATA_RO }).verdict).toBe(
      'FFA_SUCCESS_32',
    );
  });
});

describe('QG5: a manager that lies', () => {
  const SECOND = 1;
  it.each<[string, readonly number[], string]>([
    [
      'asks for more of a complete send',
      [FFA.MEM_FRAG_RX, 9, 0, 112, 0x1_0000],
      'ABORTED mediator/manager-answer',
    ],
    [
      'answers a handle of the hypervisor',
      [FFA.SUCCESS, 0, 9, 0x8000_0000],
      'ABORTED mediator/manager-answer',
    ],
    ['answers with an unknown function', [0x8400_0099], 'ABORTED mediator/manager-answer'],
    ['refuses with no status', [FFA.ERROR, 0, 0], 'ABORTED mediator/manager-answer'],
    ['refuses', [FFA.ERROR, 0, -3], 'FFA_ERROR'],
  ])('%s: the share is undone, and the next one works', (_, lie, verdict) => {
    const w = world().started();
    w.lie(lie);

    expect(share(w.a, [{ address: HEAP, pages: 1 }]).verdict).toBe(verdict);

    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    expect(share(w.a, [{ address: HEAP, pages: 1 }]).verdict).toBe('FFA_SUCCESS_32');
  });

  it('answers a handle that another share has', () => {
    const w = world().started();
    const first = share(w.b, [{ address: HEAP, pages: 1 }]);
    w.lie([FFA.SUCCESS, 0, first.words[2]!, first.words[3]!]);

    expect(share(w.a, [{ address: HEAP, pages: 1 }]).verdict).toBe('ABORTED mediator/manager-answer');

    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    expect(reclaim(w.b, first).verdict).toBe('FFA_SUCCESS_32');
  });

  it.each<[string, (low: number) => readonly number[], number]>([
    ['SUCCESS too early', (low) => [FFA.SUCCESS, 0, low, 0], 0],
    ['A19: no progress', (low) => [FFA.MEM_FRAG_RX, low, 0, 112, 0x1_0000], SECOND],
    ['an offset beyond what was sent', (low) => [FFA.MEM_FRAG_RX, low, 0, 4096, 0x1_0000], SECOND],
    ['another handle', (low) => [FFA.MEM_FRAG_RX, low + 1, 0, 128, 0x1_0000], SECOND],
    ['another handle above 2^32', (low) => [FFA.MEM_FRAG_RX, low, 1, 128, 0x1_0000], SECOND],
    ['another sender', (low) => [FFA.MEM_FRAG_RX, low, 0, 128, 0x2_0000], SECOND],
    ['another function', (low) => [FFA.MEM_RETRIEVE_RESP, low, 0, 128, 0x1_0000], SECOND],
    ['a refusal', () => [FFA.ERROR, 0, -3], SECOND],
  ])('%s among fragments ends the send', (_, lie, fragment) => {
    const w = world().started();
    const { live } = w.board.ledger.transactions.slots;
    const memory = [0x8000, 0xa000, 0xc000].map((address) => ({ address, pages: 1 }));
    const bytes = descriptor(w.a, memory);
    w.a.write(0, bytes.subarray(0, 112));
    if (fragment === 0) w.lie(lie(9));
    const first = w.a.call(FFA.MEM_SHARE, bytes.length, 112);
    if (fragment === SECOND) {
      const [, low, high] = first.words;
      w.lie(lie(low!));
      w.a.write(0, bytes.subarray(112, 128));
      w.a.call(FFA.MEM_FRAG_TX, low!, high!, 16);
    }

    for (const { address } of memory) expect(isHeld(w, A_LOW + address)).toBe(false);
    expect(w.board.hypervisor!.mediator.state.endpoints.sent[1]).toBe(0);
    expect(w.board.ledger.transactions.slots.live).toBe(live);
    expect(share(w.b, [{ address: HEAP, pages: 1 }]).verdict).toBe('FFA_SUCCESS_32');
  });
});
