/** FFA_FEATURES says what the dispatcher does. */

import { describe, expect, it } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { VERSIONS } from '../abi/support.ts';
import { FFA, wide } from './support/ids.ts';
import { type ActorName, world } from './support/world.ts';

const EVERY_ID = Array.from({ length: 0x31 }, (_, index) => 0x8400_0060 + index).flatMap((id) => [
  id,
  wide(id),
]);

/** What the manager answers with: reported, because a caller has to understand it, and served to nobody. */
const ANSWERS: readonly number[] = [
  FFA.ERROR,
  FFA.SUCCESS,
  FFA.SUCCESS_64,
  FFA.INTERRUPT,
  FFA.MEM_RETRIEVE_RESP,
];

/** Whether a call is served at all, whatever becomes of it. */
function isServed(caller: ActorName, version: number, id: number): boolean {
  const w = world({ atBoot: true, bufferPages: 0, contexts: 2, versions: { [caller]: version } });
  return !/call\/(unknown-function|later-version|not-for-caller)|permission\/level/.test(
    w[caller].call(id).verdict,
  );
}

describe('QD5: what it reports is served, what it denies is not', () => {
  const callers = (['os', 'vm1', 'sp1', 'user'] as const).flatMap((caller) =>
    [...VERSIONS, ['1.3', VERSION_1_3] as const].map(([name, version]) => [caller, name, version] as const),
  );

  it.each(callers)('to %s in FF-A %s', (caller, _name, version) => {
    const w = world({ atBoot: true, bufferPages: 0, contexts: 2, versions: { [caller]: version } });

    const differing = EVERY_ID.filter((id) => !ANSWERS.includes(id)).filter((id) => {
      const reported = w[caller].call(FFA.FEATURES, id, 2).verdict === 'FFA_SUCCESS_32';
      return reported !== isServed(caller, version, id);
    });

    expect(differing.map((id) => id.toString(16))).toEqual([]);
  });

  /** Ids of 1.2, by what offers them: written out, so that the two cannot be wrong together. */
  const EVERYBODY = [
    0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6d, 0x6f, 0x71, 0x72, 0x73, 0x74, 0x76, 0x77, 0x7a, 0x7b,
    0x7f, 0x80, 0x81, 0x82, 0x85, 0x86, 0x8a,
  ].map((number) => 0x8400_0000 + number);
  const EVERYBODY_64 = [0x66, 0x6f, 0x71, 0x72, 0x73, 0x74, 0x8a, 0x8b, 0x8d].map(
    (number) => 0xc400_0000 + number,
  );
  const HYPERVISOR = [0x8400_007d, 0x8400_007e, 0x8400_0083, 0xc400_0083, 0x8400_0084];
  const PARTITIONS = [0x8400_006b, 0x8400_006c, 0x8400_0070, 0xc400_0070, 0xc400_008e];
  const USERS = [0x8400_0088, 0xc400_0088, 0x8400_0089, 0xc400_0089];
  const SECONDARY_EP_REGISTER = 0xc400_0087;

  it.each([
    ['os', 'with one context', 1, HYPERVISOR],
    ['vm1', 'with one context', 1, []],
    ['sp1', 'with one context', 1, PARTITIONS],
    ['sp1', 'with two contexts', 2, [...PARTITIONS, SECONDARY_EP_REGISTER]],
    ['user', 'with one context', 1, [...PARTITIONS, ...USERS]],
    ['user', 'with two contexts', 2, [...PARTITIONS, ...USERS, SECONDARY_EP_REGISTER]],
  ] as const)('in FF-A 1.2 exactly these functions, to %s %s', (caller, _name, contexts, more) => {
    const w = world({ atBoot: true, bufferPages: 0, contexts });

    const reported = EVERY_ID.filter(
      (id) => w[caller].call(FFA.FEATURES, id, 2).verdict === 'FFA_SUCCESS_32',
    );

    expect(reported.sort()).toEqual([...EVERYBODY, ...EVERYBODY_64, ...ANSWERS, ...more].sort());
  });

  it.each([
    ['os', [0xc400_008f]],
    ['vm1', [0xc400_008f]],
    ['sp1', [0x8400_0090, 0xc400_0090]],
    ['user', [0x8400_0090, 0xc400_0090]],
  ] as const)('in FF-A 1.3 these functions more, to %s', (caller, more) => {
    const [earlier, later] = [VERSION_1_2, VERSION_1_3].map((version) => {
      const w = world({ atBoot: true, bufferPages: 0, versions: { [caller]: version } });
      return EVERY_ID.filter((id) => w[caller].call(FFA.FEATURES, id, 2).verdict === 'FFA_SUCCESS_32');
    });

    expect(later!.filter((id) => !earlier!.includes(id))).toEqual(more);
    expect(earlier!.filter((id) => !later!.includes(id))).toEqual([]);
  });
});

