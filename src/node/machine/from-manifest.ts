import type { Level, OwnedRegion, PartitionSpec } from '../../core/board/machine.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import type { AbortAction } from '../../core/spmc/endpoint-spec.ts';
import { S_EL0 } from '../manifest/execution.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import { extentOf, REGION_PERMISSIONS, REGION_READ, REGION_WRITE, regionsOf } from '../manifest/regions.ts';

type Told = Partial<Omit<PartitionSpec, 'name' | 'borrowing' | 'boot'>>;

type Extent = Pick<OwnedRegion, 'base' | 'pages'>;

const SECURE_ID = 0x8000;

/** By the number that `abort-action` has. */
const ABORT_ACTIONS: readonly AbortAction[] = ['stop', 'destroy', 'restart', 'propagate'];

/**
 * What a manifest says about a partition. `given` is memory that the machine gives it: the first of it is where a manifest is loaded that
 * leaves that open, and regions inside of it come with it. `loadAddress` is that of its manager, which counts. Regions that lie nowhere
 * without a load address are left out.
 */
export function fromManifest(
  manifest: PartitionManifest,
  given: readonly Extent[],
  loadAddress: bigint | undefined,
): Told {
  const [first] = given;
  const load = loadAddress ?? manifest.loadAddress ?? (first === undefined ? undefined : BigInt(first.base));
  const { id, buffers } = manifest;
  const rx = buffers === undefined ? undefined : extentOf(buffers.rx, load);
  const tx = buffers === undefined ? undefined : extentOf(buffers.tx, load);
  const level: Level = manifest.exceptionLevel === S_EL0 ? 'S-EL0' : 'S-EL1';
  return {
    // Manifests number partitions from 1; that they are secure is understood.
    ...(id === undefined ? {} : { id: id | SECURE_ID }),
    level,
    version: manifest.ffaVersion,
    properties: manifest.services.reduce((sum, { messagingMethod }) => sum | messagingMethod, 0),
    ...(manifest.services.length === 0 ? {} : { uuids: manifest.services.map(({ uuid }) => uuid) }),
    ...(manifest.imageUuids[0] === undefined ? {} : { imageUuid: manifest.imageUuids[0] }),
    ...(manifest.lifecycleSupport ? { onAbort: ABORT_ACTIONS[manifest.abortAction ?? 0] ?? 'stop' } : {}),
    contexts: manifest.executionContextCount,
    bootOrder: manifest.bootOrder,
    memory: regionsIn(manifest, load).filter((region) => !given.some((each) => holds(each, region))),
    ...(rx === undefined || tx === undefined || buffers === undefined
      ? {}
      : { buffers: { rx: Number(rx.start), tx: Number(tx.start), pages: buffers.rx.pageCount } }),
  };
}

/**
 * The buffers are the partition's to read and write: RX becomes read-only when the manager maps it, whatever the manifest says of the time
 * after that.
 */
function regionsIn(manifest: PartitionManifest, load: bigint | undefined): readonly OwnedRegion[] {
  return regionsOf(manifest).flatMap((region) => {
    const extent = extentOf(region, load);
    if (extent === undefined) return [];
    const base = Number(extent.start);
    const isBuffer = region === manifest.buffers?.rx || region === manifest.buffers?.tx;
    const rights = isBuffer ? REGION_READ | REGION_WRITE : region.attributes & REGION_PERMISSIONS;
    return [{ at: base, base, pages: region.pageCount, rights }];
  });
}

function holds(outer: Extent, inner: Extent): boolean {
  const end = ({ base, pages }: Extent) => base + pages * PAGE_SIZE;
  return inner.base >= outer.base && end(inner) <= end(outer);
}
