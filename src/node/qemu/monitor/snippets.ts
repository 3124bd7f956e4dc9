import { load } from '../asm/arithmetic.ts';
import { cbnz, ret } from '../asm/branches.ts';
import { at, ldr, str } from '../asm/memory.ts';
import { sp, w, x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { dsb, isb, mrs, msr, tlbi, wfi } from '../asm/system.ts';
import type { SystemRegister } from '../asm/system-registers.ts';
import { HCR_EL2, SCTLR_EL1, SCTLR_EL2 } from './control-values.ts';
import { FRAME } from './mailbox.ts';

/** Identification registers that the host asks for, in the order in which `identify` stores them. */
export const IDENTIFICATION = [
  'ID_AA64PFR0_EL1',
  'ID_AA64PFR1_EL1',
  'ID_AA64ISAR1_EL1',
  'ID_AA64MMFR1_EL1',
] as const satisfies readonly SystemRegister[];

/** A processor that starts anew: no translation, whatever it ran before. */
const FRESH: readonly (readonly [SystemRegister, bigint])[] = [
  ['SCTLR_EL1', SCTLR_EL1],
  ['SCTLR_EL2', SCTLR_EL2],
  ['HCR_EL2', HCR_EL2],
];

const freshen: Program = [
  ...FRESH.flatMap(([register, value]) => [...load(x(2), value), msr(register, x(2))]),
  isb,
  ret,
];

/**
 * Waits for an interrupt of either world. The one by which the host calls a processor in may have been taken while it waited for its
 * answer, but not without a trace in its frame.
 */
function rest(unless: string): Program {
  return [ldr(x(1), at(sp, FRAME.ATTENTION)), cbnz(x(1), unless), wfi, label(unless)];
}

/**
 * Subroutines that run at EL3 when the host asks: arguments in x0..x3, a result in x0. They may use x0 to x18. They are part of the
 * firmware because QEMU does not notice when code that it has translated is written to.
 */
const SNIPPETS = {
  /** Prepares a processor for its first instruction. */
  freshen,
  standBy: [...rest('stood_by'), ret],
  /** Waits, and prepares the processor for its first instruction. */
  powerDown: [...rest('powered_down'), ...freshen],
  /** Writes w1 to the device register at x0. */
  poke: [str(w(1), at(x(0))), dsb, ret],
  /** Stores the identification registers from x0 on. */
  identify: [
    ...IDENTIFICATION.flatMap((register, index) => [mrs(x(1), register), str(x(1), at(x(0), 8 * index))]),
    dsb,
    ret,
  ],
  /** Forgets cached translations of EL1 and EL0 on all processors: the host changed a table. */
  forgetTranslations: [dsb, tlbi('alle1is'), dsb, isb, ret],
} as const satisfies Readonly<Record<string, Program>>;

export type SnippetName = keyof typeof SNIPPETS;

export function snippets(): Program {
  return Object.entries(SNIPPETS).flatMap(([name, body]) => [label(name), ...body]);
}
