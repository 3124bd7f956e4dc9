/**
 * A machine as the manager sees it, with nothing around it: physical memory, a ledger, the manager, and endpoints that call.
 *
 * | name | id     | what                     | addresses | owns                                                      |
 * | ---- | ------ | ------------------------ | --------- | --------------------------------------------------------- |
 * | os   | 0      | hypervisor               | physical  | RAM, read-only memory, memory it may not execute, a device |
 * | vm1  | 1      | VM                       | physical  | RAM                                                       |
 * | vm2  | 2      | VM                       | its own   | RAM in two pieces that lie side by side for it alone       |
 * | sp1  | 0x8001 | S-EL1 partition          | physical  | secure RAM, ROM and a device; non-secure RAM              |
 * | sp2  | 0x8002 | S-EL1 partition          | physical  | secure RAM                                                |
 * | user | 0x8003 | S-EL0 partition          | physical  | secure RAM                                                |
 */

import { NIL_UUID, type UuidWords } from '../../../src/core/abi/uuid.ts';
import { VERSION_1_2 } from '../../../src/core/abi/versions.ts';
import { Ledger } from '../../../src/core/memory/ledger.ts';
import { EXECUTE, READ, WRITE } from '../../../src/core/memory/page-word.ts';
import { type PhysicalMemory, SparseMemory } from '../../../src/core/memory/physical-memory.ts';
import { View } from '../../../src/core/memory/view.ts';
import type { Limits } from '../../../src/core/rules/limits.ts';
import { Policy, type Profile, SPEC } from '../../../src/core/rules/profile.ts';
import type { AbortAction, EndpointSpec } from '../../../src/core/spmc/endpoint-spec.ts';
import { Spmc } from '../../../src/core/spmc/spmc.ts';
import { Actor } from './actor.ts';
import {
  ADDRESS_SPACE,
  OS_DEVICE,
  OS_NO_EXECUTE,
  OS_RAM,
  OS_READ_ONLY,
  SP1_DEVICE,
  SP1_NON_SECURE,
  SP1_RAM,
  SP1_READ_ONLY,
  SP2_RAM,
  USER_RAM,
  VM1_RAM,
  VM2_BORROWING,
  VM2_HIGH,
  VM2_LOW,
  VM2_RAM,
} from './addresses.ts';
import { FFA } from './ids.ts';

const RWX = READ | WRITE | EXECUTE;
const RW = READ | WRITE;

type Region = readonly [
  address: number,
  pages: number,
  rights: number,
  kind?: 'secure' | 'device' | 'secure device',
];

interface Cast {
  readonly name: ActorName;
  readonly id: number;
  readonly ram: number;
  readonly regions: readonly Region[];
  readonly properties: number;
  readonly uuids?: readonly UuidWords[];
}

export type ActorName = 'os' | 'vm1' | 'vm2' | 'sp1' | 'sp2' | 'user';

/** Receives and sends direct requests; AArch64. */
const MESSAGES = 0x103;
/** All of it: direct requests of both kinds, indirect messages, notifications, and being told of VMs. */
export const EVERYTHING = 0x7cf;

export const SP1_UUID: UuidWords = [0x1111_1111, 0x2222_2222, 0x3333_3333, 0x4444_4444];
export const SHARED_UUID: UuidWords = [0xaaaa_0001, 0xaaaa_0002, 0xaaaa_0003, 0xaaaa_0004];

const CAST: readonly Cast[] = [
  {
    name: 'os',
    id: 0,
    ram: OS_RAM,
    properties: MESSAGES,
    regions: [
      [OS_RAM, 1024, RWX],
      [OS_READ_ONLY, 16, READ],
      [OS_NO_EXECUTE, 16, RW],
      [OS_DEVICE, 16, RW, 'device'],
    ],
  },
  { name: 'vm1', id: 1, ram: VM1_RAM, properties: MESSAGES, regions: [[VM1_RAM, 1024, RWX]] },
  {
    name: 'vm2',
    id: 2,
    ram: VM2_RAM,
    properties: MESSAGES,
    regions: [
      [VM2_LOW, 512, RWX],
      [VM2_HIGH, 512, RWX],
    ],
  },
  {
    name: 'sp1',
    id: 0x8001,
    ram: SP1_RAM,
    properties: MESSAGES,
    uuids: [SP1_UUID, SHARED_UUID],
    regions: [
      [SP1_RAM, 1024, RWX, 'secure'],
      [SP1_READ_ONLY, 16, READ, 'secure'],
      [SP1_DEVICE, 16, RW, 'secure device'],
      [SP1_NON_SECURE, 16, RW],
    ],
  },
  {
    name: 'sp2',
    id: 0x8002,
    ram: SP2_RAM,
    properties: MESSAGES,
    uuids: [SHARED_UUID],
    regions: [[SP2_RAM, 1024, RWX, 'secure']],
  },
  {
    name: 'user',
    id: 0x8003,
    ram: USER_RAM,
    properties: 0x101,
    regions: [[USER_RAM, 1024, RWX, 'secure']],
  },
];

