import { uuidText } from '../../core/abi/uuid.ts';
import { versionText } from '../../core/abi/versions.ts';
import type { MachineSpec, MediatorSpec, OwnedRegion, PartitionSpec } from '../../core/board/machine.ts';
import { rightsText } from '../../core/memory/page-word.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';

/**
 * A machine as the machine file that describes it, for `JSON.stringify`: JSON is YAML. What partitions are given when they start is left out; their
 * manager has nothing to do with it.
 */
export function machineFile(
  { memory, partitions, profile, limits, mediator }: MachineSpec,
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
    ...(borrowing === undefined
      ? {}
      : { borrowing: { at: borrowing.at, size: borrowing.pages * PAGE_SIZE } }),
    ...(buffers === undefined ? {} : { buffers }),
    boot: { order: bootOrder },
    memory: memory.map(ownedInput),
  };
}

function ownedInput({ at, base, pages, rights }: OwnedRegion): object {
  return { at, base, size: pages * PAGE_SIZE, rights: rightsText(rights) };
}
