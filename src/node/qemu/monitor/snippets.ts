import { add, load, orr, sub, ubfx } from '../asm/arithmetic.ts';
import { cbnz, cbz, ret, tbnz } from '../asm/branches.ts';
import { at, ldr, str } from '../asm/memory.ts';
import { sp, w, x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { dsb, isb, mrs, msr, tlbi, wfi } from '../asm/system.ts';
import type { SystemRegister } from '../asm/system-registers.ts';
import { EEL2, HCR_EL2, NS, SCTLR_EL1, SCTLR_EL2 } from './control-values.ts';
import { FRAME } from './mailbox.ts';

/** Identification registers that the host asks for, in the order in which `identify` stores them. */
export const IDENTIFICATION = [
  'ID_AA64PFR0_EL1',
  'ID_AA64PFR1_EL1',
  'ID_AA64ISAR1_EL1',
  'ID_AA64MMFR1_EL1',
] as const satisfies readonly SystemRegister[];

/** A processor that starts anew: no translation of its own, whatever it ran before. */
const FRESH: readonly (readonly [SystemRegister, bigint])[] = [
  ['SCTLR_EL1', SCTLR_EL1],
  ['SCTLR_EL2', SCTLR_EL2],
];

/** What the host gives `freshen`, in this order. */
export const HYPERVISOR_REGISTERS = [
  'HCR_EL2',
  'VTTBR_EL2',
  'VTCR_EL2',
  'VBAR_EL2',
] as const satisfies readonly SystemRegister[];

export type HypervisorRegisters = Readonly<Record<(typeof HYPERVISOR_REGISTERS)[number], bigint>>;

/** A guest that starts at EL2 has no hypervisor above it. */
export const NO_HYPERVISOR: HypervisorRegisters = { HCR_EL2, VTTBR_EL2: 0n, VTCR_EL2: 0n, VBAR_EL2: 0n };

const freshen: Program = [
  ...HYPERVISOR_REGISTERS.map((register, argument) => msr(register, x(argument))),
  ...FRESH.flatMap(([register, value]) => [...load(x(4), value), msr(register, x(4))]),
  isb,
  tlbi('alle1'),
  dsb,
  isb,
  ret,
];

/** Where ID_AA64PFR0_EL1 says whether the secure world has an EL2. */
const SEL2_SHIFT = 36;

/** Bits of SCTLR_EL1 and of a saved processor state: exceptions leave the kernel's access to its users' memory as it is. */
const SPAN_BIT = 23;
const PAN = 0x40_0000;

/**
 * Lets the kernel at EL1 take an exception, as the processor would: x0 the syndrome, x1 the address, x2 and x3 where and in which state it
 * was. The frame has which vector it is to go on at, as an offset, and the state of the processor there.
 */
const takeException: Program = [
  msr('ESR_EL1', x(0)),
  msr('FAR_EL1', x(1)),
  msr('ELR_EL1', x(2)),
  msr('SPSR_EL1', x(3)),
  mrs(x(4), 'VBAR_EL1'),
  ldr(x(5), at(sp, FRAME.ELR)),
  add(x(5), x(5), x(4)),
  str(x(5), at(sp, FRAME.ELR)),
  mrs(x(4), 'SCTLR_EL1'),
  tbnz(x(4), SPAN_BIT, 'taken'),
  ldr(x(5), at(sp, FRAME.SPSR)),
  ...load(x(4), PAN),
  orr(x(5), x(5), x(4)),
  str(x(5), at(sp, FRAME.SPSR)),
  label('taken'),
  isb,
  ret,
];

/**
 * Waits for an interrupt of either world. The one by which the host calls a processor in may have been taken while it waited for its
 * answer, but not without a trace in its frame.
 */
function rest(unless: string): Program {
  return [ldr(x(4), at(sp, FRAME.ATTENTION)), cbnz(x(4), unless), wfi, label(unless)];
}

/**
 * Subroutines that run at EL3 when the host asks: arguments in x0..x3, a result in x0. They may use x0 to x18. They are part of the
 * firmware because QEMU does not notice when code that it has translated is written to.
 */
const SNIPPETS = {
  /** Prepares a processor for its first instruction: x0 to x3 are HYPERVISOR_REGISTERS. */
  freshen,
  standBy: [...rest('stood_by'), ret],
  /** Waits, and does as `freshen`. */
  powerDown: [...rest('powered_down'), ...freshen],
  takeException,
  /** Writes w1 to the device register at x0. */
  poke: [str(w(1), at(x(0))), dsb, ret],
  /** Stores the identification registers from x0 on. */
  identify: [
    ...IDENTIFICATION.flatMap((register, index) => [mrs(x(1), register), str(x(1), at(x(0), 8 * index))]),
    dsb,
    ret,
  ],
  /** Forgets cached translations of EL1 and EL0 on all processors, of both worlds: the host changed a table. In the secure world EL0 may be below EL2. */
  forgetTranslations: [
    dsb,
    mrs(x(0), 'SCR_EL3'),
    ...load(x(1), NS),
    orr(x(1), x(0), x(1)),
    msr('SCR_EL3', x(1)),
    isb,
    tlbi('alle1is'),
    ...load(x(2), NS | EEL2),
    orr(x(1), x(1), x(2)),
    ...load(x(2), NS),
    sub(x(1), x(1), x(2)),
    msr('SCR_EL3', x(1)),
    isb,
    tlbi('alle1is'),
    mrs(x(2), 'ID_AA64PFR0_EL1'),
    ubfx(x(2), x(2), SEL2_SHIFT, 4),
    cbz(x(2), 'no_sel2'),
    tlbi('alle2is'),
    label('no_sel2'),
    dsb,
    msr('SCR_EL3', x(0)),
    isb,
    ret,
  ],
} as const satisfies Readonly<Record<string, Program>>;

export type SnippetName = keyof typeof SNIPPETS;

export function snippets(): Program {
  return Object.entries(SNIPPETS).flatMap(([name, body]) => [label(name), ...body]);
}
