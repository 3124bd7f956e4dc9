import { EXECUTE, READ, type Rights, WRITE } from '../memory/page-word.ts';

/** What a mapping says about memory. */
export interface Use {
  readonly rights: Rights;
  readonly device: boolean;
  /** Secure physical address space. */
  readonly secure: boolean;
}

/** The bits of a leaf entry beside its address and type, in the two halves of the entry. */
export interface Attributes {
  readonly low: number;
  readonly high: number;
}

/** How the tables of one translation regime look: VMSAv8-64 with the 4 KiB granule. */
export interface Format {
  /** The level the walk starts at: 1 for addresses of up to 39 bits. */
  readonly startLevel: 0 | 1 | 2;
  /** Bits of an input address; beyond them every access faults. */
  readonly inputBits: number;
  attributes(use: Use): Attributes;
}

/** The access flag: no entry of ours faults on its first use. */
const ACCESSED = 1 << 10;
const INNER_SHAREABLE = 3 << 8;
/** Bits 53 and 54 of an entry. */
const PXN = 1 << 21;
const XN = 1 << 22;

/** Stage 2, MemAttr: normal write-back, and device nGnRE. */
const NORMAL_WRITE_BACK = 0xf << 2;
const DEVICE_NGNRE = 1 << 2;
/** Stage 2, S2AP: one bit to read, one to write. */
const S2_READ = 1 << 6;
const S2_WRITE = 1 << 7;

/** Stage 1, AttrIndx: which byte of MAIR_EL2 holds the memory type; byte 0 is normal write-back, byte 1 device nGnRE. */
const DEVICE_INDEX = 1 << 2;
const NON_SECURE = 1 << 5;
const EL0_ACCESS = 1 << 6;
const READ_ONLY = 1 << 7;

/** Stage 2: from the intermediate addresses of a VM or an S-EL1 partition. The tables of each security state are its own. */
export function stage2(inputBits: number): Format {
  return {
    inputBits,
    startLevel: startLevelOf(inputBits),
    attributes: ({ rights, device }) => ({
      low:
        ACCESSED |
        (device ? DEVICE_NGNRE : NORMAL_WRITE_BACK | INNER_SHAREABLE) |
        (rights & READ ? S2_READ : 0) |
        (rights & WRITE ? S2_WRITE : 0),
      high: rights & EXECUTE ? 0 : XN,
    }),
  };
}

/** Stage 1 of the EL2&0 regime: from the addresses of an S-EL0 partition. What it may not read, it does not see. */
export function stage1(inputBits: number): Format {
  return {
    inputBits,
    startLevel: startLevelOf(inputBits),
    attributes: ({ rights, device, secure }) => ({
      low:
        ACCESSED |
        INNER_SHAREABLE |
        (device ? DEVICE_INDEX : 0) |
        (secure ? 0 : NON_SECURE) |
        EL0_ACCESS |
        (rights & WRITE ? 0 : READ_ONLY),
      high: PXN | (rights & EXECUTE ? 0 : XN),
    }),
  };
}

function startLevelOf(inputBits: number): 0 | 1 | 2 {
  if (inputBits < 22 || inputBits > 48) throw new RangeError(`tables for ${inputBits} bits of address`);
  if (inputBits > 39) return 0;
  return inputBits > 30 ? 1 : 2;
}
