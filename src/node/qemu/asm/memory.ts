import { type GeneralOrStack, type GeneralOrZero, scaled, type Vector } from './operands.ts';
import { fixed, type Instruction } from './program.ts';

/** Where a load or store goes. */
export interface Address {
  readonly base: GeneralOrStack;
  /** Bytes. */
  readonly offset: number;
  /** Whether `offset` is added to the base register, and before the access or after it. */
  readonly writeBack: 'none' | 'before' | 'after';
}

/** [base, #offset] */
export function at(base: GeneralOrStack, offset = 0): Address {
  return { base, offset, writeBack: 'none' };
}

/** [base], #offset: the base moves on after the access. */
export function after(base: GeneralOrStack, offset: number): Address {
  return { base, offset, writeBack: 'after' };
}

/** [base, #offset]!: the base moves first. */
export function before(base: GeneralOrStack, offset: number): Address {
  return { base, offset, writeBack: 'before' };
}

type Data = GeneralOrZero | Vector;

/** What tells accesses of one width from those of another: the unit of offsets, and bits of single and pair accesses. */
interface Width {
  readonly bytes: number;
  readonly single: number;
  readonly pair: number;
}

const BYTE: Width = { bytes: 1, single: 0x3800_0000, pair: 0 };
const WIDTHS: Readonly<Record<Data['bits'], Width>> = {
  32: { bytes: 4, single: 0xb800_0000, pair: 0x2800_0000 },
  64: { bytes: 8, single: 0xf800_0000, pair: 0xa800_0000 },
  // The width of vectors has its highest bit where others tell loads from stores.
  128: { bytes: 16, single: 0x3c80_0000, pair: 0xac00_0000 },
};

const LOAD = 0x0040_0000;
const UNSIGNED_OFFSET = 0x0100_0000;
const SINGLE_MODE = { before: 0xc00, after: 0x400 } as const;
const PAIR_MODE = { none: 0x0100_0000, before: 0x0180_0000, after: 0x0080_0000 } as const;

/** Loads a register: 4, 8 or 16 bytes, as it is wide. */
export function ldr(rt: Data, address: Address): Instruction {
  return single('ldr', WIDTHS[rt.bits], LOAD, rt, address);
}

/** Stores a register: 4, 8 or 16 bytes, as it is wide. */
export function str(rt: Data, address: Address): Instruction {
  return single('str', WIDTHS[rt.bits], 0, rt, address);
}

/** Loads a byte into a w register. */
export function ldrb(rt: GeneralOrZero, address: Address): Instruction {
  return single('ldrb', BYTE, LOAD, narrow(rt), address);
}

/** Stores the lowest byte of a w register. */
export function strb(rt: GeneralOrZero, address: Address): Instruction {
  return single('strb', BYTE, 0, narrow(rt), address);
}

/** Loads two registers from side by side. */
export function ldp(first: Data, second: Data, address: Address): Instruction {
  return pair('ldp', LOAD, first, second, address);
}

/** Stores two registers side by side. */
export function stp(first: Data, second: Data, address: Address): Instruction {
  return pair('stp', 0, first, second, address);
}

function single(
  name: string,
  width: Width,
  load: number,
  rt: Data,
  { base, offset, writeBack }: Address,
): Instruction {
  const place =
    writeBack === 'none'
      ? UNSIGNED_OFFSET | (scaled(offset, width.bytes, 12, false, 'offset') << 10)
      : SINGLE_MODE[writeBack] | (scaled(offset, 1, 9, true, 'offset') << 12);
  return fixed(
    `${name} ${rt.text}, ${addressText({ base, offset, writeBack })}`,
    width.single | load | place | (base.number << 5) | rt.number,
  );
}

function pair(name: string, load: number, first: Data, second: Data, address: Address): Instruction {
  if (first.bits !== second.bits) throw new RangeError(`${first.text} and ${second.text} differ in width`);
  const { base, offset, writeBack } = address;
  const width = WIDTHS[first.bits];
  const place = PAIR_MODE[writeBack] | (scaled(offset, width.bytes, 7, true, 'offset') << 15);
  return fixed(
    `${name} ${first.text}, ${second.text}, ${addressText(address)}`,
    width.pair | load | place | (second.number << 10) | (base.number << 5) | first.number,
  );
}

function addressText({ base, offset, writeBack }: Address): string {
  if (writeBack === 'after') return `[${base.text}], #${offset}`;
  return `[${base.text}, #${offset}]${writeBack === 'before' ? '!' : ''}`;
}

function narrow(rt: GeneralOrZero): GeneralOrZero {
  if (rt.bits !== 32) throw new RangeError(`${rt.text}: bytes go to and from w registers`);
  return rt;
}
