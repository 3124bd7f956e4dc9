/** When a VM cannot go on to the next state of its life. Source: gunyah 10. */

import type { Row } from './clause.ts';
import { exists, type Gunyah, grantOf, type Parcel, PRIMARY, type Vm, type VmState } from './state.ts';

export interface VmCase {
  readonly gunyah: Gunyah;
  readonly caller: Vm;
  readonly vmid: number;
  /** The states that the request is for. */
  readonly states: readonly VmState[];
}

export const NOT_PRIMARY: Row<Pick<VmCase, 'caller'>> = [
  {
    rule: 'rm-vm/not-primary',
    status: 'DENIED',
    source: 'gunyah 10 1',
    broken: ({ caller }) => caller.vmid !== PRIMARY,
  },
];

/** Who runs from the beginning neither comes nor goes. */
const isGuest = ({ gunyah, vmid }: VmCase) =>
  exists(gunyah, vmid) && gunyah.vms.get(vmid)?.resident === false;

export const TARGET: readonly Row<VmCase>[] = [
  NOT_PRIMARY,
  [
    {
      rule: 'rm-vm/unknown',
      status: 'VMID_INVALID',
      source: 'gunyah 10',
      broken: (of) => !isGuest(of),
    },
  ],
  [
    {
      rule: 'rm-vm/state',
      status: 'VM_STATE',
      source: 'gunyah 10 2, 8',
      broken: ({ gunyah, vmid, states }) => !states.includes(gunyah.vms.get(vmid)?.state ?? 'absent'),
    },
  ],
];

export interface AllocateCase {
  readonly caller: Vm;
  /** Ids that the request may be given. */
  readonly free: readonly number[];
}

export const ALLOCATE: readonly Row<AllocateCase>[] = [
  NOT_PRIMARY,
  [
    {
      rule: 'rm-vm/none-free',
      status: 'NORESOURCE',
      source: 'gunyah 10 1',
      broken: ({ free }) => free.length === 0,
    },
  ],
];

export interface ImageCase {
  readonly caller: Vm;
  readonly vm: Vm;
  readonly parcel: Parcel | undefined;
  /** What has to lie inside, in bytes. */
  readonly ranges: readonly (readonly [offset: number, size: number])[];
}

export const IMAGE: readonly Row<ImageCase>[] = [
  [
    {
      rule: 'rm-vm/image-handle',
      status: 'HANDLE_INVALID',
      source: 'gunyah 10 3',
      broken: ({ parcel }) => parcel === undefined,
    },
  ],
  [
    {
      rule: 'rm-vm/image-parcel',
      status: 'MEM_INVALID',
      source: 'gunyah 10 3',
      broken: ({ parcel, caller, vm }) =>
        parcel !== undefined &&
        (parcel.owner !== caller || !parcel.complete || grantOf(parcel, vm) === undefined),
    },
  ],
  [
    {
      rule: 'rm-vm/image-range',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 10 3',
      broken: ({ parcel, ranges }) => {
        const bytes = (parcel?.regions ?? []).reduce((sum, { pages }) => sum + pages, 0) * 4096;
        return ranges.some(([offset, size]) => offset + size > bytes);
      },
    },
  ],
];

export const CONFIGURED = {
  rule: 'rm-vm/configured',
  status: 'MEM_INVALID',
  source: 'gunyah 10 5',
} as const;

/** Of a VM that is deallocated others have nothing: that its reset waits for. */
export const GIVEN = {
  rule: 'rm-vm/state',
  status: 'VM_STATE',
  source: 'gunyah 10 7, 8, requirements QH6',
} as const;
