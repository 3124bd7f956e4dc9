import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_INDIRECT,
  PROPERTY_NOTIFICATIONS,
} from '../abi/bits.ts';
import { isSecureId } from '../abi/operations.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import type { UuidWords } from '../abi/uuid.ts';
import { VERSION_1_2 } from '../abi/versions.ts';
import {
  describeMachine,
  type PartitionOptions,
  type RegionOptions,
  type VmOptions,
} from '../board/describe-machine.ts';
import type { Level, MachineSpec } from '../board/machine.ts';
import { READ, WRITE } from '../memory/page-word.ts';
import type { Profile } from '../rules/profile.ts';
import type { EndpointKind, TargetEndpoint, TargetVm } from './target.ts';

/** Where the endpoints of a world have their memory. */
export interface WorldLayout {
  /** Pages of each endpoint's block of memory: buffers, then scratch pages, then one page that it may only read. */
  readonly blockPages: number;
  /** The first block. */
  readonly memory: number;
  /** A page of device memory for each endpoint. */
  readonly devices: number;
}

export interface Layout {
  readonly normal: WorldLayout;
  readonly secure: WorldLayout;
}

const SCRATCH_FROM = 16;

const IN_PROCESS_LAYOUT: Layout = {
  normal: { blockPages: 2048, memory: 0x4000_0000, devices: 0x900_0000 },
  secure: { blockPages: 2048, memory: 0x1000_0000, devices: 0x910_0000 },
};

const LEVEL: Readonly<Record<EndpointKind, Level>> = {
  hypervisor: 'NS-EL2',
  VM: 'NS-EL1',
  'S-EL1': 'S-EL1',
  'S-EL0': 'S-EL0',
};

const EVERYTHING: number =
  PROPERTY_DIRECT_RECEIVE |
  PROPERTY_DIRECT_SEND |
  PROPERTY_DIRECT2_RECEIVE |
  PROPERTY_DIRECT2_SEND |
  PROPERTY_INDIRECT |
  PROPERTY_NOTIFICATIONS;

/** All endpoints of a target. Each has a block of memory and a page of device memory in its own world. */
export function endpointsIn({ normal, secure }: Layout): readonly TargetEndpoint[] {
  return [
    endpoint('hypervisor', 'hypervisor', 0, normal, 0),
    endpoint('vm1', 'VM', 1, normal, 1),
    endpoint('vm2', 'VM', 2, normal, 2),
    endpoint('vm3', 'VM', 3, normal, 3),
    endpoint('sp1', 'S-EL1', 0x8001, secure, 0),
    endpoint('sp2', 'S-EL1', 0x8002, secure, 1),
    endpoint('sp3', 'S-EL1', 0x8003, secure, 2),
    endpoint('sp4', 'S-EL0', 0x8004, secure, 3),
  ];
}

/** The endpoints of the in-process target. */
export const ENDPOINTS: readonly TargetEndpoint[] = endpointsIn(IN_PROCESS_LAYOUT);

function endpoint(
  name: TargetEndpoint['name'],
  kind: EndpointKind,
  id: number,
  { blockPages, memory, devices }: WorldLayout,
  block: number,
): TargetEndpoint {
  const base = memory + block * blockPages * PAGE_SIZE;
  return {
    name,
    kind,
    id,
    version: VERSION_1_2,
    uuids: uuidsOf(id),
    buffers: { tx: base, rx: base + PAGE_SIZE, pages: 1 },
    scratch: { address: base + SCRATCH_FROM * PAGE_SIZE, pages: blockPages - SCRATCH_FROM - 1 },
    readOnlyPage: base + (blockPages - 1) * PAGE_SIZE,
    devicePage: devices + block * PAGE_SIZE,
  };
}

/** Every secure partition has a service, the first of them has two. */
function uuidsOf(id: number): readonly UuidWords[] {
  if (!isSecureId(id)) return [];
  const service = (number: number): UuidWords => [0x7461_6e74, 0x616c_756d, id, number];
  return id === 0x8001 ? [service(1), service(2)] : [service(1)];
}

