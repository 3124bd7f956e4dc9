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
/** The same behind translation tables of ours. Where there is no hypervisor, what is newer must not trap to it. */
export const HCR_EL2_CONFINED: bigint = bits(
  0, // VM: stage 2
  31, // RW
  40, // APK
  41, // API
  53, // EnSCXT
  56, // ATA
);
/** Code at EL0 below an EL2 with tables of ours for it (stage 1 of EL2&0): what would go to EL1 comes to EL2. */
export const HCR_EL2_USER: bigint = bits(
  27, // TGE
  31, // RW
  34, // E2H
  40, // APK
  41, // API
  53, // EnSCXT
  56, // ATA
);
/** Beside it: SIMD, SVE and SME do not trap; the MMU and caches; addresses as `stage1` of core/translation has them. */
export const CPTR_EL2_USER: bigint = bits(16, 17, 20, 21, 24, 25);
export const SCTLR_EL2_USER: bigint = SCTLR_EL1 | bits(0, 2, 12, 14, 15, 16, 18, 26);
export const MAIR_EL2_USER = 0x04ffn;
export function tcrUser(inputBits: number): bigint {
  return BigInt(64 - inputBits) | bits(8, 10, 12, 13, 23, 33);
}

/** Kernels use the timers as they like, SIMD, SVE and SME do not trap, and all that HCRX_EL2 can let pass does. */
export const CNTHCTL_EL2 = 0x3n;
export const CPTR_EL2 = 0x22ffn;
export const HCRX_EL2: bigint = bits(0, 1, 2, 11, 14, 15, 17, 22, 23);

/** Bits of SCR_EL3: the world that lower levels are in, and whether the secure one has an EL2. */
export const NS = 1n;
export const EEL2: bigint = bits(18);

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

/** What of it a kernel goes without where there is no hypervisor of the guest's: HVC, and traps that somebody would have to set up. */
export const SCR_EL3_UNUSED = { EL1: bits(8, 27), EL2: 0n } as const;

/** SVE and SME do not trap. */
export const CPTR_EL3: bigint = bits(8, 12);
/** The longest vectors there are, and all of SME; at each level. */
export const ZCR = 0xfn;
export const SMCR = 0x8000_000fn;
/** System registers instead of memory for the interrupt controller, for lower levels, too; at each level. */
export const ICC_SRE = 0xfn;

/** Group 0, both groups 1, and affinity routing in both worlds. */
export const GICD_CTLR = 0x37;
/** Between group 0 and whatever the normal world can set. */
export const PMR_GROUP_0_ONLY = 0x80;
/** Everything. The normal world may change it only while bit 7 is set. */
export const PMR_ALL = 0xff;
/** The software-generated interrupt of group 0 by which one processor wakes another. */
export const WAKE_INTERRUPT = 15;

/** The same for the tables of the secure world. */
export function vstcr(inputBits: number, startLevel: number): bigint {
  return bits(31) | (BigInt(2 - startLevel) << 6n) | BigInt(64 - inputBits);
}

/** Of VTCR_EL2 in the secure world: the tables of non-secure addresses, and what they lead to, are non-secure. */
export const VTCR_NON_SECURE: bigint = bits(29, 30);

/** Masks all interrupts; AArch64, stack pointer of EL0. */
export const SPSR_EL0 = 0x3c0n;

/** Masks all interrupts; AArch64, stack pointer of the level. */
export const SPSR = { EL1: 0x3c5n, EL2: 0x3c9n } as const;

/**
 * VTCR_EL2 for stage 2 tables with pages of 4 KiB: how wide the addresses are that come in, and the level that walks start at. What they
 * lead to has up to 40 bits, as every processor can have. Walks go through caches.
 */
export function vtcr(inputBits: number, startLevel: number): bigint {
  const from = BigInt(64 - inputBits);
  const level = BigInt(2 - startLevel);
  const outputBits40 = 2n;
  return bits(31, 8, 10, 12, 13) | (outputBits40 << 16n) | (level << 6n) | from;
}
