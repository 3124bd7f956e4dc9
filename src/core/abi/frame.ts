/**
 * Register frames: x0..x17 of one call or one answer.
 *
 * A frame is a `Uint32Array` of 36 halves: xN is halves 2N (low) and 2N+1 (high). A call is made and answered in the
 * same frame, as on the machine. w-accessors read the low half and write the high half as zero, which is what a
 * 32-bit register write does; so an SMC32 call never sees the garbage above bit 31.
 */

import { statusOfWord } from './statuses.ts';
import { highWord, joinWords, lowWord } from './words.ts';

/** The registers of one call: 36 halves, xN at 2N (low) and 2N+1 (high). */
export type Frame = Uint32Array;

/** x0..x17 (SMCCC 1.2). */
export const REGISTERS = 18;

export const FFA_ERROR = 0x8400_0060;
export const FFA_SUCCESS_32 = 0x8400_0061;
export const FFA_SUCCESS_64 = 0xc400_0061;

/** A frame of zeros. */
export function createFrame(): Frame {
  return new Uint32Array(REGISTERS * 2);
}

/** A frame with the given 32-bit values in w0, w1, ... */
export function frameOf(...words: number[]): Frame {
  const frame = createFrame();
  words.forEach((word, register) => {
    frame[register * 2] = word;
  });
  return frame;
}

/** wN: the low 32 bits of register N. */
export function w(frame: Frame, register: number): number {
  return frame[register * 2];
}

/** The high 32 bits of register N. */
export function high(frame: Frame, register: number): number {
  return frame[register * 2 + 1];
}

/** An address from a register: 32 bits in a 32-bit call. Beyond 2^53 it is no address and leads nowhere. */
export function addressIn(frame: Frame, register: number, wide: boolean): number {
  return w(frame, register) + (wide ? high(frame, register) * 0x1_0000_0000 : 0);
}

/** xN as a whole. */
export function x(frame: Frame, register: number): bigint {
  return joinWords(frame[register * 2], frame[register * 2 + 1]);
}

/** Writes wN and clears the upper half, as the processor does. */
export function setW(frame: Frame, register: number, word: number): void {
  frame[register * 2] = word;
  frame[register * 2 + 1] = 0;
}

/** Writes xN from its halves. */
export function setHalves(frame: Frame, register: number, low: number, highHalf: number): void {
  frame[register * 2] = low;
  frame[register * 2 + 1] = highHalf;
}

/** Writes xN as a whole. */
export function setX(frame: Frame, register: number, value: bigint): void {
  setHalves(frame, register, lowWord(value), highWord(value));
}

/**
 * Answers a call with up to four 32-bit results in w1..w4; x0..x7 are all written, so nothing of the question
 * stays behind in them. x8..x17 are left alone.
 */
export function answer(frame: Frame, functionId: number, w1 = 0, w2 = 0, w3 = 0, w4 = 0): void {
  // Sixteen stores take half the time of `fill`.
  frame[0] = functionId;
  frame[1] = 0;
  frame[2] = w1;
  frame[3] = 0;
  frame[4] = w2;
  frame[5] = 0;
  frame[6] = w3;
  frame[7] = 0;
  frame[8] = w4;
  for (let half = 9; half < 16; half++) frame[half] = 0;
}

/** Answers `FFA_SUCCESS` (32-bit form) with results in w2 and w3. */
export function succeed(frame: Frame, w2 = 0, w3 = 0): void {
  answer(frame, FFA_SUCCESS_32, 0, w2, w3);
}

/** Answers `FFA_ERROR`: w1 zero, the status zero-extended in w2, the rest of x0..x7 zero. */
export function fail(frame: Frame, status: number): void {
  answer(frame, FFA_ERROR, 0, status >>> 0);
}

/** Whether an answer is `FFA_ERROR`. */
export function isError(frame: Frame): boolean {
  return w(frame, 0) === FFA_ERROR;
}

/** The status of an `FFA_ERROR` answer. Sign- and zero-extended forms of the code read the same. */
export function errorStatus(frame: Frame): number {
  return statusOfWord(frame[4]);
}
