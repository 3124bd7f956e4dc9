import { uuidText } from '../../core/abi/uuid.ts';
import { versionText } from '../../core/abi/versions.ts';
import type {
  MachineSpec,
  MediatorSpec,
  OwnedRegion,
  PartitionSpec,
  VmSpec,
} from '../../core/board/machine.ts';
import { rightsText } from '../../core/memory/page-word.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';

/**
 * A machine as the machine file that describes it, for `JSON.stringify`: JSON is YAML. What partitions are given when they start is left out; their
 * manager has nothing to do with it.
 */
export function machineFile(
  { memory, partitions, vms, profile, limits, mediator }: MachineSpec,
  initialising: readonly string[] = [],
): object {
  return {
    profile: profile.name,
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(mediator === undefined ? {} : { mediator: mediatorInput(mediator) }),
    memory: Object.fromEntries(
      memory.map(({ name, base, pages, secure, device }) => [
        name,
        { base, size: pages * PAGE_SIZE, secure, device },
      ]),
    ),
    partitions: Object.fromEntries(
      partitions.map((partition) => [partition.name, partitionInput(partition)]),
    ),
    ...(vms.length === 0 ? {} : { vms: Object.fromEntries(vms.map((vm) => [vm.name, vmInput(vm)])) }),
    ...(initialising.length === 0 ? {} : { initialising }),
  };
}

function mediatorInput({ profile, limits }: MediatorSpec): object {
  return { profile: profile.name, ...(Object.keys(limits).length === 0 ? {} : { limits }) };
}

function partitionInput(partition: PartitionSpec): object {
  const { id, level, version, properties, uuids, imageUuid, contexts, bootOrder } = partition;
  const { memory, borrowing, onAbort, buffers, tee } = partition;
  return {
    ...{ id, level, version: versionText(version), properties, uuids: uuids.map(uuidText), contexts },
    ...(imageUuid === undefined ? {} : { image: uuidText(imageUuid) }),
    ...(onAbort === undefined ? {} : { onAbort }),
    ...(tee === undefined ? {} : { tee }),
    ...(borrowing === undefined ? {} : { borrowing: rangeInput(borrowing) }),
    ...(buffers === undefined ? {} : { buffers }),
    boot: { order: bootOrder },
    memory: memory.map(ownedInput),
  };
}

/** What a VM has that is a partition is said there. */
function vmInput({ vmid, running, labels, memory, borrowing }: VmSpec): object {
  return {
    vmid,
    ...(running ? {} : { running }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(memory.length === 0 ? {} : { memory: memory.map(ownedInput) }),
    ...(borrowing === undefined ? {} : { borrowing: rangeInput(borrowing) }),
  };
}

function rangeInput({ at, pages }: { readonly at: number; readonly pages: number }): object {
  return { at, size: pages * PAGE_SIZE };
}

function ownedInput({ at, base, pages, rights }: OwnedRegion): object {
  return { at, base, size: pages * PAGE_SIZE, rights: rightsText(rights) };
}
