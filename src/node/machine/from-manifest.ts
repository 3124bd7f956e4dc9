import type { Level, OwnedRegion, PartitionSpec } from '../../core/board/machine.ts';
import { S_EL0 } from '../manifest/execution.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import { extentOf, REGION_PERMISSIONS, regionsOf } from '../manifest/regions.ts';

type Told = Partial<Omit<PartitionSpec, 'name' | 'borrowing'>>;

/**
 * What a manifest says about a partition. `loadAddress` is where the machine puts it when the manifest leaves that open; regions
 * that lie nowhere without it are left out.
 */
export function fromManifest(manifest: PartitionManifest, loadAddress: number | undefined): Told {
  const load = manifest.loadAddress ?? (loadAddress === undefined ? undefined : BigInt(loadAddress));
  const { id, buffers } = manifest;
  const rx = buffers === undefined ? undefined : extentOf(buffers.rx, load);
  const tx = buffers === undefined ? undefined : extentOf(buffers.tx, load);
  const level: Level = manifest.exceptionLevel === S_EL0 ? 'S-EL0' : 'S-EL1';
  return {
    ...(id === undefined ? {} : { id }),
    level,
    version: manifest.ffaVersion,
    properties: manifest.services.reduce((sum, { messagingMethod }) => sum | messagingMethod, 0),
    ...(manifest.services.length === 0 ? {} : { uuids: manifest.services.map(({ uuid }) => uuid) }),
    contexts: manifest.executionContextCount,
    bootOrder: manifest.bootOrder,
    memory: memoryOf(manifest, load),
    ...(rx === undefined || tx === undefined || buffers === undefined
      ? {}
      : { buffers: { rx: Number(rx.start), tx: Number(tx.start), pages: buffers.rx.pageCount } }),
  };
}

function memoryOf(manifest: PartitionManifest, load: bigint | undefined): readonly OwnedRegion[] {
  return regionsOf(manifest).flatMap((region) => {
    const extent = extentOf(region, load);
    if (extent === undefined) return [];
    const base = Number(extent.start);
    return [{ at: base, base, pages: region.pageCount, rights: region.attributes & REGION_PERMISSIONS }];
  });
}
