import { assemble } from '../asm/assemble.ts';
import { ret } from '../asm/branches.ts';
import { at, ldp, ldr, stp, str } from '../asm/memory.ts';
import { q, x } from '../asm/operands.ts';
import type { Program } from '../asm/program.ts';
import { dsb, isb, mrs, msr, tlbi } from '../asm/system.ts';
import type { SystemRegister } from '../asm/system-registers.ts';
import type { Capability } from './capabilities.ts';
import { HOST_CODE } from './mailbox.ts';

/** Registers that only processors with some capabilities have. */
interface Group {
  readonly needs: readonly Capability[];
  readonly registers: readonly SystemRegister[];
}

/**
 * All that belongs to a world beside its general registers, which are in the frame. The virtual timer is left alone: the tick of the normal
 * world has to go on while a partition runs, because it is what takes the processor from it.
 *
 * Source: qemu-link 8.
 */
const GROUPS: readonly Group[] = [
  { needs: [], registers: ['FPCR', 'FPSR'] },
  {
    needs: [],
    registers: [
      'SCTLR_EL1',
      'CPACR_EL1',
      'TTBR0_EL1',
      'TTBR1_EL1',
      'TCR_EL1',
      'MAIR_EL1',
      'AMAIR_EL1',
      'VBAR_EL1',
      'SPSR_EL1',
      'ELR_EL1',
      'ESR_EL1',
      'FAR_EL1',
      'PAR_EL1',
      'AFSR0_EL1',
      'AFSR1_EL1',
      'SP_EL0',
      'SP_EL1',
      'CONTEXTIDR_EL1',
      'TPIDR_EL1',
      'TPIDR_EL0',
      'TPIDRRO_EL0',
      'CNTKCTL_EL1',
      'MDSCR_EL1',
      'CSSELR_EL1',
    ],
  },
  {
    needs: ['PAUTH'],
    registers: [
      'APIAKEYLO_EL1',
      'APIAKEYHI_EL1',
      'APIBKEYLO_EL1',
      'APIBKEYHI_EL1',
      'APDAKEYLO_EL1',
      'APDAKEYHI_EL1',
      'APDBKEYLO_EL1',
      'APDBKEYHI_EL1',
      'APGAKEYLO_EL1',
      'APGAKEYHI_EL1',
    ],
  },
  { needs: ['SCXTNUM'], registers: ['SCXTNUM_EL0', 'SCXTNUM_EL1'] },
  {
    needs: ['EL2'],
    registers: [
      'HCR_EL2',
      'CPTR_EL2',
      'VTTBR_EL2',
      'VTCR_EL2',
      'VBAR_EL2',
      'CNTHCTL_EL2',
      'CNTVOFF_EL2',
      'MDCR_EL2',
      'VPIDR_EL2',
      'VMPIDR_EL2',
      'SCTLR_EL2',
      'ICC_SRE_EL2',
      'TTBR0_EL2',
      'TCR_EL2',
      'MAIR_EL2',
      'AMAIR_EL2',
      'TPIDR_EL2',
      'SP_EL2',
      'HSTR_EL2',
      'ELR_EL2',
      'SPSR_EL2',
      'ESR_EL2',
      'FAR_EL2',
      'HPFAR_EL2',
    ],
  },
  { needs: ['EL2', 'VHE'], registers: ['TTBR1_EL2', 'CONTEXTIDR_EL2'] },
  { needs: ['EL2', 'SEL2'], registers: ['VSTTBR_EL2', 'VSTCR_EL2'] },
  { needs: ['EL2', 'HCX'], registers: ['HCRX_EL2'] },
];

const VECTOR_REGISTERS = 32;
/** Registers of 64 bits lie behind the vectors. */
const SYSTEM_AT = VECTOR_REGISTERS * 16;

/** Values for some of the registers of a world. */
export type WorldRegisters = Readonly<Partial<Record<SystemRegister, bigint>>>;

/** What a world leaves behind when another has the processor: where it lies, and the code that changes worlds. */
export interface WorldSwitch {
  /** Bytes of one context. One of zeros is no world: the registers have to be given values that make sense. */
  readonly bytes: number;
  /** Where a register lies in a context. Throws for one that is not switched. */
  offsetOf(register: SystemRegister): number;
  /** A snippet: saves the current world at x0, and loads the one at x1. */
  readonly code: Program;
}

/** The switch between worlds for processors that can do certain things. */
export function worldSwitch(capabilities: ReadonlySet<Capability>): WorldSwitch {
  const registers = GROUPS.filter(({ needs }) => needs.every((each) => capabilities.has(each))).flatMap(
    (group) => group.registers,
  );
  const offsetOf = (register: SystemRegister): number => {
    const index = registers.indexOf(register);
    if (index < 0) throw new RangeError(`${register} is not switched`);
    return SYSTEM_AT + 8 * index;
  };
  const [from, to, value] = [x(0), x(1), x(2)];
  const pairs = Array.from({ length: VECTOR_REGISTERS / 2 }, (_, pair) => 2 * pair);
  const code: Program = [
    ...pairs.map((n) => stp(q(n), q(n + 1), at(from, 16 * n))),
    ...pairs.map((n) => ldp(q(n), q(n + 1), at(to, 16 * n))),
    ...registers.flatMap((register) => {
      const offset = offsetOf(register);
      return [
        mrs(value, register),
        str(value, at(from, offset)),
        ldr(value, at(to, offset)),
        msr(register, value),
      ];
    }),
    isb,
    tlbi('alle1'),
    ...(capabilities.has('EL2') ? [tlbi('alle2')] : []),
    dsb,
    isb,
    ret,
  ];
  return { bytes: SYSTEM_AT + 8 * registers.length, offsetOf, code };
}

/** The code of a switch as it lies at HOST_CODE. */
export function switchAtHostCode({ code }: WorldSwitch): Uint8Array {
  return assemble(code, HOST_CODE).bytes;
}
