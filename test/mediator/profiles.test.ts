/** What the mediators of others do otherwise: xen, pkvm and gunyah. */

import { describe, expect, it } from 'vitest';
import { PROPERTY_VM_CREATED, PROPERTY_VM_DESTROYED } from '../../src/core/abi/bits.ts';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { type Constituent, receiverOf } from '../../src/core/abi/transaction.ts';
import type { Profile } from '../../src/core/rules/profile.ts';
import { GUNYAH_MEDIATOR, PKVM_MEDIATOR, XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { A_LOW, type Answer, TALKS, VAULT, VAULT_ID, type World, world } from './world.ts';

const RETRIEVE_REQ_64 = 0xc400_0074;
/** More memory than a guest has otherwise. */
const ROOMY = {
  memory: [
    { at: 0, base: 0x4010_0000, pages: 256 },
    { at: 0x10_0000, base: 0x4030_0000 + 0x4000, pages: 252 },
  ],
};

function sendAs(profile: Profile, id: number, to: readonly number[], pages = 1): Answer {
  const w = world({
    mediator: { profile },
    change: { a: ROOMY },
  });
  w.started();
  const receivers = to.map((endpoint) => receiverOf({ endpoint, permissions: 2 }));
  const composite = { constituents: [{ address: 0x2000, pages }] };
  const common = { sender: 1, attributes: id === FFA.MEM_SHARE ? 0x2f : 0, flags: 0, handle: 0n, tag: 0n };
  const bytes = encodeTransaction({ ...common, receivers, composite }, 0x1_0002);
  w.a.write(0, bytes);
  return w.a.call(id, bytes.length, bytes.length);
}

it.each<[string, number, string]>([
  ['at the limit', 256, 'FFA_SUCCESS_32'],
  ['above it', 257, 'NO_MEMORY send/page-count-max'],
])('limits: pages of one share %s', (_, pages, verdict) => {
  expect(sendAs(XEN_MEDIATOR, FFA.MEM_SHARE, [VAULT_ID], pages).verdict).toContain(verdict);
});

describe('xen', () => {
  it.each<[string, number, readonly number[], string]>([
    ['does not lend', FFA.MEM_LEND, [VAULT_ID], 'NOT_SUPPORTED call/unknown-function register w0'],
    ['does not donate', FFA.MEM_DONATE, [VAULT_ID], 'NOT_SUPPORTED call/unknown-function register w0'],
    ['has guests that do not meet', FFA.MEM_SHARE, [2], 'NOT_SUPPORTED send/normal-world-only bytes 48+2'],
    [
      'shares with one',
      FFA.MEM_SHARE,
      [VAULT_ID, 0x8002],
      'NOT_SUPPORTED descriptor/receiver-count-max bytes 28+4',
    ],
  ])('%s', (_, id, to, verdict) => {
    expect(sendAs(XEN_MEDIATOR, id, to).verdict).toBe(verdict);
  });

  it.each<[string, number, string, number]>([
    ['takes what a page describes to the manager', 248, 'FFA_SUCCESS_32', 1],
    ['refuses what takes one range more there than here', 249, 'NOT_SUPPORTED mediator/scattered', 0],
  ])('%s', (_, pages, verdict, sent) => {
    const w = world({ mediator: { profile: XEN_MEDIATOR }, change: { a: ROOMY } }).started();
    const bytes = descriptorOf(1, acrossSeam(pages));
    w.a.write(0, bytes);

    expect(w.a.call(FFA.MEM_SHARE, bytes.length, bytes.length).verdict).toContain(verdict);

    expect(w.board.hypervisor!.mediator.state.endpoints.sent[1]).toBe(sent);
  });

  it('tries every tick to have back what a guest had sent, for as long as it takes', () => {
    const w = world({ mediator: { profile: XEN_MEDIATOR } }).started();
    const bytes = descriptorOf(1, [{ address: 0x2000, pages: 1 }]);
    w.a.write(0, bytes);
    const { words } = w.a.call(FFA.MEM_SHARE, bytes.length, bytes.length);
    retrieve(w, words[2]!);
    w.board.abort('a');
    w.events.length = 0;

    for (let tick = 0; tick < 100; tick++) w.board.tick();

    expect(w.calls('hypervisor').map(({ in: frame }) => frame[0])).toEqual(
      new Array<number>(100).fill(FFA.MEM_RECLAIM),
    );
  });
});

/** Makes the vault retrieve what guest 1 has shared with it. */
function retrieve(w: World, handle: number): void {
  w.board.perform('vault', function* (ffa) {
    yield* ffa.start({ tx: VAULT, rx: VAULT + 0x1000, pages: 1 });
    yield* ffa.retrieve({
      handle: BigInt(handle),
      sender: 1,
      receivers: [{ endpoint: VAULT_ID, permissions: 2 }],
    });
  });
}

function descriptorOf(sender: number, constituents: readonly Constituent[], attributes = 0x2f): Uint8Array {
  const receivers = [receiverOf({ endpoint: VAULT_ID, permissions: 2 })];
  const common = { attributes, flags: 0, handle: 0n, tag: 0n };
  return encodeTransaction({ ...common, sender, receivers, composite: { constituents } }, 0x1_0002);
}

/** As many pages, each apart from the one before, and a range on both sides of a seam of a roomy guest's memory. */
function acrossSeam(pages: number): readonly Constituent[] {
  const alone = Array.from({ length: pages }, (_, page) => ({ address: (254 - page) * 0x1000, pages: 1 }));
  return [...alone, { address: 0xff000, pages: 2 }];
}

describe('pkvm', () => {
  const HOST = {
    mediator: { profile: PKVM_MEDIATOR },
    change: { a: ROOMY, vault: { properties: TALKS | PROPERTY_VM_CREATED | PROPERTY_VM_DESTROYED } },
  };

  /** A host that has negotiated FF-A 1.2 and mapped its buffers. */
  function hosted(): World {
    const w = world(HOST);
    w.board.boot();
    w.a.call(FFA.VERSION, 0x1_0002);
    w.a.map(FFA.RXTX_MAP_64);
    return w;
  }

  /** Shares a page, or as many as that, each in a constituent of its own. */
  function share(w: World, sender = 0, pages = 1): Answer {
    // From the last to the first, so that no two of them are one.
    const constituents = Array.from({ length: pages }, (_, page) => ({
      address: (400 - page) * 0x1000,
      pages: 1,
    }));
    const bytes = descriptorOf(sender, constituents);
    w.a.write(0, bytes.subarray(0, 4096));
    const first = w.a.call(FFA.MEM_SHARE, bytes.length, Math.min(bytes.length, 4096));
    if (bytes.length <= 4096) return first;
    w.a.write(0, bytes.subarray(4096));
    return w.a.call(FFA.MEM_FRAG_TX, first.words[1]!, first.words[2]!, bytes.length - 4096);
  }

  it.each<[string, number, string]>([
    ['lends', FFA.MEM_LEND, 'FFA_SUCCESS_32'],
    ['does not donate', FFA.MEM_DONATE, 'NOT_SUPPORTED call/unknown-function register w0'],
  ])('%s', (_, id, verdict) => {
    const w = hosted();
    const bytes = descriptorOf(0, [{ address: 0x2000, pages: 1 }], 0);
    w.a.write(0, bytes);

    expect(w.a.call(id, bytes.length, bytes.length).verdict).toBe(verdict);
  });

  it('takes no call before a version', () => {
    const w = world({ mediator: { profile: PKVM_MEDIATOR } });
    w.board.boot();

    expect(w.a.call(FFA.ID_GET).verdict).toBe('INVALID_PARAMETERS mediator/no-version');
  });

  it('settles the version with the first FFA_VERSION, on the lower of both, and answers that', () => {
    const w = world({ mediator: { profile: PKVM_MEDIATOR } });
    w.board.boot();

    expect(w.a.call(FFA.VERSION, 0x1_0001).words[0]).toBe(0x1_0001);
    expect(w.a.call(FFA.VERSION, 0x1_0000).verdict).toBe('NOT_SUPPORTED version/locked register w1');
    expect(w.a.call(FFA.VERSION, 0x1_0003).words[0]).toBe(0x1_0001);
    expect(w.a.call(FFA.VERSION, 0x1_0001).words[0]).toBe(0x1_0001);
    expect(w.board.hypervisor!.mediator.state.endpoints.version[1]).toBe(0x1_0001);
  });

  it.each<[string, number]>([
    ['FFA_RXTX_MAP', FFA.RXTX_MAP],
    ['FFA_CONSOLE_LOG', 0x8400_008a],
  ])('has %s in its 64-bit form only', (_, id) => {
    const w = hosted();

    expect(w.a.call(id).verdict).toBe('NOT_SUPPORTED call/unknown-function register w0');
    expect(w.a.call(FFA.FEATURES, id).verdict).toBe('NOT_SUPPORTED info/unknown-feature register w1');
    expect(w.a.call(FFA.FEATURES, id + 0x4000_0000).verdict).toBe('FFA_SUCCESS_32');
  });

  it('serves a host that is called 0, and no other guest', () => {
    const w = hosted();

    expect(w.a.call(FFA.ID_GET).words[2]).toBe(0);
    expect(share(w, 1).verdict).toBe('INVALID_PARAMETERS send/sender bytes 0+2');
    expect(share(w, 0).verdict).toBe('FFA_SUCCESS_32');
    expect(w.b.call(FFA.VERSION, 0x1_0002).verdict).toBe('NOT_SUPPORTED mediator/off');
  });

  it('passes requests of 0 on, and their answers back', () => {
    const w = hosted();

    w.a.call(FFA.DIRECT_REQ, VAULT_ID, 0, 11);
    expect(w.vault.received().words.slice(0, 4)).toEqual([FFA.DIRECT_REQ, 0x1_8001, 0, 11]);
    w.vault.call(FFA.DIRECT_RESP, 0x8001_0001, 0, 12);

    expect(w.a.received().words.slice(0, 4)).toEqual([FFA.DIRECT_RESP, 0x8001_0000, 0, 12]);
  });

  it('tells the secure world neither of its host nor of the buffers of that', () => {
    const w = hosted();
    w.board.abort('a');

    const asked = new Set(w.calls('hypervisor').map(({ in: frame }) => frame[0]));
    expect(asked.has(FFA.DIRECT_REQ)).toBe(false);
    expect(asked.has(FFA.NOTIFICATION_BITMAP_CREATE)).toBe(false);
    expect(asked.has(FFA.NOTIFICATION_GET)).toBe(false);
    expect(asked.has(FFA.NOTIFICATION_BITMAP_DESTROY)).toBe(false);
    expect(w.calls('hypervisor').filter(({ in: frame }) => frame[0] === FFA.RXTX_MAP_64)).toHaveLength(1);
  });

  const WHOLE = [RETRIEVE_REQ_64, FFA.RX_RELEASE, FFA.MEM_RECLAIM];
  const IN_TWO = [RETRIEVE_REQ_64, FFA.RX_RELEASE, FFA.MEM_FRAG_RX, FFA.RX_RELEASE, FFA.MEM_RECLAIM];
  it.each([
    ['a page', 1, WHOLE],
    ['as many runs as fit one fragment', 250, WHOLE],
    ['one more', 251, IN_TWO],
  ])('has the manager describe %s before it asks for the memory', (_, pages, calls) => {
    const w = hosted();
    const { words } = share(w, 0, pages);
    w.events.length = 0;

    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).verdict).toBe('FFA_SUCCESS_32');

    expect(w.calls('hypervisor').map(({ in: frame }) => frame[0])).toEqual(calls);
    expect([...w.calls('hypervisor')[0]!.in.subarray(2, 6)]).toEqual([48, 0, 48, 0]);
  });

  it('passes on what the manager refuses to describe', () => {
    const w = hosted();
    const { words } = share(w);
    w.lie([FFA.ERROR, 0, -6]);

    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).words.slice(0, 3)).toEqual([
      FFA.ERROR,
      0,
      0xffff_fffa,
    ]);
    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).verdict).toBe('FFA_SUCCESS_32');
  });

  it.each<[string, readonly number[]]>([
    ['success', [FFA.SUCCESS]],
    ['a description of nothing', [FFA.MEM_RETRIEVE_RESP, 0, 0]],
    ['QG7: more than it was sent', [FFA.MEM_RETRIEVE_RESP, 4096, 112]],
    ['a fragment longer than all of it', [FFA.MEM_RETRIEVE_RESP, 112, 4096]],
    ['other bytes than those of the memory', [FFA.MEM_RETRIEVE_RESP, 112, 112]],
  ])('QG5: takes nothing back from a manager that answers %s', (_, answer) => {
    const w = hosted();
    const { words } = share(w);
    w.lie(answer);

    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).verdict).toBe('ABORTED mediator/manager-answer');
    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).verdict).toBe('FFA_SUCCESS_32');
  });
});

