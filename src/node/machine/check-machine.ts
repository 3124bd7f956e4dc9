import { endpointText, isSecureId } from '../../core/abi/operations.ts';
import {
  HYPERVISOR_ID,
  isSecureLevel,
  type MachineSpec,
  type MemoryRegion,
  type OwnedRegion,
  type PartitionSpec,
  type VmSpec,
} from '../../core/board/machine.ts';
import { addressText, PAGE_SIZE } from '../../core/memory/pages.ts';
import { checkBoot } from './check-boot.ts';
import type { MachineFile } from './file-schema.ts';
import type { Mistakes, Path } from './mistakes.ts';

/**
 * Notes what cannot be about a machine, all of it and each in its place. A board checks its machine as well, for those who build one in
 * code, but it stops at the first mistake and knows no lines.
 */
export function checkMachine(file: MachineFile, machine: MachineSpec, mistakes: Mistakes): void {
  checkRegions(machine.memory, mistakes);
  const ids = new Map<number, string>();
  const taken: Taken[] = [];
  checkMediator(machine, mistakes);
  for (const partition of machine.partitions) {
    const path = ['partitions', partition.name];
    const other = ids.get(partition.id);
    if (other !== undefined)
      mistakes.at([...path, 'id'], `${other} has id ${endpointText(partition.id)}, too`, 'an id of its own');
    ids.set(partition.id, partition.name);
    checkLevel(partition, path, mistakes);
    checkAddresses(file, partition, path, mistakes);
    checkBoot(partition, path, mistakes);
    for (const [index, owned] of partition.memory.entries()) {
      const place = placeOf(file, partition.name, index);
      checkOwned(partition.name, isSecureId(partition.id), owned, place, machine.memory, mistakes);
      checkFree(owned, partition.name, taken, place, mistakes);
    }
  }
  for (const [index, vm] of machine.vms.entries()) {
    checkVm(vm, machine.vms.slice(0, index), machine, mistakes);
    for (const [at, owned] of vm.memory.entries()) {
      const place = ['vms', vm.name, 'memory', at];
      checkOwned(vm.name, false, owned, place, machine.memory, mistakes);
      checkFree(owned, vm.name, taken, place, mistakes);
    }
  }
}

/** What cannot be about a VM, its memory apart. */
function checkVm(
  vm: VmSpec,
  before: readonly VmSpec[],
  { partitions }: MachineSpec,
  mistakes: Mistakes,
): void {
  const path = ['vms', vm.name];
  const same = before.find(({ vmid }) => vmid === vm.vmid);
  if (same !== undefined)
    mistakes.at([...path, 'vmid'], `${same.name} has VM id ${vm.vmid}, too`, 'an id of its own');
  const partition = partitions.find(({ name }) => name === vm.name);
  if (partition === undefined) return;
  if (isSecureId(partition.id))
    mistakes.atKey(path, `${vm.name} is a secure partition`, 'a VM, or a partition of the normal world');
  if (vm.memory.length > 0)
    mistakes.atKey([...path, 'memory'], `${vm.name} is a partition, and owns memory there`, 'no memory here');
  if (!vm.running)
    mistakes.at([...path, 'running'], `${vm.name} is a partition, and runs from the beginning`, 'true');
}

/** A mediator is partition 0, and has buffers. */
function checkMediator({ mediator, partitions }: MachineSpec, mistakes: Mistakes): void {
  const own = partitions.find(({ id }) => id === HYPERVISOR_ID);
  if (mediator === undefined) {
    const guest = partitions.find(({ tee }) => tee !== undefined);
    if (guest !== undefined)
      mistakes.atKey(
        ['partitions', guest.name, 'tee'],
        'found tee without a mediator',
        'mediator: {}, or no tee',
      );
  } else if (own === undefined)
    mistakes.atKey(['mediator'], 'nobody has id 0', 'a partition that is the hypervisor');
  else if (own.buffers === undefined)
    mistakes.at(['partitions', own.name], `${own.name} has no buffers`, 'buffers, which the mediator needs');
}

