/** Addresses and sizes come by the hundred: fields of 64 bits as plain numbers, without a table to look into. */

/** Reads 64 bits. What lies beyond 2^53 loses its last bits, and is too much in any case. */
export function readWide(bytes: Uint8Array, at: number): number {
  return wordAt(bytes, at) + wordAt(bytes, at + 4) * 2 ** 32;
}

/** Writes an exact number that is not negative as 64 bits. */
export function writeWide(bytes: Uint8Array, at: number, value: number): void {
  putWord(bytes, at, value >>> 0);
  putWord(bytes, at + 4, Math.floor(value / 2 ** 32));
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word;
  bytes[at + 1] = word >>> 8;
  bytes[at + 2] = word >>> 16;
  bytes[at + 3] = word >>> 24;
}
