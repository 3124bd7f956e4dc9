/**
 * Bit fields of memory transactions and of what else travels: attributes, permissions, flags, partition properties, boot information.
 *
 * Constants carry the value in place (already shifted), so that they are or-ed together and masked without further shifts.
 *
 * Source: ffa-hafnium 2.3, 2.5, 2.6, 1.5, 5.3.
 */

import type { BitField } from './fields.ts';

// Memory region attributes (u16; u8 in FF-A 1.0).

export const SHAREABILITY_MASK = 0x3;
export const SHAREABILITY_INNER = 0x3;
export const CACHEABILITY_MASK = 0xc;
export const CACHEABILITY_WRITE_BACK = 0xc;
/** Device-nGnRnE is the value 0 of the bits that hold the cacheability of normal memory. */
export const DEVICE_NGNRNE = 0x0;
export const TYPE_MASK = 0x30;
export const TYPE_UNSPECIFIED = 0x00;
export const TYPE_DEVICE = 0x10;
export const TYPE_NORMAL = 0x20;
export const TYPE_RESERVED = 0x30;
/** Set by the relayer in a retrieve response: the memory is non-secure. */
export const ATTRIBUTE_NS = 0x40;
export const ATTRIBUTES_RESERVED = 0xff80;

/** Normal, write-back, inner shareable: what a share carries. */
export const ATTRIBUTES_NORMAL: number = TYPE_NORMAL | CACHEABILITY_WRITE_BACK | SHAREABILITY_INNER;

export const ATTRIBUTE_BITS: readonly BitField[] = [
  {
    name: 'shareability',
    shift: 0,
    width: 2,
    values: { 0: 'non-shareable', 1: 'reserved', 2: 'outer', 3: 'inner' },
  },
  {
    name: 'cacheability or device kind',
    shift: 2,
    width: 2,
    values: {
      0: 'reserved / nGnRnE',
      1: 'non-cacheable / nGnRE',
      2: 'reserved / nGRE',
      3: 'write-back / GRE',
    },
  },
  {
    name: 'type',
    shift: 4,
    width: 2,
    values: { 0: 'unspecified', 1: 'device', 2: 'normal', 3: 'reserved' },
  },
  { name: 'NS', shift: 6, width: 1, values: { 0: 'secure or unspecified', 1: 'non-secure' } },
];

// Memory access permissions (u8).

export const DATA_MASK = 0x3;
export const DATA_UNSPECIFIED = 0x0;
export const DATA_RO = 0x1;
export const DATA_RW = 0x2;
export const DATA_RESERVED = 0x3;
export const INSTRUCTION_MASK = 0xc;
export const INSTRUCTION_UNSPECIFIED = 0x0;
export const INSTRUCTION_NX = 0x4;
export const INSTRUCTION_X = 0x8;
export const INSTRUCTION_RESERVED = 0xc;

export const PERMISSION_BITS: readonly BitField[] = [
  { name: 'data access', shift: 0, width: 2, values: { 0: 'unspecified', 1: 'RO', 2: 'RW', 3: 'reserved' } },
  {
    name: 'instruction access',
    shift: 2,
    width: 2,
    values: { 0: 'unspecified', 1: 'NX', 2: 'X', 3: 'reserved' },
  },
];

/** Endpoint memory access flags: the receiver never retrieves by itself. Carried, not acted on. */
export const NON_RETRIEVAL_BORROWER = 0x1;

export const ACCESS_FLAG_BITS: readonly BitField[] = [{ name: 'non-retrieval borrower', shift: 0, width: 1 }];

// Transaction flags (u32). Bit 0 means "clear" everywhere, before the change at a send, after it elsewhere.

export const FLAG_ZERO = 0x1;
export const FLAG_TIME_SLICE = 0x2;
export const FLAG_ZERO_AFTER_RELINQUISH = 0x4;
export const FLAG_TYPE_MASK = 0x18;
export const FLAG_TYPE_SHIFT = 3;
export const FLAG_TYPE_SHARE = 0x08;
export const FLAG_TYPE_LEND = 0x10;
export const FLAG_TYPE_DONATE = 0x18;
export const FLAG_ALIGNMENT_HINT_MASK = 0x1e0;
export const FLAG_ALIGNMENT_HINT_VALID = 0x200;
export const FLAG_BYPASS_MULTI_BORROWER = 0x400;
export const FLAGS_RESERVED = 0xffff_f800;

