import { endpointText, isSecureId } from '../abi/operations.ts';
import { Ledger } from '../memory/ledger.ts';
import { PAGE_SIZE, pageOf } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import { View } from '../memory/view.ts';
import { Policy } from '../rules/profile.ts';
import type { EndpointSpec } from '../spmc/endpoint-spec.ts';
import { Spmc } from '../spmc/spmc.ts';
import { writeBootInfo } from './boot-info.ts';
import { isSecureLevel, type MachineSpec, type MemoryRegion, type PartitionSpec } from './machine.ts';
import { MachineError } from './machine-error.ts';

/** The id of the normal world's hypervisor, or of its only OS. */
const HYPERVISOR_ID = 0;

/** A machine that stands, before anything has run on it. */
export interface Built {
  readonly ledger: Ledger;
  readonly spmc: Spmc;
}

/** How many pages there are up to the end of a machine's memory, holes included. */
export function pagesOf(spec: MachineSpec): number {
  return Math.max(0, ...spec.memory.map((region) => pageOf(region.base) + region.pages));
}

/** Builds ledger and manager of a machine over its memory, and puts there what its partitions are given. Throws a MachineError for a machine that cannot be. */
export function build(spec: MachineSpec, memory: MachineMemory): Built {
  const policy = new Policy(spec.profile, spec.limits);
  const { limits } = policy;
  const { partitions } = spec;
  checkPartitions(partitions);
  checkRegions(spec.memory);
  const ledger = new Ledger({
    pages: pagesOf(spec),
    pageTables: limits.pageTables,
    // Two pins for the buffers of each endpoint come on top of what may be sent.
    transactions: limits.transactions + 2 * partitions.length,
    borrowers: limits.borrowers,
    extents: limits.constituents + 2 * partitions.length * limits.mailboxPages,
  });
  const endpoints = partitions.map((partition) =>
    endpointOf(partition, addParty(ledger, partition, spec.memory)),
  );
  partitions.forEach((partition, index) => {
    writeBootInfo(partition, ledger, endpoints[index].party, memory);
  });
  return { ledger, spmc: new Spmc(policy, endpoints, ledger, memory) };
}

function checkPartitions(partitions: readonly PartitionSpec[]): void {
  const names = new Set<string>();
  const ids = new Map<number, string>();
  for (const { name, id, level } of partitions) {
    if (names.has(name)) throw new MachineError(`two partitions are called ${name}`, name);
    names.add(name);
    const other = ids.get(id);
    if (other !== undefined)
      throw new MachineError(`${other} and ${name} both have id ${endpointText(id)}`, name);
    ids.set(id, name);
    if (isSecureId(id) !== isSecureLevel(level))
      throw new MachineError(
        `${name}: id ${endpointText(id)} does not fit level ${level}: bit 15 says secure`,
        name,
      );
  }
}

function checkRegions(regions: readonly MemoryRegion[]): void {
  const sorted = [...regions].sort((left, right) => left.base - right.base);
  sorted.forEach((region, index) => {
    const next = sorted[index + 1];
    if (next !== undefined && next.base < region.base + region.pages * PAGE_SIZE)
      throw new MachineError(`memory regions ${region.name} and ${next.name} overlap`);
  });
}

function addParty(ledger: Ledger, partition: PartitionSpec, regions: readonly MemoryRegion[]): number {
  const identity = partition.memory.every((owned) => owned.at === owned.base);
  const windows = partition.memory.map(({ at, base, pages }) => ({
    at: pageOf(at),
    page: pageOf(base),
    pages,
  }));
  const { borrowing } = partition;
  const place = borrowing === undefined ? undefined : { at: pageOf(borrowing.at), pages: borrowing.pages };
  const party = ledger.addParty(identity ? View.identity() : View.of(windows, place));
  for (const owned of partition.memory) {
    const region = regions.find(
      ({ base, pages }) =>
        owned.base >= base && owned.base + owned.pages * PAGE_SIZE <= base + pages * PAGE_SIZE,
    );
    const where = `${partition.name}: memory at 0x${owned.base.toString(16)}`;
    if (region === undefined) throw new MachineError(`${where} lies in no memory region`, partition.name);
    if (region.secure && !isSecureId(partition.id))
      throw new MachineError(`${where} is secure`, partition.name);
    const taken = ledger.map.runAt(pageOf(owned.base), owned.pages);
    if (taken.word !== 0 || taken.pages < owned.pages)
      throw new MachineError(`${where} belongs to another partition`, partition.name);
    const { device, secure } = region;
    ledger.assign(pageOf(owned.base), owned.pages, { owner: party, rights: owned.rights, device, secure });
  }
  return party;
}

function endpointOf(partition: PartitionSpec, party: number): EndpointSpec {
  return {
    id: partition.id,
    name: partition.name,
    party,
    version: partition.version,
    properties: partition.properties,
    uuids: partition.uuids,
    ...(partition.imageUuid === undefined ? {} : { imageUuid: partition.imageUuid }),
    contexts: partition.contexts,
    hypervisor: partition.id === HYPERVISOR_ID,
    user: partition.level === 'S-EL0',
    ...(partition.onAbort === undefined ? {} : { onAbort: partition.onAbort }),
  };
}
