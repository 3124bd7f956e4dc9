/** What the resource manager's part of the specification speaks of: VMs, parcels, and where VMs see memory. Source: gunyah 5, 8, 10. */

/** "No parcel". */
export const NO_HANDLE = 0xffff_ffff;
/** The VM at whose word others come and go. */
export const PRIMARY = 3;
/** The first address that there is not. */
export const ADDRESS_END: number = 2 ** 44;
/** Who has the memory of VMs that are no more. */
export const RESOURCE_MANAGER = 'resource manager';

/** Rights of an access list. */
export const RIGHT = { EXECUTE: 1, WRITE: 2, READ: 4 } as const;
export const ALL_RIGHTS = 7;

export const TYPE = { NORMAL: 0, IO: 1 } as const;
export type Transfer = 'donate' | 'lend' | 'share';
/** As ACCEPT and MEM_SHARED write it. */
export const NUMBER_OF: Readonly<Record<Transfer, number>> = { donate: 0, lend: 1, share: 2 };

/** What a VM is doing, by its number in VM_STATUS. A VM that is absent has no id, and no number. */
export const STATE = {
  absent: 0,
  init: 1,
  ready: 2,
  running: 3,
  load: 5,
  exited: 9,
  resetting: 10,
  reset: 11,
} as const;
export type VmState = keyof typeof STATE;

/** A message of the resource manager that nobody asked for. */
export interface Notice {
  readonly id: number;
  readonly payload: Uint8Array;
}

/** Pages of a VM's own addresses. */
export interface Place {
  readonly at: number;
  readonly pages: number;
}

/** Addresses that are kept for memory of some kind. */
export interface Reserved extends Place {
  readonly constraints: number;
}

/** A message of which packets are missing. */
export interface OpenMessage {
  readonly type: number;
  readonly sequence: number;
  readonly id: number;
  readonly continuations: number;
  readonly parts: readonly Uint8Array[];
}

export interface Vm {
  readonly name: string;
  readonly vmid: number;
  /** Runs from the beginning, and is there to stay. */
  readonly resident: boolean;
  /** Labels that its device tree names. */
  readonly labels: readonly number[];
  /** Sees physical addresses. */
  readonly flat: boolean;
  /** The page behind each page of its own addresses. Nothing for a flat one. */
  readonly space: Map<number, number>;
  /** Where memory may be put that it does not place itself. */
  readonly borrowing: Place | undefined;
  state: VmState;
  image: number | undefined;
  firmware: number | undefined;
  reserved: Reserved[];
  /** Handles of what it has accepted, oldest first. */
  accepted: number[];
  /** What it was told and has not heard yet. */
  told: Notice[];
  open: OpenMessage | undefined;
}

/** An entry of an access list, and what its VM has made of it. */
export interface Grant {
  readonly vmid: number;
  readonly rights: number;
  /** It has begun to accept. */
  accepted: boolean;
  /** It has accepted: it can use the memory. */
  mapped: boolean;
  contiguous: boolean;
  /** Regions that have a place, in their order. */
  places: Place[];
}

/** Physical pages that follow each other. */
export interface Region {
  readonly page: number;
  readonly pages: number;
}

export interface Attribute {
  readonly attribute: number;
  readonly vmid: number;
}

export interface Parcel {
  readonly handle: number;
  readonly owner: Vm;
  readonly type: number;
  readonly transfer: Transfer;
  label: number;
  /** Cleared when it was made. */
  readonly cleared: boolean;
  /** To be cleared before the owner has it back. */
  clearLater: boolean;
  /** All regions are there. */
  complete: boolean;
  tag: number | undefined;
  regions: Region[];
  grants: Grant[];
  attributes: Attribute[];
}

export interface Gunyah {
  /** Every VM that there can be, by id. */
  readonly vms: Map<number, Vm>;
  /** By handle, oldest first. */
  readonly parcels: Map<number, Parcel>;
  /** Handles are counted. */
  nextHandle: number;
  /** What the manager bounds. */
  readonly bounds: { readonly parcelsPerOwner: number; readonly regionsPerParcel: number };
}

/** Whether an id is that of a VM. */
export function exists({ vms }: Gunyah, vmid: number): boolean {
  const vm = vms.get(vmid);
  return vm !== undefined && vm.state !== 'absent';
}

/** The entry of a VM in a parcel's access list. */
export function grantOf({ grants }: Parcel, { vmid }: Vm): Grant | undefined {
  return grants.find((grant) => grant.vmid === vmid);
}

/** Whether somebody has accepted a parcel, or begun to. */
export function isAccepted({ grants }: Parcel): boolean {
  return grants.some(({ accepted }) => accepted);
}

/** The numbers of a parcel's pages. */
export function pagesIn(regions: readonly Region[]): number[] {
  return regions.flatMap(({ page, pages }) => Array.from({ length: pages }, (_, index) => page + index));
}

/** The page behind a page of a VM's addresses; undefined where there is none. */
export function physical({ flat, space }: Vm, at: number): number | undefined {
  return flat ? at : space.get(at);
}

/** A VM's pages as regions: each goes on as long as the pages behind follow each other. Where nothing is behind one, it is left out. */
export function regionsAt(vm: Vm, at: number, pages: number): Region[] {
  const regions: Region[] = [];
  for (let each = at; each < at + pages; each++) {
    const page = physical(vm, each);
    if (page === undefined) continue;
    const last = regions.at(-1);
    if (last !== undefined && last.page + last.pages === page)
      regions[regions.length - 1] = { ...last, pages: last.pages + 1 };
    else regions.push({ page, pages: 1 });
  }
  return regions;
}

/** Notifications that wait for a VM at most: the oldest are lost. */
const MOST_TOLD = 256;

/** Tells a VM something. One that is absent hears nothing. */
export function tell(vm: Vm | undefined, id: number, payload: Uint8Array): void {
  if (vm === undefined || vm.state === 'absent') return;
  vm.told.push({ id, payload });
  if (vm.told.length > MOST_TOLD) vm.told.shift();
}
