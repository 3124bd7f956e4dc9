import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_INDIRECT,
  PROPERTY_NOTIFICATIONS,
  PROPERTY_VM_CREATED,
} from '../abi/bits.ts';
import { NIL_UUID, type UuidWords } from '../abi/uuid.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import { describeMachine } from '../board/describe-machine.ts';
import type { MachineSpec, MemoryRegion } from '../board/machine.ts';
import { EXECUTE, READ, WRITE } from '../memory/page-word.ts';
import type { Limits } from '../rules/limits.ts';
import { type Profile, SPEC } from '../rules/profile.ts';

const PAGE = 0x1000;
const RW = READ | WRITE;
const RX = READ | EXECUTE;

/** Where the proving ground lies: first pages. */
export interface GroundPlaces {
  /** Memory of the normal world, and how many pages at its start are nobody's. */
  readonly dram: number;
  readonly spared: number;
  readonly peripherals: number;
  readonly secure: number;
  readonly securePeripherals: number;
}

const PLACES: GroundPlaces = {
  dram: 0x10,
  spared: 0,
  peripherals: 0x180,
  secure: 0x190,
  securePeripherals: 0x1f8,
};

/** Of a partition that can be asked, with indirect messages and notifications. */
const TALKS = PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT2_RECEIVE | PROPERTY_INDIRECT | PROPERTY_NOTIFICATIONS;
/** What the vault offers, besides what has no name. Moves write the lower halves of registers: it is zero in between. */
const SERVICE: UuidWords = [0x1b2c_3d4e, 0, 0x93a4_b5c6, 0];

/**
 * The machine that is explored when no other is named: both worlds, memory of every kind, all of it within a few hundred pages, so that calls meet
 * each other. Four pages are the manager's own and nobody's. Page 0 is no memory. Who may ask whom is different for each of the secure partitions.
 */
export function provingGround(profile: Profile = SPEC, places: GroundPlaces = PLACES): MachineSpec {
  const version = Math.min(VERSION_1_2, profile.speaks?.version ?? VERSION_1_2);
  const { dram, spared, peripherals, secure, securePeripherals } = places;
  /** Pages from one of an area on. */
  const of = (first: number) => (page: number, pages: number) => ({ base: (first + page) * PAGE, pages });
  const [normal, trusted] = [of(dram + spared), of(secure)];
  const buffers = ({ base }: { readonly base: number }) => ({ tx: base, rx: base + PAGE, pages: 1 });
  const machine = describeMachine({
    profile,
    memory: [
      { name: 'dram', base: dram * PAGE, pages: spared + 0x160 },
      { name: 'peripherals', base: peripherals * PAGE, pages: 4, device: true },
      { name: 'secure', ...trusted(0, 0x60), secure: true },
      { name: 'secure-peripherals', base: securePeripherals * PAGE, pages: 4, device: true, secure: true },
    ],
    partitions: [
      {
        name: 'os',
        id: 0,
        memory: [
          normal(0, 0x130),
          { ...normal(0x130, 4), rights: READ },
          { ...normal(0x134, 4), rights: RX },
          { base: peripherals * PAGE, pages: 4, rights: RW },
        ],
        buffers: buffers(normal(0, 2)),
      },
      {
        name: 'vm',
        id: 1,
        memory: [normal(0x140, 0x10)],
        buffers: buffers(normal(0x140, 2)),
      },
      {
        name: 'vault',
        id: 0x8001,
        memory: [
          trusted(0, 0x10),
          { ...trusted(0x10, 4), rights: READ },
          { base: securePeripherals * PAGE, pages: 4, rights: RW },
        ],
        properties: TALKS | PROPERTY_DIRECT_SEND | PROPERTY_VM_CREATED,
        uuids: [SERVICE, NIL_UUID],
        buffers: buffers(trusted(0, 2)),
      },
      {
        name: 'notary',
        id: 0x8002,
        memory: [{ ...trusted(0x20, 0x10), rights: RW }],
        properties: TALKS | PROPERTY_DIRECT2_SEND,
        buffers: buffers(trusted(0x20, 2)),
      },
      {
        name: 'clerk',
        id: 0x8003,
        memory: [trusted(0x30, 0x10)],
        properties: PROPERTY_DIRECT_SEND,
        buffers: buffers(trusted(0x30, 2)),
      },
    ],
  });
  return { ...machine, partitions: machine.partitions.map((partition) => ({ ...partition, version })) };
}

/** Memory of a VM that is a partition as well: between two that others have. */
const BOTH = { at: 0x148 * PAGE, base: 0x148 * PAGE, pages: 8 };

/** Where VMs that have addresses of their own see what they borrow. */
const BORROWING = { at: 0x1000 * PAGE, pages: 0x40 };