const VM_MEMORY = 0x6000_0000;
const VM_PAGES = 2048;
const VM_DEVICES = 0x920_0000;
/** Where VMs with addresses of their own have their memory, and find what they accept. */
const OWN_ADDRESS = 0x1000_0000;
const BORROWING = { address: 0x8000_0000, pages: 4096 };
/** A label that the device tree of the guest names. */
const GUEST_LABEL = 7;

/** The VMs of the in-process target. The primary one sees physical addresses. */
export const VMS: readonly TargetVm[] = [
  {
    name: 'primary',
    vmid: 3,
    scratch: { address: VM_MEMORY, pages: VM_PAGES - 1 },
    readOnlyPage: VM_MEMORY + (VM_PAGES - 1) * PAGE_SIZE,
    devicePage: VM_DEVICES,
  },
  { name: 'peer', vmid: 45, scratch: { address: OWN_ADDRESS, pages: 16 }, borrowing: BORROWING },
  { name: 'other', vmid: 46, scratch: { address: OWN_ADDRESS, pages: 16 }, borrowing: BORROWING },
  {
    name: 'guest',
    vmid: 0x80,
    scratch: { address: OWN_ADDRESS, pages: 0 },
    borrowing: BORROWING,
    label: GUEST_LABEL,
  },
];

/** The VM that a target's VM is; its own memory is the block with its number. */
function vmOf(
  { name, vmid, scratch, borrowing, readOnlyPage, devicePage, label }: TargetVm,
  block: number,
): VmOptions {
  const base = borrowing === undefined ? VM_MEMORY : VM_MEMORY + (VM_PAGES + block * 16) * PAGE_SIZE;
  return {
    name,
    vmid,
    running: label === undefined,
    ...(label === undefined ? {} : { labels: [label] }),
    memory: [
      ...(scratch.pages === 0 ? [] : [{ base, at: scratch.address, pages: scratch.pages }]),
      ...(readOnlyPage === undefined ? [] : [{ base: readOnlyPage, pages: 1, rights: READ }]),
      ...(devicePage === undefined ? [] : [{ base: devicePage, pages: 1, rights: READ | WRITE }]),
    ],
    ...(borrowing === undefined ? {} : { borrowing: { at: borrowing.address, pages: borrowing.pages } }),
  };
}

/** The machine with these endpoints and VMs, whose partition manager behaves as a profile says. */
export function machineOf(profile: Profile): MachineSpec {
  return describeMachine({
    profile,
    memory: [
      ...worldOf('normal', IN_PROCESS_LAYOUT.normal, false),
      ...worldOf('secure', IN_PROCESS_LAYOUT.secure, true),
      { name: 'memory of VMs', base: VM_MEMORY, pages: VM_PAGES + VMS.length * 16 },
      { name: 'device of a VM', base: VM_DEVICES, pages: 1, device: true },
    ],
    partitions: ENDPOINTS.map(partitionOf),
    vms: VMS.map(vmOf),
  });
}

function worldOf(
  name: string,
  { blockPages, memory, devices }: WorldLayout,
  secure: boolean,
): readonly RegionOptions[] {
  return [
    { name: `${name} dram`, base: memory, pages: 4 * blockPages, secure },
    { name: `${name} devices`, base: devices, pages: 4, secure, device: true },
  ];
}

/** The partition that an endpoint is. */
export function partitionOf({
  name,
  kind,
  id,
  uuids,
  buffers,
  readOnlyPage = 0,
  devicePage = 0,
}: TargetEndpoint): PartitionOptions {
  return {
    name,
    id,
    level: LEVEL[kind],
    properties: EVERYTHING,
    ...(uuids.length === 0 ? {} : { uuids }),
    memory: [
      { base: buffers.tx, pages: (readOnlyPage - buffers.tx) / PAGE_SIZE },
      { base: readOnlyPage, pages: 1, rights: READ },
      { base: devicePage, pages: 1, rights: READ | WRITE },
    ],
  };
}