export interface WorldOptions {
  readonly limits?: Partial<Limits>;
  readonly profile?: Profile;
  /** FF-A version of each endpoint at the start; 1.2 where nothing is said. */
  readonly versions?: Partial<Record<ActorName, number>>;
  /** Pages of every endpoint's RX and TX, or of those who have others than one; 0 leaves them unmapped. */
  readonly bufferPages?: number | Partial<Record<ActorName, number>>;
  /** Stands between the manager and its memory. */
  readonly memory?: (memory: SparseMemory) => PhysicalMemory;
  /** How endpoints see memory who see it in another way than usual. */
  readonly views?: Partial<Record<ActorName, View>>;
  /** Pages of physical address space in the ledger, where they are more than there is memory for. */
  readonly ledgerPages?: number;
  /** Transactions and borrowers for which the ledger has room beyond the manager's limits. */
  readonly spareRecords?: number;
  /** Leaves secure partitions in their first run. */
  readonly atBoot?: boolean;
  /** Execution contexts of each secure partition. */
  readonly contexts?: number;
  /** Execution contexts of each VM. */
  readonly vcpus?: number;
  /** Properties of endpoints that have others than usual. */
  readonly properties?: Partial<Record<ActorName, number>>;
  /** What becomes of partitions that have a life cycle when they abort. */
  readonly onAbort?: Partial<Record<ActorName, AbortAction>>;
  /** Images of endpoints that name one. */
  readonly images?: Partial<Record<ActorName, UuidWords>>;
  /** Protocols of endpoints that have others than usual. */
  readonly uuids?: Partial<Record<ActorName, readonly UuidWords[]>>;
}

/** What a test works with. */
export interface World extends Readonly<Record<ActorName, Actor>> {
  readonly spmc: Spmc;
  readonly ledger: Ledger;
  readonly memory: SparseMemory;
  readonly actors: readonly Actor[];
}

/** A machine whose endpoints have buffers of one page and all have a processor. */
export function world(options: WorldOptions = {}): World {
  const { bufferPages = 1, versions = {}, contexts = 1, vcpus = 1, spareRecords = 0 } = options;
  const policy = new Policy(options.profile ?? SPEC, options.limits);
  const { limits } = policy;
  const ledger = new Ledger({
    pages: options.ledgerPages ?? ADDRESS_SPACE / 4096,
    pageTables: limits.pageTables,
    // Two pins for the buffers of each endpoint come on top of what may be sent.
    transactions: limits.transactions + 2 * CAST.length + spareRecords,
    borrowers: limits.borrowers + spareRecords,
    extents: limits.constituents + 2 * CAST.length,
  });
  const specs = CAST.map((cast): EndpointSpec => {
    const secure = cast.id >= 0x8000;
    const image = options.images?.[cast.name];
    const onAbort = options.onAbort?.[cast.name];
    return {
      id: cast.id,
      name: cast.name,
      party: settle(ledger, cast, options.views?.[cast.name] ?? viewOf(cast)),
      version: versions[cast.name] ?? VERSION_1_2,
      properties: options.properties?.[cast.name] ?? cast.properties,
      uuids: options.uuids?.[cast.name] ?? cast.uuids ?? [NIL_UUID],
      ...(image === undefined ? {} : { imageUuid: image }),
      ...(onAbort === undefined ? {} : { onAbort }),
      // One for itself, and one to run each secure partition on.
      contexts: cast.name === 'os' ? 4 : secure ? contexts : vcpus,
      hypervisor: cast.id === 0,
      user: cast.name === 'user',
    };
  });
  const memory = new SparseMemory(ADDRESS_SPACE / 4096);
  const spmc = new Spmc(policy, specs, ledger, options.memory?.(memory) ?? memory);
  const actors = CAST.map(
    (cast, index) => new Actor(spmc, memory, cast.name, spmc.state.contexts.of(index + 1, 0), cast.ram),
  );
  const [os, vm1, vm2, sp1, sp2, user] = actors as [Actor, Actor, Actor, Actor, Actor, Actor];
  const result = { os, vm1, vm2, sp1, sp2, user, spmc, ledger, memory, actors };
  if (options.atBoot !== true) runSecurePartitions(result);
  CAST.forEach(({ name }, index) => {
    const pages = typeof bufferPages === 'number' ? bufferPages : (bufferPages[name] ?? 1);
    if (pages !== 0) actors[index]!.mapBuffers(pages);
  });
  return result;
}

/** A machine whose endpoints have no buffers. */
export function unmapped(options: WorldOptions = {}): World {
  return world({ bufferPages: 0, ...options });
}

const page = (address: number) => address / 4096;

/** How an endpoint sees memory where a test says nothing else. */
function viewOf({ name }: Cast): View {
  if (name !== 'vm2') return View.identity();
  return View.of(
    [
      { at: page(VM2_RAM), page: page(VM2_LOW), pages: 512 },
      { at: page(VM2_RAM) + 512, page: page(VM2_HIGH), pages: 512 },
    ],
    { at: page(VM2_BORROWING), pages: 64 },
  );
}

/** Adds the party that stands for an endpoint, and gives it its memory. */
function settle(ledger: Ledger, cast: Cast, view: View): number {
  const party = ledger.addParty(view);
  for (const [address, pages, rights, kind = ''] of cast.regions)
    ledger.assign(page(address), pages, {
      owner: party,
      rights,
      device: kind.includes('device'),
      secure: kind.includes('secure'),
    });
  return party;
}

/** Lets each secure partition end its first run, and gives it a processor of the OS for the rest of the test. */
function runSecurePartitions({ spmc, os, actors }: World): void {
  const secure = actors.filter((actor) => actor.id >= 0x8000);
  secure.forEach((actor, index) => {
    actor.call(FFA.MSG_WAIT);
    const processor = new Actor(spmc, os.memory, 'os', os.context + 1 + index, os.ram);
    processor.call(FFA.RUN, actor.id * 0x1_0000);
  });
}
