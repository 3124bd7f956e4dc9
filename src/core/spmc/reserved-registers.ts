import { type Frame, high, w } from '../abi/frame.ts';
import { widthOfId } from '../abi/functions.ts';

/** The first of some reserved registers, x1..x7 as bits, that is not zero in all of the bits that the call has; 0 when all are. */
export function firstReserved(frame: Frame, registers: number): number {
  const wide = widthOfId(w(frame, 0)) === 64;
  for (let register = 1; register < 8; register++) {
    const set = w(frame, register) !== 0 || (wide && high(frame, register) !== 0);
    if (set && (registers & (1 << register)) !== 0) return register;
  }
  return 0;
}
