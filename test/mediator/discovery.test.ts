/** What guests find: the mediator asks the manager once, filters, and describes in the guest's version. */

import { describe, expect, it } from 'vitest';
import { MEDIATOR, XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { dump } from '../abi/support.ts';
import { FFA } from '../spmc/support/ids.ts';
import { VAULT_UUID, world } from './world.ts';

/** The bits that a caller of the normal world is told of: receives requests, indirect messages, notifications, requests 2. */
const VAULT_LINE = '01 80 01 00 0d 02 00 00';
const NOTARY_LINE = '02 80 01 00 01 00 00 00';
const VAULT_SERVICE = '37 8d ae dc f0 6b 44 46 83 14 40 ab 93 3c 87 a3';
const NIL = '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00';

function listed(guest: 'a' | 'b', version: number, options: Parameters<typeof world>[0] = {}) {
  const w = world(options).started(version);
  const { words } = w[guest].call(FFA.PARTITION_INFO_GET);
  return { w, words, rows: dump(w[guest].read(0x1000, 96)).join(' ') };
}

describe('FFA_PARTITION_INFO_GET', () => {
  it('in FF-A 1.0 describes in 8 bytes, and states no size', () => {
    const { words, rows } = listed('a', 0x1_0000);

    expect(words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, 3, 0]);
    // Of guests, those that speak FF-A; with the three properties that FF-A 1.0 knows.
    expect(rows.slice(0, 71)).toBe('01 80 01 00 05 00 00 00 02 80 01 00 01 00 00 00 02 00 01 00 06 00 00 00');
    expect(rows.slice(72)).toMatch(/^(00 ?)+$/);
  });

  it.each([
    ['1.1', 0x1_0001],
    ['1.2', 0x1_0002],
  ])('in FF-A %s describes in 24 bytes', (_, version) => {
    const { words, rows } = listed('b', version);

    expect(words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, 3, 24]);
    expect(rows.slice(0, 215)).toBe(
      [VAULT_LINE, VAULT_SERVICE, NOTARY_LINE, NIL, '01 00 02 00 0e 01 00 00', NIL].join(' '),
    );
  });

  it('leaves out the UUID that was asked for, and lists no guest then', () => {
    const { a } = world().started();

    const { words } = a.call(FFA.PARTITION_INFO_GET, ...VAULT_UUID);

    expect(words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, 1, 24]);
    expect(dump(a.read(0x1000, 24)).join(' ')).toBe(`${VAULT_LINE} ${NIL}`);
  });

  it.each([
    ['a UUID that nobody has', [1, 2, 3, 4, 0], 'INVALID_PARAMETERS info/unknown-uuid register w1'],
    ['a flag that is reserved', [0, 0, 0, 0, 2], 'INVALID_PARAMETERS info/flags register w5'],
  ])('%s is refused, and RX stays free', (_, args, verdict) => {
    const { a } = world().started();

    expect(a.call(FFA.PARTITION_INFO_GET, ...args).verdict).toBe(verdict);

    expect(a.call(FFA.PARTITION_INFO_GET).verdict).toBe('FFA_SUCCESS_32');
  });

  it('QG16: counts without a buffer', () => {
    const w = world();
    w.board.boot();
    w.a.call(FFA.VERSION, 0x1_0002);

    expect(w.a.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, 2, 0]);
    expect(w.a.call(FFA.PARTITION_INFO_GET).verdict).toBe('DENIED mediator/no-rx');
  });

  it('R4: with RX that is not released is BUSY', () => {
    const { a } = world().started();
    a.call(FFA.PARTITION_INFO_GET);

    expect(a.call(FFA.PARTITION_INFO_GET).verdict).toBe('BUSY mediator/rx-busy');

    a.call(FFA.RX_RELEASE);
    expect(a.call(FFA.PARTITION_INFO_GET).verdict).toBe('FFA_SUCCESS_32');
  });

  it('E21: that is refused after RX was acquired gives it back to the manager', () => {
    const uuids = Array.from({ length: 62 }, (_, index) => [7, 0, 0, index] as const);
    const w = world({ change: { notary: { uuids } } });
    w.board.boot();
    w.a.call(FFA.VERSION, 0x1_0003);
    w.a.map();

    // 63 descriptions of 48 bytes fit a page; one more guest does not make it too long, so RX is taken away instead.
    w.board.memory.withdraw(0x4_0141, true);
    expect(w.a.call(FFA.PARTITION_INFO_GET).verdict).toBe('ABORTED info/rx-inaccessible');
    w.board.memory.withdraw(0x4_0141, false);

    expect(w.a.call(FFA.PARTITION_INFO_GET).verdict).toBe('FFA_SUCCESS_32');
  });

  it('lists guests as soon as their version is final, and no guest without FF-A', () => {
    const w = world();
    w.board.boot();
    w.a.call(FFA.VERSION, 0x1_0002);
    w.b.call(FFA.VERSION, 0x1_0002);
    const count = () => w.a.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).words[2];

    expect(count()).toBe(2);
    w.b.call(FFA.ID_GET);
    expect(count()).toBe(3);
  });
});

