import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_INDIRECT,
  PROPERTY_NOTIFICATIONS,
  PROPERTY_VM_CREATED,
} from '../../abi/bits.ts';
import { parseUuid, type UuidWords } from '../../abi/uuid.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../../abi/versions.ts';
import type { MachineSpec, PartitionSpec } from '../../board/machine.ts';
import { EXECUTE, READ, WRITE } from '../../memory/page-word.ts';
import type { Profile } from '../../rules/profile.ts';
import { SPEC } from '../../rules/profile.ts';
import { ruleById } from '../../rules/registry.ts';
import type { Scenario, Step } from '../scenario.ts';
import type { Example } from './example.ts';

/** A hypervisor's memory: pages whose last one may not be written, aligned megabytes, and two pages that are a device. */
export const OS = 0x4000_0000;
export const OS_PAGES = 64;
export const OS_HEAP = 0x5000_0000;
const OS_HEAP_PAGES = 1024;
export const UART = 0x900_0000;
/** Guest memory. The guest sees it at 0 and borrows from 0x1000_0000 on. */
export const GUEST = 0x4800_0000;
export const GUEST_BORROWING = 0x1000_0000;
/** Memory of the secure partitions: FF-A 1.2 and S-EL1, 1.1 and S-EL0, 1.0 and S-EL1. */
export const VAULT = 0xe00_0000;
export const NOTARY = 0xe10_0000;
export const ARCHIVE = 0xe20_0000;
export const SECURE_UART = 0x901_0000;
export const NOTARY_UART: number = SECURE_UART + 0x1000;
/** More memory of notary: 2 MiB in one entry of the page map, in the machine ROOMY. */
export const NOTARY_HEAP = 0x1000_0000;

export const VAULT_UUID: UuidWords = parseUuid('378daedc-f06b-4446-8314-40ab933c87a3') as UuidWords;
export const NOTARY_UUID: UuidWords = parseUuid('b4b5671e-4a90-4fe1-b81f-fb13dae1dacb') as UuidWords;
const ARCHIVE_UUID = parseUuid('1b1820fe-48f7-4175-8999-d51da00b7c9f') as UuidWords;
const GUEST_UUID = parseUuid('19df293c-e1fe-4451-97ff-d7a9e86e0e2d') as UuidWords;

/** Tables of the page map that the machine takes before it does anything. */
export const PAGE_TABLES_AT_REST = 7;

const PAGES = 64;
const RW = READ | WRITE;
const COMMON: Pick<PartitionSpec, 'version' | 'properties' | 'contexts' | 'bootOrder'> = {
  version: VERSION_1_2,
  properties: PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND,
  contexts: 1,
  bootOrder: 0,
};

/** The machine of all examples. TX is the first page of each partition, RX the second. */
export const WORLD: MachineSpec = {
  vms: [],
  profile: SPEC,
  limits: {},
  memory: [
    { name: 'dram', base: OS, pages: OS_PAGES, secure: false, device: false },
    { name: 'heap', base: OS_HEAP, pages: OS_HEAP_PAGES, secure: false, device: false },
    { name: 'guest dram', base: GUEST, pages: PAGES, secure: false, device: false },
    { name: 'secure dram', base: VAULT, pages: 0x300, secure: true, device: false },
    { name: 'uart', base: UART, pages: 2, secure: false, device: true },
    { name: 'secure uarts', base: SECURE_UART, pages: 2, secure: true, device: true },
  ],
  partitions: [
    {
      ...COMMON,
      name: 'os',
      id: 0,
      level: 'NS-EL2',
      uuids: [[0, 0, 0, 0]],
      contexts: 2,
      memory: [
        // The last page may not be written: code, say.
        { at: OS, base: OS, pages: OS_PAGES - 1, rights: RW | EXECUTE },
        { at: OS + (OS_PAGES - 1) * 0x1000, base: OS + (OS_PAGES - 1) * 0x1000, pages: 1, rights: READ },
        { at: OS_HEAP, base: OS_HEAP, pages: OS_HEAP_PAGES, rights: RW | EXECUTE },
        { at: UART, base: UART, pages: 2, rights: RW },
      ],
      buffers: { tx: OS, rx: OS + 0x1000, pages: 1 },
    },
    {
      ...COMMON,
      name: 'guest',
      id: 1,
      level: 'NS-EL1',
      uuids: [GUEST_UUID],
      memory: [{ at: 0, base: GUEST, pages: PAGES, rights: RW | EXECUTE }],
      borrowing: { at: GUEST_BORROWING, pages: 16 },
      buffers: { tx: 0, rx: 0x1000, pages: 1 },
    },
    {
      ...COMMON,
      name: 'vault',
      id: 0x8001,
      level: 'S-EL1',
      // It understands everything.
      properties:
        COMMON.properties |
        PROPERTY_DIRECT2_RECEIVE |
        PROPERTY_DIRECT2_SEND |
        PROPERTY_INDIRECT |
        PROPERTY_NOTIFICATIONS |
        PROPERTY_VM_CREATED,
      uuids: [VAULT_UUID],
      memory: [
        { at: VAULT, base: VAULT, pages: PAGES, rights: RW },
        { at: SECURE_UART, base: SECURE_UART, pages: 1, rights: RW },
      ],
      buffers: { tx: VAULT, rx: VAULT + 0x1000, pages: 1 },
    },
    {
      ...COMMON,
      name: 'notary',
      id: 0x8002,
      level: 'S-EL0',
      version: VERSION_1_1,
      uuids: [NOTARY_UUID],
      memory: [
        { at: NOTARY, base: NOTARY, pages: PAGES, rights: RW },
        { at: NOTARY_UART, base: NOTARY_UART, pages: 1, rights: RW },
      ],
      buffers: { tx: NOTARY, rx: NOTARY + 0x1000, pages: 1 },
    },
    {
      ...COMMON,
      name: 'archive',
      id: 0x8003,
      level: 'S-EL1',
      version: VERSION_1_0,
      // It neither sends nor receives direct requests.
      properties: 0,
      uuids: [ARCHIVE_UUID],
      memory: [{ at: ARCHIVE, base: ARCHIVE, pages: PAGES, rights: RW }],
      buffers: { tx: ARCHIVE, rx: ARCHIVE + 0x1000, pages: 1 },
    },
  ],
};