describe('features that are no functions', () => {
  it.each([
    ['notification pending', 1, 'sp1', 5],
    ['notification pending', 1, 'user', undefined],
    ['notification pending', 1, 'os', undefined],
    ['schedule receiver', 2, 'os', 8],
    ['schedule receiver', 2, 'vm1', 8],
    ['schedule receiver', 2, 'sp1', undefined],
    ['managed exit', 3, 'sp1', undefined],
    ['notifications are global', 4, 'vm1', 3],
    ['notifications are global', 4, 'sp1', 3],
    ['notifications are global', 4, 'user', 3],
    ['a number without a meaning', 5, 'sp1', undefined],
    ['more than eight bits', 0x101, 'sp1', undefined],
  ] as const)('%s (%i) to %s: %s', (_name, id, caller, property) => {
    const { verdict, words } = world()[caller].call(FFA.FEATURES, id);

    if (property === undefined) expect(verdict).toBe('NOT_SUPPORTED info/unknown-feature x1');
    else expect(words).toEqual([FFA.SUCCESS, 0, property, 0, 0, 0, 0, 0]);
  });

  it('are asked about without input', () => {
    expect(world().os.call(FFA.FEATURES, 4, 1).verdict).toBe('NOT_SUPPORTED info/feature-input x2');
  });

  it.each([1, 4])('feature %i is not there in FF-A 1.0', (id) => {
    const { sp1 } = world({ versions: { sp1: VERSION_1_0 } });

    expect(sp1.call(FFA.FEATURES, id).verdict).toBe('NOT_SUPPORTED info/unknown-feature x1');
  });
});

describe('properties', () => {
  it.each([
    ['1.0', VERSION_1_0, 0],
    ['1.1', VERSION_1_1, 0],
    ['1.2', 0x1_0002, 0x10_0000],
  ])('FFA_RXTX_MAP in FF-A %s: sizes from 4 KiB, and in 1.2 up to 16 pages', (_name, version, w2) => {
    const { os } = world({ versions: { os: version } });

    expect(os.call(FFA.FEATURES, FFA.RXTX_MAP_64).words).toEqual([FFA.SUCCESS, 0, w2, 0, 0, 0, 0, 0]);
  });

  it('FFA_MEM_RETRIEVE_REQ: NS bit and hypervisor retrieve, no buffers of one’s own', () => {
    const { os } = world();

    expect(os.call(FFA.FEATURES, FFA.MEM_RETRIEVE_REQ, 2).words).toEqual([FFA.SUCCESS, 0, 6, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['a function', FFA.ID_GET],
    ['an answer', FFA.MEM_RETRIEVE_RESP],
  ])('%s without any: zero, whatever is put in', (_name, id) => {
    const { os } = world();

    for (const input of [0, 2])
      expect(os.call(FFA.FEATURES, id, input).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('a caller of FF-A 1.1 that does not understand the NS bit is refused, one of 1.0 is not', () => {
    const { os } = world({ versions: { os: VERSION_1_1 } });
    const old = world({ versions: { os: VERSION_1_0 } });

    expect(os.call(FFA.FEATURES, FFA.MEM_RETRIEVE_REQ).verdict).toBe(
      'NOT_SUPPORTED info/input-properties x2',
    );
    expect(old.os.call(FFA.FEATURES, FFA.MEM_RETRIEVE_REQ).verdict).toBe('FFA_SUCCESS_32');
  });

  it.each([0, 0x73, 0x8400_0200])('feature or function 0x%x is unknown', (id) => {
    expect(world().os.call(FFA.FEATURES, id).verdict).toBe('NOT_SUPPORTED info/unknown-feature x1');
  });
});

it.each([
  ['os', 0],
  ['vm2', 2],
  ['user', 0x8003],
] as const)('%s has id 0x%x', (name, id) => {
  const actor = world()[name];

  expect(actor.call(FFA.ID_GET).words).toEqual([FFA.SUCCESS, 0, id, 0, 0, 0, 0, 0]);
  expect(actor.call(FFA.SPM_ID_GET).words).toEqual([FFA.SUCCESS, 0, 0x8000, 0, 0, 0, 0, 0]);
});
