import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { formatFinding } from '../../src/node/manifest/finding.ts';
import { loadManifest, loadSpmcManifest } from '../../src/node/manifest/manifest.ts';
import type { Manager } from '../../src/node/manifest/partition.ts';
import { REGION_NON_SECURE, REGION_READ, REGION_WRITE } from '../../src/node/manifest/regions.ts';
import { idOf } from '../../src/node/manifest/spmc-manifest.ts';
import { SHARED, SHARED_NAMES } from './shared.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FIXTURES = path.join(ROOT, 'test/fixtures/manifests');
const SPMC_1_2: Manager = { kind: 'spmc', version: VERSION_1_2 };
const SPMC_1_3: Manager = { kind: 'spmc', version: VERSION_1_3 };

async function load(name: string) {
  const { manifest, findings } = await loadManifest(path.join(FIXTURES, name), SPMC_1_2);
  return { manifest: manifest!, findings };
}

describe('a file that cannot be read', () => {
  it('is a finding', async () => {
    const file = path.join(FIXTURES, 'no-such.dts');
    const { manifest, findings } = await loadManifest(file);
    expect(manifest).toBeUndefined();
    expect(findings).toMatchObject([
      { rule: { id: 'dts/unreadable' }, severity: 'error', file, line: 1, column: 1 },
    ]);
    expect(findings[0]!.found).toMatch(/^cannot read the file: ENOENT/);
  });
});

describe('vault-1.0.dts', () => {
  it('yields every property of binding 1.0', async () => {
    const { manifest, findings } = await load('vault-1.0.dts');
    expect(findings.map(({ rule, line }) => [rule.id, line])).toEqual([['manifest/extension', 38]]);
    expect(manifest).toMatchObject({
      binding: '1.0',
      description: 'vault',
      ffaVersion: VERSION_1_2,
      id: 0x8003,
      auxiliaryId: 0x2a,
      executionContextCount: 8,
      exceptionLevel: 2,
      executionState: 0,
      loadAddress: 0x6480000n,
      entrypointOffset: 0x2000n,
      xlatGranule: 0,
      bootOrder: 2,
      bootRegister: 1,
      nsInterruptsAction: 1,
      managedExit: false,
      managedExitVirq: true,
      notificationSupport: true,
      powerManagementMessages: 1,
      vmAvailabilityMessages: 3,
      hasPrimaryScheduler: true,
      timeSliceMemory: true,
      bootInfo: { ffaManifest: true, hobList: false },
      liveStateBuffer: undefined,
      imageUuids: [],
    });
    expect([...manifest.extras.keys()]).toEqual(['mem-size']);
  });

  it('reads UUIDs in cells as register words', async () => {
    const { services } = (await load('vault-1.0.dts')).manifest;
    expect(services).toMatchObject([
      { uuid: [0xe0786148, 0xe311f8e7, 0x02005ebc, 0x1bc5d5a5], messagingMethod: 0x607 },
      { uuid: [0, 0x01000000, 0, 0], messagingMethod: 3 },
    ]);
  });

  it('places regions and binds the buffers to them', async () => {
    const { memoryRegions, buffers } = (await load('vault-1.0.dts')).manifest;
    expect(memoryRegions).toMatchObject([
      { description: 'what others send', baseAddress: 0x7700000n, pageCount: 1, attributes: 1 },
      { baseAddress: undefined, loadOffset: 0x40000n, attributes: 3 },
      {
        baseAddress: 0x8_8000_0000n,
        pageCount: 16,
        attributes: REGION_READ | REGION_WRITE | REGION_NON_SECURE,
        smmuId: 0,
        streamIds: [5, 6],
        streamPermissions: [0xb, 0xb],
      },
    ]);
    expect(buffers?.rx).toBe(memoryRegions[0]);
    expect(buffers?.tx).toBe(memoryRegions[1]);
  });

  it('takes interrupts apart', async () => {
    const { deviceRegions } = (await load('vault-1.0.dts')).manifest;
    expect(deviceRegions).toMatchObject([
      {
        exclusiveAccess: true,
        interrupts: [
          { id: 40, priority: 0, secure: true, level: false, type: 'SPI', target: undefined },
          { id: 41, priority: 0x80, secure: true, level: true, type: 'SPI', target: 0x1_8000_0100n },
        ],
      },
      { pageCount: 32, streamIds: [5, 6], exclusiveAccess: false, interrupts: [] },
    ]);
  });
});

describe('scribe-1.1.dts', () => {
  it('fills in the defaults', async () => {
    const { manifest, findings } = await load('scribe-1.1.dts');
    expect(findings).toEqual([]);
    expect(manifest).toMatchObject({
      binding: '1.1',
      id: undefined,
      loadAddress: undefined,
      entrypointOffset: 0n,
      xlatGranule: 0,
      bootOrder: 0xffff,
      bootRegister: undefined,
      nsInterruptsAction: 2,
      otherSecureInterruptsAction: 1,
      sriInterruptsPolicy: 0,
      notificationSupport: false,
      powerManagementMessages: 0,
      vmAvailabilityMessages: 0,
      lifecycleSupport: false,
      abortAction: undefined,
      memoryRegions: [],
      deviceRegions: [],
      buffers: undefined,
      bootInfo: undefined,
    });
  });

  it('reads UUIDs in text and the way each service is talked to', async () => {
    const { services } = (await load('scribe-1.1.dts')).manifest;
    expect(services).toMatchObject([
      { uuid: [0x601d8c2f, 0x7e4ba493, 0xc06a158d, 0x327f4be9], messagingMethod: 1, node: { name: 'write' } },
      { messagingMethod: 5, node: { name: 'read' } },
    ]);
  });
});

