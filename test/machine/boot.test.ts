/** What machine files, and the manifests that they name, say about how partitions start. */

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BOOT_FDT, BOOT_HOB_LIST, BOOT_OWN_TYPE } from '../../src/core/abi/bits.ts';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import { Board } from '../../src/core/board/board.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import { MANIFESTS, mistakesOf, scenarioOf } from './support.ts';

const MEMORY = `memory:
  secret: { base: 0x06000000, size: 32M, secure: true }
  dram: { base: 0x880000000, size: 1M }
  console: { base: 0x1c0b0000, size: 64K, device: true }
  engine: { base: 0x2b500000, size: 128K, device: true }
`;

async function machineOf(partition: string) {
  return (await scenarioOf(`${MEMORY}partitions:\n  it: ${partition}\n`)).machine;
}

/** What a partition is given, and where. */
async function bootOf(partition: string) {
  return (await machineOf(partition)).partitions[0]!.boot;
}

describe('a machine file', () => {
  test('says when a partition starts and what it is given', async () => {
    const { partitions } = await machineOf(`
    id: 0x8001
    memory: [{ base: 0x06100000, at: 0x10000, size: 1M }]
    boot:
      order: 7
      register: 2
      at: 0x11000
      info:
        - { type: hob-list, bytes: "01 02 03" }
        - { type: 0x85, uuid: 378daedc-f06b-4446-8314-40ab933c87a3, value: "0xffffffffffffffff" }
        - { type: device-tree, name: board, file: ${path.join(MANIFESTS, 'empty.dtb')} }
        - { value: 9 }
`);
    expect(partitions[0]).toMatchObject({
      bootOrder: 7,
      boot: {
        register: 2,
        at: 0x11000,
        items: [
          { name: '', type: BOOT_HOB_LIST, contents: Uint8Array.of(1, 2, 3) },
          { name: parseUuid('378daedc-f06b-4446-8314-40ab933c87a3'), type: 0x85, contents: 2n ** 64n - 1n },
          { name: 'board', type: BOOT_FDT },
          { name: '', type: BOOT_OWN_TYPE, contents: 9n },
        ],
      },
    });
  });

  test('that says no more puts it where the memory of the partition begins, and into x0', async () => {
    const memory = '[{ base: 0x06100000, at: 0x10000, size: 1M }]';
    expect(await bootOf(`{ id: 0x8001, memory: ${memory}, boot: { info: [{ value: 1 }] } }`)).toMatchObject({
      register: 0,
      at: 0x10000,
    });
  });

  test('that gives nothing leaves nothing to find', async () => {
    const partition =
      '{ id: 0x8001, memory: [{ base: 0x06100000, size: 1M }], boot: { order: 1, register: 1 } }';
    expect(await bootOf(partition)).toBeUndefined();
  });

  test('names a file that is not there', async () => {
    const partition =
      '{ id: 0x8001, memory: [{ base: 0x06100000, size: 1M }], boot: { info: [{ file: none.bin }] } }';
    const [mistake, ...others] = await mistakesOf(`${MEMORY}partitions:\n  it: ${partition}\n`);
    expect(mistake).toMatch(/^7:\d+: none\.bin cannot be read: ENOENT.*, expected a file that is there$/);
    expect(others).toEqual([]);
  });
});

describe('a manifest that asks for itself', () => {
  const LOADED = 'memory: [{ base: 0x06480000, size: 1M }]';

  test('is given to the partition where it is loaded, in the register that it names', async () => {
    const boot = await bootOf(`{ manifest: vault-1.0.dts, ${LOADED} }`);
    expect(boot).toMatchObject({ register: 1, at: 0x0648_0000, items: [{ name: '', type: BOOT_FDT }] });
  });

  test('is found at addresses of the partition', async () => {
    const memory = 'memory: [{ base: 0x06400000, at: 0x40000000, size: 2M }]';
    expect(await bootOf(`{ manifest: vault-1.0.dts, ${memory} }`)).toMatchObject({ at: 0x4008_0000 });
  });

  test('comes before what the file gives, whose register counts', async () => {
    const boot = await bootOf(
      `{ manifest: vault-1.0.dts, ${LOADED}, boot: { register: 3, info: [{ name: seed, value: 1 }] } }`,
    );
    expect(boot?.register).toBe(3);
    expect(boot?.items.map(({ name, type }) => [name, type])).toEqual([
      ['', BOOT_FDT],
      ['seed', BOOT_OWN_TYPE],
    ]);
  });

  test('is not given to a partition that has no memory there', async () => {
    expect(await bootOf('{ manifest: vault-1.0.dts }')).toBeUndefined();
  });

  test('is read by the partition as its compiler would have made it', async () => {
    const board = new Board(await machineOf(`{ manifest: vault-1.0.dts, ${LOADED} }`));
    const blob = board.perform('it', function* (ffa: Ffa) {
      const { contents = 0n, size = 0 } = (yield* ffa.bootInfo(1))?.entries[0] ?? {};
      return yield* ffa.read(Number(contents), size);
    });
    const header = new DataView(blob.buffer, blob.byteOffset);
    expect([header.getUint32(0), header.getUint32(4)]).toEqual([0xd00d_feed, blob.length]);
    expect(new TextDecoder('latin1').decode(blob)).toContain('arm,ffa-manifest-1.0\0');
  });
});
