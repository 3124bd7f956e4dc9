/**
 * Integer expressions between parentheses, computed as the device-tree compiler does: 64 bits, unsigned,
 * wrapping.
 *
 * Source: devicetree 6.3.
 */

const WORD = 64;

export const MAX_U64: bigint = 2n ** 64n - 1n;

/** Cuts a result of any sign to 64 bits. */
const wrap = (value: bigint): bigint => BigInt.asUintN(WORD, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

type Binary = (left: bigint, right: bigint) => bigint;

/** Operands and results are 64-bit. `/` and `%` must not be given a zero on the right. */
export const BINARY: Readonly<Record<string, Binary>> = {
  '+': (left, right) => wrap(left + right),
  '-': (left, right) => wrap(left - right),
  '*': (left, right) => wrap(left * right),
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '<<': (left, right) => (right < WORD ? wrap(left << right) : 0n),
  '>>': (left, right) => (right < WORD ? left >> right : 0n),
  '&': (left, right) => left & right,
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  '&&': (left, right) => truth(left !== 0n && right !== 0n),
  '||': (left, right) => truth(left !== 0n || right !== 0n),
};

/** The operators that a zero on the right makes meaningless. */
export const DIVIDING: ReadonlySet<string> = new Set(['/', '%']);

export const UNARY: Readonly<Record<string, (value: bigint) => bigint>> = {
  '-': (value) => wrap(-value),
  '+': (value) => value,
  '~': (value) => wrap(~value),
  '!': (value) => truth(value === 0n),
};

/** The number cut to a cell's width, or `undefined` when bits other than copies of a sign would be lost. */
export function fitCell(value: bigint, bits: number): bigint | undefined {
  const mask = 2n ** BigInt(bits) - 1n;
  return value <= mask || (value | mask) === MAX_U64 ? value & mask : undefined;
}
