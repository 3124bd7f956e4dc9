import { SPMC_ID } from '../../core/abi/operations.ts';
import type { DtsNode } from './dts-tree.ts';
import type { Extent } from './extent.ts';
import { PAGE_SIZE } from './regions.ts';
import type { SpmcAttribute } from './spmc-attribute.ts';
import type { VmProperties } from './vm-properties.ts';

/**
 * The manifest of the secure world's partition manager itself: what it is, which memory partitions may have, and which partitions are
 * loaded where.
 *
 * Source: ffa-hafnium 5.2, spmc-tfa-optee 2.
 */
export interface SpmcManifest {
  readonly file: string;
  /** The root node, which gives the place of every property to later checks. */
  readonly node: DtsNode;
  readonly attribute: Attribute;
  /** In the order of their numbers, which is that of their ids. */
  readonly partitions: readonly LoadedPartition[];
  readonly ranges: readonly MemoryRange[];
  /** Processors of the machine; 0 where the manifest does not list them. */
  readonly cpus: number;
}

/** What EL3 firmware reads. */
export interface Attribute extends SpmcAttribute {
  readonly node: DtsNode;
}

/** A node `vmN` below `hypervisor`. */
export interface LoadedPartition extends VmProperties {
  readonly node: DtsNode;
  /** N. */
  readonly number: number;
}

/** One of the ranges that a memory node lists. */
export interface MemoryRange extends Extent {
  readonly node: DtsNode;
  /** The node's name; one of several ranges has its number behind it. */
  readonly name: string;
  readonly secure: boolean;
  readonly device: boolean;
}

/** The FF-A id that goes with a number. */
export function idOf({ number }: LoadedPartition): number {
  return SPMC_ID + number;
}

/** The memory that a partition is loaded into: its image and what it works with, in whole pages. */
export function workingMemoryOf({ loadAddress, memorySize }: LoadedPartition): Extent {
  const pages = (memorySize + PAGE_SIZE - 1n) / PAGE_SIZE;
  return { start: loadAddress, end: loadAddress + pages * PAGE_SIZE };
}

/** Where the manager itself lies; `undefined` where its manifest does not say it. */
export function imageOf({ attribute }: SpmcManifest): Extent | undefined {
  const { loadAddress, binarySize } = attribute;
  return loadAddress === undefined
    ? undefined
    : { start: loadAddress, end: loadAddress + BigInt(binarySize) };
}
