import { add, addImmediate, load, mov, movz, subsImmediate, ubfx } from '../asm/arithmetic.ts';
import { adr, b, bIf, cbnz, cbz, tbnz } from '../asm/branches.ts';
import { at, before, ldr, str } from '../asm/memory.ts';
import { sp, w, wzr, x, xzr } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { isb, mrs, msr } from '../asm/system.ts';
import type { SystemRegister } from '../asm/system-registers.ts';
import * as value from './control-values.ts';
import { FRAME, FRAME_STRIDE, FRAMES, KIND } from './mailbox.ts';
import {
  DISTRIBUTOR,
  DOORBELL,
  DOORBELL_INTERRUPT,
  PRIVATE_INTERRUPTS,
  REDISTRIBUTOR_BYTES,
  REDISTRIBUTORS,
} from './virt-map.ts';

/** Registers of the distributor and of a redistributor's frames. */
const GICD = { CTLR: 0x000, TYPER: 0x004, IGROUPR: 0x080, ISENABLER: 0x100 } as const;
const GICR = { WAKER: 0x014, IGROUPR0: 0x080, ISENABLER0: 0x100 } as const;
/** Registers of a PL011. */
const UART = { LCRH: 0x2c, CR: 0x30, IMSC: 0x38 } as const;
const UART_FIFO = 0x70;
const UART_ENABLE = 0x301;
const UART_RECEIVE_INTERRUPT = 0x10;

/** Where processors start: each finds its frame, lets lower levels do what they like, and reports that it is there. */
export function reset(): Program {
  const cpu = x(0);
  return [
    mrs(cpu, 'MPIDR_EL1'),
    ubfx(cpu, cpu, 0, 8),
    ...load(x(1), FRAMES),
    add(x(1), x(1), cpu, Math.log2(FRAME_STRIDE)),
    mov(sp, x(1)),
    str(cpu, at(sp, FRAME.CPU)),
    adr(x(2), 'vectors'),
    msr('VBAR_EL3', x(2)),
    ...control(),
    ...withoutHypervisor(),
    ...doorbell(),
    cbnz(cpu, 'own_interrupts'),
    ...sharedInterrupts(),
    label('own_interrupts'),
    ...ownInterrupts(),
    mrs(x(1), 'SCR_EL3'),
    str(x(1), at(sp, FRAME.SCR)),
    movz(x(0), KIND.BOOT),
    str(x(0), at(sp, FRAME.KIND)),
    b('report'),
  ];
}

function control(): Program {
  return [
    ...load(x(2), value.SCTLR_EL3),
    msr('SCTLR_EL3', x(2)),
    ...load(x(2), value.SCR_EL3),
    msr('SCR_EL3', x(2)),
    ...load(x(2), value.CPTR_EL3),
    msr('CPTR_EL3', x(2)),
    msr('MDCR_EL3', xzr),
    isb,
    ...load(x(2), value.ICC_SRE),
    msr('ICC_SRE_EL3', x(2)),
    isb,
    msr('ICC_SRE_EL2', x(2)),
    ...whereField('ID_AA64PFR0_EL1', 32, 'no_sve', [
      ...load(x(2), value.ZCR),
      msr('ZCR_EL3', x(2)),
      msr('ZCR_EL2', x(2)),
    ]),
    ...whereField('ID_AA64PFR1_EL1', 24, 'no_sme', [
      ...load(x(2), value.SMCR),
      msr('SMCR_EL3', x(2)),
      msr('SMCR_EL2', x(2)),
    ]),
    ...whereField('ID_AA64MMFR1_EL1', 40, 'no_hcrx', [...load(x(2), value.HCRX_EL2), msr('HCRX_EL2', x(2))]),
    isb,
  ];
}

/** A guest at EL1 finds the processor as if there were no EL2. One that starts at EL2 sets it up itself. */
function withoutHypervisor(): Program {
  return [
    ...load(x(2), value.CNTHCTL_EL2),
    msr('CNTHCTL_EL2', x(2)),
    msr('CNTVOFF_EL2', xzr),
    ...load(x(2), value.CPTR_EL2),
    msr('CPTR_EL2', x(2)),
    mrs(x(2), 'MIDR_EL1'),
    msr('VPIDR_EL2', x(2)),
    mrs(x(2), 'MPIDR_EL1'),
    msr('VMPIDR_EL2', x(2)),
    isb,
  ];
}

/** Does something on processors that have something: a field of an identification register says so. */
function whereField(register: SystemRegister, shift: number, without: string, program: Program): Program {
  return [mrs(x(3), register), ubfx(x(3), x(3), shift, 4), cbz(x(3), without), ...program, label(without)];
}

/** The secure PL011: bytes go out at once, and what comes in interrupts. */
function doorbell(): Program {
  const uart = x(4);
  return [
    ...load(uart, DOORBELL),
    movz(w(2), UART_FIFO),
    str(w(2), at(uart, UART.LCRH)),
    movz(w(2), UART_ENABLE),
    str(w(2), at(uart, UART.CR)),
    movz(w(2), UART_RECEIVE_INTERRUPT),
    str(w(2), at(uart, UART.IMSC)),
  ];
}

/** All shared interrupts go to the normal world, but for the doorbell's, which comes to processor 0 at EL3. */
function sharedInterrupts(): Program {
  const distributor = x(4);
  const left = w(5);
  const register = x(6);
  const word = Math.floor(DOORBELL_INTERRUPT / 32) * 4;
  const bit = 1 << (DOORBELL_INTERRUPT % 32);
  return [
    ...load(distributor, DISTRIBUTOR),
    movz(w(2), value.GICD_CTLR),
    str(w(2), at(distributor, GICD.CTLR)),
    ldr(left, at(distributor, GICD.TYPER)),
    ubfx(left, left, 0, 5),
    addImmediate(register, distributor, GICD.IGROUPR),
    ...load(w(2), 0xffff_ffff),
    label('next_group'),
    str(w(2), before(register, 4)),
    subsImmediate(left, left, 1),
    bIf('ne', 'next_group'),
    ...load(w(2), ~bit >>> 0),
    str(w(2), at(distributor, GICD.IGROUPR + word)),
    movz(w(2), bit),
    str(w(2), at(distributor, GICD.ISENABLER + word)),
  ];
}

/** A processor's own interrupts go to the normal world, too, but for the one by which others wake it. */
function ownInterrupts(): Program {
  const redistributor = x(4);
  const bit = 1 << value.WAKE_INTERRUPT;
  return [
    ...load(redistributor, REDISTRIBUTORS),
    add(redistributor, redistributor, x(0), Math.log2(REDISTRIBUTOR_BYTES)),
    str(wzr, at(redistributor, GICR.WAKER)),
    label('still_asleep'),
    ldr(w(2), at(redistributor, GICR.WAKER)),
    tbnz(w(2), 2, 'still_asleep'),
    ...load(x(3), PRIVATE_INTERRUPTS),
    add(redistributor, redistributor, x(3)),
    ...load(w(2), ~bit >>> 0),
    str(w(2), at(redistributor, GICR.IGROUPR0)),
    ...load(w(2), bit),
    str(w(2), at(redistributor, GICR.ISENABLER0)),
    movz(x(2), 1),
    msr('ICC_IGRPEN0_EL1', x(2)),
    movz(x(2), value.PMR_ALL),
    msr('ICC_PMR_EL1', x(2)),
    isb,
  ];
}
