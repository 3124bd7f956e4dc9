/**
 * Composing and splitting machine words.
 *
 * JavaScript shifts are signed 32-bit: `0x8004 << 16` is negative. Every word that carries an endpoint id in its upper
 * half is therefore made here and nowhere else.
 */

/** A 32-bit word from two 16-bit halves, never negative. */
export function packHalves(high: number, low: number): number {
  return (((high & 0xffff) << 16) | (low & 0xffff)) >>> 0;
}

/** The upper 16 bits of a 32-bit word. */
export function upperHalf(word: number): number {
  return word >>> 16;
}

/** The lower 16 bits of a 32-bit word. */
export function lowerHalf(word: number): number {
  return word & 0xffff;
}

/** A 64-bit value from its 32-bit halves. For public types only: the machine itself keeps the halves. */
export function joinWords(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** The lower 32 bits of a 64-bit value. */
export function lowWord(value: bigint): number {
  return Number(value & 0xffffffffn);
}

/** The upper 32 bits of a 64-bit value. */
export function highWord(value: bigint): number {
  return Number((value >> 32n) & 0xffffffffn);
}
