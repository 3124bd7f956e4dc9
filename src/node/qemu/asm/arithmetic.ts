import {
  type General,
  type GeneralOrStack,
  type GeneralOrZero,
  inRange,
  sp,
  wideBit,
  wzr,
  xzr,
} from './operands.ts';
import { fixed, type Instruction } from './program.ts';

/** rd = a 16-bit number shifted left by 0, 16, 32 or 48; the rest is cleared. */
export function movz(rd: GeneralOrZero, value: number, shift = 0): Instruction {
  return moveWide('movz', 0x5280_0000, rd, value, shift);
}

/** Puts a 16-bit number into a quarter of rd and keeps the rest. */
export function movk(rd: GeneralOrZero, value: number, shift = 0): Instruction {
  return moveWide('movk', 0x7280_0000, rd, value, shift);
}

/** rd = a number of up to 64 bits: as many instructions as it has quarters that are not zero. */
export function load(rd: General, value: number | bigint): readonly Instruction[] {
  const whole = BigInt(value);
  if (whole < 0n || whole >> BigInt(rd.bits) !== 0n)
    throw new RangeError(`${value} does not fit ${rd.bits} bits`);
  const quarters = [0, 16, 32, 48]
    .map((shift) => ({ shift, part: Number((whole >> BigInt(shift)) & 0xffffn) }))
    .filter(({ part }) => part !== 0);
  const [first = { shift: 0, part: 0 }, ...others] = quarters;
  return [movz(rd, first.part, first.shift), ...others.map(({ shift, part }) => movk(rd, part, shift))];
}

/** rd = rn. To or from the stack pointer it is an addition of zero, as there is no other way. */
export function mov(rd: GeneralOrStack, rn: GeneralOrStack): Instruction {
  const word =
    rd === sp || rn === sp
      ? 0x1100_0000 | (rn.number << 5)
      : 0x2a00_0000 | (rn.number << 16) | (xzr.number << 5);
  return fixed(`mov ${rd.text}, ${rn.text}`, word | wideBit(rd, rn) | rd.number);
}

/** rd = rn + a number of 12 bits. */
export function addImmediate(rd: GeneralOrStack, rn: GeneralOrStack, value: number): Instruction {
  return immediate('add', 0x1100_0000, rd, rn, value);
}

/** rd = rn + (rm << shift). */
export function add(rd: GeneralOrZero, rn: GeneralOrZero, rm: GeneralOrZero, shift = 0): Instruction {
  return shifted('add', 0x0b00_0000, rd, rn, rm, shift);
}

/** rd = rn - (rm << shift). */
export function sub(rd: GeneralOrZero, rn: GeneralOrZero, rm: GeneralOrZero, shift = 0): Instruction {
  return shifted('sub', 0x4b00_0000, rd, rn, rm, shift);
}

/** rd = rn - a number of 12 bits, and sets the flags. */
export function subsImmediate(rd: GeneralOrZero, rn: GeneralOrStack, value: number): Instruction {
  return immediate('subs', 0x7100_0000, rd, rn, value);
}

/** Compares rn with a number of 12 bits. */
export function cmpImmediate(rn: GeneralOrStack, value: number): Instruction {
  const { encode } = subsImmediate(rn.bits === 64 ? xzr : wzr, rn, value);
  return { text: `cmp ${rn.text}, #${value}`, encode };
}

/** Compares rn with rm. */
export function cmp(rn: GeneralOrZero, rm: GeneralOrZero): Instruction {
  const { encode } = shifted('subs', 0x6b00_0000, rn.bits === 64 ? xzr : wzr, rn, rm, 0);
  return { text: `cmp ${rn.text}, ${rm.text}`, encode };
}

/** rd = rn | (rm << shift). */
export function orr(rd: GeneralOrZero, rn: GeneralOrZero, rm: GeneralOrZero, shift = 0): Instruction {
  return shifted('orr', 0x2a00_0000, rd, rn, rm, shift);
}

/** rd = rn << the lowest bits of rm. */
export function lsl(rd: GeneralOrZero, rn: GeneralOrZero, rm: GeneralOrZero): Instruction {
  const word = 0x1ac0_2000 | wideBit(rd, rn, rm) | (rm.number << 16) | (rn.number << 5) | rd.number;
  return fixed(`lsl ${rd.text}, ${rn.text}, ${rm.text}`, word);
}

/** rd = the `width` bits of rn from bit `lowest` on. */
export function ubfx(rd: GeneralOrZero, rn: GeneralOrZero, lowest: number, width: number): Instruction {
  const wide = wideBit(rd, rn);
  inRange(lowest, 0, rd.bits - 1, 'bit');
  inRange(width, 1, rd.bits - lowest, 'width');
  // 64-bit bit fields say so a second time, in bit 22.
  const word = 0x5300_0000 | wide | (wide >>> 9) | (lowest << 16) | ((lowest + width - 1) << 10);
  return fixed(`ubfx ${rd.text}, ${rn.text}, #${lowest}, #${width}`, word | (rn.number << 5) | rd.number);
}

function moveWide(name: string, code: number, rd: GeneralOrZero, value: number, shift: number): Instruction {
  inRange(value, 0, 0xffff, 'immediate');
  if (shift % 16 !== 0 || shift < 0 || shift >= rd.bits)
    throw new RangeError(`${name} ${rd.text}: no shift by ${shift}`);
  const word = code | wideBit(rd) | ((shift / 16) << 21) | (value << 5) | rd.number;
  return fixed(`${name} ${rd.text}, #${value}, lsl #${shift}`, word);
}

function immediate(
  name: string,
  code: number,
  rd: GeneralOrStack | GeneralOrZero,
  rn: GeneralOrStack,
  value: number,
): Instruction {
  inRange(value, 0, 0xfff, 'immediate');
  const word = code | wideBit(rd, rn) | (value << 10) | (rn.number << 5) | rd.number;
  return fixed(`${name} ${rd.text}, ${rn.text}, #${value}`, word);
}

function shifted(
  name: string,
  code: number,
  rd: GeneralOrZero,
  rn: GeneralOrZero,
  rm: GeneralOrZero,
  shift: number,
): Instruction {
  inRange(shift, 0, rd.bits - 1, 'shift');
  const word = code | wideBit(rd, rn, rm) | (rm.number << 16) | (shift << 10) | (rn.number << 5) | rd.number;
  return fixed(`${name} ${rd.text}, ${rn.text}, ${rm.text}, lsl #${shift}`, word);
}
