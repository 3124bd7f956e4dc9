import type { DtsNode } from './dts-tree.ts';
import type { Extent } from './extent.ts';
import type { PropertyTable } from './properties.ts';

/** What memory regions and device regions have in common. */
interface Region {
  readonly description: string | undefined;
  /** Pages of 4 KiB. */
  readonly pageCount: number;
  /** Or of `REGION_READ` and its neighbours. */
  readonly attributes: number;
  readonly smmuId: number | undefined;
  readonly streamIds: readonly number[];
}

export interface MemoryRegionProperties extends Region {
  /** Either this or `loadOffset`. */
  readonly baseAddress: bigint | undefined;
  /** Bytes from the load address. */
  readonly loadOffset: bigint | undefined;
  /** One for each stream id, in attributes, or none. */
  readonly streamPermissions: readonly number[];
}

export interface MemoryRegion extends MemoryRegionProperties {
  readonly node: DtsNode;
}

export interface DeviceRegionProperties extends Region {
  readonly baseAddress: bigint;
  readonly exclusiveAccess: boolean;
}

export interface DeviceRegion extends DeviceRegionProperties {
  readonly node: DtsNode;
  readonly interrupts: readonly DeviceInterrupt[];
}

export type AnyRegion = MemoryRegion | DeviceRegion;

export interface DeviceInterrupt {
  readonly id: number;
  readonly priority: number;
  readonly secure: boolean;
  readonly level: boolean;
  readonly type: 'SGI' | 'PPI' | 'SPI' | 'reserved';
  /** The CPU it goes to, as an MPIDR, when the manifest names one. */
  readonly target: bigint | undefined;
}

export const REGION_READ = 0x1;
export const REGION_WRITE = 0x2;
export const REGION_EXECUTE = 0x4;
export const REGION_NON_SECURE = 0x8;
export const REGION_PERMISSIONS: number = REGION_READ | REGION_WRITE | REGION_EXECUTE;
export const REGION_ATTRIBUTES: number = REGION_PERMISSIONS | REGION_NON_SECURE;

/** Children of a regions node that managers read; later ones are ignored. */
export const MAX_REGIONS = 8;
/** Stream ids, and their permissions, that a region may have. */
export const MAX_STREAMS = 4;
export const PAGE_SIZE = 4096n;

/** Stands in for an address that could not be read. A manifest that has it is broken and never handed out. */
const UNREAD_ADDRESS = -1n;

const COMMON: PropertyTable<Region> = {
  description: { name: 'description', form: 'string', otherwise: undefined },
  pageCount: { name: 'pages-count', form: 'u32', needed: true, otherwise: 1 },
  attributes: { name: 'attributes', form: 'u32', needed: true, otherwise: REGION_READ },
  smmuId: { name: 'smmu-id', form: 'u32', otherwise: undefined },
  streamIds: { name: 'stream-ids', form: 'words', otherwise: [] },
};

export const MEMORY_REGION: PropertyTable<MemoryRegionProperties> = {
  ...COMMON,
  baseAddress: { name: 'base-address', form: 'u64', otherwise: undefined },
  loadOffset: { name: 'load-address-relative-offset', form: 'u64', otherwise: undefined },
  streamPermissions: { name: 'stream-ids-access-permissions', form: 'words', otherwise: [] },
};

export const DEVICE_REGION: PropertyTable<DeviceRegionProperties> = {
  ...COMMON,
  baseAddress: { name: 'base-address', form: 'u64', needed: true, otherwise: UNREAD_ADDRESS },
  exclusiveAccess: { name: 'exclusive-access', form: 'flag', otherwise: false },
};

/** Where a region lies; `undefined` while that depends on a load address that the manifest leaves open. */
export function extentOf(region: AnyRegion, loadAddress: bigint | undefined): Extent | undefined {
  const offset = 'loadOffset' in region ? region.loadOffset : undefined;
  const relative = offset === undefined || loadAddress === undefined ? undefined : loadAddress + offset;
  const start = region.baseAddress ?? relative;
  if (start === undefined || start === UNREAD_ADDRESS) return undefined;
  return { start, end: start + BigInt(region.pageCount) * PAGE_SIZE };
}

/** All regions of a partition, memory first. */
export function regionsOf(partition: {
  readonly memoryRegions: readonly MemoryRegion[];
  readonly deviceRegions: readonly DeviceRegion[];
}): readonly AnyRegion[] {
  return [...partition.memoryRegions, ...partition.deviceRegions];
}
