import { PROPERTY_DIRECT_RECEIVE, PROPERTY_DIRECT_SEND } from '../abi/bits.ts';
import { isSecureId } from '../abi/operations.ts';
import { NIL_UUID } from '../abi/uuid.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import { EXECUTE, READ, WRITE } from '../memory/page-word.ts';
import { type Profile, SPEC } from '../rules/profile.ts';
import { MEDIATOR } from '../rules/profiles/mediators.ts';
import {
  HYPERVISOR_ID,
  LAST_TO_BOOT,
  type Level,
  type MachineSpec,
  type MediatorSpec,
  type MemoryRegion,
  type OwnedRegion,
  type PartitionSpec,
  type VmSpec,
} from './machine.ts';

type With<Needed extends keyof Whole, Whole> = Pick<Whole, Needed> & Partial<Whole>;

/** Physical memory; normal memory of the non-secure world where nothing else is said. */
export type RegionOptions = With<'name' | 'base' | 'pages', MemoryRegion>;

/** Memory of a partition. `at` is `base` when left out, and all rights are given. */
export type OwnedOptions = With<'base' | 'pages', OwnedRegion>;

/** A partition. Left out: the level that its id suggests, FF-A 1.2, direct messages both ways, no UUID, one context, no place in the boot order. */
export type PartitionOptions = Omit<With<'name' | 'id', PartitionSpec>, 'memory'> & {
  readonly memory: readonly OwnedOptions[];
};

/** A VM. Left out: it runs from the beginning, has no labels, and owns nothing. */
export type VmOptions = Omit<With<'name' | 'vmid', VmSpec>, 'memory'> & {
  readonly memory?: readonly OwnedOptions[];
};

export interface MachineOptions {
  readonly memory: readonly RegionOptions[];
  readonly partitions?: readonly PartitionOptions[];
  readonly vms?: readonly VmOptions[];
  readonly profile?: Profile;
  readonly limits?: MachineSpec['limits'];
  /** The usual rules and limits for a mediator of which nothing is said. */
  readonly mediator?: Partial<MediatorSpec>;
}

/** A machine with everything said that is usual. */
export function describeMachine({
  memory,
  partitions = [],
  vms = [],
  profile = SPEC,
  limits = {},
  mediator,
}: MachineOptions): MachineSpec {
  const described = partitions.map(describePartition);
  return {
    profile,
    limits,
    memory: memory.map((region) => ({ secure: false, device: false, ...region })),
    vms: vms.map(describeVm),
    ...(mediator === undefined
      ? { partitions: described }
      : {
          partitions: described.map((each) => withProcessors(each, described)),
          mediator: { profile: MEDIATOR, limits: {}, ...mediator },
        }),
  };
}

function describePartition(options: PartitionOptions): PartitionSpec {
  return {
    level: levelOf(options.id),
    version: VERSION_1_2,
    properties: PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND,
    uuids: [NIL_UUID],
    contexts: 1,
    bootOrder: LAST_TO_BOOT,
    ...options,
    memory: options.memory.map(describeOwned),
  };
}

function describeVm({ memory = [], ...options }: VmOptions): VmSpec {
  return { running: true, labels: [], ...options, memory: memory.map(describeOwned) };
}

function describeOwned(owned: OwnedOptions): OwnedRegion {
  return { at: owned.base, rights: READ | WRITE | EXECUTE, ...owned };
}

/** A hypervisor has a processor for each context of its guests, and one for itself. */
function withProcessors(partition: PartitionSpec, all: readonly PartitionSpec[]): PartitionSpec {
  if (partition.id !== HYPERVISOR_ID) return partition;
  const guests = all.filter(({ id }) => id !== HYPERVISOR_ID && !isSecureId(id));
  return { ...partition, contexts: guests.reduce((sum, { contexts }) => sum + contexts, 1) };
}

/** A secure partition has a kernel of its own; partition 0 stands where the hypervisor would. */
function levelOf(id: number): Level {
  if (isSecureId(id)) return 'S-EL1';
  return id === 0 ? 'NS-EL2' : 'NS-EL1';
}
