/** Registers and numbers that instructions take, and how they are checked. A wrong operand is a defect of the program that uses it. */

interface Register<Kind extends string> {
  readonly kind: Kind;
  readonly number: number;
  readonly bits: 32 | 64 | 128;
  readonly text: string;
}

/** x0..x30 or w0..w30. */
export type General = Register<'general'>;
/** Reads as zero; what is written to it is lost. */
type Zero = Register<'zero'>;
/** The stack pointer of the current exception level. */
type Stack = Register<'stack'>;
/** q0..q31: 128 bits of SIMD and floating point. */
export type Vector = Register<'vector'>;

export type GeneralOrZero = General | Zero;
export type GeneralOrStack = General | Stack;

export function x(number: number): General {
  return { kind: 'general', number: inRange(number, 0, 30, 'register'), bits: 64, text: `x${number}` };
}

export function w(number: number): General {
  return { kind: 'general', number: inRange(number, 0, 30, 'register'), bits: 32, text: `w${number}` };
}

export function q(number: number): Vector {
  return { kind: 'vector', number: inRange(number, 0, 31, 'register'), bits: 128, text: `q${number}` };
}

export const xzr: Zero = { kind: 'zero', number: 31, bits: 64, text: 'xzr' };
export const wzr: Zero = { kind: 'zero', number: 31, bits: 32, text: 'wzr' };
export const sp: Stack = { kind: 'stack', number: 31, bits: 64, text: 'sp' };

/** A whole number of a range that includes both ends. */
export function inRange(value: number, least: number, most: number, what: string): number {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${what} ${value}: ${least} to ${most} can be encoded`);
  return value;
}

/** A multiple of `unit`, counted in units, as a field of so many bits; two's complement where it may be negative. */
export function scaled(value: number, unit: number, bits: number, signed: boolean, what: string): number {
  const least = signed ? -(2 ** (bits - 1)) : 0;
  const most = least + 2 ** bits - 1;
  if (value % unit !== 0) throw new RangeError(`${what} ${value} is no multiple of ${unit}`);
  return inRange(value / unit, least, most, what) & (2 ** bits - 1);
}

/** Bit 31 of most instructions: whether they work on 64 bits. All registers have to agree. */
export function wideBit(...registers: readonly { readonly bits: number; readonly text: string }[]): number {
  const [first, ...others] = registers;
  const odd = others.find((each) => each.bits !== first?.bits);
  if (odd !== undefined) throw new RangeError(`${first?.text} and ${odd.text} differ in width`);
  return first?.bits === 64 ? 0x8000_0000 : 0;
}
