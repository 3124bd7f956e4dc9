/** What the manager is told of a send, byte for byte, and what becomes of one that cannot be passed on. */

import { describe, expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { type Constituent, receiverOf } from '../../src/core/abi/transaction.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { dump } from '../abi/support.ts';
import { FFA } from '../spmc/support/ids.ts';
import { descriptor, HEAP, isHeld, passed, rangesPassed, reclaim, sendWhole, share } from './sends.ts';
import {
  A_LOW,
  type Actor,
  type Answer,
  HYPERVISOR,
  NOTARY_ID,
  VAULT,
  VAULT_ID,
  type World,
  world,
} from './world.ts';

const SECURE = { name: 'secure', base: VAULT, pages: 512, secure: true } as const;

/** Guest a shares a page with both partitions, with words of its own for each of them. */
function shareWithBoth(a: Actor): Answer {
  const receivers = [
    receiverOf({
      endpoint: VAULT_ID,
      permissions: 2,
      impdef: [0x1615_1413_1211_100fn, 0x2625_2423_2221_201fn],
    }),
    receiverOf({
      endpoint: NOTARY_ID,
      permissions: 1,
      impdef: [0x3635_3433_3231_302fn, 0x4645_4443_4241_403fn],
    }),
  ];
  const common = { sender: 1, attributes: 0x2f, flags: 0, handle: 0n, tag: 0n };
  const composite = { constituents: [{ address: HEAP, pages: 1 }] };
  return sendWhole(a, FFA.MEM_SHARE, encodeTransaction({ ...common, receivers, composite }, 0x1_0002));
}

describe('the manager is told', () => {
  it('what a guest of FF-A 1.2 says to each receiver', () => {
    const w = world().started();

    expect(shareWithBoth(w.a).verdict).toBe('FFA_SUCCESS_32');

    expect(dump(passed(w)[0]!)).toEqual([
      '01 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 00 00 00 00 00 00 20 00 00 00 02 00 00 00',
      '30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '01 80 02 00 70 00 00 00 0f 10 11 12 13 14 15 16',
      '1f 20 21 22 23 24 25 26 00 00 00 00 00 00 00 00',
      '02 80 01 00 70 00 00 00 2f 30 31 32 33 34 35 36',
      '3f 40 41 42 43 44 45 46 00 00 00 00 00 00 00 00',
      '01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 15 40 00 00 00 00 01 00 00 00 00 00 00 00',
    ]);
  });

  it('nothing of that where it speaks FF-A 1.1, which has no place for it', () => {
    const version = 0x1_0001;
    const everybody = ['hypervisor', 'a', 'b', 'bare', 'vault', 'notary'];
    const w = world({
      profile: { ...SPEC, speaks: { version, source: 'this test' } },
      change: Object.fromEntries(everybody.map((name) => [name, { version }])),
    }).started();

    expect(shareWithBoth(w.a).verdict).toBe('FFA_SUCCESS_32');

    expect(dump(passed(w)[0]!)).toEqual([
      '01 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 00 00 00 00 00 00 10 00 00 00 02 00 00 00',
      '30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00',
      '02 80 01 00 50 00 00 00 00 00 00 00 00 00 00 00',
      '01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 15 40 00 00 00 00 01 00 00 00 00 00 00 00',
    ]);
  });

  it('of addresses beyond 4 GiB', () => {
    const w = world({
      memory: [
        { name: 'dram', base: HYPERVISOR, pages: 1024 },
        { name: 'high', base: 0x2_4000_0000, pages: 64 },
        SECURE,
      ],
      change: { b: { memory: [{ at: 0, base: 0x2_4000_0000, pages: 64 }] } },
    }).started();

    expect(share(w.b, [{ address: HEAP, pages: 1 }]).verdict).toBe('FFA_SUCCESS_32');

    expect(rangesPassed(w)).toEqual(['240010000+1']);
  });

  it('of a send whose first fragment ends before its memory', () => {
    const w = world().started();
    const bytes = descriptor(w.a, [{ address: HEAP, pages: 1 }]);
    w.a.write(0, bytes);
    const { words } = w.a.call(FFA.MEM_SHARE, 112, 96);
    const [, low, high] = words;
    expect(words.slice(0, 5)).toEqual([FFA.MEM_FRAG_RX, low, high, 96, 0]);

    w.a.write(0, bytes.subarray(96));
    expect(w.a.call(FFA.MEM_FRAG_TX, low!, high!, 16).words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, low, high]);

    expect(rangesPassed(w)).toEqual(['40150000+1']);
  });
});

