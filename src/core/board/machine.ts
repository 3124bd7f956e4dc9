import type { BootItem } from '../abi/boot-blob.ts';
import type { UuidWords } from '../abi/uuid.ts';
import type { RmLimits } from '../gunyah/manager/limits.ts';
import type { Limits } from '../rules/limits.ts';
import type { Profile } from '../rules/profile.ts';
import type { AbortAction } from '../spmc/endpoint-spec.ts';

/** A range of physical memory. */
export interface MemoryRegion {
  readonly name: string;
  /** First byte, page-aligned. */
  readonly base: number;
  readonly pages: number;
  /** Secure physical address space: out of reach for the normal world. */
  readonly secure: boolean;
  readonly device: boolean;
}

/** Memory that a partition owns when the machine starts. */
export interface OwnedRegion {
  /** Where the partition sees it, in its own addresses; page-aligned. */
  readonly at: number;
  /** Where it lies in physical memory. */
  readonly base: number;
  readonly pages: number;
  /** READ, WRITE, EXECUTE of memory/page-word.ts. */
  readonly rights: number;
}

/** The id of the normal world's hypervisor, or of its only OS. */
export const HYPERVISOR_ID = 0;

/** Where a partition runs. NS-EL2 is the hypervisor's place, and that of an OS that has none above it. */
export type Level = 'NS-EL1' | 'NS-EL2' | 'S-EL1' | 'S-EL0';

/** What a partition is given when it starts. */
export interface BootGift {
  /** The x register, 0 to 3, that has the address of the boot information. */
  readonly register: number;
  /** Where the boot information lies, in addresses of the partition; page-aligned. */
  readonly at: number;
  readonly items: readonly BootItem[];
}

/** The order of a partition that has none of its own: it starts after all that have one. */
export const LAST_TO_BOOT = 0xffff;

export interface PartitionSpec {
  readonly name: string;
  /** FF-A id; bit 15 is set for secure partitions. */
  readonly id: number;
  readonly level: Level;
  /** For a guest of a hypervisor that mediates: whether FF-A is switched on for it. It is when nothing is said. */
  readonly tee?: 'ffa' | 'off';
  /** FF-A version it starts with. */
  readonly version: number;
  /** Partition properties, abi/bits.ts. */
  readonly properties: number;
  readonly uuids: readonly UuidWords[];
  /** The image that it runs. */
  readonly imageUuid?: UuidWords;
  readonly contexts: number;
  /** Secure partitions start in this order, 16 bits; those with the same one in the order of the machine. */
  readonly bootOrder: number;
  readonly memory: readonly OwnedRegion[];
  /** Where borrowed memory appears, for a partition whose addresses are not physical ones. */
  readonly borrowing?: { readonly at: number; readonly pages: number };
  /** What becomes of it when it aborts, where its manifest supports a life cycle; otherwise that is the end of it. */
  readonly onAbort?: AbortAction;
  /** Its RX/TX buffers, in its own addresses. */
  readonly buffers?: { readonly tx: number; readonly rx: number; readonly pages: number };
  readonly boot?: BootGift;
}

/** A VM of Gunyah: who can ask the resource manager. */
export interface VmSpec {
  /** Its own, or that of a partition: then it is that partition, memory and all, and speaks FF-A, too. */
  readonly name: string;
  /** VMID of gunyah/wire/values.ts, or another. VM 3 is the primary one: VMs come and go at its word. */
  readonly vmid: number;
  /** Runs from the beginning, as partitions do. Others are allocated, loaded and started by the primary VM. */
  readonly running: boolean;
  /** Labels of parcels that its device tree names: they are accepted when it starts. */
  readonly labels: readonly number[];
  /** What it owns in the beginning; nothing for a partition, which has it from there. */
  readonly memory: readonly OwnedRegion[];
  /** Where memory that it accepts appears; left out where addresses are physical ones. */
  readonly borrowing?: { readonly at: number; readonly pages: number };
}

/** How the hypervisor, partition 0, mediates between its guests and the manager. */
export interface MediatorSpec {
  readonly profile: Profile;
  readonly limits: Partial<Limits>;
}

/** A machine as plain data. */
export interface MachineSpec {
  readonly memory: readonly MemoryRegion[];
  readonly partitions: readonly PartitionSpec[];
  /** Where there are any, there is a resource manager, on the ledger of the partition manager. */
  readonly vms: readonly VmSpec[];
  /** Limits of the resource manager other than the usual ones. */
  readonly parcelLimits?: Partial<RmLimits>;
  readonly profile: Profile;
  readonly limits: Partial<Limits>;
  /** Left out, every partition of the normal world calls the manager itself. */
  readonly mediator?: MediatorSpec;
}

/** Whether a level belongs to the secure world. */
export function isSecureLevel(level: Level): boolean {
  return level === 'S-EL1' || level === 'S-EL0';
}

/** What stands for a caller where nobody knows partitions. */
const NORMAL_LEVEL = /^(NS-EL[12])?$/;

/**
 * The name of the partition that a recording means: by its name, or for an exception level of the normal world, and for no name, the only one there.
 * Undefined where there is none, or there are several.
 */
export function partitionMeant(
  { partitions }: Pick<MachineSpec, 'partitions'>,
  caller: string,
): string | undefined {
  if (partitions.some(({ name }) => name === caller)) return caller;
  const [only, ...others] = partitions.filter(({ level }) => !isSecureLevel(level));
  return others.length === 0 && NORMAL_LEVEL.test(caller) ? only?.name : undefined;
}