describe('gunyah', () => {
  const GUNYAH = { mediator: { profile: GUNYAH_MEDIATOR } };
  const ZERO = 1;

  function started(): World {
    const w = world(GUNYAH);
    w.started();
    return w;
  }

  /** Sends a page as guest a. */
  function send(
    w: World,
    id: number,
    constituents: readonly Constituent[] = [{ address: 0x2000, pages: 1 }],
  ): Answer {
    const bytes = descriptorOf(1, constituents, id === FFA.MEM_SHARE ? 0x2f : 0);
    w.a.write(0, bytes);
    return w.a.call(id, bytes.length, bytes.length);
  }

  it.each<[string, number, readonly number[], string]>([
    ['lends', FFA.MEM_LEND, [VAULT_ID], 'FFA_SUCCESS_32'],
    ['does not donate', FFA.MEM_DONATE, [VAULT_ID], 'NOT_SUPPORTED call/unknown-function register w0'],
    [
      'has guests that do not meet',
      FFA.MEM_SHARE,
      [2],
      'INVALID_PARAMETERS send/normal-world-only bytes 48+2',
    ],
  ])('%s', (_, id, to, verdict) => {
    expect(sendAs(GUNYAH_MEDIATOR, id, to).verdict).toBe(verdict);
  });

  it.each<[string, number]>([
    ['FFA_MSG_SEND2', 0x8400_0086],
    ['FFA_MEM_RETRIEVE_REQ', FFA.MEM_RETRIEVE_REQ],
    ['FFA_MEM_RELINQUISH', FFA.MEM_RELINQUISH],
    ['FFA_MEM_FRAG_RX', FFA.MEM_FRAG_RX],
  ])('has no %s', (_, id) => {
    const w = started();

    expect(w.a.call(id).verdict).toBe('NOT_SUPPORTED call/unknown-function register w0');
    expect(w.a.call(FFA.FEATURES, id).verdict).toBe('NOT_SUPPORTED info/unknown-feature register w1');
  });

  it.each<[string, number]>([
    ['FFA_MEM_RETRIEVE_REQ', FFA.MEM_RETRIEVE_REQ],
    ['FFA_MEM_RELINQUISH', FFA.MEM_RELINQUISH],
    ['FFA_MEM_FRAG_RX', FFA.MEM_FRAG_RX],
  ])('has no %s where its guests are let meet either', (_, id) => {
    const deviations = [{ rule: 'send/normal-world-only', enforced: false, source: 'this test' }];
    const w = world({ mediator: { profile: { ...GUNYAH_MEDIATOR, deviations } } }).started();

    expect(w.a.call(id).verdict).toBe('NOT_SUPPORTED call/unknown-function register w0');
  });

  it('NOT_SUPPORTED: a buffer other than TX', () => {
    expect(started().a.call(FFA.MEM_SHARE, 112, 112, 0x2000, 1).verdict).toBe(
      'NOT_SUPPORTED send/dynamic-buffer register w3',
    );
  });

  it('DENIED: more shares than the limit', () => {
    const limits = { transactionsPerEndpoint: 1 };
    const w = world({ mediator: { profile: GUNYAH_MEDIATOR, limits } }).started();

    expect(send(w, FFA.MEM_SHARE).verdict).toBe('FFA_SUCCESS_32');
    expect(send(w, FFA.MEM_SHARE, [{ address: 0x3000, pages: 1 }]).verdict).toBe(
      'DENIED send/transaction-quota',
    );
  });

  it('lets a guest change its version at any time, and refuses what it does not speak', () => {
    const w = started();
    const { version } = w.board.hypervisor!.mediator.state.endpoints;
    w.a.call(FFA.ID_GET);

    w.a.call(FFA.VERSION, 0x1_0001);
    expect(version[1]).toBe(0x1_0001);
    w.a.call(FFA.VERSION, 0x1_0003);
    expect(version[1]).toBe(0x1_0003);
    w.a.call(FFA.VERSION, 0x1_0002);
    expect(version[1]).toBe(0x1_0002);
    expect(w.a.call(FFA.VERSION, 0x1_0009).verdict).toBe('NOT_SUPPORTED version/minor register w1');
    expect(w.a.call(FFA.VERSION, 0x2_0000).verdict).toBe('NOT_SUPPORTED version/major register w1');
    expect(version[1]).toBe(0x1_0002);
  });

  it('keeps buffers of one page, and does not tell the manager of them', () => {
    const w = world(GUNYAH);
    w.board.boot();
    w.a.call(FFA.VERSION, 0x1_0002);
    w.events.length = 0;

    expect(w.a.call(FFA.RXTX_MAP, 0, 0x2000, 2).verdict).toContain('INVALID_PARAMETERS');
    expect(w.a.call(FFA.PARTITION_INFO_GET).verdict).toBe('BUSY mediator/no-rx');
    expect(w.a.map().verdict).toBe('FFA_SUCCESS_32');
    expect(w.calls('hypervisor')).toEqual([]);
  });

  it.each<[string, number, string]>([
    ['takes what a page describes to the manager', 248, 'FFA_SUCCESS_32'],
    ['refuses what takes one range more there than here', 249, 'DENIED mediator/scattered'],
  ])('%s', (_, pages, verdict) => {
    const w = world({ ...GUNYAH, change: { a: ROOMY } }).started();

    expect(send(w, FFA.MEM_SHARE, acrossSeam(pages)).verdict).toContain(verdict);
  });

  it('clears what is reclaimed itself, after the manager has given it back', () => {
    const w = started();
    const { words } = send(w, FFA.MEM_LEND);
    w.board.memory.writeBytes(0x4014_2000, Uint8Array.of(1, 2, 3));
    w.events.length = 0;

    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!, ZERO).verdict).toBe('FFA_SUCCESS_32');

    expect(w.calls('hypervisor').map(({ in: frame }) => [frame[0], frame[6]])).toEqual([
      [FFA.MEM_RECLAIM, 0],
    ]);
    expect([...w.a.read(0x2000, 3)]).toEqual([0, 0, 0]);
  });

  it('clears nothing while the manager has not given it back', () => {
    const w = started();
    const { words } = send(w, FFA.MEM_SHARE);
    w.a.write(0x2000, Uint8Array.of(1, 2, 3));
    retrieve(w, words[2]!);

    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!, ZERO).verdict).toContain('DENIED');

    expect([...w.a.read(0x2000, 3)]).toEqual([1, 2, 3]);
  });

  it('does not clear for who may only read', () => {
    const w = world({
      ...GUNYAH,
      change: {
        a: {
          memory: [
            { at: 0, base: A_LOW, pages: 4 },
            { at: 0x4000, base: A_LOW + 0x4000, pages: 1, rights: 1 },
          ],
        },
      },
    }).started();
    const receivers = [receiverOf({ endpoint: VAULT_ID, permissions: 1 })];
    const common = { sender: 1, attributes: 0x2f, flags: 0, handle: 0n, tag: 0n };
    const composite = { constituents: [{ address: 0x4000, pages: 1 }] };
    const bytes = encodeTransaction({ ...common, receivers, composite }, 0x1_0002);
    w.a.write(0, bytes);
    const { words, verdict } = w.a.call(FFA.MEM_SHARE, bytes.length, bytes.length);

    expect(verdict).toBe('FFA_SUCCESS_32');
    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!, ZERO).verdict).toBe(
      'DENIED reclaim/zero-read-only register w3',
    );
    expect(w.a.call(FFA.MEM_RECLAIM, words[2]!, words[3]!).verdict).toBe('FFA_SUCCESS_32');
  });

  it('sends no direct request from guest to guest', () => {
    const w = started();

    expect(w.a.call(FFA.DIRECT_REQ, 0x1_0002).verdict).toMatch(/^INVALID_PARAMETERS mediator\/not-secure/);
  });
});
