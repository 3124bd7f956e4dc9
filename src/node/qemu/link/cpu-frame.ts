import { type Frame, REGISTERS } from '../../../core/abi/frame.ts';
import { joinWords } from '../../../core/abi/words.ts';
import { type COMMAND, FRAME } from '../monitor/mailbox.ts';

/** A field of a frame, by its offset. */
type Field = (typeof FRAME)[keyof typeof FRAME];

/** Bytes that the host reads, and those of them that it writes. */
export const READ_BYTES: number = FRAME.REQUEST + 8;
export const WRITTEN_BYTES: number = FRAME.REQUEST;

/** Why an exception came to EL3: bits 31:26 of its syndrome. */
const EXCEPTION_CLASS_SHIFT = 26;
export const CLASS_SMC = 0x17;

/** General registers of a frame: x0..x30. */
const GENERAL = 31;

/** The host's copy of one processor's frame: what it reported, and what it is answered. */
export class CpuFrame {
  readonly cpu: number;
  readonly bytes: Uint8Array = new Uint8Array(READ_BYTES);
  /** x0..x17, as calls have them. */
  readonly registers: Frame;
  private readonly words: Uint32Array;
  private readonly longs: BigUint64Array;

  constructor(cpu: number) {
    this.cpu = cpu;
    this.words = new Uint32Array(this.bytes.buffer);
    this.longs = new BigUint64Array(this.bytes.buffer);
    this.registers = this.words.subarray(0, 2 * REGISTERS);
  }

  /** The low half of a field. */
  low(field: Field): number {
    return this.words[field / 4] ?? 0;
  }

  /** A field as a whole. */
  get(field: Field): bigint {
    return joinWords(this.low(field), this.words[field / 4 + 1] ?? 0);
  }

  set(field: Field, value: bigint): void {
    this.longs[field / 8] = value;
  }

  /** A general register, x0 to x30. */
  general(register: number): bigint {
    return this.longs[FRAME.X / 8 + register] ?? 0n;
  }

  setGeneral(register: number, value: bigint): void {
    this.longs[FRAME.X / 8 + register] = value;
  }

  /** Why it reports: KIND of the mailbox, or the number of a vector. */
  get kind(): number {
    return this.low(FRAME.KIND);
  }

  /** Exception class of a synchronous exception. */
  get exceptionClass(): number {
    return this.low(FRAME.ESR) >>> EXCEPTION_CLASS_SHIFT;
  }

  /** Goes on where and how it says itself. */
  resume(): void {
    this.words[FRAME.COMMAND / 4] = 0;
  }

  /** What the processor does before it goes on or reports again. */
  run(
    command: (typeof COMMAND)[keyof typeof COMMAND],
    snippet: number,
    args: readonly (number | bigint)[] = [],
  ): void {
    this.words[FRAME.COMMAND / 4] = command;
    this.set(FRAME.SNIPPET, BigInt(snippet));
    args.forEach((value, index) => {
      this.longs[FRAME.ARGUMENTS / 8 + index] = BigInt(value);
    });
  }

  /** Goes on elsewhere: with x0 as its argument, and all other registers clear. */
  jump(entry: bigint, spsr: bigint, argument: bigint): void {
    this.longs.fill(0n, FRAME.X / 8, FRAME.X / 8 + GENERAL);
    this.set(FRAME.X, argument);
    this.set(FRAME.ELR, entry);
    this.set(FRAME.SPSR, spsr);
  }
}
