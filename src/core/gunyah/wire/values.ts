/**
 * The numbers of the resource manager's protocol.
 *
 * Source: gunyah 2, 5, 15.
 */

import type { BitField } from '../../abi/fields.ts';

/** "No parcel". 0 is a parcel like any other. */
export const NO_HANDLE = 0xffff_ffff;

/** The first address that there is not. */
export const ADDRESS_END: number = 2 ** 44;

/** VM ids. 0 means the caller in queries and is nobody in an access list. */
export const VMID = {
  SELF: 0,
  PRIMARY: 3,
  RESOURCE_MANAGER: 255,
  FIRST_DYNAMIC: 0x80,
  LAST_DYNAMIC: 0xbe,
  INVALID: 0xffff,
} as const;

export const MEMORY_TYPE = { NORMAL: 0, IO: 1 } as const;

/** How memory is passed on. */
export const TRANSFER = { DONATE: 0, LEND: 1, SHARE: 2 } as const;

/** Rights of an access list entry. */
export const RIGHT = { EXECUTE: 1, WRITE: 2, READ: 4 } as const;
export const ALL_RIGHTS: number = RIGHT.READ | RIGHT.WRITE | RIGHT.EXECUTE;

/** How a receiver is to map memory. */
export const ATTRIBUTE = { DEFAULT: 0, DEVICE: 1, UNCACHED: 2, CACHED: 3 } as const;

export const CREATE_FLAG = { SANITIZE: 1, APPEND: 2 } as const;
export const APPEND_FLAG = { DONE: 1 } as const;
export const ACCEPT_FLAG = {
  VALIDATE_SANITIZED: 1,
  VALIDATE_ACL_ATTR: 2,
  VALIDATE_LABEL: 4,
  MAP_OTHER: 8,
  MAP_CONTIGUOUS: 16,
  SANITIZE: 32,
  DONE: 128,
} as const;
/** In the answer to ACCEPT: more addresses remain to be placed. */
export const ACCEPTED_FLAG = { INCOMPLETE: 1 } as const;
/** Of RELEASE and RECLAIM. */
export const RETURN_FLAG = { SANITIZE: 1 } as const;
export const NOTIFY_FLAG = { SHARED: 1, RELEASED: 2, ACCEPTED: 4, RECALL: 8 } as const;
export const STOP_FLAG = { FORCE: 1 } as const;
/** How ranges of addresses are asked for: by where they are, or by where they may be. */
export const RANGE_KIND = { FIXED: 0, ALLOCATE: 1 } as const;

/** What a VM is doing, as VM_STATUS tells it. */
export const VM_STATE = {
  INIT: 1,
  READY: 2,
  RUNNING: 3,
  LOAD: 5,
  AUTH: 6,
  EXITED: 9,
  RESETTING: 10,
  RESET: 11,
} as const;

/** The parts of a field of flags. */
export function flagBits(flags: Readonly<Record<string, number>>): readonly BitField[] {
  return Object.entries(flags).map(([name, bit]) => ({ name, shift: Math.log2(bit), width: 1 }));
}

/** A field that holds one of some numbers. */
export function choiceBits(
  name: string,
  width: number,
  choices: Readonly<Record<string, number>>,
): readonly BitField[] {
  const values = Object.fromEntries(
    Object.entries(choices).map(([text, value]) => [value, text.toLowerCase()]),
  );
  return [{ name, shift: 0, width, values }];
}