describe('the limit on descriptions that are kept', () => {
  it.each([
    ['as many as there are', 2, 'FFA_SUCCESS_32'],
    ['one less: nobody is behind', 1, 'INVALID_PARAMETERS info/unknown-uuid register w1'],
  ])('%s', (_, discovered, verdict) => {
    const w = world({ mediator: { limits: { discovered } } });
    w.board.boot();
    w.a.call(FFA.VERSION, 0x1_0002);

    expect(w.a.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).verdict).toBe(verdict);
  });
});

describe('FFA_PARTITION_INFO_GET_REGS', () => {
  it('answers in registers, with a tag that changes with the list', () => {
    const { a, b, board } = world().started();
    const first = a.call(FFA.PARTITION_INFO_GET_REGS);

    // Index 2 is the last of 0 to 2; descriptions of 24 bytes; both guests have come since the start.
    expect([...first.frame.subarray(0, 8)]).toEqual([
      FFA.SUCCESS_64,
      0,
      0,
      0,
      0x2_0002,
      0x18_0002,
      0x1_8001,
      0x20d,
    ]);
    expect(a.call(FFA.PARTITION_INFO_GET_REGS, 0, 0, 0x2_0001).verdict).toBe('FFA_SUCCESS_64');

    board.abort(b.name);

    expect(a.call(FFA.PARTITION_INFO_GET_REGS, 0, 0, 0x2_0001).verdict).toBe('RETRY info/tag register w3');
  });

  it.each([
    ['index 0 with a tag', 0x1_0000, 'RETRY info/tag register w3'],
    ['an index behind the end', 0x2_0003, 'INVALID_PARAMETERS info/start-index register w3'],
  ])('%s is refused', (_, w3, verdict) => {
    const { a } = world().started();

    expect(a.call(FFA.PARTITION_INFO_GET_REGS, 0, 0, w3).verdict).toBe(verdict);
  });
});

describe('Xen', () => {
  it.each([
    ['lists the caller behind the secure partitions from FF-A 1.2 on', 0x1_0002, 3],
    ['leaves the caller out before', 0x1_0001, 2],
  ])('%s, and no other guest', (_, version, count) => {
    const { words, rows } = listed('b', version, { mediator: { profile: XEN_MEDIATOR } });

    expect(words[2]).toBe(count);
    expect(rows.slice(144, 155)).toBe(count === 3 ? '02 00 01 00' : '00 00 00 00');
  });
});

describe('the manager behind is asked before anything is offered', () => {
  it('FFA_FEATURES and the calls agree, function by function', () => {
    const { a } = world().started();
    const called = Object.entries(FFA).filter(([name]) => !['RXTX_UNMAP', 'VERSION'].includes(name));

    for (const [name, id] of called) {
      const offered = a.call(FFA.FEATURES, id, 2).words[0] === FFA.SUCCESS;
      const answers = ['ERROR', 'SUCCESS', 'SUCCESS_64', 'INTERRUPT', 'MEM_RETRIEVE_RESP'].includes(name);
      const unknown = /call\/(unknown-function|not-for-caller|later-version)/.test(a.call(id).verdict);
      expect(`${name} ${offered}`).toBe(`${name} ${answers || !unknown}`);
    }
  });

  it.each<[string, readonly number[]]>([
    ['NOT_SUPPORTED', [0xffff_ffff]],
    ['another major version', [0x2_0000]],
    ['FF-A 1.0', [0x1_0000]],
    ['garbage', [0x8400_0062]],
  ])('one that answers FFA_VERSION with %s is none: guests have each other only', (_, answer) => {
    const w = world();
    w.lie(answer);
    w.started();

    expect(w.a.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).words[2]).toBe(1);
    expect(w.a.call(FFA.FEATURES, FFA.SPM_ID_GET).verdict).toBe(
      'NOT_SUPPORTED info/unknown-feature register w1',
    );
    expect(w.calls('hypervisor')).toEqual([]);
  });

  it.each([
    ['as many descriptions as are kept', 63, 65],
    ['one more: the list is not taken', 64, 1],
  ])('%s', (_, services, found) => {
    const uuids = Array.from({ length: services - 1 }, (_each, index) => [7, 0, 0, index] as const);
    const w = world({ change: { notary: { uuids } } });
    w.started();

    expect(w.a.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).words[2]).toBe(found === 1 ? 1 : services + 1);
  });
});

it('what guests may do with each other is not offered where they may not meet', () => {
  const w = world({ mediator: { profile: { ...MEDIATOR, deviations: [] } } }).started();

  for (const id of [FFA.MEM_RETRIEVE_REQ, FFA.MEM_RELINQUISH, FFA.MEM_FRAG_RX])
    expect(w.a.call(id).verdict).toBe('NOT_SUPPORTED call/unknown-function register w0');
  expect(w.a.call(FFA.FEATURES, FFA.MEM_SHARE).verdict).toBe('FFA_SUCCESS_32');
});