describe('phoenix-1.1.dts', () => {
  it('yields the properties of a life cycle', async () => {
    const { manifest, findings } = await load('phoenix-1.1.dts');
    expect(findings).toEqual([]);
    expect(manifest).toMatchObject({
      lifecycleSupport: true,
      abortAction: 2,
      liveActivationSupport: true,
      liveActivationRegister: 5,
      nsInterruptsAction: 0,
      otherSecureInterruptsAction: 0,
      sriInterruptsPolicy: 3,
      imageUuids: [[0xd4a6f9c1, 0x2f4e705b, 0x9e1dc8a3, 0x42f8b760].map((word) => word >>> 0)],
    });
    expect(manifest.liveStateBuffer).toBe(manifest.memoryRegions[0]);
  });
});

describe('manager.dts', () => {
  const load = async () => (await loadSpmcManifest(path.join(FIXTURES, 'manager.dts'))).manifest!;

  it('says what the manager is', async () => {
    const { findings } = await loadSpmcManifest(path.join(FIXTURES, 'manager.dts'));
    expect(findings).toEqual([]);
    const { attribute, cpus } = await load();
    expect(cpus).toBe(8);
    expect(attribute).toMatchObject({
      spmcId: 0x8000,
      majorVersion: 1,
      minorVersion: 2,
      execState: 0,
      loadAddress: 0x600_0000n,
      entrypoint: 0x600_0000n,
      binarySize: 0x8_0000,
    });
  });

  it('lists the memory that partitions may have', async () => {
    const { ranges } = await load();
    expect(ranges.map(({ name, start, end, secure, device }) => [name, start, end, secure, device])).toEqual([
      ['memory@6080000', 0x608_0000n, 0x800_0000n, true, false],
      ['memory@880000000', 0x8_8000_0000n, 0x8_8100_0000n, false, false],
      ['devices+0', 0x1c0b_0000n, 0x1c0c_0000n, true, true],
      ['devices+1', 0x2b50_0000n, 0x2b52_0000n, true, true],
    ]);
  });

  it('says who is loaded where', async () => {
    const { partitions } = await load();
    expect(partitions).toMatchObject([
      { number: 1, name: 'phoenix', loadAddress: 0x660_0000n, memorySize: 0x10_0000n, contexts: 1 },
      { number: 2, name: 'scribe', loadAddress: 0x670_0000n, memorySize: 0x4_0000n, contexts: 1 },
      { number: 3, name: 'vault', loadAddress: 0x648_0000n, memorySize: 0x10_0000n, contexts: 8 },
    ]);
    expect(partitions.map(idOf)).toEqual([0x8001, 0x8002, 0x8003]);
  });
});

describe('many-mistakes.dts', () => {
  it('has every mistake named and placed in one reading', async () => {
    const { manifest, findings } = await load('many-mistakes.dts');
    expect(manifest).toBeUndefined();
    expect(findings.map(({ line, column, severity, rule }) => [line, column, severity, rule.id])).toEqual([
      [3, 1, 'error', 'manifest/property-missing'],
      [6, 2, 'error', 'manifest/uuid-cells'],
      [7, 2, 'error', 'manifest/messaging-method-version'],
      [8, 2, 'error', 'manifest/contexts-at-el0'],
      [11, 2, 'note', 'manifest/unknown'],
      [12, 2, 'error', 'manifest/gp-register-num'],
      [13, 2, 'error', 'manifest/malformed-flag'],
      [19, 4, 'error', 'manifest/region-unaligned'],
      [20, 4, 'error', 'manifest/region-no-pages'],
      [21, 4, 'error', 'manifest/writable-code-at-el0'],
    ]);
  });

  it('is explained with place, reason and fix', async () => {
    const { findings } = await load('many-mistakes.dts');
    const { file } = findings[0]!;
    expect(formatFinding(findings[3]!)).toBe(
      `${file}:8:2: error: \`execution-ctx-count\` is 4 at S-EL0, expected 1 [manifest/contexts-at-el0]\n` +
        '  A partition at S-EL0 or EL0 has one execution context. ' +
        'The manager runs it like a process, on one CPU at a time.\n' +
        '  Set `execution-ctx-count = <1>`.',
    );
  });
});

describe.runIf(SHARED_NAMES.length > 0)('manifests of other projects', () => {
  it.each(SHARED_NAMES)(
    '%s loads for a manager of FF-A 1.3, and for one of 1.2 unless it asks for 1.3',
    async (name) => {
      const file = path.join(SHARED, name);
      const { manifest, findings } = await loadManifest(file, SPMC_1_3);
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      const older = await loadManifest(file, SPMC_1_2);
      const refused = older.findings.flatMap(({ rule, severity }) => (severity === 'error' ? [rule.id] : []));
      expect(refused).toEqual(manifest!.ffaVersion > VERSION_1_2 ? ['manifest/ffa-version-newer'] : []);
    },
  );
});
