/** Machines whose memory and partitions are those of a manager. */

import { describe, expect, test } from 'vitest';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { mistakesOf, scenarioOf } from './support.ts';

const FILE = `spmc: manager.dts
partitions:
  os: { id: 0, memory: [{ base: 0x880100000, size: 1M }], buffers: { tx: 0x880100000, rx: 0x880101000 } }
  phoenix: { manifest: phoenix-1.1.dts }
  notary: { manifest: scribe-1.1.dts }
  vault: { manifest: vault-1.0.dts }
`;
const ALL = READ | WRITE | EXECUTE;

describe('the manifest of a manager', () => {
  test('has the memory of a machine, which the file may add to', async () => {
    const { machine } = await scenarioOf(`${FILE}memory: { more: { base: 0x900000000, size: 4K } }\n`);
    expect(machine.memory).toEqual([
      { name: 'more', base: 0x9_0000_0000, pages: 1, secure: false, device: false },
      { name: 'memory@6080000', base: 0x608_0000, pages: 0x1f80, secure: true, device: false },
      { name: 'memory@880000000', base: 0x8_8000_0000, pages: 0x1000, secure: false, device: false },
      { name: 'devices+0', base: 0x1c0b_0000, pages: 16, secure: true, device: true },
      { name: 'devices+1', base: 0x2b50_0000, pages: 32, secure: true, device: true },
    ]);
  });

  test('numbers partitions, and gives them the memory that they are loaded into', async () => {
    const { machine } = await scenarioOf(FILE);
    expect(
      machine.partitions.map(({ name, id, contexts, memory }) => [name, id, contexts, memory[0]]),
    ).toEqual([
      ['os', 0, 1, { base: 0x8_8010_0000, at: 0x8_8010_0000, pages: 256, rights: ALL }],
      ['phoenix', 0x8001, 1, { base: 0x660_0000, at: 0x660_0000, pages: 256, rights: ALL }],
      ['notary', 0x8002, 1, { base: 0x670_0000, at: 0x670_0000, pages: 64, rights: ALL }],
      ['vault', 0x8003, 8, { base: 0x648_0000, at: 0x648_0000, pages: 256, rights: ALL }],
    ]);
  });

  test('knows partitions without manifests of their own by their names', async () => {
    const { machine } = await scenarioOf('spmc: manager.dts\npartitions: { vault: {} }\n');
    expect(machine.partitions).toMatchObject([
      { id: 0x8003, level: 'S-EL1', contexts: 8, memory: [{ base: 0x648_0000, pages: 256 }] },
    ]);
  });

  test('gives way to what the file says', async () => {
    const { machine } = await scenarioOf(
      'spmc: manager.dts\npartitions: { vault: { id: 0x8010, contexts: 2 } }\n',
    );
    expect(machine.partitions).toMatchObject([{ id: 0x8010, contexts: 2 }]);
  });

  test('makes a machine that runs', async () => {
    const scenario = await scenarioOf(`${FILE}steps:
  - { by: os, do: start }
  - { by: vault, do: start }
  - { by: vault, do: read, at: 0x6480000, bytes: "fa 0f 00 00 02 00 01 00" }
  - { by: vault, do: read, at: 0x6481000, bytes: "d0 0d fe ed" }
  - { by: os, do: share, to: { vault: RW }, memory: [0x880110000], as: page }
  - { by: vault, do: retrieve, handle: page, gives: [0x880110000] }
  - { by: os, do: read, at: 0x6480000, faults: translation }
`);
    expect(runScenario(scenario)).toMatchObject({ ok: true, missed: 0 });
  });
});

describe('mistakes', () => {
  test.each<[string, string, readonly (string | RegExp)[]]>([
    [
      'a manifest that is not there',
      'spmc: none.dts\npartitions: {}\n',
      [
        /^1:7: none\.dts:1:1: cannot read the file: ENOENT.* \[dts\/unreadable\], expected a manifest that loads$/,
      ],
    ],
    [
      'a manifest of a partition',
      'spmc: scribe-1.1.dts\npartitions: {}\n',
      [
        '1:7: scribe-1.1.dts:6:2: `compatible` is "arm,ffa-manifest-1.1" [spmc/binding], expected "arm,ffa-core-manifest-1.0"',
      ],
    ],
    [
      'a manifest of the manager for a partition',
      'memory: {}\npartitions: { it: { manifest: manager.dts } }\n',
      [
        '2:31: manager.dts:6:2: `compatible` is "arm,ffa-core-manifest-1.0" [manifest/binding], expected "arm,ffa-manifest-1.0" or "arm,ffa-manifest-1.1"',
      ],
    ],
    [
      'what does not fit the manager, where the file names it',
      'spmc: manager.dts\npartitions:\n  it: { manifest: too-low.dts }\n',
      [
        '3:19: too-low.dts:20:4: `/memory-regions/heap` (0x5000000..0x5000fff) lies in no range [system/memory-outside], expected secure memory',
      ],
    ],
    [
      'a partition that the manager does not start',
      'spmc: manager.dts\npartitions: { it: { id: 0x8009, manifest: stranger.dts } }\n',
      [
        /^2:\d+: stranger\.dts:\d+:\d+: no partition of manager\.dts has this load address or name \[system\/not-loaded\], /,
      ],
    ],
  ])('%s', async (_, text, patterns) => {
    const mistakes = await mistakesOf(text);
    expect(mistakes).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries())
      expect(mistakes[index]).toEqual(typeof pattern === 'string' ? pattern : expect.stringMatching(pattern));
  });
});
