import type { AnnotatedField } from '../../../core/abi/annotation.ts';

/** More than these are no number. */
const MOST_BYTES = 8;

/** Whether a field is a number that can be written as a whole. */
export function isEditable({ kind, length }: AnnotatedField): boolean {
  return kind !== 'unknown' && kind !== 'cut' && length <= MOST_BYTES;
}

/** The bytes with another number in a field, as in "12" or "0x30"; undefined for what is none, or does not fit. */
export function withField(
  bytes: Uint8Array,
  { offset, length }: Pick<AnnotatedField, 'offset' | 'length'>,
  text: string,
): Uint8Array | undefined {
  if (!/^(0x[0-9a-f]+|[0-9]+)$/i.test(text.trim())) return undefined;
  const value = BigInt(text.trim());
  if (value >> BigInt(length * 8) !== 0n) return undefined;
  const copy = bytes.slice();
  for (let index = 0; index < length; index++)
    copy[offset + index] = Number((value >> BigInt(index * 8)) & 0xffn);
  return copy;
}

/** The bytes with another hex digit in one of them: the first digit of a byte, or the second. */
export function withDigit(bytes: Uint8Array, at: number, second: boolean, digit: number): Uint8Array {
  const copy = bytes.slice();
  const byte = copy[at] ?? 0;
  copy[at] = second ? (byte & 0xf0) | digit : (byte & 0x0f) | (digit << 4);
  return copy;
}