/**
 * A machine on which VMs of Gunyah and FF-A partitions share one ledger. Two are both, and see physical addresses: the OS, which is the primary VM and
 * partition 0, and another. One VM runs from the beginning with memory of its own, and two come and go: one with addresses of its own, one without.
 */
export function twoProtocols(profile: Profile = SPEC): MachineSpec {
  const { partitions, ...machine } = provingGround(profile);
  const [os, vm, vault, notary] = partitions;
  const both = {
    ...vm,
    memory: vm.memory.map((region) => ({ ...region, ...BOTH })),
    buffers: { tx: BOTH.at, rx: BOTH.at + PAGE, pages: 1 },
  };
  const own = { at: 0x100 * PAGE, base: 0x150 * PAGE, pages: 0x10, rights: RW | RX };
  const vms = [
    { name: os.name, vmid: 3, running: true, labels: [], memory: [] },
    { name: 'peer', vmid: 45, running: true, labels: [], memory: [own], borrowing: BORROWING },
    { name: 'guest', vmid: 0x80, running: false, labels: [0x77], memory: [], borrowing: BORROWING },
    { name: 'other', vmid: 0x81, running: false, labels: [], memory: [] },
    { name: both.name, vmid: 46, running: true, labels: [], memory: [] },
  ];
  return { ...machine, partitions: [os, vault, notary, both], vms };
}

/** A small machine on which a hypervisor mediates between two guests, of which one sees addresses of its own, and two secure partitions. */
export function mediatedGround(profile: Profile = SPEC): MachineSpec {
  const { memory, partitions } = provingGround(profile);
  const [os, vm, vault, notary] = partitions;
  const guest = (first: number, at: number) => ({
    memory: [{ base: first * PAGE, at: at * PAGE, pages: 0x18 }],
    buffers: { tx: at * PAGE, rx: (at + 1) * PAGE, pages: 1 },
  });
  return describeMachine({
    profile,
    memory,
    mediator: {},
    partitions: [
      { ...os, name: 'hypervisor', memory: [{ base: 0x10 * PAGE, pages: 4 }], contexts: 3 },
      { ...vm, ...guest(0x20, 0x20) },
      { ...vm, name: 'guest', id: 2, ...guest(0x40, 0x100), borrowing: BORROWING },
      vault,
      notary,
    ],
  });
}

/** What the vault runs there. */
const IMAGE: UuidWords = [0x5f6e_7d8c, 0, 0x9bac_bdce, 0];

/** A device behind the last page of secure memory that somebody owns, in pages of that memory. */
const PANEL = 0x40;

function splitAtPanel(secure: MemoryRegion): readonly MemoryRegion[] {
  const panel = { name: 'panel', base: secure.base + PANEL * PAGE, pages: 2, device: true, secure: true };
  return [{ ...secure, pages: PANEL }, panel];
}

/**
 * A machine whose partitions are of other kinds: one is at S-EL0, with memory and a device side by side; the OS has two execution contexts, and one
 * partition has three.
 */
export function variedGround(profile: Profile = SPEC): MachineSpec {
  const { partitions, memory, ...machine } = provingGround(profile);
  const [os, vm, vault, notary, clerk] = partitions;
  const own = (page: number, pages: number, rights: number) => {
    const base = (PLACES.secure + page) * PAGE;
    return { at: base, base, pages, rights };
  };
  const desk = [own(0x30, 9, RW), own(0x39, 3, RX), own(0x3c, 3, READ), own(0x3f, 1, RW), own(PANEL, 2, RW)];
  return {
    ...machine,
    memory: memory.flatMap((region) => (region.name === 'secure' ? splitAtPanel(region) : [region])),
    partitions: [
      { ...os, contexts: 2 },
      vm,
      { ...vault, contexts: 3, imageUuid: IMAGE },
      notary,
      { ...clerk, level: 'S-EL0', memory: desk },
    ],
  };
}

/** So little room that what is full is met every few calls. */
const CRAMPED: Partial<Limits> = {
  receivers: 2,
  transactions: 5,
  transactionsPerEndpoint: 2,
  unfinishedSends: 1,
  pagesPerSend: 5,
  constituents: 9,
  constituentsPerEndpoint: 5,
  borrowers: 6,
  retrievals: 3,
  mailboxPages: 2,
};

/** The proving ground with a manager that has hardly any room. */
export function crampedGround(profile: Profile = SPEC): MachineSpec {
  return { ...provingGround(profile), limits: CRAMPED };
}

/** The machines of a campaign that names none: what they are made for is met in turn. */
export function provingGrounds(profile: Profile = SPEC): readonly MachineSpec[] {
  return [
    provingGround(profile),
    twoProtocols(profile),
    crampedGround(profile),
    variedGround(profile),
    mediatedGround(profile),
  ];
}
