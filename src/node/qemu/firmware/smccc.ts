import { type Frame, setHalves, w } from '../../../core/abi/frame.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';

/** Serves calls of one function. True when the frame is the answer; otherwise the processor stays parked until somebody answers it. */
export type Service = (frame: CpuFrame) => boolean;

/** Services by function id. */
export type Services = ReadonlyMap<number, Service>;

export const SMCCC_VERSION = 0x8000_0000;
const SMCCC_ARCH_FEATURES = 0x8000_0001;

/** SMCCC 1.2: calls take and give x0..x17, which FF-A needs. */
const VERSION_1_2 = 0x1_0002;
export const NOT_SUPPORTED = -1;

/** Puts a signed number into x0. The other registers stay as they are. */
export function answerWith(registers: Frame, value: number): true {
  setHalves(registers, 0, value >>> 0, value < 0 ? 0xffff_ffff : 0);
  return true;
}

/** What the calling convention has for itself: its version, and which of its calls there are. */
export const ARCHITECTURE_CALLS: Services = new Map<number, Service>([
  [SMCCC_VERSION, ({ registers }) => answerWith(registers, VERSION_1_2)],
  [
    SMCCC_ARCH_FEATURES,
    ({ registers }) => answerWith(registers, ARCHITECTURE_CALLS.has(w(registers, 1)) ? 0 : NOT_SUPPORTED),
  ],
]);