/** The same machine with so many protocols in one partition that their list is longer than a page. */
export const CROWDED: MachineSpec = {
  ...WORLD,
  partitions: WORLD.partitions.map((partition) =>
    partition.name === 'notary' ? { ...partition, uuids: manyUuids(200) } : partition,
  ),
};

/** The same machine with two execution contexts in vault. */
export const SEVERAL: MachineSpec = {
  ...WORLD,
  partitions: WORLD.partitions.map((partition) =>
    partition.name === 'vault' ? { ...partition, contexts: 2 } : partition,
  ),
};

/** The same machine, in which vault speaks FF-A 1.3 and begins anew when it aborts. */
export const REBORN: MachineSpec = {
  ...WORLD,
  partitions: WORLD.partitions.map((partition) =>
    partition.name === 'vault' ? { ...partition, version: VERSION_1_3, onAbort: 'restart' } : partition,
  ),
};

/** The same machine with an OS of FF-A 1.3. */
export const RESOURCEFUL: MachineSpec = {
  ...WORLD,
  partitions: WORLD.partitions.map((partition) =>
    partition.name === 'os' ? { ...partition, version: VERSION_1_3 } : partition,
  ),
};

/** The same machine with more memory for notary. */
export const ROOMY: MachineSpec = {
  ...WORLD,
  memory: [
    ...WORLD.memory,
    { name: 'secure heap', base: NOTARY_HEAP, pages: 512, secure: true, device: false },
  ],
  partitions: WORLD.partitions.map((partition) =>
    partition.name === 'notary'
      ? {
          ...partition,
          memory: [...partition.memory, { at: NOTARY_HEAP, base: NOTARY_HEAP, pages: 512, rights: RW }],
        }
      : partition,
  ),
};

function manyUuids(count: number): readonly UuidWords[] {
  return Array.from({ length: count }, (_, index) => [0x6c6f_7461, 0, 0, index + 1]);
}

/** Every partition negotiates its version and maps its buffers: how most examples begin. */
export const STARTED: readonly Step[] = WORLD.partitions.map(({ name }) => ({
  by: name,
  act: { verb: 'start' },
}));

/** An example as a scenario: the rule broken, or kept. */
export function scenarioOf(example: Example, way: 'broken' | 'kept'): Scenario {
  const broken = refusedBy(example);
  const { setup, after = [], kept, machine = WORLD, limits = {}, parcelLimits, initialising = [] } = example;
  return {
    machine: {
      ...machine,
      limits,
      ...(parcelLimits === undefined ? {} : { parcelLimits }),
      profile: profileWith(example.rule, machine.profile),
      ...mediatorWith(example.rule, machine),
    },
    initialising,
    steps: [...setup, ...(way === 'broken' ? [broken, ...after] : kept)],
  };
}

/** The step that breaks the rule, which names it. A packet is dropped instead, and says so itself. */
function refusedBy({ rule, broken }: Example): Step {
  return broken.act.verb === 'rm-packet'
    ? broken
    : { ...broken, expect: { refused: rule, ...broken.expect } };
}

/** The same for the mediator of a machine that has one. */
function mediatorWith(id: string, { mediator }: MachineSpec): Pick<MachineSpec, 'mediator'> {
  return mediator === undefined
    ? {}
    : { mediator: { ...mediator, profile: profileWith(id, mediator.profile) } };
}

/** The profile of the machine; with the rule switched on, if it is one that only some profiles have. */
function profileWith(id: string, profile: Profile): Profile {
  if (ruleById(id)?.optional !== true) return profile;
  return {
    ...profile,
    deviations: [...profile.deviations, { rule: id, enforced: true, source: 'own rule' }],
  };
}
