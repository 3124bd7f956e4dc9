/** What the hypervisor finds out about the manager behind before there are guests. */

import { describe, expect, it } from 'vitest';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { type Profile, SPEC } from '../../src/core/rules/profile.ts';
import { MEDIATOR, PKVM_MEDIATOR, XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { HYPERVISOR, VAULT, VAULT_ID, type World, world } from './world.ts';

const EVERYBODY = ['hypervisor', 'a', 'b', 'bare', 'vault', 'notary'];

/** A manager that speaks no newer version than this one. */
function speaking(version: number, mediator: Profile): World {
  return world({
    mediator: { profile: mediator },
    profile: { ...SPEC, speaks: { version, source: 'this test' } },
    change: Object.fromEntries(EVERYBODY.map((name) => [name, { version: Math.min(version, 0x1_0002) }])),
  });
}

/** The first arguments of the hypervisor's calls of a function. */
function asked(w: World, id: number): readonly number[] {
  return w.calls('hypervisor').flatMap(({ in: frame }) => (frame[0] === id ? [frame[2]!] : []));
}

/** Whether the guests are offered what only a manager has. */
function isBehind(w: World): boolean {
  w.a.call(FFA.VERSION, 0x1_0002);
  return w.a.call(FFA.FEATURES, FFA.SPM_ID_GET).verdict === 'FFA_SUCCESS_32';
}

describe('the older of the two versions is spoken', () => {
  it.each<[string, Profile, number, readonly number[], number]>([
    ['both 1.3: asked for once', MEDIATOR, 0x1_0003, [0x1_0003], 0x1_0003],
    ['a newer manager', XEN_MEDIATOR, 0x1_0003, [0x1_0002], 0x1_0002],
    ['an older manager, which has to hear so', MEDIATOR, 0x1_0002, [0x1_0003, 0x1_0002], 0x1_0002],
    ['the oldest that is understood', MEDIATOR, 0x1_0001, [0x1_0003, 0x1_0001], 0x1_0001],
  ])('%s', (_, profile, version, versions, spoken) => {
    const w = speaking(version, profile);

    w.board.boot();

    expect(asked(w, FFA.VERSION)).toEqual(versions);
    expect(w.board.hypervisor!.mediator.state.behind.version).toBe(spoken);
  });
});

describe('there is no manager behind', () => {
  it.each<[string, readonly (readonly number[])[]]>([
    ['FF-A 1.0, and stays with it', [[0x1_0000], [0x1_0000]]],
    ['a version above 2^31', [[0x8001_0003]]],
    ['one version, and then another', [[0x1_0002], [0x1_0001]]],
  ])('that answers %s', (_, answers) => {
    const w = world();
    for (const answer of answers) w.lie(answer);

    w.board.boot();

    expect(isBehind(w)).toBe(false);
  });

  it('that refuses the hypervisor its buffers', () => {
    expect(isBehind(answering(FFA.RXTX_MAP_64, [FFA.ERROR, 0, -2]))).toBe(false);
  });

  it.each<[string, readonly number[]]>([
    ['descriptions of 8 bytes', [FFA.SUCCESS, 0, 2, 8]],
    ['more than a page', [FFA.SUCCESS, 0, 33, 128]],
    ['more descriptions than are kept', [FFA.SUCCESS, 0, 64, 24]],
    ['garbage', [FFA.INTERRUPT, 0, 2, 24]],
  ])('that lists %s', (_, answer) => {
    const w = answering(FFA.PARTITION_INFO_GET, answer);

    expect(isBehind(w)).toBe(false);
    expect(w.a.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).verdict).toMatch(/info\/unknown-uuid/);
  });

  it('where the list cannot be read', () => {
    const w = world();
    w.alter(FFA.PARTITION_INFO_GET, () => w.board.memory.withdraw((HYPERVISOR + 0x1000) / 0x1000, true));

    w.board.boot();

    expect(isBehind(w)).toBe(false);
  });

  it('so it is not asked for notifications, which guests have of each other all the same', () => {
    const w = world();
    w.lie([0xffff_ffff]);
    w.started();

    expect(w.b.call(FFA.NOTIFICATION_GET, 2, 0xf).verdict).toBe('FFA_SUCCESS_32');

    expect(w.calls('hypervisor')).toEqual([]);
  });
});

describe('there is one', () => {
  it('that lists nobody', () => {
    const w = answering(FFA.PARTITION_INFO_GET, [FFA.ERROR, 0, -2]);

    expect(isBehind(w)).toBe(true);
    expect(w.a.call(FFA.PARTITION_INFO_GET, 0, 0, 0, 0, 1).verdict).toMatch(/info\/unknown-uuid/);
  });

  it('whose list fills a page', () => {
    expect(isBehind(answering(FFA.PARTITION_INFO_GET, [FFA.SUCCESS, 0, 32, 128]))).toBe(true);
  });

  it('that lists a VM, which is none of its partitions', () => {
    const w = world();
    const list = [0x0001_0005, 0, 0, 0, 0, 0, 0x0001_8007, 0, 0, 0, 0, 0];
    w.board.memory.writeBytes(HYPERVISOR + 0x1000, new Uint8Array(Uint32Array.from(list).buffer));
    w.lie([FFA.SUCCESS, 0, 2, 24], callsBefore(FFA.PARTITION_INFO_GET));

    w.board.boot();

    expect(w.board.hypervisor!.mediator.state.partitions.rows.map(({ endpoint }) => endpoint)).toEqual([
      0x8007,
    ]);
  });
});

it('each function is asked about by its id, and a retrieve as one that knows the NS bit', () => {
  const w = world();

  w.board.boot();

  const inputs = w
    .calls('hypervisor')
    .filter(({ in: frame }) => frame[0] === FFA.FEATURES)
    .map(({ in: frame }) => [frame[2]!, frame[4]!] as const);
  expect(inputs.filter(([, input]) => input !== 0)).toEqual([
    [0x8400_0074, 2],
    [0xc400_0074, 2],
  ]);
  expect(new Set(inputs.map(([id]) => id)).size).toBe(inputs.length);
});

it('a host without guests, and without a host, is mediated, too', () => {
  const board = new Board(
    describeMachine({
      mediator: { profile: PKVM_MEDIATOR },
      memory: [
        { name: 'dram', base: HYPERVISOR, pages: 64 },
        { name: 'secure', base: VAULT, pages: 64, secure: true },
      ],
      partitions: [
        {
          name: 'hypervisor',
          id: 0,
          memory: [{ base: HYPERVISOR, pages: 16 }],
          buffers: { tx: HYPERVISOR, rx: HYPERVISOR + 0x1000, pages: 1 },
        },
        { name: 'vault', id: VAULT_ID, memory: [{ base: VAULT, pages: 64 }] },
      ],
    }),
  );

  board.boot();

  expect(board.hypervisor!.hasGuests).toBe(false);
  expect(board.hypervisor!.mediator.state.behind.version).toBe(0x1_0002);
});

it('a profile that says nothing of mediators is mediated by as usual', () => {
  const w = world({ mediator: { profile: SPEC } }).started();

  expect(w.a.call(FFA.ID_GET).words[2]).toBe(1);
});

/** How many calls the hypervisor makes before the first of this function. */
function callsBefore(id: number): number {
  const w = world();
  w.board.boot();
  return w.calls('hypervisor').findIndex(({ in: frame }) => frame[0] === id);
}

/** A world that has booted, in which the first call of this function was answered so. */
function answering(id: number, answer: readonly number[]): World {
  const w = world();
  w.lie(answer, callsBefore(id));
  w.board.boot();
  return w;
}
