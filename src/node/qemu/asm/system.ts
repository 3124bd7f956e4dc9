import { type GeneralOrZero, inRange } from './operands.ts';
import { fixed, type Instruction } from './program.ts';
import { SYSTEM_REGISTERS, type SystemRegister } from './system-registers.ts';

/** Invalidates what translations are cached of EL1 and EL0, or of EL2: on this processor, or on all of them. */
const TLBI = {
  alle1: 0xd50c_879f,
  alle1is: 0xd50c_839f,
  alle2: 0xd50c_871f,
  alle2is: 0xd50c_831f,
} as const;

/** rt = a system register. */
export function mrs(rt: GeneralOrZero, register: SystemRegister): Instruction {
  const read = 0x0020_0000;
  return fixed(`mrs ${rt.text}, ${register.toLowerCase()}`, read | move(rt, register));
}

/** A system register = rt. */
export function msr(register: SystemRegister, rt: GeneralOrZero): Instruction {
  return fixed(`msr ${register.toLowerCase()}, ${rt.text}`, move(rt, register));
}

export function tlbi(what: keyof typeof TLBI): Instruction {
  return fixed(`tlbi ${what}`, TLBI[what]);
}

/** Asks the secure monitor. The number is of no meaning to it but to whoever reads its syndrome. */
export function smc(number: number): Instruction {
  return fixed(`smc #${number}`, 0xd400_0003 | (inRange(number, 0, 0xffff, 'immediate') << 5));
}

/** Asks the kernel, or what stands in its place. */
export function svc(number: number): Instruction {
  return fixed(`svc #${number}`, 0xd400_0001 | (inRange(number, 0, 0xffff, 'immediate') << 5));
}

/** Asks the hypervisor. */
export function hvc(number: number): Instruction {
  return fixed(`hvc #${number}`, 0xd400_0002 | (inRange(number, 0, 0xffff, 'immediate') << 5));
}

/** What changed of the processor's own state holds from the next instruction on. */
export const isb: Instruction = fixed('isb', 0xd503_3fdf);

/** Accesses before it are done before anything after it. */
export const dsb: Instruction = fixed('dsb sy', 0xd503_3f9f);

/** Accesses before it are seen before those after it. */
export const dmb: Instruction = fixed('dmb sy', 0xd503_3fbf);

/** Waits for an interrupt. */
export const wfi: Instruction = fixed('wfi', 0xd503_207f);

function move(rt: GeneralOrZero, register: SystemRegister): number {
  const [op0, op1, crn, crm, op2] = SYSTEM_REGISTERS[register];
  if (rt.bits !== 64) throw new RangeError(`${rt.text}: system registers go to and from x registers`);
  return 0xd500_0000 | (op0 << 19) | (op1 << 16) | (crn << 12) | (crm << 8) | (op2 << 5) | rt.number;
}