describe('more than a page of ours describes', () => {
  const BASE = 0x4040_0000;
  /** Pages apart from each other: 250 of them lie behind the head in our first fragment, 256 in the next, 94 in the last. */
  const MANY: readonly Constituent[] = Array.from({ length: 600 }, (_, index) => ({
    address: HEAP + index * 0x2000,
    pages: 1,
  }));

  /** A guest with larger buffers than the hypervisor's own. */
  function roomy(): World {
    const w = world({
      memory: [{ name: 'dram', base: HYPERVISOR, pages: 4096 }, SECURE],
      change: { a: { memory: [{ at: 0, base: BASE, pages: 2048 }] } },
    });
    w.board.boot();
    w.a.call(FFA.VERSION, 0x1_0002);
    w.a.call(FFA.RXTX_MAP, 0, 0x4000, 4);
    w.events.length = 0;
    return w;
  }

  it('goes out in fragments, each of which says how much there is of it', () => {
    const w = roomy();

    const sent = share(w.a, MANY);

    expect(sent.verdict).toBe('FFA_SUCCESS_32');
    const calls = w
      .calls('hypervisor')
      .map(({ in: frame }) => [frame[0], ...[1, 2, 3, 4].map((x) => frame[2 * x])]);
    const [, , low, high] = sent.words;
    expect(calls).toEqual([
      [0xc400_0073, 96 + 600 * 16, 4096, 0, 0],
      [FFA.MEM_FRAG_TX, low, high, 4096, 0x1_0000],
      [FFA.MEM_FRAG_TX, low, high, 1504, 0x1_0000],
    ]);
    expect(passed(w).map(({ length }) => length)).toEqual([4096, 4096, 1504]);
    expect(rangesPassed(w)).toEqual(MANY.map(({ address }) => `${(BASE + address).toString(16)}+1`));
  });

  it('goes no further than the fragment that the manager refuses', () => {
    const w = roomy();
    w.lie([FFA.ERROR, 0, -3]);

    expect(share(w.a, MANY).words.slice(0, 3)).toEqual([FFA.ERROR, 0, 0xffff_fffd]);

    expect(w.board.hypervisor!.lies).toEqual([]);
    expect(w.calls('hypervisor')).toEqual([]);
    expect(isHeld(w, BASE + HEAP)).toBe(false);
  });
});

describe('a send that cannot be passed on is refused, and nothing of it stays', () => {
  it('because the manager has no such function', () => {
    const lacks = [{ functions: ['FFA_MEM_DONATE'], source: 'this test' }];
    const w = world({ profile: { ...SPEC, lacks } }).started();
    const bytes = descriptor(w.a, [{ address: HEAP, pages: 1 }], { permissions: 0, attributes: 0 });

    expect(sendWhole(w.a, FFA.MEM_DONATE, bytes).verdict).toBe('NOT_SUPPORTED mediator/not-behind');

    expect(w.calls('hypervisor')).toEqual([]);
    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
  });

  it('because the hypervisor’s own TX is out of reach', () => {
    const w = world().started();
    w.board.memory.withdraw(HYPERVISOR / 0x1000, true);

    expect(share(w.a, [{ address: HEAP, pages: 1 }]).verdict).toBe('ABORTED mailbox/tx-inaccessible');

    expect(w.calls('hypervisor')).toEqual([]);
    expect(isHeld(w, A_LOW + HEAP)).toBe(false);
    w.board.memory.withdraw(HYPERVISOR / 0x1000, false);
    expect(share(w.a, [{ address: HEAP, pages: 1 }]).verdict).toBe('FFA_SUCCESS_32');
  });
});

it('what a guest asks of its reclaim is asked of the manager', () => {
  const w = world().started();
  const sent = share(w.a, [{ address: HEAP, pages: 1 }]);
  w.events.length = 0;

  expect(reclaim(w.a, sent, 1).verdict).toBe('FFA_SUCCESS_32');

  expect(w.calls('hypervisor').map(({ in: frame }) => [frame[0], frame[6]])).toEqual([[FFA.MEM_RECLAIM, 1]]);
});

it('a send that is complete takes no more fragments, and none of them ends it', () => {
  const w = world().started();
  const sent = share(w.a, [{ address: HEAP, pages: 1 }]);

  expect(w.a.call(FFA.MEM_FRAG_TX, sent.words[2]!, sent.words[3]!, 16).verdict).toBe(
    'INVALID_PARAMETERS fragment/unknown-handle register w1',
  );

  expect(reclaim(w.a, sent).verdict).toBe('FFA_SUCCESS_32');
});
