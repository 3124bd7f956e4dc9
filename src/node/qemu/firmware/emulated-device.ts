import type { CpuFrame } from '../link/cpu-frame.ts';
import { FRAME } from '../monitor/mailbox.ts';

/** What an access asks of a device, at an offset in its registers. */
export interface DeviceAccess {
  readonly offset: number;
  /** Bytes: 1, 2, 4 or 8. */
  readonly size: number;
  /** What is written; undefined for a read. */
  readonly value: bigint | undefined;
}

/** A register of a real device that a processor writes in the guest's stead. */
export interface Poke {
  readonly address: number;
  readonly value: number;
}

/** What comes of an access: the value that is read, and what is to be done to a real device. */
export interface DeviceAnswer {
  readonly value?: bigint;
  readonly poke?: Poke;
}

/** A device of a guest that this process is. */
export interface EmulatedDevice {
  readonly base: number;
  readonly size: number;
  access(access: DeviceAccess): DeviceAnswer;
}

/** Bits of the syndrome of a data abort: the rest of it is valid, size, register, write. */
const VALID = 1 << 24;
const SIZE_SHIFT = 22;
const REGISTER_SHIFT = 16;
const WRITES = 1 << 6;
const ZERO_REGISTER = 31;
const INSTRUCTION_BYTES = 4n;

/**
 * Has a device do what a processor was refused at one of its registers, and the processor go on behind that. Returns what is to be done to a real
 * device; undefined where the access is none that a device can be asked: then nothing has happened.
 */
export function emulate(frame: CpuFrame, device: EmulatedDevice, address: number): DeviceAnswer | undefined {
  const syndrome = frame.low(FRAME.ESR_EL2);
  if ((syndrome & VALID) === 0) return undefined;
  const size = 1 << ((syndrome >>> SIZE_SHIFT) & 3);
  const register = (syndrome >>> REGISTER_SHIFT) & 0x1f;
  const offset = address - device.base;
  const writes = (syndrome & WRITES) !== 0;
  const stored = register === ZERO_REGISTER ? 0n : frame.general(register);
  const answer = device.access({
    offset,
    size,
    value: writes ? BigInt.asUintN(8 * size, stored) : undefined,
  });
  if (!writes && register !== ZERO_REGISTER)
    frame.setGeneral(register, BigInt.asUintN(8 * size, answer.value ?? 0n));
  frame.set(FRAME.ELR_EL2, frame.get(FRAME.ELR_EL2) + INSTRUCTION_BYTES);
  return answer;
}
