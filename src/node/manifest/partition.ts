import type { UuidWords } from '../../core/abi/uuid.ts';
import type { DtsNode, DtsProperty } from './dts-tree.ts';
import type { Execution } from './execution.ts';
import type { Identity } from './identity.ts';
import type { InterruptActions } from './interrupt-actions.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { DeviceRegion, MemoryRegion } from './regions.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Version of the manifest binding, from `compatible`. */
export type Binding = '1.0' | '1.1';

/**
 * A partition manifest: every property of the binding with its default filled in.
 *
 * Source: ffa-hafnium 5.1.
 */
export interface PartitionManifest extends Identity, Execution, InterruptActions, Subscriptions, Lifecycle {
  readonly file: string;
  /** The root node, which gives the place of every property to later checks. */
  readonly node: DtsNode;
  readonly binding: Binding;
  readonly services: readonly Service[];
  /** More than one breaks a rule; empty when the manifest has no `image-uuid`. */
  readonly imageUuids: readonly UuidWords[];
  readonly buffers: Buffers | undefined;
  readonly bootInfo: BootInfo | undefined;
  readonly memoryRegions: readonly MemoryRegion[];
  readonly deviceRegions: readonly DeviceRegion[];
  readonly liveStateBuffer: MemoryRegion | undefined;
  /** Root properties outside the binding, tolerated and kept: `debug_name`, `mem-size` and any other. */
  readonly extras: ReadonlyMap<string, DtsProperty>;
}

/** A UUID under which the partition is found, and how it may be talked to under it. */
export interface Service {
  readonly uuid: UuidWords;
  /** Or of the partition property bits 0, 1, 2, 9 and 10. */
  readonly messagingMethod: number;
  /** The node that says so: the root (binding 1.0) or a child of `services` (1.1). */
  readonly node: DtsNode;
}

/** The regions that the partition wants as its RX and TX buffers, mapped by the manager at boot. */
export interface Buffers {
  readonly node: DtsNode;
  readonly rx: MemoryRegion;
  readonly tx: MemoryRegion;
}

/** Boot information that the partition asks for. */
export interface BootInfo {
  readonly ffaManifest: boolean;
  readonly hobList: boolean;
}

/** The manager that a manifest is read for. */
export interface Manager {
  /** A secure partition manager runs S-EL0 and S-EL1 partitions, a hypervisor EL0 and EL1. */
  readonly kind: 'spmc' | 'hypervisor';
  /** The newest FF-A version it speaks, as a version word. */
  readonly version: number;
}