export const FLAG_BITS: readonly BitField[] = [
  { name: 'zero memory', shift: 0, width: 1 },
  { name: 'time slice', shift: 1, width: 1 },
  { name: 'zero after relinquish', shift: 2, width: 1 },
  {
    name: 'transaction type',
    shift: 3,
    width: 2,
    values: { 0: 'unspecified', 1: 'share', 2: 'lend', 3: 'donate' },
  },
  { name: 'alignment hint', shift: 5, width: 4 },
  { name: 'alignment hint valid', shift: 9, width: 1 },
  { name: 'bypass multi-borrower check', shift: 10, width: 1 },
];

// What FFA_NS_RES_INFO_GET asks for (w2): ffa-hafnium 1.2.

/** Of one partition alone, whose id is in x1. */
export const REACH_OF_TARGET = 0x1;
export const REACH_TYPE_MASK = 0xc;
/** The next part of a list, not its start. */
export const REACH_CONTINUES = 0x10;

// Permissions of an address map descriptor (u8): unprivileged ones in the low bits, privileged ones above them.

export const REACH_UNPRIVILEGED_SHIFT = 0;
export const REACH_PRIVILEGED_SHIFT = 4;
/** Flags of an address map descriptor: the endpoint has no mapping of its own, another one uses the memory for it. */
export const REACH_INDIRECT = 0x1;

export const REACH_BITS: readonly BitField[] = ['unprivileged', 'privileged'].flatMap((who, level) =>
  ['read', 'write', 'execute'].map((what, bit) => ({
    name: `${who} ${what}`,
    shift: level * 4 + bit,
    width: 1,
  })),
);

export const REACH_FLAG_BITS: readonly BitField[] = [
  { name: 'reached', shift: 0, width: 1, values: { 0: 'directly', 1: 'indirectly' } },
];

// Partition properties (u32).

export const PROPERTY_DIRECT_RECEIVE = 0x001;
export const PROPERTY_DIRECT_SEND = 0x002;
export const PROPERTY_INDIRECT = 0x004;
export const PROPERTY_NOTIFICATIONS = 0x008;
export const PROPERTY_VM_CREATED = 0x040;
export const PROPERTY_VM_DESTROYED = 0x080;
export const PROPERTY_AARCH64 = 0x100;
export const PROPERTY_DIRECT2_RECEIVE = 0x200;
export const PROPERTY_DIRECT2_SEND = 0x400;

export const PROPERTY_BITS: readonly BitField[] = [
  { name: 'receives direct requests', shift: 0, width: 1 },
  { name: 'sends direct requests', shift: 1, width: 1 },
  { name: 'indirect messages', shift: 2, width: 1 },
  { name: 'notifications', shift: 3, width: 1 },
  {
    name: 'id type',
    shift: 4,
    width: 2,
    values: { 0: 'partition', 1: 'SEPID', 2: 'dependent peripheral', 3: 'auxiliary' },
  },
  { name: 'wants VM created', shift: 6, width: 1 },
  { name: 'wants VM destroyed', shift: 7, width: 1 },
  { name: 'AArch64', shift: 8, width: 1 },
  { name: 'receives direct requests 2', shift: 9, width: 1 },
  { name: 'sends direct requests 2', shift: 10, width: 1 },
  { name: 'live activation', shift: 11, width: 1 },
  { name: 'CPU rendezvous', shift: 12, width: 1 },
];

// Boot information: what an entry is (u8).

export const BOOT_FDT = 0x00;
export const BOOT_HOB_LIST = 0x01;
/** The other bits mean what the implementation says. */
export const BOOT_OWN_TYPE = 0x80;

const OWN_TYPES = Array.from({ length: 0x80 }, (_, id) => [BOOT_OWN_TYPE + id, `own type ${id}`] as const);

export const BOOT_TYPE_BITS: readonly BitField[] = [
  {
    name: 'type',
    shift: 0,
    width: 8,
    values: { [BOOT_FDT]: 'device tree', [BOOT_HOB_LIST]: 'HOB list', ...Object.fromEntries(OWN_TYPES) },
  },
];

// Boot information: flags of an entry (u16).

export const BOOT_NAME_MASK = 0x3;
export const BOOT_NAME_TEXT = 0x0;
export const BOOT_NAME_UUID = 0x1;
export const BOOT_CONTENTS_MASK = 0xc;
export const BOOT_CONTENTS_ADDRESS = 0x0;
export const BOOT_CONTENTS_VALUE = 0x4;
export const BOOT_FLAGS_RESERVED = 0xfff0;

export const BOOT_FLAG_BITS: readonly BitField[] = [
  { name: 'name', shift: 0, width: 2, values: { 0: 'text', 1: 'UUID', 2: 'reserved', 3: 'reserved' } },
  {
    name: 'contents',
    shift: 2,
    width: 2,
    values: { 0: 'address', 1: 'value', 2: 'reserved', 3: 'reserved' },
  },
];
