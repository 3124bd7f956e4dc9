/**
 * What the monitor sets control registers to.
 *
 * Source: qemu-link 5.
 */

function bits(...numbers: readonly number[]): bigint {
  return numbers.reduce((value, bit) => value | (1n << BigInt(bit)), 0n);
}

/** Translation and alignment checks are off; the rest has to be one. */
export const SCTLR_EL3 = 0x30c5_0830n;
/** The same for levels 2 and 1, as a processor has them that starts. */
export const SCTLR_EL2 = 0x30c5_0830n;
export const SCTLR_EL1 = 0x30d0_0800n;
/** A level 1 in AArch64 state, and nothing trapped. */
export const HCR_EL2: bigint = bits(31);

/** What lower levels may do. Bits that a processor does not have read as zero. */
export const SCR_EL3: bigint = bits(
  0, // NS
  2, // FIQ: interrupts of group 0 come to EL3
  4, // reserved, one
  5,
  8, // HCE
  10, // RW
  11, // ST
  16, // APK: from here on, every bit keeps something newer from trapping
  17, // API
  25, // EnSCXT
  26, // ATA
  27, // FGTEn
  28, // ECVEn
  38, // HXEn
  39, // GCSEn
  41, // EnTP2
  42, // RCWMASKEn
  43, // TCR2En
  44, // SCTLR2En
  45, // PIEn
  46, // AIEn
  47, // D128En
  50, // EnFPM
  53, // PFAREn
);

/** SVE and SME do not trap. */
export const CPTR_EL3: bigint = bits(8, 12);
/** The longest vectors there are, and all of SME. */
export const ZCR_EL3 = 0xfn;
export const SMCR_EL3 = 0x8000_000fn;
/** System registers instead of memory for the interrupt controller, for lower levels, too. */
export const ICC_SRE_EL3 = 0xfn;

/** Group 0, both groups 1, and affinity routing in both worlds. */
export const GICD_CTLR = 0x37;
/** Between group 0 and whatever the normal world can set. */
export const PMR_GROUP_0_ONLY = 0x80;
/** Everything. The normal world may change it only while bit 7 is set. */
export const PMR_ALL = 0xff;
/** The software-generated interrupt of group 0 by which one processor wakes another. */
export const WAKE_INTERRUPT = 15;

/** Masks all interrupts; AArch64, stack pointer of the level. */
export const SPSR = { EL1: 0x3c5n, EL2: 0x3c9n } as const;
