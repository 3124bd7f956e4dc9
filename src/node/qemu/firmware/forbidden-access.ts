import type { AccessFault } from '../../../core/client/port.ts';
import { EXECUTE, READ, type Rights, WRITE } from '../../../core/memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import { COMMAND, FRAME } from '../monitor/mailbox.ts';

/** Exception classes: of a call of EL0, and of what is refused a lower level, with the same for the kernel: one more for an abort of its own. */
const CLASS = { SVC: 0x15, INSTRUCTION_ABORT: 0x20, DATA_ABORT: 0x24 } as const;
const CLASS_SHIFT = 26;
/** Bits of a syndrome: a long instruction, a write, and a walk of the guest's own tables. */
const LONG_INSTRUCTION = 1 << 25;
const WRITES = 1 << 6;
const ON_WALK = 1 << 7;
const PERMISSION_FAULT = 0xc;
const FAULT_KIND = 0x3c;
/** What went wrong, as the guest is told: outside of the processor, and not on a walk. */
const EXTERNAL_ABORT = 0x10;

/** Bits of a saved processor state: the level and its stack pointer, AArch32, and what exceptions leave as it is. */
const MODE = 0x1f;
const AARCH32 = 0x10;
const MODES = { EL0: 0x0, EL1T: 0x4, EL1H: 0x5, EL2H: 0x9 } as const;
/** NZCV, DIT and PAN. */
const KEPT_STATE = 0xf140_0000n;
/** EL1 with its own stack pointer, all interrupts masked. */
const HANDLER_STATE = 0x3c5n;
/** Where the table of vectors has synchronous exceptions, by where they come from. */
const VECTOR = { EL1T: 0x000n, EL1H: 0x200n, EL0: 0x400n, EL0_AARCH32: 0x600n } as const;

/** The page of an intermediate address: HPFAR_EL2 without the bit that says in which world. */
const FAULT_PAGE = 0xff_ffff_ffffn;

/** What stage 2 refused. */
export interface Refused {
  readonly page: number;
  readonly needed: Rights;
  readonly fault: Omit<AccessFault, 'kind'>;
}

/** Whether a processor comes from our vectors at EL2. */
export function isFromHypervisor(frame: CpuFrame): boolean {
  return (frame.low(FRAME.SPSR) & MODE) === MODES.EL2H;
}

/** Whether it is code at S-EL0 that calls. */
export function isUserCall(frame: CpuFrame): boolean {
  return frame.low(FRAME.ESR_EL2) >>> CLASS_SHIFT === CLASS.SVC;
}

/**
 * The access that brought a processor to the vectors of EL2; undefined for anything else. `user` is code at S-EL0, whose addresses are
 * translated once.
 */
export function refusedAccess(frame: CpuFrame, user: boolean): Refused | undefined {
  const syndrome = frame.low(FRAME.ESR_EL2);
  const exceptionClass = syndrome >>> CLASS_SHIFT;
  const fetch = exceptionClass === CLASS.INSTRUCTION_ABORT;
  if (!fetch && exceptionClass !== CLASS.DATA_ABORT) return undefined;
  const page = user
    ? pageOf(Number(frame.get(FRAME.FAR_EL2)))
    : Number((frame.get(FRAME.HPFAR_EL2) >> 4n) & FAULT_PAGE);
  const onWalk = (syndrome & ON_WALK) !== 0;
  // A walk reads, unless reading is what it may do: then it was to note that something was accessed.
  const walkWrites = (syndrome & FAULT_KIND) === PERMISSION_FAULT;
  const writes = onWalk ? walkWrites : !fetch && (syndrome & WRITES) !== 0;
  const access = writes ? 'write' : fetch && !onWalk ? 'execute' : 'read';
  const inside = onWalk ? 0 : frame.low(FRAME.FAR_EL2) % PAGE_SIZE;
  return {
    page,
    needed: { read: READ, write: WRITE, execute: EXECUTE }[access],
    fault: { access, address: addressOf(page) + inside },
  };
}

/** Has a processor do again what brought it to EL2. */
export function tryAgain(frame: CpuFrame): void {
  frame.set(FRAME.ELR, frame.get(FRAME.ELR_EL2));
  frame.set(FRAME.SPSR, frame.get(FRAME.SPSR_EL2));
}

/** Has the kernel see an access that stage 2 refused as one that failed outside of the processor. */
export function abortAccess(frame: CpuFrame, takeException: number): void {
  const syndrome = frame.low(FRAME.ESR_EL2);
  const state = frame.get(FRAME.SPSR_EL2);
  const mode = frame.low(FRAME.SPSR_EL2) & MODE;
  const fromKernel = mode === MODES.EL1T || mode === MODES.EL1H;
  const fetch = syndrome >>> CLASS_SHIFT === CLASS.INSTRUCTION_ABORT;
  const base = fetch ? CLASS.INSTRUCTION_ABORT : CLASS.DATA_ABORT;
  const told =
    (base + (fromKernel ? 1 : 0)) * 2 ** CLASS_SHIFT +
    (LONG_INSTRUCTION | EXTERNAL_ABORT | (fetch ? 0 : syndrome & WRITES));
  const { ELR_EL2, FAR_EL2 } = FRAME;
  frame.set(FRAME.ELR, vectorFor(mode));
  frame.set(FRAME.SPSR, (state & KEPT_STATE) | HANDLER_STATE);
  frame.run(COMMAND.RUN_AND_RESUME, takeException, [told, frame.get(FAR_EL2), frame.get(ELR_EL2), state]);
}

function vectorFor(mode: number): bigint {
  if (mode === MODES.EL1T) return VECTOR.EL1T;
  if (mode === MODES.EL1H) return VECTOR.EL1H;
  return (mode & AARCH32) === 0 ? VECTOR.EL0 : VECTOR.EL0_AARCH32;
}
