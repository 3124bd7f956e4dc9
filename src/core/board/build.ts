import { endpointText, isSecureId } from '../abi/operations.ts';
import { RM_LIMITS, type RmLimits } from '../gunyah/manager/limits.ts';
import { ResourceManager } from '../gunyah/manager/resource-manager.ts';
import { Ledger } from '../memory/ledger.ts';
import { PAGE_SIZE, pageOf } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';
import { View } from '../memory/view.ts';
import { Policy } from '../rules/profile.ts';
import type { EndpointSpec } from '../spmc/endpoint-spec.ts';
import { Spmc } from '../spmc/spmc.ts';
import { writeBootInfo } from './boot-info.ts';
import { buildHypervisor, type Hypervisor } from './hypervisor.ts';
import {
  HYPERVISOR_ID,
  isSecureLevel,
  type MachineSpec,
  type MemoryRegion,
  type OwnedRegion,
  type PartitionSpec,
  type VmSpec,
} from './machine.ts';
import { MachineError } from './machine-error.ts';

/** A machine that stands, before anything has run on it. */
export interface Built {
  readonly ledger: Ledger;
  readonly spmc: Spmc;
  /** Where there are VMs. */
  readonly rm: ResourceManager | undefined;
  /** The ledger's party of each partition and each VM. */
  readonly parties: ReadonlyMap<string, number>;
  /** Undefined where partitions call the manager themselves. */
  readonly hypervisor: Hypervisor | undefined;
}

/** How many pages there are up to the end of a machine's memory, holes included. */
export function pagesOf(spec: MachineSpec): number {
  return Math.max(0, ...spec.memory.map((region) => pageOf(region.base) + region.pages));
}

/** Builds ledger and managers of a machine over its memory, and puts there what its partitions are given. Throws a MachineError for a machine that cannot be. */
export function build(spec: MachineSpec, memory: MachineMemory): Built {
  const policy = new Policy(spec.profile, spec.limits);
  const { limits } = policy;
  const { partitions, vms } = spec;
  checkPartitions(partitions);
  checkVms(vms, partitions);
  checkRegions(spec.memory);
  // What a mediator notes of pages before it hands them on comes beneath what the manager notes.
  const layers = spec.mediator === undefined ? 1 : 2;
  const parcels = vms.length === 0 ? NO_PARCELS : { ...RM_LIMITS, ...spec.parcelLimits };
  const ledger = new Ledger({
    pages: pagesOf(spec),
    pageTables: limits.pageTables,
    // Two pins for the buffers of each endpoint, and the parcels of VMs, come on top of what may be sent: no manager takes another's room.
    transactions:
      layers * (limits.transactions + 2 * partitions.length) + vms.length * parcels.parcelsPerOwner,
    borrowers: layers * limits.borrowers + parcels.receivers,
    extents: layers * (limits.constituents + 2 * partitions.length * limits.mailboxPages) + parcels.regions,
  });
  const parties = new Map<string, number>();
  const partyOf = (owner: Owner): number => {
    const party = parties.get(owner.name) ?? addParty(ledger, owner, spec.memory);
    parties.set(owner.name, party);
    return party;
  };
  const endpoints = partitions.map((partition) =>
    endpointOf(partition, partyOf({ ...partition, secure: isSecureId(partition.id) })),
  );
  partitions.forEach((partition, index) => {
    writeBootInfo(partition, ledger, endpoints[index].party, memory);
  });
  const spmc = new Spmc(policy, endpoints, ledger, memory);
  const hypervisor =
    spec.mediator === undefined
      ? undefined
      : buildHypervisor({ spec, mediator: spec.mediator, endpoints, spmc, ledger, memory });
  if (vms.length === 0) return { ledger, spmc, hypervisor, rm: undefined, parties };
  const guests = vms.map(({ name, vmid, running, labels, ...vm }) => {
    const party = partyOf({ name, ...vm, secure: false });
    return { name, vmid, running, labels, party };
  });
  const party = ledger.addParty(View.of([]));
  parties.set(RESOURCE_MANAGER, party);
  return {
    ledger,
    spmc,
    hypervisor,
    rm: new ResourceManager({ vms: guests, party, limits: parcels }, ledger, memory),
    parties,
  };
}

/** The name of the party that the resource manager is itself. No partition and no VM has one with a space. */
const RESOURCE_MANAGER = 'resource manager';

/** What a machine without VMs needs for parcels. */
const NO_PARCELS: RmLimits = { parcelsPerOwner: 0, regionsPerParcel: 0, receivers: 0, regions: 0 };

/** Who owns memory: a partition or a VM. */
interface Owner {
  readonly name: string;
  readonly memory: readonly OwnedRegion[];
  readonly borrowing?: { readonly at: number; readonly pages: number };
  readonly secure: boolean;
}

function checkVms(vms: readonly VmSpec[], partitions: readonly PartitionSpec[]): void {
  for (const [index, { name, vmid, running, memory }] of vms.entries()) {
    const other = vms.slice(0, index).find((each) => each.name === name || each.vmid === vmid);
    if (other?.name === name) throw new MachineError(`two VMs are called ${name}`, name);
    if (other !== undefined)
      throw new MachineError(`${other.name} and ${name} both have VM id ${vmid}`, name);
    const partition = partitions.find((each) => each.name === name);
    if (partition === undefined) continue;
    if (memory.length !== 0) throw new MachineError(`${name} is a partition, which says what it owns`, name);
    if (!running) throw new MachineError(`${name} is a partition, and runs from the beginning`, name);
    if (isSecureId(partition.id)) throw new MachineError(`${name} is secure, and no VM`, name);
  }
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

function addParty(ledger: Ledger, owner: Owner, regions: readonly MemoryRegion[]): number {
  const { name, borrowing } = owner;
  // Who owns nothing sees what it borrows somewhere, if it is said where.
  const identity =
    owner.memory.every((owned) => owned.at === owned.base) &&
    (owner.memory.length > 0 || borrowing === undefined);
  const windows = owner.memory.map(({ at, base, pages }) => ({
    at: pageOf(at),
    page: pageOf(base),
    pages,
  }));
  const place = borrowing === undefined ? undefined : { at: pageOf(borrowing.at), pages: borrowing.pages };
  const party = ledger.addParty(identity ? View.identity() : View.of(windows, place));
  for (const owned of owner.memory) {
    const region = regions.find(
      ({ base, pages }) =>
        owned.base >= base && owned.base + owned.pages * PAGE_SIZE <= base + pages * PAGE_SIZE,
    );
    const where = `${name}: memory at 0x${owned.base.toString(16)}`;
    if (region === undefined) throw new MachineError(`${where} lies in no memory region`, name);
    if (region.secure && !owner.secure) throw new MachineError(`${where} is secure`, name);
    const taken = ledger.map.runAt(pageOf(owned.base), owned.pages);
    if (taken.word !== 0 || taken.pages < owned.pages)
      throw new MachineError(`${where} belongs to somebody else`, name);
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
