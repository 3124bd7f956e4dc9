/** What files mean that leave out all that can be left out, and what they mean when they do not. */

import { expect, test } from 'vitest';
import { PROPERTY_DIRECT_RECEIVE, PROPERTY_DIRECT_SEND } from '../../src/core/abi/bits.ts';
import { NIL_UUID, parseUuid } from '../../src/core/abi/uuid.ts';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { scenarioOf, withSteps } from './support.ts';

test('the least there is', async () => {
  expect(await scenarioOf('memory: {}\npartitions: {}\n')).toEqual({
    machine: { profile: SPEC, limits: {}, memory: [], partitions: [], vms: [] },
    steps: [],
  });
});

test('a region by default is normal memory of the normal world', async () => {
  const { machine } = await scenarioOf('memory: { dram: { base: 0x1000, size: 8K } }\npartitions: {}\n');
  expect(machine.memory).toEqual([{ name: 'dram', base: 0x1000, pages: 2, secure: false, device: false }]);
});

test('a partition by default', async () => {
  const { machine } = await scenarioOf('memory: {}\npartitions: { os: { id: 1 } }\n');
  expect(machine.partitions).toEqual([
    {
      name: 'os',
      id: 1,
      level: 'NS-EL1',
      version: VERSION_1_2,
      properties: PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND,
      uuids: [NIL_UUID],
      contexts: 1,
      bootOrder: 0xffff,
      memory: [],
    },
  ]);
});

test.each([
  [0, 'NS-EL2'],
  [1, 'NS-EL1'],
  [0x7fff, 'NS-EL1'],
  [0x8001, 'S-EL1'],
])('partition %i runs at %s', async (id, level) => {
  const { machine } = await scenarioOf(`memory: {}\npartitions: { it: { id: ${id} } }\n`);
  expect(machine.partitions[0]!.level).toBe(level);
});

test('everything said', async () => {
  const scenario = await scenarioOf(`
about: All keys at once.
limits: { receivers: 2, retrievals: 3 }
memory:
  dram: { base: 0x40000000, size: 1M }
  secret: { base: 0x0e000000, size: 1M, secure: true }
  uart: { base: 0x09000000, size: 4K, device: true }
partitions:
  notary:
    id: 0x8002
    level: S-EL0
    version: 1.1
    properties: [receives-direct]
    uuids: [b4b5671e-4a90-4fe1-b81f-fb13dae1dacb]
    contexts: 4
    memory:
      - { base: 0x0e000000, at: 0x1000, size: 64K, rights: RW }
      - { base: 0x09000000, size: 4K }
    borrowing: { at: 0x80000000, size: 1M }
    buffers: { tx: 0x1000, rx: 0x3000, pages: 2 }
vms:
  guest:
    vmid: 0x80
    running: false
    labels: [7]
    memory: [{ base: 0x40000000, at: 0x10000000, size: 4K, rights: RW }]
    borrowing: { at: 0x80000000, size: 1M }
initialising: [notary]
steps:
  - { by: notary, vcpu: 3, do: start, version: "1.1", buffers: none, note: Soon. }
`);
  expect(scenario).toEqual({
    about: 'All keys at once.',
    machine: {
      profile: SPEC,
      limits: { receivers: 2, retrievals: 3 },
      memory: [
        { name: 'dram', base: 0x4000_0000, pages: 256, secure: false, device: false },
        { name: 'secret', base: 0x0e00_0000, pages: 256, secure: true, device: false },
        { name: 'uart', base: 0x0900_0000, pages: 1, secure: false, device: true },
      ],
      partitions: [
        {
          name: 'notary',
          id: 0x8002,
          level: 'S-EL0',
          version: VERSION_1_1,
          properties: PROPERTY_DIRECT_RECEIVE,
          uuids: [parseUuid('b4b5671e-4a90-4fe1-b81f-fb13dae1dacb')],
          contexts: 4,
          bootOrder: 0xffff,
          memory: [
            { base: 0x0e00_0000, at: 0x1000, pages: 16, rights: READ | WRITE },
            { base: 0x0900_0000, at: 0x0900_0000, pages: 1, rights: READ | WRITE | EXECUTE },
          ],
          borrowing: { at: 0x8000_0000, pages: 256 },
          buffers: { tx: 0x1000, rx: 0x3000, pages: 2 },
        },
      ],
      vms: [
        {
          name: 'guest',
          vmid: 0x80,
          running: false,
          labels: [7],
          memory: [{ base: 0x4000_0000, at: 0x1000_0000, pages: 1, rights: READ | WRITE }],
          borrowing: { at: 0x8000_0000, pages: 256 },
        },
      ],
    },
    initialising: ['notary'],
    steps: [
      {
        by: 'notary',
        vcpu: 3,
        act: { verb: 'start', version: VERSION_1_1, buffers: 'none' },
        note: 'Soon.',
      },
    ],
  });
});

test.each([
  ['refused: reclaim/held', { refused: 'reclaim/held' }],
  ['refused: { rule: reclaim/held }', { refused: 'reclaim/held' }],
  ['refused: { status: DENIED }', { status: 'DENIED' }],
  ['refused: { bytes: 24+4 }', { bytes: { offset: 24, length: 4 } }],
  ['refused: { register: 3 }', { register: 3 }],
  ['faults: permission', { fault: 'permission' }],
])('%s', async (text, expected) => {
  const { steps } = await scenarioOf(withSteps(`- { by: os, do: reclaim, handle: 1, ${text} }`));
  expect(steps).toEqual([{ by: 'os', act: { verb: 'reclaim', handle: 1n }, expect: expected }]);
});

test('what no partition does, nobody does', async () => {
  const { steps } = await scenarioOf(withSteps('- { do: check, page: 0x40000000, owner: "", note: Free. }'));
  expect(steps).toEqual([{ by: '', act: { verb: 'check', page: 0x4000_0000, owner: '' }, note: 'Free.' }]);
});

test('steps have the lines they start in', async () => {
  const text = withSteps(
    '- { by: os, do: start }\n\n# Later\n- by: os\n  do: unmap\n- { by: os, do: start }',
  );
  expect(await readMachine(text, 'machine.yaml')).toMatchObject({ ok: true, lines: [4, 7, 9] });
});
