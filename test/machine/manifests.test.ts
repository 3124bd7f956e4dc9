/** Partitions whose manifest says what they are. */

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import { SUPPORTED_VERSIONS, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { SHARED, SHARED_NAMES } from '../manifest/shared.ts';
import { mistakesOf, scenarioOf } from './support.ts';

/** All memory that the manifests name. */
const MEMORY = `memory:
  secret: { base: 0x06000000, size: 32M, secure: true }
  dram: { base: 0x880000000, size: 1M }
  console: { base: 0x1c0b0000, size: 64K, device: true }
  engine: { base: 0x2b500000, size: 128K, device: true }
`;

async function partitionOf(text: string) {
  const { machine } = await scenarioOf(`${MEMORY}partitions:\n  it: ${text}\n`);
  return machine.partitions[0]!;
}

describe('a kernel of its own, S-EL1', () => {
  test('brings everything from its manifest, buffers included', async () => {
    expect(await partitionOf('{ manifest: vault-1.0.dts }')).toEqual({
      name: 'it',
      id: 0x8003,
      level: 'S-EL1',
      version: VERSION_1_2,
      properties: 0x607,
      uuids: [
        parseUuid('486178e0-e7f8-11e3-bc5e-0002a5d5c51b'),
        parseUuid('00000000-0000-0001-0000-000000000000'),
      ],
      contexts: 8,
      bootOrder: 2,
      memory: [
        { base: 0x0770_0000, at: 0x0770_0000, pages: 1, rights: READ | WRITE },
        { base: 0x064c_0000, at: 0x064c_0000, pages: 1, rights: READ | WRITE },
        { base: 0x8_8000_0000, at: 0x8_8000_0000, pages: 16, rights: READ | WRITE },
        { base: 0x1c0b_0000, at: 0x1c0b_0000, pages: 1, rights: READ | WRITE },
        { base: 0x2b50_0000, at: 0x2b50_0000, pages: 32, rights: READ | WRITE },
      ],
      buffers: { rx: 0x0770_0000, tx: 0x064c_0000, pages: 1 },
    });
  });

  test('has the memory that the file gives, and what of its manifest lies elsewhere', async () => {
    const { memory } = await partitionOf(
      '{ manifest: vault-1.0.dts, memory: [{ base: 0x06480000, size: 1M }] }',
    );
    expect(memory.map(({ base, pages, rights }) => [base, pages, rights])).toEqual([
      [0x0648_0000, 256, READ | WRITE | EXECUTE],
      [0x0770_0000, 1, READ | WRITE],
      [0x8_8000_0000, 16, READ | WRITE],
      [0x1c0b_0000, 1, READ | WRITE],
      [0x2b50_0000, 32, READ | WRITE],
    ]);
  });

  test('says what becomes of it when it aborts, where it supports a life cycle', async () => {
    expect(await partitionOf('{ manifest: phoenix-1.1.dts, id: 0x8001 }')).toMatchObject({
      onAbort: 'restart',
    });
    expect(await partitionOf('{ manifest: vault-1.0.dts }')).not.toHaveProperty('onAbort');
  });

  test('names its image', async () => {
    const image = 'c1f9a6d4-5b70-4e2f-a3c8-1d9e60b7f842';
    expect(await partitionOf('{ manifest: phoenix-1.1.dts, id: 0x8001 }')).toMatchObject({
      imageUuid: parseUuid(image),
    });
    expect(
      await partitionOf(
        '{ manifest: phoenix-1.1.dts, id: 0x8001, image: 00000001-0000-0000-0000-000000000000 }',
      ),
    ).toMatchObject({ imageUuid: [0x0100_0000, 0, 0, 0] });
  });

  test('is what the file says where both speak', async () => {
    const file =
      '{ manifest: vault-1.0.dts, id: 0x8042, level: S-EL0, version: 1.1, properties: 3, contexts: 1, uuids: [378daedc-f06b-4446-8314-40ab933c87a3], buffers: { tx: 0x7700000, rx: 0x64c0000 } }';
    expect(await partitionOf(file)).toMatchObject({
      id: 0x8042,
      level: 'S-EL0',
      version: VERSION_1_1,
      properties: 3,
      contexts: 1,
      uuids: [parseUuid('378daedc-f06b-4446-8314-40ab933c87a3')],
      buffers: { tx: 0x0770_0000, rx: 0x064c_0000, pages: 1 },
    });
  });

  test('maps the buffers of its manifest, and borrows', async () => {
    const scenario = await scenarioOf(`${MEMORY}partitions:
  os: { id: 1, memory: [{ base: 0x880020000, size: 64K }], buffers: { tx: 0x880020000, rx: 0x880021000 } }
  it: { manifest: vault-1.0.dts }
steps:
  - { by: it, do: start }
  - { by: os, do: start }
  - { by: os, do: share, to: { it: RW }, memory: [0x880022000], as: page }
  - { by: it, do: retrieve, handle: page, gives: [0x880022000] }
`);
    expect(runScenario(scenario)).toMatchObject({ ok: true, missed: 0 });
  });
});

describe('no kernel, S-EL0', () => {
  test('has one context, and the methods of its services together', async () => {
    expect(await partitionOf('{ manifest: scribe-1.1.dts, id: 0x8005 }')).toMatchObject({
      id: 0x8005,
      level: 'S-EL0',
      version: VERSION_1_1,
      properties: 0x5,
      uuids: [
        parseUuid('2f8c1d60-93a4-4b7e-8d15-6ac0e94b7f32'),
        parseUuid('2f8c1d60-93a4-4b7e-8d15-6ac0e94b7f33'),
      ],
      contexts: 1,
      memory: [],
    });
  });
});

describe('mistakes', () => {
  test.each([
    [
      'a manifest that is not there',
      '{ id: 0x8001, manifest: none.dts }',
      [
        /^7:31: none\.dts:1:1: cannot read the file: ENOENT.* \[dts\/unreadable\], expected a manifest that loads$/,
      ],
    ],
    [
      'a manifest without an id',
      '{ manifest: scribe-1.1.dts }',
      [/^7:7: it has no id, expected id, its FF-A id$/],
    ],
    [
      'every error of a manifest, with its place there',
      '{ manifest: many-mistakes.dts }',
      [
        /^7:19: many-mistakes\.dts:3:1: .* \[manifest\/property-missing\], expected a number of 8 bits$/,
        /^7:19: many-mistakes\.dts:6:2: .* \[manifest\/uuid-cells\], expected four for each UUID$/,
        /many-mistakes\.dts:7:2: /,
        /many-mistakes\.dts:8:2: /,
        /many-mistakes\.dts:12:2: /,
        /many-mistakes\.dts:13:2: /,
        /many-mistakes\.dts:19:4: /,
        /many-mistakes\.dts:20:4: /,
        /many-mistakes\.dts:21:4: /,
      ],
    ],
  ])('%s', async (_, partition, patterns) => {
    const mistakes = await mistakesOf(`${MEMORY}partitions:\n  it: ${partition}\n`);
    expect(mistakes).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(mistakes[index]).toMatch(pattern);
  });

  test('memory of a manifest that the machine does not have', async () => {
    const machine = 'memory: { secret: { base: 0x06000000, size: 32M, secure: true } }\npartitions:\n';
    const mistakes = await mistakesOf(`${machine}  it: { manifest: vault-1.0.dts }\n`);
    expect(mistakes.map((mistake) => mistake.split(' lies')[0])).toEqual([
      '3:19: it: memory at 0x880000000..0x88000ffff',
      '3:19: it: memory at 0x1c0b0000..0x1c0b0fff',
      '3:19: it: memory at 0x2b500000..0x2b51ffff',
    ]);
  });
});

/** What manifests of platforms name: normal and secure memory, and devices of both worlds. */
const PLATFORM = `memory:
  flash: { base: 0, size: 64M, secure: true }
  secret: { base: 0x06000000, size: 352M, secure: true }
  devices: { base: 0x1c000000, size: 512M, device: true }
  dram: { base: 0x80000000, size: 2G }
partitions:
  it: { id: 0x8001, manifest: 'FILE' }
`;

describe.runIf(SHARED_NAMES.length > 0)('manifests of platforms', () => {
  test.each(SHARED_NAMES)('%s is a partition, or its version is newer than the manager', async (name) => {
    const file = PLATFORM.replace('FILE', path.join(SHARED, name));
    const mistakes = await mistakesOf(file);
    if (mistakes.some((mistake) => mistake.includes('[manifest/ffa-version-newer]'))) {
      expect(mistakes).toHaveLength(1);
      return;
    }
    expect(mistakes).toEqual([]);
    const { machine } = await scenarioOf(file);
    expect(SUPPORTED_VERSIONS).toContain(machine.partitions[0]!.version);
  });
});
