/** Messages of the resource manager as bytes, with any value in any field. Source: gunyah 6. */

import type { Entry, Run } from './parcels.ts';

export const ID = {
  DONATE: 0x5100_0010,
  ACCEPT: 0x5100_0011,
  LEND: 0x5100_0012,
  SHARE: 0x5100_0013,
  RELEASE: 0x5100_0014,
  RECLAIM: 0x5100_0015,
  NOTIFY: 0x5100_0017,
  APPEND: 0x5100_0018,
  LOOKUP: 0x5100_001a,
  VM_ALLOCATE: 0x5600_0001,
  VM_DEALLOCATE: 0x5600_0002,
  VM_START: 0x5600_0004,
  VM_STOP: 0x5600_0005,
  VM_RESET: 0x5600_0006,
  VM_CONFIG_IMAGE: 0x5600_0009,
  VM_INIT: 0x5600_000b,
  VM_SET_FIRMWARE_MEM: 0x5600_0032,
  IPA_RESERVE: 0x5600_00b0,
} as const;

export function half(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

export function word(value: number): number[] {
  return [...half(value & 0xffff), ...half(value >>> 16)];
}

export function wide(value: number): number[] {
  return [...word(value % 2 ** 32), ...word(Math.floor(value / 2 ** 32))];
}

/** What ACCEPT has before its lists, and the first bytes of LOOKUP. */
export interface Head {
  readonly type: number;
  readonly flags: number;
  readonly label: number;
}

export interface Lists {
  readonly acl: readonly Entry[];
  readonly regions: readonly Run[];
  /** Attribute and VM id. */
  readonly attributes: readonly (readonly [attribute: number, vmid: number])[];
  /** Of the list of places in ACCEPT. */
  readonly mapVmid?: number;
}

export function createBytes({ type, flags, label }: Head, lists: Lists): number[] {
  return [type, 0, flags, 0, ...word(label), ...listBytes(lists)];
}

/** The handle is put in later. */
export function acceptBytes({ type, flags, label }: Head, transfer: number, lists: Lists): number[] {
  return [...word(0), type, transfer, flags, 0, ...word(label), ...listBytes(lists)];
}

export function lookupBytes({ type, label }: Head, lists: Lists): number[] {
  return [type, 0, 0, 0, ...word(label), ...listBytes(lists)];
}

export function appendBytes(flags: number, regions: readonly Run[]): number[] {
  return [...word(0), flags, 0, 0, 0, ...regionBytes(regions)];
}

export function returnBytes(flags: number): number[] {
  return [...word(0), flags, 0, 0, 0];
}

export function notifyBytes(flags: number, tag: number, vmids: readonly number[] | undefined): number[] {
  const list = vmids && [...half(vmids.length), 0, 0, ...vmids.flatMap((vmid) => word(vmid))];
  return [...word(0), flags, 0, 0, 0, ...word(tag), ...(list ?? [])];
}

function listBytes({ acl, regions, attributes, mapVmid = 0 }: Lists): number[] {
  return [
    ...half(acl.length),
    ...[0, 0],
    ...acl.flatMap(({ vmid, rights }) => [...half(vmid), rights, 0]),
    ...regionBytes(regions, mapVmid),
    ...half(attributes.length),
    ...[0, 0],
    ...attributes.flatMap(([attribute, vmid]) => [...half(attribute), ...half(vmid)]),
  ];
}

function regionBytes(regions: readonly Run[], second = 0): number[] {
  return [
    ...half(regions.length),
    ...half(second),
    ...regions.flatMap(([base, size]) => [...wide(base), ...wide(size)]),
  ];
}
