import { describe, expect, test } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { joined, obstacles, type PlanOptions, planSend, scattered } from '../../src/core/decode/plan.ts';

const options = (pages: number, change: Partial<PlanOptions> = {}): PlanOptions => ({
  constituents: scattered(pages, 1),
  version: VERSION_1_2,
  txBytes: 4096,
  receivers: 1,
  ...change,
});

describe('a plan', () => {
  // The first page holds 252, 251 or 250 constituents beside the head, every further one 256.
  test.each([
    ['1.0', VERSION_1_0, 252, 64],
    ['1.1', VERSION_1_1, 251, 80],
    ['1.2', VERSION_1_2, 250, 96],
  ])('of FF-A %s fills the first buffer and goes on', (_, version, room, head) => {
    const plan = planSend(options(room + 256 + 1, { version }));
    expect(plan.length).toBe(head + (room + 257) * 16);
    expect(plan.calls).toEqual([
      { function: 'FFA_MEM_SHARE', offset: 0, length: head + room * 16, first: 0, count: room },
      { function: 'FFA_MEM_FRAG_TX', offset: head + room * 16, length: 4096, first: room, count: 256 },
      {
        function: 'FFA_MEM_FRAG_TX',
        offset: head + room * 16 + 4096,
        length: 16,
        first: room + 256,
        count: 1,
      },
    ]);
  });

  test('of a gigabyte of scattered pages takes 1,025 calls', () => {
    expect(planSend(options(262_144)).calls).toHaveLength(1025);
  });

  test.each([
    ['4 KiB', 1, 64],
    ['16 KiB', 4, 16],
    ['64 KiB', 16, 4],
  ])('of a kernel with pages of %s has a constituent for each', (_, granule, count) => {
    const constituents = scattered(64, granule);
    expect(constituents).toHaveLength(count);
    expect(planSend(options(0, { constituents })).pages).toBe(64);
  });

  test('cannot be made when the receivers alone fill TX', () => {
    expect(() => planSend(options(1, { receivers: 128 }))).toThrow(RangeError);
  });
});

test('neighbours are joined in their order, others are not', () => {
  const at = (address: number, pages: number) => ({ address, pages });
  expect(joined([at(0x1000, 1), at(0x2000, 2), at(0x5000, 1), at(0x4000, 1)])).toEqual([
    at(0x1000, 3),
    at(0x5000, 1),
    at(0x4000, 1),
  ]);
});

describe('managers', () => {
  test.each<[string, PlanOptions, Readonly<Record<string, string>>]>([
    ['one page: everybody', options(1), {}],
    ['two fragments: no mediator that wants it whole', options(251), { xen: 'send/whole' }],
    [
      'two receivers',
      options(1, { receivers: 2 }),
      { xen: 'descriptor/receiver-count-max', pkvm: 'descriptor/receiver-count-max' },
    ],
    [
      'a run of more pages than a mediator takes',
      options(0, { constituents: [{ address: 0, pages: 257 }] }),
      { xen: 'send/page-count-max' },
    ],
  ])('%s', (_, wanted, expected) => {
    const refused = obstacles(planSend(wanted), wanted).flatMap(({ profile, rule }) =>
      rule === undefined ? [] : [[profile.name, rule.id]],
    );
    expect(Object.fromEntries(refused)).toEqual(expected);
  });
});
