/** Numbers and bytes in hex, as people read them. */

/** "0x8001": a number in hex, filled up with zeros to so many digits. */
export function hexText(value: number | bigint, digits = 0): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** Dumps have millions of them. */
const BYTE_TEXTS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** "0f": the two digits of a byte. */
export function byteText(byte: number): string {
  return BYTE_TEXTS[byte];
}

/** "0f a0": bytes, one after the other. */
export function bytesText(bytes: Iterable<number>): string {
  return Array.from(bytes, byteText).join(' ');
}
