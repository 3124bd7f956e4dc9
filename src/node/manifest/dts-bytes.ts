import type { CellBits } from './dts-tree.ts';

/** The bytes of a cell: big-endian, as many as its width says. */
export function cellBytes(value: bigint, bits: CellBits): readonly number[] {
  return Array.from({ length: bits / 8 }, (_, index) =>
    Number((value >> BigInt(bits - 8 * (index + 1))) & 0xffn),
  );
}
