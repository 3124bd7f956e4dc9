import type { RegisterField } from '../abi/functions.ts';

/** The bits of a register that a field of a call names. A 32-bit call does not see the upper halves. */
export function bitsOfField(
  { low = 0, high }: RegisterField,
  width: 32 | 64,
): { readonly low: number; readonly high: number } {
  return { low, high: high ?? width - 1 };
}

/** What a field holds, of a register as a whole. */
export function fieldValue(register: bigint, field: RegisterField, width: 32 | 64): bigint {
  const { low, high } = bitsOfField(field, width);
  return (register >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);
}
