/**
 * The mailbox: pages of guest memory through which processors and host exchange registers. A header, then one frame a processor.
 *
 * A guest at EL1 does not see these pages. One at EL2 does: it is trusted not to touch what its device tree does not give it.
 */

import { RAM } from './virt-map.ts';

const MAILBOX: number = RAM + 0x10_0000;

/** How often a processor looks for an answer before it sleeps: 64 bits, the first of the header. */
export const SPIN_BUDGET: number = MAILBOX;

/** Room for what a snippet hands to the host. */
export const SCRATCH: number = MAILBOX + 0x800;

export const FRAMES: number = MAILBOX + 0x1000;
export const FRAME_STRIDE = 0x1000;
export const MAX_CPUS = 8;

/** The hypervisor of a guest that has none of its own. */
export const EL2_VECTORS: number = FRAMES + MAX_CPUS * FRAME_STRIDE;

/** Room for code that the host adds. It begins where nobody has run anything: QEMU keeps translations of code it has seen. */
export const HOST_CODE: number = EL2_VECTORS + 0x1000;

/** What worlds leave behind that no processor runs. */
export const CONTEXTS: number = HOST_CODE + 0x1000;

/** What the hypervisor of guests has for itself: its buffers. They end where guests begin. */
export const HYPERVISOR_PAGES = 16;
export const HYPERVISOR_MEMORY: number = RAM + 0x1f_0000;

/** The first byte that is the guest's. */
export const GUEST_RAM: number = RAM + 0x20_0000;

/** Fields of a frame: offsets of 64-bit words. A processor's EL3 stack pointer stays on its frame for ever. */
export const FRAME = {
  /** x0..x30 of the level that trapped. */
  X: 0x000,
  ELR: 0x100,
  SPSR: 0x108,
  ESR: 0x110,
  FAR: 0x118,
  SCR: 0x120,
  /** The monitor's own: the interrupt priority mask while it waits. */
  PMR: 0x128,
  ESR_EL2: 0x130,
  FAR_EL2: 0x138,
  ELR_EL2: 0x140,
  SPSR_EL2: 0x148,
  HPFAR_EL2: 0x150,
  /** The processor's number. */
  CPU: 0x158,
  /** Why it reports: KIND, or the number of the vector it came through. */
  KIND: 0x160,
  /** COMMAND: what it is told to do. */
  COMMAND: 0x168,
  /** Address of a snippet, what it returned in x0, and what it is given in x0..x3. */
  SNIPPET: 0x170,
  RESULT: 0x178,
  ARGUMENTS: 0x180,
  /** Counts its reports. Up to here the host reads; what is before it the host writes. */
  REQUEST: 0x1a0,
  /** The host sets it to REQUEST when the answer is complete. */
  REPLY: 0x1a8,
  /** 1 while it sleeps and has to be woken. */
  ASLEEP: 0x1b0,
  /** The host sets it to 1 to have a report; the monitor clears it. */
  ATTENTION: 0x1b8,
} as const;

/** Why a processor reports, when it is not an exception. */
export const KIND = {
  /** An exception from a lower level in AArch64 state: the vectors that a guest can reach. */
  SYNCHRONOUS: 8,
  IRQ: 9,
  FIQ: 10,
  SERROR: 11,
  /** It has started, and waits to be told where to go. */
  BOOT: 0x100,
  /** The host asked it to. */
  ATTENTION: 0x101,
} as const;

/** What the host answers. */
export const COMMAND = {
  /** Go on as the frame says. */
  RESUME: 0,
  /** Run the snippet, then report again. */
  RUN_AND_REPORT: 1,
  /** Run the snippet, then go on as the frame says. */
  RUN_AND_RESUME: 2,
} as const;
