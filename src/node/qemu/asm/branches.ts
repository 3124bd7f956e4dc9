import { type General, type GeneralOrZero, inRange, scaled, wideBit } from './operands.ts';
import { fixed, type Instruction } from './program.ts';

/** Conditions by their codes: equal, not equal, unsigned at least, unsigned less. */
const CONDITIONS = { eq: 0, ne: 1, hs: 2, lo: 3 } as const;

/** Goes on at a label. */
export function b(label: string): Instruction {
  return toLabel(`b ${label}`, label, 26, (field) => 0x1400_0000 | field);
}

/** Goes on at a label, and leaves the address of the next instruction in x30. */
export function bl(label: string): Instruction {
  return toLabel(`bl ${label}`, label, 26, (field) => 0x9400_0000 | field);
}

/** Goes on at a label when the flags say so. */
export function bIf(condition: keyof typeof CONDITIONS, label: string): Instruction {
  return toLabel(
    `b.${condition} ${label}`,
    label,
    19,
    (field) => 0x5400_0000 | (field << 5) | CONDITIONS[condition],
  );
}

/** Goes on at a label when a register is zero. */
export function cbz(rt: GeneralOrZero, label: string): Instruction {
  return compare('cbz', 0x3400_0000, rt, label);
}

/** Goes on at a label when a register is not zero. */
export function cbnz(rt: GeneralOrZero, label: string): Instruction {
  return compare('cbnz', 0x3500_0000, rt, label);
}

/** Goes on at a label when a bit is clear. */
export function tbz(rt: GeneralOrZero, bit: number, label: string): Instruction {
  return test('tbz', 0x3600_0000, rt, bit, label);
}

/** Goes on at a label when a bit is set. */
export function tbnz(rt: GeneralOrZero, bit: number, label: string): Instruction {
  return test('tbnz', 0x3700_0000, rt, bit, label);
}

/** rd = the address of a label. */
export function adr(rd: General, label: string): Instruction {
  return {
    text: `adr ${rd.text}, ${label}`,
    encode: (here, addressOf) => {
      const field = distance(here, addressOf(label), 21, 1);
      return (0x1000_0000 | ((field & 3) << 29) | ((field >>> 2) << 5) | rd.number) >>> 0;
    },
  };
}

/** Calls what is at an address. */
export function blr(rn: General): Instruction {
  return fixed(`blr ${rn.text}`, 0xd63f_0000 | (rn.number << 5));
}

export const ret: Instruction = fixed('ret', 0xd65f_03c0);

/** Returns from an exception, as ELR and SPSR of this level say. */
export const eret: Instruction = fixed('eret', 0xd69f_03e0);

function compare(name: string, code: number, rt: GeneralOrZero, label: string): Instruction {
  const wide = wideBit(rt);
  return toLabel(
    `${name} ${rt.text}, ${label}`,
    label,
    19,
    (field) => code | wide | (field << 5) | rt.number,
  );
}

function test(name: string, code: number, rt: GeneralOrZero, bit: number, label: string): Instruction {
  inRange(bit, 0, rt.bits - 1, 'bit');
  const place = ((bit >>> 5) << 31) | ((bit & 31) << 19);
  return toLabel(
    `${name} ${rt.text}, #${bit}, ${label}`,
    label,
    14,
    (field) => code | place | (field << 5) | rt.number,
  );
}

function toLabel(text: string, label: string, bits: number, word: (field: number) => number): Instruction {
  return { text, encode: (here, addressOf) => word(distance(here, addressOf(label), bits)) >>> 0 };
}

/** The distance of a label as a field of so many bits, counted in `unit` bytes. */
function distance(here: number, to: number, bits: number, unit = 4): number {
  return scaled(to - here, unit, bits, true, 'distance');
}