interface Taken extends Extent {
  readonly owner: string;
}

interface Extent {
  readonly base: number;
  readonly pages: number;
}

function checkRegions(regions: readonly MemoryRegion[], mistakes: Mistakes): void {
  for (const [index, region] of regions.entries()) {
    const other = regions.slice(0, index).find((each) => overlap(each, region));
    if (other !== undefined)
      mistakes.atKey(
        ['memory', region.name],
        `${region.name} overlaps ${other.name}, which is ${extentText(other)}`,
        'regions apart from each other',
      );
  }
}

function checkLevel({ id, level }: PartitionSpec, path: Path, mistakes: Mistakes): void {
  if (isSecureId(id) === isSecureLevel(level)) return;
  const expected = isSecureLevel(level) ? '0x8000 or more' : 'less than 0x8000';
  mistakes.at([...path, 'id'], `id ${endpointText(id)} does not fit level ${level}`, `an id of ${expected}`);
}

/** What a partition sees has to have one place each. */
function checkAddresses(
  file: MachineFile,
  { name, memory, borrowing }: PartitionSpec,
  path: Path,
  mistakes: Mistakes,
): void {
  for (const [index, owned] of memory.entries()) {
    const other = memory
      .slice(0, index)
      .find((each) => overlap(seen(each), seen(owned)) && !overlap(each, owned));
    if (other !== undefined)
      mistakes.at(
        [...placeOf(file, name, index), 'at'],
        `${name} sees other memory at ${extentText(seen(other))}`,
        'addresses of their own',
      );
  }
  if (borrowing === undefined) return;
  if (memory.every(({ at, base }) => at === base))
    mistakes.atKey(
      [...path, 'borrowing'],
      `${name} sees physical addresses, and borrowed memory where it lies`,
      'memory with `at`, or no borrowing',
    );
}

function checkOwned(
  owner: string,
  secure: boolean,
  owned: OwnedRegion,
  place: Path,
  regions: readonly MemoryRegion[],
  mistakes: Mistakes,
): void {
  const where = `${owner}: memory at ${extentText(owned)}`;
  const region = regions.find(
    ({ base, pages }) => owned.base >= base && endOf(owned) <= endOf({ base, pages }),
  );
  if (region === undefined)
    mistakes.at(place, `${where} lies in no region`, `memory in one of ${regionsText(regions)}`);
  else if (region.secure && !secure)
    mistakes.at(
      place,
      `${where} is secure`,
      'memory of the normal world for a partition of the normal world',
    );
}

function checkFree(owned: OwnedRegion, owner: string, taken: Taken[], place: Path, mistakes: Mistakes): void {
  const other = taken.find((each) => overlap(each, owned));
  if (other !== undefined)
    mistakes.at(
      place,
      `memory at ${extentText(owned)} is ${other.owner}'s already, which has ${extentText(other)}`,
      'pages with one owner',
    );
  taken.push({ owner, base: owned.base, pages: owned.pages });
}

/** Where a partition's memory stands: in the file, or in the manifest, whose regions come behind. */
function placeOf(file: MachineFile, partition: string, index: number): Path {
  const inFile = file.partitions[partition]?.memory?.length ?? 0;
  return ['partitions', partition, ...(index < inFile ? ['memory', index] : ['manifest'])];
}

/** Where a partition sees its memory. */
function seen({ at, pages }: OwnedRegion): Extent {
  return { base: at, pages };
}

function overlap(left: Extent, right: Extent): boolean {
  return left.base < endOf(right) && right.base < endOf(left);
}

function endOf({ base, pages }: Extent): number {
  return base + pages * PAGE_SIZE;
}

function extentText(extent: Extent): string {
  return `${addressText(extent.base)}..${addressText(endOf(extent) - 1)}`;
}

function regionsText(regions: readonly MemoryRegion[]): string {
  return regions.map((region) => `${region.name} (${extentText(region)})`).join(', ');
}
