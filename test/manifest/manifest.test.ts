import { describe, expect, it } from 'vitest';
import { VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { DEFAULT_MANAGER, readManifest } from '../../src/node/manifest/manifest.ts';
import type { Manager, PartitionManifest } from '../../src/node/manifest/partition.ts';
import { extentOf } from '../../src/node/manifest/regions.ts';
import { devices, memory, type Parts, sp10, sp11 } from './rule-case.ts';

async function read(text: string, manager: Manager = DEFAULT_MANAGER): Promise<PartitionManifest> {
  const { manifest, findings } = await readManifest(text, 'test.dts', manager);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return manifest!;
}

describe('what one property does to another', () => {
  it('lets managed-exit override the action on non-secure interrupts', async () => {
    const { nsInterruptsAction } = await read(sp11({ root: 'managed-exit; ns-interrupts-action = <0>;' }));
    expect(nsInterruptsAction).toBe(1);
  });

  it('keeps CPU off of the power messages, and nothing for a single context', async () => {
    const messages = 'power-management-messages = <7>;';
    expect((await read(sp11({ root: messages }))).powerManagementMessages).toBe(1);
    const single: Parts = {
      without: ['execution-ctx-count'],
      root: `execution-ctx-count = <1>; ${messages}`,
    };
    expect((await read(sp11(single))).powerManagementMessages).toBe(0);
  });

  it('shares one messaging method among all UUIDs in cells', async () => {
    const { services } = await read(sp10({ without: ['uuid'], root: 'uuid = <1 2 3 4 5 6 7 8>;' }));
    expect(services.map(({ uuid, messagingMethod }) => [uuid, messagingMethod])).toEqual([
      [[1, 2, 3, 4], 3],
      [[5, 6, 7, 8], 3],
    ]);
  });
});

describe('addresses', () => {
  const cases: readonly (readonly [cells: string, address: bigint])[] = [
    ['<0x1c0b0000>', 0x1c0b_0000n],
    ['<0x00000000 0x1c0b0000>', 0x1c0b_0000n],
    ['<0x1 0x0>', 2n ** 32n],
    ['<0x0 0xfffff000>', 2n ** 32n - 4096n],
    ['<0x200000 0x1000>', 2n ** 53n + 4096n],
    ['<0xffff0000 0x80000000>', 0xffff_0000_8000_0000n],
    ['/bits/ 64 <0xffff000080000000>', 0xffff_0000_8000_0000n],
  ];
  it.each(cases)('%s', async (cells, address) => {
    const region = `r { base-address = ${cells}; pages-count = <2>; attributes = <3>; };`;
    const inMemory = (await read(sp11({ nodes: memory(region) }))).memoryRegions[0]!;
    const ofDevice = (await read(sp11({ nodes: devices(region) }))).deviceRegions[0]!;
    for (const each of [inMemory, ofDevice]) {
      expect(each.baseAddress).toBe(address);
      expect(extentOf(each, undefined)).toEqual({ start: address, end: address + 8192n });
    }
  });

  it('are relative to the load address where the manifest says so, and open without one', async () => {
    const nodes = memory(
      'r { load-address-relative-offset = <0x3000>; pages-count = <1>; attributes = <1>; };',
    );
    const { memoryRegions, loadAddress } = await read(sp11({ nodes }));
    expect(extentOf(memoryRegions[0]!, loadAddress)).toEqual({ start: 0x6003000n, end: 0x6004000n });
    const movable = await read(sp11({ without: ['load-address'], nodes }));
    expect(extentOf(movable.memoryRegions[0]!, movable.loadAddress)).toBeUndefined();
  });
});

describe('the manager that a manifest is read for', () => {
  it('is a secure partition manager of the newest version by default', async () => {
    expect(DEFAULT_MANAGER.kind).toBe('spmc');
    expect((await readManifest(sp11(), 'test.dts')).manifest).toBeDefined();
  });

  it('may be a hypervisor, which runs partitions at EL1 and EL0', async () => {
    const hypervisor: Manager = { kind: 'hypervisor', version: VERSION_1_3 };
    const at = (level: number): string =>
      sp11({
        without: ['exception-level', 'execution-ctx-count'],
        root: `exception-level = <${level}>; execution-ctx-count = <1>;`,
      });
    expect((await read(at(0), hypervisor)).exceptionLevel).toBe(0);
    expect((await read(at(6), hypervisor)).exceptionLevel).toBe(6);
  });
});

describe('what is not of the binding', () => {
  it('is kept with its value', async () => {
    const { extras } = await read(sp11({ root: 'run-time-model = <1>; colour = "red";' }));
    expect([...extras.keys()]).toEqual(['run-time-model', 'colour']);
    expect(extras.get('colour')).toMatchObject({ values: [{ text: 'red' }] });
  });
});
